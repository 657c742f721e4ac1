"""Processes of the product that die on purpose: children on the test database, killed at a chosen call."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
# Where to die: «module:function», before it is called or right after it returned.
SCRIPT = """
import os, signal, sys
import django
django.setup()
from importlib import import_module
module, _, name = sys.argv[2].partition(":")
when, act, office = sys.argv[3], sys.argv[4], int(sys.argv[1])
place = import_module(module)
for part in name.split(".")[:-1]:
    place = getattr(place, part)
last = name.split(".")[-1]
real = getattr(place, last)
def dies(*args, **kwargs):
    answer = real(*args, **kwargs) if when == "after" else None
    os.kill(os.getpid(), signal.SIGKILL)
    return answer
setattr(place, last, dies)
from offices.scope import office_scope
from tests.sbr_inbox.dying import acts
with office_scope(office):
    getattr(acts, act)(*sys.argv[5:])
print("alive")
"""


def environment() -> dict[str, str]:
    """The environment of a child on the test database and the files of this test."""
    from django.conf import settings

    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "KANTOOR_MEDIA": str(settings.MEDIA_ROOT),
    }


def dies_at(place: str, when: str, act: str, *arguments: str, office: int) -> None:
    """Run an act in a process that kills itself there; fails when it lived."""
    call = [sys.executable, "-c", SCRIPT, str(office), place, when, act, *arguments]
    done = subprocess.run(call, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, f"{place} was not reached: {done.stdout}{done.stderr[-2000:]}"


def start_worker(log: Path) -> subprocess.Popen:
    """A real Celery worker on the test database and broker."""
    call = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "prefork", "-c", "2", "-l", "INFO"]
    return subprocess.Popen(
        call, cwd=ROOT, env=environment(), stdout=log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True
    )


def kill(process: subprocess.Popen) -> None:
    """Kill a process and its children at once, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
