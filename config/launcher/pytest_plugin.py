"""Gives every test run its own database and broker; loaded with `-p` because conftest is too late.

Django reads its settings while pytest starts, so the addresses must stand in the environment before that.
Workers of pytest-xdist inherit them from their controller.
"""

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_running: list[subprocess.Popen] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    """A wrapper, so that it runs before pytest-django's own first hook."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        # A test that empties the cache, or counts tries in it, has that of its own worker.
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{int(worker.removeprefix('gw')) % 15 + 1}"
    elif not {"-h", "--help", "--version"} & set(args):
        start()
    return (yield)


def start() -> None:
    """Start the services and put their addresses in the environment."""
    process = subprocess.Popen(
        [sys.executable, "-m", "config.launcher.throwaway"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _running.append(process)
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise pytest.UsageError("De proefdatabase start niet; de oorzaak staat hierboven.")
    os.environ.update(json.loads(line))
    os.environ["KANTOOR_TEST"] = "1"
    os.environ["SECRET_KEY"] = "test-" + "x" * 60
    os.environ["KANTOOR_MASTER_KEYS"] = "test:" + b64encode(bytes(range(32))).decode()
    os.environ.pop("KANTOOR_AS_OWNER", None)


def stop() -> None:
    """Let go of the services; they clear themselves away."""
    while _running:
        process = _running.pop()
        assert process.stdin
        process.stdin.close()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    stop()
