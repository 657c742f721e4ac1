"""./run as a person uses it: start, break it, start it again, stop it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from config.launcher import processes
from config.launcher.ports import free_port
from config.launcher.services import web_answers

REPO = Path(__file__).resolve().parents[2]
NAMES = ["beat", "launcher", "postgres", "simulator", "valkey", "web", "worker"]
OURS = ("DATABASE_", "REDIS_", "KANTOOR_", "SECRET_KEY", "DJANGO_", "PORT", "PYTEST", "DIGIPOORT_")


@pytest.fixture
def var():
    """A folder the database's account may enter, unlike pytest's own."""
    parent = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="kantoor-run-", dir=parent))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def launch(var, port):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    settings = {"KANTOOR_VAR": str(var), "PORT": str(port), "KANTOOR_PRACTICE": "0", "KANTOOR_WEB_WORKERS": "1"}
    settings["DIGIPOORT_SIMULATOR"] = "1"
    return subprocess.Popen(
        [str(REPO / "run")], env=clean | settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until(process, words):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def pids(var):
    return {file.stem: int(file.read_text()) for file in sorted((var / "run").glob("*.pid"))}


def wait_for(condition, seconds=40):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("did not happen in time")


def test_taken_port_is_said_before_anything_starts(var):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = launch(var, port)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Poort {port} is al in gebruik. Kies een andere: PORT={port + 1} ./run" in said
    assert pids(var) == {}


@pytest.mark.launcher
def test_run_survives_a_killed_worker_and_a_killed_launcher_and_stops_clean(var):
    port = free_port()
    first = launch(var, port)
    try:
        read_until(first, f"draait op http://localhost:{port}/")
        before = pids(var)
        assert sorted(before) == NAMES
        assert before["launcher"] == first.pid
        assert web_answers(port)[0] == 200

        second = launch(var, port)
        said, _ = second.communicate(timeout=60)
        assert (second.returncode, "draait al" in said) == (1, True)

        os.kill(before["worker"], signal.SIGKILL)
        wait_for(lambda: pids(var).get("worker") not in (None, before["worker"]))
    finally:
        first.kill()
        first.wait()
    orphans = {name: processes.identity(pid) for name, pid in pids(var).items() if name != "launcher"}
    assert [name for name, text in orphans.items() if not processes.is_alive(text)] == []

    third = launch(var, port)
    try:
        said = read_until(third, f"draait op http://localhost:{port}/")
        assert "Achtergebleven processen" in said
        assert [name for name, text in orphans.items() if processes.is_alive(text)] == []
        running = [processes.identity(pid) for pid in pids(var).values()]
    finally:
        third.terminate()
        third.communicate(timeout=60)
    assert third.returncode == 0
    assert [text for text in running if processes.is_alive(text)] == []
    assert pids(var) == {}
