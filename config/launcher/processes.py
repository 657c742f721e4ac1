"""Recognising and stopping processes by number, safely when the number has been used again."""

import os
import signal
import time
from pathlib import Path


def started_at(pid: int) -> str:
    """The kernel's start time of a process in clock ticks; empty when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def is_paused(pid: int) -> bool:
    """Whether somebody stopped the process without ending it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "Tt"
    except OSError:
        return False


def identity(pid: int) -> str:
    """`pid start-time`: the text that stays true for one process only."""
    return f"{pid} {started_at(pid)}"


def is_alive(text: str) -> bool:
    """Whether the process that wrote this identity still runs."""
    pid, _, ticks = text.strip().partition(" ")
    return pid.isdigit() and bool(ticks) and started_at(int(pid)) == ticks


def command_line(pid: int) -> str:
    """The command of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder lies in this one: how a service is recognised after its starter died."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            place = Path(os.readlink(entry / "cwd"))
        except OSError:
            continue
        if place == folder or folder in place.parents:
            found.append(int(entry.name))
    return found


def with_environment(mark: bytes) -> list[int]:
    """Processes that were started with this `NAME=value` in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in variables:
            found.append(int(entry.name))
    return sorted(found)


def is_leader(pid: int) -> bool:
    """Whether the process leads its session, as every child of the launcher does."""
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def kill_group(leader: int) -> None:
    """End what is left of the group of a main process that is gone."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def stop(pid: int, *steps: tuple[int, float]) -> bool:
    """Send each signal and wait its seconds; SIGKILL at the end. True when SIGKILL was not needed."""
    ticks = started_at(pid)
    for number, seconds in (*steps, (signal.SIGKILL, 5.0)):
        if not ticks or started_at(pid) != ticks:
            return True
        _send(pid, number)
        _wait(pid, ticks, seconds)
        if number == signal.SIGKILL:
            return False
    return True


def stop_together(pids: list[int], first: int, seconds: float) -> None:
    """Ask the main processes among these to end with their helpers; after the seconds nobody is asked."""
    known = {pid: started_at(pid) for pid in pids}
    for pid in filter(is_leader, pids):
        _send(pid, first)
    until = time.monotonic() + seconds
    for pid, ticks in known.items():
        _wait(pid, ticks, until - time.monotonic())
    for pid, ticks in known.items():
        if ticks and started_at(pid) == ticks:
            _send(pid, signal.SIGKILL)
            _wait(pid, ticks, 5.0)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _wait(pid: int, ticks: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and started_at(pid) == ticks:
        time.sleep(0.02)
