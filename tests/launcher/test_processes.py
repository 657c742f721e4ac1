"""Recognising and stopping processes."""

import signal
import subprocess
import sys
import time

import pytest

from config.launcher import processes

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"


@pytest.fixture
def sleeper():
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield child
    child.kill()
    child.wait()


def test_identity_is_true_for_the_process_that_has_it_only(sleeper):
    text = processes.identity(sleeper.pid)
    assert processes.is_alive(text)
    assert not processes.is_alive(f"{sleeper.pid} 1")
    assert not processes.is_alive(str(sleeper.pid))
    assert not processes.is_alive("")
    sleeper.kill()
    sleeper.wait()
    assert not processes.is_alive(text)


def test_stop_asks_first(sleeper):
    assert processes.stop(sleeper.pid, (signal.SIGTERM, 5.0))
    assert sleeper.wait() == -signal.SIGTERM


def test_stop_insists_when_asking_does_not_help():
    child = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE)
    child.stdout.readline()
    assert not processes.stop(child.pid, (signal.SIGTERM, 0.2))
    assert child.wait() == -signal.SIGKILL


def test_stop_of_a_process_that_is_gone_is_done():
    child = subprocess.Popen(["true"])
    child.wait()
    assert processes.stop(child.pid, (signal.SIGTERM, 5.0))


def test_process_is_found_by_its_environment(tmp_path):
    child = subprocess.Popen(["sleep", "60"], env={"KANTOOR_MARK": str(tmp_path)}, start_new_session=True)
    try:
        time.sleep(0.1)
        assert processes.with_environment(f"KANTOOR_MARK={tmp_path}".encode()) == [child.pid]
        assert processes.with_environment(f"KANTOOR_MARK={tmp_path}x".encode()) == []
    finally:
        child.kill()
        child.wait()


def test_process_is_found_by_its_folder(tmp_path):
    (tmp_path / "data").mkdir()
    child = subprocess.Popen(["sleep", "60"], cwd=tmp_path / "data")
    try:
        time.sleep(0.1)
        assert processes.working_in(tmp_path) == [child.pid]
        assert processes.working_in(tmp_path / "dat") == []
    finally:
        child.kill()
        child.wait()
