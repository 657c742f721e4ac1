"""What the launcher keeps running: each can start, stop, and say whether it runs and answers."""

import http.client
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

import psycopg2
from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from config.launcher import processes, valkey
from config.launcher.home import Home
from config.launcher.postgres import Cluster

# Stands in the environment of every child, so that what a killed launcher left behind can be recognised.
MARK = "KANTOOR_LAUNCHED_FROM"
# What clients upload is for this account only, not for everyone on the machine.
PRIVATE = 0o077
LAST_HEARTBEAT = "SELECT extract(epoch FROM now() - at) FROM offices_heartbeat WHERE name = 'worker'"


class Service(Protocol):
    name: str

    def start(self) -> int: ...
    def is_running(self) -> bool: ...
    def answers(self) -> bool: ...
    def stop(self) -> None: ...


class Child:
    """A process of the product itself: web, worker or beat."""

    def __init__(self, name: str, command: list[str], home: Home, *, grace: float, ping: Callable[[], bool]):
        self.name, self.command, self.home, self.grace, self.ping = name, command, home, grace, ping
        self.process: subprocess.Popen | None = None

    def start(self) -> int:
        """Start in a session of its own: Ctrl-C reaches the launcher only, which stops all in order."""
        with open(self.home.log_file(self.name), "ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=os.environ | {MARK: str(self.home.var)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                umask=PRIVATE,
            )
        return self.process.pid

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        """A main process that is paused does not count, though its helpers may still answer."""
        return self.process is not None and not processes.is_paused(self.process.pid) and self.ping()

    def stop(self) -> None:
        """Ask, then insist; helpers of a main process that died go along."""
        if self.process is None:
            return
        processes.stop(self.process.pid, (signal.SIGTERM, self.grace), (signal.SIGQUIT, 3.0))
        self.process.wait()
        processes.kill_group(self.process.pid)
        self.process = None


class EmbeddedPostgres:
    name = "postgres"

    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        self.folder = cluster.folder

    def start(self) -> int:
        self.cluster.initialise()
        self.cluster.start(self.cluster.port or None)
        assert self.cluster.process
        return self.cluster.process.pid

    def is_running(self) -> bool:
        return self.cluster.process is not None and self.cluster.process.poll() is None

    def answers(self) -> bool:
        try:
            with closing(self.cluster.connect()) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except psycopg2.Error:
            return False
        return True

    def stop(self) -> None:
        self.cluster.stop()

    def addresses(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.cluster.url("kantoor_app"),
            "DATABASE_OWNER_URL": self.cluster.url("kantoor_owner"),
        }


class EmbeddedValkey:
    name = "valkey"

    def __init__(self, server: valkey.Valkey):
        self.server = server
        self.folder = server.folder

    def start(self) -> int:
        self.server.start(self.server.port or None)
        assert self.server.process
        return self.server.process.pid

    def is_running(self) -> bool:
        return self.server.process is not None and self.server.process.poll() is None

    def answers(self) -> bool:
        return valkey.ping(self.server.port, self.server.password)

    def stop(self) -> None:
        self.server.stop()

    def addresses(self) -> dict[str, str]:
        return {"REDIS_URL": self.server.url}


def web_answers(port: int, path: str = "/health/", seconds: float = 10) -> tuple[int, str]:
    """Status and body of a page of our own site; status 0 when nothing answers."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as link:
            link.request("GET", path, headers={"Host": own_host()})
            answer = link.getresponse()
            return answer.status, answer.read(20_000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""


def own_host() -> str:
    """A name under which the site lets itself be asked."""
    first = (os.environ.get("KANTOOR_HOSTS") or "localhost").split(",")[0].strip()
    return "localhost" if first == "*" else first.lstrip(".")


def worker_answers(broker: str) -> bool:
    """Whether a worker answers a ping; its main process does so while its children are busy."""
    try:
        with Celery(broker=broker, set_as_current=False) as app:
            return bool(app.control.ping(timeout=5, limit=1))
    except (OSError, KombuError, RedisError):
        return False


def heartbeat_age(database: str) -> float | None:
    """Seconds since a job of beat went through a worker; None when that is not known."""
    try:
        with closing(psycopg2.connect(database, connect_timeout=5)) as connection:
            cursor = connection.cursor()
            cursor.execute(LAST_HEARTBEAT)
            row = cursor.fetchone()
    except psycopg2.Error:
        return None
    return float(row[0]) if row else None


def clear_orphans(home: Home, folders: list[Path]) -> int:
    """Stop what a killed launcher left running, services last. Returns how many processes there were."""
    ours = processes.with_environment(f"{MARK}={home.var}".encode())
    processes.stop_together(ours, signal.SIGTERM, 10.0)
    servers = [pid for folder in folders for pid in processes.working_in(folder)]
    processes.stop_together(servers, signal.SIGINT, 15.0)
    for file in home.run.glob("*.pid"):
        file.unlink(missing_ok=True)
    return len(ours) + len(servers)
