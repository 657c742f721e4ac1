"""An agenda as iCalendar (RFC 5545), for calendars that read it under a secret address. Pure: entries in, text out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from workflows.agenda import Entry

# Section 3.1: a line is at most 75 octets; what is longer goes on behind a line break and a blank.
_WIDTH = 75
_SPECIAL = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar(entries: Iterable[Entry], *, name: str, root: str, now: datetime, hides_names: bool) -> str:
    """The whole calendar; `root` is the address of the installation. With `hides_names` no client, place or title of an appointment leaves the office."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kantoorportaal//Agenda//NL", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]  # fmt: skip
    for entry in entries:
        lines += _event(entry, root, now, hides_names)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(entry: Entry, root: str, now: datetime, hides_names: bool) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{entry.key}@{urlsplit(root).hostname}", f"DTSTAMP:{_moment(now)}"]
    if entry.begins and entry.ends:
        lines += [f"DTSTART:{_moment(entry.begins)}", f"DTEND:{_moment(entry.ends)}"]
    else:
        # The end of a whole day is the day after it (section 3.6.1).
        lines += [f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.last + timedelta(days=1):%Y%m%d}"]
    lines.append(f"SUMMARY:{_text(_summary(entry, hides_names))}")
    if entry.place and not hides_names:
        lines.append(f"LOCATION:{_text(entry.place)}")
    if entry.url:
        lines.append(f"URL:{root}{entry.url}")
    return [*lines, "TRANSP:OPAQUE" if entry.begins else "TRANSP:TRANSPARENT", "END:VEVENT"]


def _summary(entry: Entry, hides_names: bool) -> str:
    if not hides_names:
        return f"{entry.title}, {entry.about}" if entry.about else entry.title
    return "Afspraak, zie portaal" if entry.typed else f"{entry.title}, zie portaal"


def _text(value: str) -> str:
    return value.translate(_SPECIAL)


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> list[str]:
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return [*pieces, piece]
