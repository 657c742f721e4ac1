"""The stand-in for Digipoort as a real process on a free port, one for the whole run; its statuses come at once."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from config.launcher.ports import free_port
from sbr_inbox.delivery import KeyPair
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.probe import answers
from sbr_inbox.digipoort.simulator.state import ALL, State

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Running:
    """A running simulator: its address and folder, and its file to set scenarios in and to look into."""

    url: str
    folder: Path
    state: State
    process: subprocess.Popen

    def issue(self, name: str = "Proefkantoor", *, days: int | None = None) -> KeyPair:
        """A client certificate it takes."""
        return KeyPair(*pki.issue_client(self.folder, name, days=days))

    @property
    def trust(self) -> tuple[bytes, ...]:
        """The certificate it signs with."""
        return ((self.folder / "pki" / "service.pem").read_bytes(),)

    @property
    def authority(self) -> bytes:
        """The authority of its server and its clients."""
        return (self.folder / "pki" / "ca.pem").read_bytes()

    def show(self, *scenarios: str, number: str = ALL, certificate: str = ALL, times: int | None = None) -> None:
        """Let the next filings go like this."""
        self.state.set_rule(list(scenarios), number=number, certificate=certificate, times=times)

    def received(self, *, accepted: bool = True) -> list[dict]:
        """What it took in, or turned away, oldest first."""
        return [dict(row) for row in self.state.rows("SELECT * FROM received WHERE accepted = ? ORDER BY id", accepted)]

    def restart(self) -> None:
        """Kill it and start it again on the same port and folder."""
        self.process.kill()
        self.process.wait()
        self.process = start(self.folder, int(self.url.rpartition(":")[2]))


def start(folder: Path, port: int, *options: str) -> subprocess.Popen:
    """Start a simulator and wait until it answers."""
    command = [sys.executable, "-m", "sbr_inbox.digipoort.simulator", f"--dir={folder}", f"--port={port}"]
    tempo = options or ("--pace=0", "--slow=0.2", "--late=3")
    process = subprocess.Popen(
        [*command, *tempo, "--follow"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    until = time.monotonic() + 30
    while not answers(f"https://127.0.0.1:{port}", 1):
        assert process.poll() is None, "the simulator ended"
        assert time.monotonic() < until, "the simulator does not answer"
        time.sleep(0.1)
    return process


def running(folder: Path) -> Running:
    """A simulator of one's own in this folder."""
    port = free_port()
    process = start(folder, port)
    return Running(f"https://127.0.0.1:{port}", folder, State(folder), process)


@pytest.fixture(scope="session")
def simulator_process():
    """One process for the run; the product finds it by its settings."""
    folder = Path(tempfile.mkdtemp(prefix="kantoor-simulator-"))
    made = running(folder)
    before = (settings.DIGIPOORT_SIMULATOR_URL, settings.DIGIPOORT_SIMULATOR_DIR)
    settings.DIGIPOORT_SIMULATOR_URL, settings.DIGIPOORT_SIMULATOR_DIR = made.url, str(folder)
    os.environ.update(DIGIPOORT_SIMULATOR_URL=made.url, DIGIPOORT_SIMULATOR_DIR=str(folder))
    yield made
    made.process.kill()
    made.process.wait()
    settings.DIGIPOORT_SIMULATOR_URL, settings.DIGIPOORT_SIMULATOR_DIR = before
    for name in ("DIGIPOORT_SIMULATOR_URL", "DIGIPOORT_SIMULATOR_DIR"):
        os.environ.pop(name, None)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def simulator(simulator_process: Running):
    """The simulator with an empty menu; what it received earlier stays."""
    simulator_process.state.clear_rules()
    return simulator_process
