"""Keeping services running, with real processes."""

import os
import signal
import time

import pytest

from config.launcher import processes
from config.launcher.home import Home
from config.launcher.services import Child, clear_orphans
from config.launcher.supervisor import SILENT_PULSES, STALE_BEAT, Supervisor


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "var")


@pytest.fixture
def supervisor(home):
    made = Supervisor(home)
    yield made
    made.stop_all()


def child(home, name="worker", *, ping=lambda: True, command=("sleep", "60")):
    return Child(name, list(command), home, grace=2, ping=ping)


def steps_until(supervisor, done, seconds=10):
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "nothing happened in time"
        supervisor.step()
        time.sleep(0.05)


def test_killed_process_is_started_again_with_a_new_pid_file(home, supervisor):
    service = child(home)
    supervisor.add(service)
    first = home.pid_of("worker")
    assert first == service.process.pid
    os.kill(first, signal.SIGKILL)
    service.process.wait()
    steps_until(supervisor, lambda: service.is_running())
    assert home.pid_of("worker") == service.process.pid != first


def test_helpers_of_a_killed_process_go_along(home, supervisor):
    service = child(home, command=("sh", "-c", f"sleep 61 & echo $! > {home.var}/helper; wait"))
    supervisor.add(service)
    steps_until(supervisor, lambda: (home.var / "helper").exists() and (home.var / "helper").read_text())
    helper = processes.identity(int((home.var / "helper").read_text()))
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()
    steps_until(supervisor, lambda: service.is_running())
    assert not processes.is_alive(helper)


def test_silent_process_is_started_again(home, supervisor):
    service = child(home, ping=lambda: False)
    supervisor.add(service)
    first = service.process.pid
    os.kill(first, signal.SIGSTOP)
    for _ in range(SILENT_PULSES):
        supervisor.listen_once()
    service.ping = lambda: True
    steps_until(supervisor, lambda: service.is_running() and service.process.pid != first)
    assert not processes.started_at(first)


def test_paused_process_counts_as_silent_though_it_seems_to_answer(home, supervisor):
    service = child(home)
    supervisor.add(service)
    os.kill(service.process.pid, signal.SIGSTOP)
    time.sleep(0.1)
    assert not service.answers()
    os.kill(service.process.pid, signal.SIGCONT)
    time.sleep(0.1)
    assert service.answers()


def test_one_missed_answer_is_forgiven(home, supervisor):
    service = child(home, ping=lambda: False)
    supervisor.add(service)
    first = service.process.pid
    supervisor.listen_once()
    service.ping = lambda: True
    supervisor.listen_once()
    supervisor.step()
    assert [supervisor.kept[0].silent, service.process.pid] == [0, first]


def test_stale_heartbeat_starts_beat_again_and_not_the_worker(home):
    supervisor = Supervisor(home, lambda: STALE_BEAT + 1)
    for name in ("worker", "beat"):
        supervisor.add(child(home, name))
    try:
        for kept in supervisor.kept:
            kept.started -= STALE_BEAT + 2
        supervisor.listen_once()
        assert {kept.service.name: kept.silent for kept in supervisor.kept} == {"worker": 0, "beat": SILENT_PULSES}
    finally:
        supervisor.stop_all()


def test_process_that_keeps_dying_is_tried_less_and_less_often(home, supervisor):
    service = child(home, command=("false",))
    supervisor.add(service)
    steps_until(supervisor, lambda: supervisor.kept[0].failures == 2)
    assert supervisor.kept[0].pause() == 2.0
    supervisor.kept[0].failures = 20
    assert supervisor.kept[0].pause() == 30.0


def test_everything_stops_in_the_opposite_order(home):
    stopped = []

    class Noted(Child):
        def stop(self):
            super().stop()
            stopped.append(self.name)

    supervisor = Supervisor(home)
    for name in ("postgres", "valkey", "web", "worker", "beat"):
        supervisor.add(Noted(name, ["sleep", "60"], home, grace=2, ping=lambda: True))
    supervisor.stop_all()
    assert stopped == ["beat", "worker", "web", "valkey", "postgres"]
    assert list(home.run.iterdir()) == []


def test_orphans_of_a_killed_launcher_are_stopped_and_strangers_left_alone(home, tmp_path):
    ours, strange = child(home), child(Home(tmp_path / "other"))
    home.write_pid("worker", ours.start())
    strange.start()
    try:
        ours_was = processes.identity(ours.process.pid)
        time.sleep(0.1)
        assert clear_orphans(home, []) == 1
        ours.process.wait()
        assert not processes.is_alive(ours_was)
        assert strange.is_running()
        assert home.pid_of("worker") is None
    finally:
        strange.stop()


def test_orphaned_service_is_recognised_by_its_data_folder(home):
    data = home.var / "postgres" / "data"
    data.mkdir(parents=True)
    service = child(home, "postgres", command=("sh", "-c", f"cd {data}; exec env -i sleep 60"))
    service.start()
    time.sleep(0.3)
    assert clear_orphans(home, [home.var / "postgres"]) == 1
    service.process.wait()
