"""A process with the whole product loaded, from which its parts are forked: what was killed is back in a moment.

python -m bench.storms.zygote; reads one JSON order per line (`argv`, `log`) and answers with the pid. A forked process
runs the ordinary entry point of gunicorn, Celery or the simulator, in a session of its own.
"""

import json
import os
import signal
import sys
import traceback


def main() -> None:
    """Load everything once, then fork on request until the pipe closes."""
    import django

    django.setup()
    import celery.apps.beat
    import celery.apps.worker
    import gunicorn.app.wsgiapp
    import gunicorn.workers.gthread
    import weasyprint  # noqa: F401
    from django.db import connections
    from django.urls import get_resolver

    import sbr_inbox.digipoort.simulator.__main__  # noqa: F401
    from config.celery import app

    app.loader.import_default_modules()
    assert get_resolver().url_patterns
    assert celery.apps.worker and celery.apps.beat and gunicorn.workers.gthread
    connections.close_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"pid": fork(json.loads(line))}), flush=True)


def fork(order: dict) -> int:
    """A new process that is one part of the product until it ends."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    null = os.open(os.devnull, os.O_RDONLY)
    for number, source in ((0, null), (1, log), (2, log)):
        os.dup2(source, number)
    status = 1
    try:
        run(order["argv"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def run(argv: list[str]) -> None:
    """Be what `python -m argv[0] argv[1:]` would be."""
    name, sys.argv = argv[0], argv
    if name == "gunicorn":
        from gunicorn.app.wsgiapp import run as gunicorn

        gunicorn(prog="gunicorn")
    elif name == "celery":
        from celery.__main__ import main as celery

        celery()
    else:
        from sbr_inbox.digipoort.simulator.__main__ import main as simulator

        simulator()


if __name__ == "__main__":
    main()
