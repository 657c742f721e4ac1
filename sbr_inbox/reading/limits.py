"""Reading in a child process with a ceiling on time and memory, for files that could hurt the worker."""

import json
import os
import resource
import select
import signal
import time

from sbr_inbox.reading.result import Reading, Unreadable
from sbr_inbox.reading.safe import content_type, too_heavy

SMALL = 2 * 1024 * 1024
_CHUNK = 1 << 16
_MIB = 1024 * 1024


def needs_child(data):
    """Whether a file is read apart: anything packed, and anything beyond 2 MiB."""
    return len(data) > SMALL or content_type(data) == "zip"


def run_apart(work, *, seconds, mib):
    """The `Reading` that `work()` gives in a child process; Unreadable when it says so or passes a ceiling.

    The answer comes back as JSON, never as a pickle: a child that has been tricked can only send text.
    """
    inlet, outlet = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(inlet)
        _child(work, outlet, seconds, mib)
    os.close(outlet)
    try:
        answer = _collect(inlet, seconds)
    finally:
        os.close(inlet)
        _end(pid)
    return _unpack(answer)


def _child(work, outlet, seconds, mib):
    """Runs in the child and never returns: no clean-up of the parent's connections may happen here."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _set_limits(seconds, mib)
        try:
            answer = {"reading": work().as_json()}
        except Unreadable as error:
            answer = {"unreadable": [error.code, error.reason, error.remedy]}
        text = json.dumps(answer).encode()
        while text:
            text = text[os.write(outlet, text) :]
        code = 0
    finally:
        os._exit(code)


def _set_limits(seconds, mib):
    with open("/proc/self/statm", encoding="ascii") as stream:
        mapped = int(stream.read().split()[0]) * resource.getpagesize()
    ceiling = mapped + mib * _MIB
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _collect(inlet, seconds):
    """Everything the child writes until it closes; None when the time is over."""
    until = time.monotonic() + seconds
    pieces = []
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([inlet], [], [], left)[0]:
            return None
        piece = os.read(inlet, _CHUNK)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def _end(pid):
    """The child is gone after this, whatever it was doing."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass


def _unpack(answer):
    if not answer:
        raise too_heavy()
    try:
        found = json.loads(answer)
    except ValueError:
        raise too_heavy() from None
    if "reading" in found:
        return Reading.from_json(found["reading"])
    raise Unreadable(*found["unreadable"])
