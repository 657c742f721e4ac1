"""A PostgreSQL with fsync on and a Valkey for one run of the benchmarks, in a folder that goes when it ends."""

import os
import secrets
import shutil
import tempfile
from base64 import b64encode
from contextlib import contextmanager
from pathlib import Path

from config.launcher.postgres import Cluster, new_passwords
from config.launcher.valkey import Valkey


@contextmanager
def services():
    """Start both; the addresses stand in the environment for the block."""
    folder = Path(tempfile.mkdtemp(prefix="kantoor-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "postgres", new_passwords())
    valkey = Valkey(folder / "valkey", secrets.token_urlsafe(24))
    try:
        cluster.initialise()
        cluster.start()
        cluster.set_up()
        valkey.start()
        os.environ.update(
            DATABASE_URL=cluster.url("kantoor_app"),
            DATABASE_OWNER_URL=cluster.url("kantoor_owner"),
            REDIS_URL=valkey.url,
            KANTOOR_VAR=str(folder / "var"),
            KANTOOR_MASTER_KEYS="bench:" + b64encode(bytes(range(32))).decode(),
            SECRET_KEY="bench-" + "x" * 60,
            KANTOOR_PRACTICE="1",
            KANTOOR_LOG_LEVEL="WARNING",
            KANTOOR_API_RATE="1000000/min",
        )
        yield cluster
    finally:
        valkey.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
