"""The reading room: pure functions from the bytes of a filing to what it says. No models, no network.

`read` for a small file, `read_limited` for whatever somebody uploads, `split` to take a zip apart first.
"""

import logging

from sbr_inbox.reading import limits
from sbr_inbox.reading.archive import is_report_package, members, split
from sbr_inbox.reading.reader import interpret
from sbr_inbox.reading.result import Note, Reading, Subject, Unreadable
from sbr_inbox.reading.safe import MAX_XML, check_size, content_type, too_heavy

logger = logging.getLogger(__name__)
_LAPSES = (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError)


def read(data: bytes, *, filename: str = "") -> Reading:
    """What a filing says about itself. Raises Unreadable for anything that cannot be read, and nothing else."""
    try:
        return interpret(data, filename=filename)
    except MemoryError:
        raise too_heavy() from None
    except _LAPSES as error:
        # A lapse of ours may not stop an intake; the message of the error could quote the file, so it is not logged.
        logger.error("A filing could not be interpreted: %s", type(error).__name__)
        raise Unreadable("BROKEN", "het bestand heeft een onverwachte opbouw") from None


def read_limited(data: bytes, filename: str = "", *, seconds: float = 10, mib: int = 512) -> Reading:
    """Like `read`, but zips and files beyond 2 MiB are read in a child with this much time and extra memory."""
    if content_type(data) != "zip":
        check_size(len(data))
    if not limits.needs_child(data):
        return read(data, filename=filename)
    return limits.run_apart(lambda: read(data, filename=filename), seconds=seconds, mib=mib)


__all__ = [
    "MAX_XML",
    "Note",
    "Reading",
    "Subject",
    "Unreadable",
    "check_size",
    "content_type",
    "is_report_package",
    "members",
    "read",
    "read_limited",
    "split",
]
