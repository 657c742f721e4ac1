"""The commands of web, worker and beat: the same in ./run and in a container."""

import importlib.util
import os
import sys

YES = frozenset({"1", "true", "yes", "ja", "on"})


class StartFailed(Exception):
    """The start cannot go on; the text says what to do."""


def command(*parts: str) -> list[str]:
    """A command of a module in our own environment."""
    return [sys.executable, "-m", *parts]


def refuse_psycopg3() -> None:
    """Django takes psycopg 3 whenever it can be imported, and the walls are built on psycopg2."""
    if importlib.util.find_spec("psycopg"):
        raise StartFailed("psycopg 3 is geïnstalleerd; de muren werken met psycopg2. Verwijder psycopg.")


def web_command(port: int) -> list[str]:
    """gunicorn with threads, so that a slow reader does not hold a whole process."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
    return command(
        "gunicorn", "config.wsgi", f"--bind={bind_address()}:{port}", "--worker-class=gthread",
        f"--workers={os.environ.get('KANTOOR_WEB_WORKERS') or max(2, os.cpu_count() or 2)}", "--threads=4",
        "--timeout=60", "--graceful-timeout=15", "--keep-alive=5", "--max-requests=20000",
        "--max-requests-jitter=2000", f"--worker-tmp-dir={memory}", "--no-control-socket",
    )  # fmt: skip


def worker_command() -> list[str]:
    """A worker that asks nothing of its neighbours at the start and takes one job at a time."""
    return command(
        "celery", "--app=config", "worker", "--loglevel=INFO", "--without-gossip", "--without-mingle",
        f"--concurrency={os.environ.get('KANTOOR_WORKER_PROCESSES') or 2}", "--max-tasks-per-child=500",
    )  # fmt: skip


def beat_command() -> list[str]:
    """The one process that rings the clock; its schedule stands in the database."""
    return command("celery", "--app=config", "beat", "--loglevel=INFO", "--pidfile=")


def simulator_command(folder: str, port: int) -> list[str]:
    """The stand-in for Digipoort; it keeps certificates and what it received in its folder."""
    return command(
        "sbr_inbox.digipoort.simulator", f"--dir={folder}", f"--port={port}", f"--host={bind_address()}",
        f"--pace={os.environ.get('DIGIPOORT_SIMULATOR_PACE') or 2}",
    )  # fmt: skip


def kvk_simulator_command(port: int) -> list[str]:
    """The stand-in for the trade register; it keeps nothing."""
    return command("integrations.kvk.simulator", f"--port={port}", f"--host={bind_address()}")


def wants_kvk_simulator() -> bool:
    """Whether to start one: KVK_SIMULATOR says so, else wherever there are practice offices; never beside another."""
    if os.environ.get("KVK_BASE_URL"):
        return False
    given = os.environ.get("KVK_SIMULATOR") or os.environ.get("KANTOOR_PRACTICE") or ""
    return given.lower() in YES


def wants_simulator() -> bool:
    """Whether to start one: DIGIPOORT_SIMULATOR says so, else wherever there are practice offices; never beside another."""
    if os.environ.get("DIGIPOORT_SIMULATOR_URL"):
        return False
    given = os.environ.get("DIGIPOORT_SIMULATOR") or os.environ.get("KANTOOR_PRACTICE") or ""
    return given.lower() in YES


def web_port() -> int:
    """Where the site answers: PORT, else 8000."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise StartFailed(f"PORT={given} is geen poortnummer. Kies een getal van 1 tot en met 65535.")
    return int(given)


def bind_address() -> str:
    """Only this machine, unless the person who starts it says otherwise."""
    return os.environ.get("KANTOOR_BIND") or "127.0.0.1"
