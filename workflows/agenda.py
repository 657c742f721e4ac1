"""What stands in an agenda in a span of days: appointments, and what other apps register (last days of filings)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from offices.registry import Registry
from offices.urls_helpers import desk_url
from workflows.models import Appointment

BUSY = "Bezet"


@dataclass(frozen=True)
class Entry:
    """One line of an agenda. `about` names the client, apart, so that a feed can leave it out."""

    key: str
    title: str
    first: date
    last: date
    begins: datetime | None = None
    ends: datetime | None = None
    about: str = ""
    place: str = ""
    url: str = ""
    icon: str = "calendar"
    tone: str = ""
    # Somebody typed the title, so it may hold a name.
    typed: bool = False


@dataclass(frozen=True)
class AgendaSource:
    """Lines of another app: `entries(member, first, last, viewer)` for one colleague as somebody sees them."""

    key: str
    entries: Callable[[Any, date, date, Any], list[Entry]]


agenda_sources = Registry("AgendaSource")


def agenda_of(member, first: date, last: date, *, viewer=None, deadlines=True) -> list[Entry]:
    """Everything of a colleague from `first` to `last`, both included, by day and time.

    For somebody else what he may not read is only «Bezet».
    """
    viewer = viewer or member
    found = _appointments(member, first, last, viewer)
    if deadlines:
        for source in agenda_sources:
            found += source.entries(member, first, last, viewer)
    return sorted(found, key=lambda entry: (entry.first, entry.begins is not None, entry.begins or midnight(entry.first), entry.title))


def midnight(day: date) -> datetime:
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _appointments(member, first, last, viewer) -> list[Entry]:
    rows = Appointment.objects.of(member).between(midnight(first), midnight(last + timedelta(days=1))).select_related("relation")
    readable = set(Appointment.objects.filter(pk__in=[row.pk for row in rows]).readable_to(viewer).values_list("pk", flat=True))
    return [_entry(row, row.pk in readable) for row in rows]


def _entry(row: Appointment, readable: bool) -> Entry:
    begins, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    moments = {} if row.whole_day else {"begins": begins, "ends": ends}
    span = {"key": str(row.pk), "first": begins.date(), "last": ends.date(), **moments}
    if not readable:
        return Entry(title=BUSY, icon="lock", **span)
    return Entry(
        title=row.title,
        about=row.relation.name if row.relation else "",
        place=row.place,
        url=desk_url("workflows:appointment", row.pk),
        typed=True,
        **span,
    )


def coming(relation, member) -> dict:
    """The next appointments with a relation, for its card."""
    rows = Appointment.objects.filter(relation=relation, ends_at__gte=timezone.now()).readable_to(member)
    return {"appointments": list(rows.order_by("starts_at", "id")[:5])}
