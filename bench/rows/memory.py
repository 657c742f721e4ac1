"""Row 20: memory of one web worker after start and after many requests."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.browser import signed_in
from config.launcher.ports import free_port
from offices.models import Office, TeamMember

MOST_MIB, GROWTH = 130, 1.05
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "1500"))
FLOOR_MIB = 63


def run(*, rounds: int) -> list[dict]:
    """The list of relations over and over on one gunicorn worker; BENCH_REQUESTS=10000 is the full goal."""
    office = Office.objects.get(slug="groot")
    member = TeamMember.objects.select_related("user").get(office=office, user__email="admin@groot.example")
    cookie, port = signed_in(member), free_port()
    call = [sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "-w", "1", "--log-level", "error"]
    server = subprocess.Popen(call)
    try:
        address = f"http://127.0.0.1:{port}/k/{office.slug}/relaties/"
        wait_for(address, cookie)
        for _ in range(200):
            fetch(address, cookie)
        before = worker_mib(server.pid)
        for _ in range(REQUESTS):
            fetch(address, cookie)
        after = worker_mib(server.pid)
    finally:
        server.terminate()
        server.wait(30)
    growth = round(after / before, 3)
    return [
        {"row": 20, "name": "memory per web worker, MiB", "floor": FLOOR_MIB, "ours": after, "ratio": round(after / FLOOR_MIB, 2),
         "goal": f"≤ {MOST_MIB} MiB", "holds": after <= MOST_MIB},
        {"row": 20, "name": f"growth over {REQUESTS} requests", "floor": before, "ours": after, "ratio": growth,
         "goal": f"≤ {GROWTH}", "holds": growth <= GROWTH},
    ]  # fmt: skip


def fetch(address: str, cookie: str) -> None:
    request = urllib.request.Request(address, headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def wait_for(address: str, cookie: str) -> None:
    for _ in range(120):
        try:
            return fetch(address, cookie)
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("The web process does not answer.")


def worker_mib(master: int) -> float:
    """Resident memory of the youngest child of gunicorn, in MiB."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    lines = Path(f"/proc/{children[-1]}/status").read_text().splitlines()
    return round(int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024, 1)
