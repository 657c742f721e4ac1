"""Who does what when, with more than one worker: suites that share something costly stay together, and go first.

The offices behind the walks of every address, and those behind the browser, take a minute to make. Tests of such a
suite go to one worker, in one piece, while the other does the rest; begun last they would leave a worker idle.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/test_permissions.py", "tests/test_leaks.py"), ("tests/browser/",), ("tests/test_queries.py",)
EARLY = ("tests/launcher/",)


def suite_of(nodeid: str) -> tuple[str, ...] | None:
    """The suite a test stays with; None for a test that can be done anywhere."""
    return next((suite for suite in TOGETHER if nodeid.startswith(suite)), None)


def turn_of(nodeid: str) -> int:
    """The place of a test in the run: suites first, then what waits for processes, then the others."""
    suite = suite_of(nodeid)
    if suite is not None:
        return TOGETHER.index(suite)
    return len(TOGETHER) if nodeid.startswith(EARLY) else len(TOGETHER) + 1


class Turns(LoadScopeScheduling):
    """Hands out whole suites, and the other tests one by one."""

    def _split_scope(self, nodeid: str) -> str:
        suite = suite_of(nodeid)
        return suite[0] if suite else nodeid


# After pytest-django, which puts tests that commit behind the others; among equals that order stays.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the tests in the order of their turns."""
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Suites in the order of their turns, not the largest first."""
    config.option.loadscopereorder = False
    return Turns(config, log)
