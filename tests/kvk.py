"""The stand-in for KvK in the process of the tests, and a link with it."""

import threading

import pytest

from integrations.kvk.driver import FIRST, KEY, SIMULATOR
from integrations.kvk.simulator.server import Simulator
from integrations.rules import make_connection, save_settings


@pytest.fixture
def kvk(settings):
    """A running simulator; `mood` sets what its next answers do."""
    simulator = Simulator(0)
    thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    settings.KVK_BASE_URL = simulator.url
    yield simulator
    simulator.shutdown()
    simulator.server_close()
    thread.join()


def link(kantoor, *, generation=FIRST, key="proef", environment=SIMULATOR):
    """A connection of this office with the simulator; the office is open."""
    row = make_connection(KEY, by=kantoor.admin, name=f"KvK {generation} {key}")
    values = {"environment": environment, "generation": generation, "api_key": key}
    return save_settings(row, values, by=kantoor.admin, version=row.version)
