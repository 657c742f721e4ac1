"""Under which account the services run: PostgreSQL refuses root, so root lends them another one."""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

UNPRIVILEGED = ("kantoor", "postgres", "nobody")
CLOSED_HOME = Path("/var/lib")


class NoAccount(Exception):
    """Root found no account to run the database under."""


def service_account() -> pwd.struct_passwd | None:
    """The account for the services; None means: the one we have already."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoAccount("Geen onbevoorrechte gebruiker gevonden. Maak er een: adduser --system --group kantoor")


def popen_options(account: pwd.struct_passwd | None) -> dict:
    """Arguments for subprocess that start a child under the account, in a clean environment."""
    clean = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}
    if account is None:
        return {"env": clean, "cwd": "/"}
    return {"env": clean, "cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def can(account: pwd.struct_passwd | None, test: str, path: Path) -> bool:
    """Whether the account passes `test -x path` (or -w, -r)."""
    command = ["/bin/sh", "-c", f'test {test} "$0"', str(path)]
    return subprocess.run(command, check=False, **popen_options(account)).returncode == 0


def give(path: Path, account: pwd.struct_passwd | None) -> Path:
    """Make a private folder that belongs to the account."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)
    return path


def reachable(path: Path, account: pwd.struct_passwd | None) -> Path:
    """A folder for the account at this path, or under /var/lib when the way there is closed to it."""
    give(path, account)
    if can(account, "-w", path):
        return path
    if not any(path.iterdir()):
        path.rmdir()
    return give(closed_twin(path) / path.name, account)


def closed_twin(path: Path) -> Path:
    """The folder under /var/lib that stands in for a path the account may not enter."""
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:12]
    twin = CLOSED_HOME / f"kantoor-{digest}"
    twin.mkdir(exist_ok=True)
    twin.chmod(0o755)
    return twin


def executable(binary: Path, package: Path, account: pwd.struct_passwd | None) -> Path:
    """The binary, or its copy where the account can start it (the `.libs` sibling goes along)."""
    if can(account, "-x", binary):
        return binary
    twin = closed_twin(package)
    copy = twin / binary.relative_to(package.parent)
    if not copy.exists():
        for source in (package, package.with_name(package.name + ".libs")):
            if source.is_dir():
                shutil.copytree(source, twin / source.name, dirs_exist_ok=True)
    return copy
