"""One breakable installation per run, and the story of a filing that is driven through it."""

import shutil
import tempfile
from pathlib import Path

import pytest

from config.launcher.throwaway import memory_folder
from tests.crash.installation import Installation, installed
from tests.crash.story import Story


@pytest.fixture(scope="session")
def installation():
    """PostgreSQL, Valkey, a forking process and two offices."""
    folder = Path(tempfile.mkdtemp(prefix="kantoor-crash-", dir=memory_folder()))
    try:
        with installed(folder) as made:
            made.office = made.act("found")
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def story(installation: Installation, request):
    """A new client with a filing of its own; nothing is left running afterwards."""
    yield lambda: Story(installation)
    installation.stop_at(0)
    installation.kill_worker()
    installation.empty_broker()
