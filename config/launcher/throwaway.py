"""A PostgreSQL and a Valkey for one test run, in memory, gone when the run is gone.

Runs as a process of its own: prints one line of JSON with the addresses, then waits until its parent closes
the pipe or dies, however that happens, and clears everything away.
"""

import json
import os
import secrets
import select
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from config.launcher import processes
from config.launcher.postgres import Cluster, new_passwords
from config.launcher.valkey import Valkey

PREFIX = "kantoor-test-"
NEEDED_BYTES = 1 << 30


def memory_folder() -> Path:
    """/dev/shm when it is there and has a gigabyte free, otherwise the folder for temporary files."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > NEEDED_BYTES:
        return memory
    return Path(tempfile.gettempdir())


def sweep(parent: Path) -> None:
    """Clear away what killed test runs of this user left behind."""
    for folder in parent.glob(PREFIX + "*"):
        try:
            if folder.stat().st_uid != os.getuid():
                continue
            owner = folder / "owner"
            known = owner.read_text() if owner.exists() else ""
            young = time.time() - folder.stat().st_mtime < 60
        except OSError:
            continue
        if processes.is_alive(known) or (young and not known):
            continue
        for pid in processes.working_in(folder):
            processes.stop(pid, (signal.SIGQUIT, 3.0))
        shutil.rmtree(folder, ignore_errors=True)


def wait_for_parent(parent: int) -> None:
    """Return when the pipe from the parent closes or the parent is no longer ours."""
    while os.getppid() == parent:
        readable, _, _ = select.select([0], [], [], 1.0)
        if readable and not os.read(0, 1):
            return


def main() -> None:
    parent = os.getppid()
    home = memory_folder()
    sweep(home)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
    folder.chmod(0o711)
    (folder / "owner").write_text(processes.identity(os.getpid()))
    (folder / "var").mkdir(mode=0o700)
    cluster = Cluster(folder / "postgres", new_passwords(), throw_away=True)
    valkey = Valkey(folder / "valkey", secrets.token_urlsafe(24), throw_away=True)
    try:
        cluster.initialise()
        cluster.start()
        valkey.start()
        addresses = {
            "DATABASE_URL": cluster.url("kantoor_app"),
            "DATABASE_OWNER_URL": cluster.url("kantoor_owner"),
            "REDIS_URL": valkey.url,
            "KANTOOR_VAR": str(folder / "var"),
        }
        print(json.dumps(addresses), flush=True)
        wait_for_parent(parent)
    finally:
        valkey.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    main()
