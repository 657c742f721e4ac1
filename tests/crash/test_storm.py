"""A small storm with a fixed seed; `python -m bench.storm` blows as long as one likes."""

import pytest

from bench.storm import storm

pytestmark = pytest.mark.crash


def test_storm_violates_nothing():
    result = storm(3, "7", each=3)
    assert result.violations == []
    assert (result.storms, len(result.cases) >= 3) == (3, True)
    assert sum(result.states.values()) == len(result.cases)
