"""The folder of one installation: keys, addresses, pid files, logs, and the lock against a second one."""

import fcntl
import os
import secrets
from base64 import b64encode
from pathlib import Path

from config.launcher.postgres import new_passwords

LOG_BYTES = 10 * 1024 * 1024
LOGS_KEPT = 3


class AlreadyRunning(Exception):
    """Another launcher holds this folder."""


class Home:
    """Paths and small files under `$KANTOOR_VAR`."""

    def __init__(self, var: Path):
        self.var = var
        self.run = var / "run"
        self.log = var / "log"
        for folder in (self.var, self.run, self.log):
            folder.mkdir(parents=True, exist_ok=True)

    def lock(self) -> None:
        """Keep this folder for ourselves until the process ends. Raises AlreadyRunning."""
        self._lock = open(self.var / "launcher.lock", "w")  # noqa: SIM115  (held as long as we live)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = self.pid_of("launcher") or "onbekend"
            raise AlreadyRunning(
                f"Het portaal draait al vanuit {self.var} (proces {pid}). "
                "Stop het daar met Ctrl-C, of kies een andere map met KANTOOR_VAR."
            ) from None

    def log_file(self, name: str) -> Path:
        return self.log / f"{name}.log"

    def pid_file(self, name: str) -> Path:
        return self.run / f"{name}.pid"

    def write_pid(self, name: str, pid: int) -> None:
        """Write the number whole or not at all: others read it while we write."""
        fresh = self.run / f".{name}.pid"
        fresh.write_text(f"{pid}\n")
        fresh.replace(self.pid_file(name))

    def forget_pid(self, name: str) -> None:
        self.pid_file(name).unlink(missing_ok=True)

    def pid_of(self, name: str) -> int | None:
        """The number in a pid file; None when there is none."""
        try:
            return int(self.pid_file(name).read_text())
        except (OSError, ValueError):
            return None

    def keys(self) -> dict[str, str]:
        """The keys of this installation, made at the first start. Without them encrypted data is lost."""
        fresh = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "KANTOOR_MASTER_KEYS": "k1:" + b64encode(secrets.token_bytes(32)).decode(),
        }
        return self._kept("secrets", fresh)

    def service_passwords(self) -> dict[str, str]:
        """Passwords of the embedded services, made at the first start."""
        return self._kept("services", new_passwords() | {"valkey": secrets.token_urlsafe(24)})

    def _kept(self, name: str, fresh: dict[str, str]) -> dict[str, str]:
        known = read_lines(self.var / name)
        if fresh.keys() - known.keys():
            write_lines(self.var / name, fresh | known)
        return fresh | known

    def rotate_logs(self) -> None:
        """Copy a log that grew too long aside and empty it; writers append, so they go on in the same one."""
        for log in self.log.glob("*.log"):
            if log.stat().st_size < LOG_BYTES:
                continue
            for number in range(LOGS_KEPT - 1, 0, -1):
                older = log.with_suffix(f".log.{number}")
                if older.exists():
                    older.replace(log.with_suffix(f".log.{number + 1}"))
            log.with_suffix(".log.1").write_bytes(log.read_bytes())
            os.truncate(log, 0)


def read_lines(path: Path) -> dict[str, str]:
    """`NAME=value` lines; comments and empty lines do not count, a missing file is empty."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_lines(path: Path, values: dict[str, str]) -> None:
    """Write `NAME=value` lines, readable for this account only, whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
