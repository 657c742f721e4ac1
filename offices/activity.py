"""The activity log as people read it: a sentence per event, what it opens, and which events a person may read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_date

from offices.events import label_of
from offices.models import AuditEvent
from offices.registry import Registry

# fn(member, rows) -> rows: leaves out what this person may not know of.
activity_limits = Registry("fn(member, rows) -> rows")
# fn(events) -> {event id: address}: where what the events are about can be looked at; one question for a page.
activity_links = Registry("fn(events) -> {event id: address}")
# fn(event, key, value) -> words or None: details that only another app can name.
activity_words = Registry("fn(event, key, value) -> words or None")
# fn(text, member) -> ids of relations: what a person means by the name or number of a relation.
activity_relations = Registry("fn(text, member) -> ids of relations")

MOST_DETAILS = 6
# Keys of the details that are not Dutch by themselves; others are shown as they are.
DETAILS = {
    "after": "na", "at": "op", "before": "voor", "changed": "gewijzigd", "channel": "kanaal", "code": "code",
    "codes": "codes", "contact": "contact", "day": "dag", "deleted": "verwijderd", "due": "termijn", "end": "einde",
    "fields": "velden", "files": "bestanden", "filings": "aangiften", "filter": "gefilterd op", "folder": "map",
    "from": "van", "generation": "versie", "key": "sleutel", "kind": "soort", "made": "gemaakt", "member": "teamlid",
    "name": "naam", "number": "nummer", "order": "volgorde", "parent": "in map", "part": "onderdeel",
    "payroll_only": "alleen loon", "period": "periode", "phase": "fase", "portal_access": "toegang", "product": "product",
    "reason": "reden", "receipt": "bewijs", "reference": "kenmerk", "release": "vrijgave", "request": "verzoek",
    "role": "rol", "rows": "regels", "same_file": "zelfde bestand", "scenario": "scenario", "screen": "scherm",
    "sees": "ziet", "service": "dienst", "sha256": "controlegetal", "shared_with": "gedeeld met", "source": "bron",
    "status": "status", "target": "doel", "tax": "belasting", "text": "tekst", "to": "naar", "type": "type",
    "until": "tot en met", "value": "waarde", "version": "versie", "visibility": "zichtbaar voor", "why": "waarom",
    "year": "jaar",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An event in words."""

    event: AuditEvent
    what: str
    details: tuple[tuple[str, str], ...]
    url: str = ""

    @property
    def who(self) -> str:
        return self.event.actor_label

    @property
    def sentence(self) -> str:
        """The whole event in one line, for a file."""
        about = f" ({self.event.subject_label})" if self.event.subject_label else ""
        for_whom = f" namens {self.event.on_behalf_of}" if self.event.on_behalf_of else ""
        details = "; ".join(f"{key}: {value}" for key, value in self.details)
        return f"{self.who}{for_whom}: {self.what}{about}" + (f". {details}" if details else "")


def readable_by(member):
    """Events this member may read; whoever may read the log does not see every private relation by that."""
    rows = AuditEvent.objects.all()
    for limit in activity_limits:
        rows = limit(member, rows)
    return rows


FILTERS = ("soort", "wie", "relatie", "van", "tot", "woorden")


def narrowed(rows, chosen: dict, member):
    """The events behind a filter: {soort, wie, relatie, van, tot, woorden} as text, days as 2026-03-31."""
    if chosen.get("soort"):
        rows = rows.filter(event__startswith=f"{chosen['soort']}.")
    if chosen.get("wie"):
        rows = rows.filter(Q(actor_label__icontains=chosen["wie"]) | Q(on_behalf_of__icontains=chosen["wie"]))
    if chosen.get("relatie"):
        keys = {key for find in activity_relations for key in find(chosen["relatie"], member)}
        rows = rows.filter(relation_id__in=keys)
    if first := _day(chosen.get("van")):
        rows = rows.filter(at__gte=_begin(first))
    if last := _day(chosen.get("tot")):
        rows = rows.filter(at__lt=_begin(last + timedelta(days=1)))
    words = str(chosen.get("woorden") or "").split()
    if words:
        rows = rows.alias(said=Cast("data", TextField()))
    for word in words:
        rows = rows.filter(Q(subject_label__icontains=word) | Q(said__icontains=word))
    return rows


def _day(value) -> date | None:
    return value if isinstance(value, date) or not value else parse_date(str(value))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def told(events: list[AuditEvent], *, links: bool = True) -> list[Told]:
    """The events in words; with `links` the page of what each is about, one question per app."""
    urls: dict[Any, str] = {}
    for find in activity_links if links else ():
        urls |= find([event for event in events if event.pk not in urls])
    return [Told(event, label_of(event.event), details_of(event), urls.get(event.pk, "")) for event in events]


def details_of(event: AuditEvent) -> tuple[tuple[str, str], ...]:
    """The details of an event as pairs of words; empty ones are left out."""
    found = []
    for key, value in event.data.items():
        if value in (None, "", [], {}):
            continue
        found.append((DETAILS.get(key, key.replace("_", " ")), _words(event, key, value)))
    return tuple(found[:MOST_DETAILS])


def _words(event, key, value) -> str:
    for name in activity_words:
        said = name(event, key, value)
        if said is not None:
            return said
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{part}: {one}" for part, one in value.items())
    return str(value)
