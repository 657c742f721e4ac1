"""A process with the whole product loaded, from which workers and acts of people are forked in milliseconds.

Runs as `python -m tests.crash.zygote`; reads one JSON order per line and answers with the pid of the new process.
A forked process says who it is in the name of its database connections, so that a crash point can tell whom it holds.
"""

import json
import os
import signal
import sys
import traceback


def main() -> None:
    """Load everything, then fork on request until the pipe closes."""
    import django

    django.setup()
    import weasyprint  # noqa: F401  (the largest library; loaded once for all)
    from django.db import connections
    from django.urls import get_resolver

    from config.celery import app
    from tests.crash import people  # noqa: F401

    app.loader.import_default_modules()
    assert get_resolver().url_patterns
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"pid": fork(json.loads(line))}), flush=True)


def fork(order: dict) -> int:
    """A new process that carries out the order and ends."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ["PGAPPNAME"] = f"crash:{os.getpid()}"
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    null = os.open(os.devnull, os.O_RDONLY)
    for number, source in ((0, null), (1, log), (2, log)):
        os.dup2(source, number)
    status = 1
    try:
        work(order) if order["do"] == "work" else act(order)
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def work(order: dict) -> None:
    """Be a Celery worker."""
    from config.celery import app

    app.worker_main(["worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat", *order["options"]])


def act(order: dict) -> None:
    """Do one thing as a person would, and leave the answer; the file appears whole or not at all."""
    from tests.crash import people

    try:
        answer = getattr(people, order["name"])(**order["kwargs"])
    except Exception:
        answer = {"fault": traceback.format_exc()}
    with open(f"{order['out']}.part", "w", encoding="utf-8") as file:
        json.dump(answer, file, default=str)
    os.rename(f"{order['out']}.part", order["out"])


if __name__ == "__main__":
    main()
