"""The activity log: written with the change, sealed within a minute, provable afterwards.

Rows are linked by SHA-256 per office. Sealing happens in a task of its own, so that no request waits for a lock.
"""

import hashlib
import json
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from offices.models import AuditEvent, AuditRoot, PortalAccount, TeamMember, User
from offices.pour import drawn
from offices.registry import Registry

FIRST = "0" * 64
SEAL_AT_ONCE = 5_000


@dataclass(frozen=True)
class Program:
    """A part of the product that acts by itself, such as a connector; `name` is shown to people."""

    name: str


@dataclass(frozen=True)
class Surroundings:
    """From where a request came; kept beside each event."""

    ip: str | None = None
    session_id: UUID | None = None
    on_behalf_of: str = ""
    # The name of the API token through which the actor works, shown behind his name.
    token_name: str = ""


NOWHERE = Surroundings()
SYSTEM = Program("Kantoorportaal")
surroundings: ContextVar[Surroundings] = ContextVar("surroundings", default=NOWHERE)
stands_in_on = Registry("fn(member, relation_id) -> name of the colleague for whom he acts on this relation, or an empty text")
# PostgreSQL keeps no NUL in a text, and what somebody typed in an address may hold one.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def actor_parts(by) -> tuple[str, str, str]:
    """(kind, id, label) of whoever acts: a member, a client, a platform admin or a program."""
    if isinstance(by, TeamMember):
        return "MEMBER", str(by.pk), str(by)
    if isinstance(by, PortalAccount):
        return "CLIENT", str(by.pk), str(by)
    if isinstance(by, User):
        return "PLATFORM", str(by.pk), str(by)
    if isinstance(by, Program):
        return "PROGRAM", "", by.name
    raise TypeError(f"{by!r} cannot act.")


def acts_for(by, relation_id) -> str:
    """On whose behalf this is done: of the surroundings, or of the colleague `by` stands in for on this relation."""
    said = surroundings.get().on_behalf_of
    if said or relation_id is None or not isinstance(by, TeamMember) or not by.stands_in:
        return said[:160]
    return next(filter(None, stands_in_on.call(by, relation_id)), "")[:160]


def _plain(value):
    """A JSON value for what stands in the details of an event."""
    if isinstance(value, (datetime, date, UUID, Decimal)):
        return str(value)
    if isinstance(value, models.Model):
        return str(value.pk)
    raise TypeError(f"{type(value).__name__} does not belong in the activity log.")


def record(by, event: str, subject=None, *, data: dict | None = None, relation=None) -> AuditEvent:
    """Write one line of the activity log, in the transaction of the change it tells of.

    `by` is a TeamMember, PortalAccount, User or Program. `subject` is any row; its relation is found by itself when
    it has one. `data` must be masked already: no BSN, no secret.
    """
    line = draft(by, event, subject, data=data, relation=relation)
    line.save(force_insert=True)
    return line


def record_all(lines: list[AuditEvent]) -> None:
    """Write many drafted lines at once, in the transaction of the changes they tell of."""
    AuditEvent.objects.bulk_create(lines)


def draft(by, event: str, subject=None, *, data: dict | None = None, relation=None) -> AuditEvent:
    """A line of the activity log that is not written yet; arguments as `record`."""
    kind, actor_id, label = actor_parts(by)
    around = surroundings.get()
    if around.token_name:
        label = f"{label} (via {around.token_name})"
    relation_id = getattr(relation, "pk", None) or getattr(subject, "relation_id", None)
    if relation_id is None and subject is not None and subject._meta.label == "crm.Relation":
        relation_id = subject.pk
    return drawn(
        AuditEvent,
        event=event,
        actor_kind=kind,
        actor_id=actor_id,
        actor_label=label[:160],
        on_behalf_of=acts_for(by, relation_id),
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=str(subject)[:200] if subject is not None else "",
        relation_id=relation_id,
        data=json.loads(_NUL.sub(r"\1", json.dumps(data or {}, default=_plain))),
        ip=around.ip,
        session_id=around.session_id,
    )


def digest(event: AuditEvent, number: int, previous: str) -> str:
    """The SHA-256 of an event as a link of the chain: canonical JSON of all it says."""
    said = {
        "number": number,
        "previous": previous,
        "id": str(event.pk),
        "office": event.office_id,
        "event": event.event,
        "at": event.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, event.actor_id, event.actor_label, event.on_behalf_of],
        "subject": [event.subject_kind, event.subject_id, event.subject_label],
        "relation": str(event.relation_id or ""),
        "data": event.data,
        "ip": event.ip or "",
        "session": str(event.session_id or ""),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def seal() -> int:
    """Give every unsealed event of the open office its place in the chain; returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext('audit'), nullif(current_setting('app.office_id'), '')::int)"
            )
            if not cursor.fetchone()[0]:
                return 0
        last = AuditEvent.objects.filter(number__isnull=False).order_by("-number").first()
        number, previous = (last.number, last.hash) if last else (0, FIRST)
        fresh = list(AuditEvent.objects.filter(number__isnull=True).order_by("id")[:SEAL_AT_ONCE])
        for event in fresh:
            number += 1
            event.number, event.previous_hash, event.hash = number, previous, digest(event, number, previous)
            previous = event.hash
        AuditEvent.objects.bulk_update(fresh, ["number", "hash", "previous_hash"], batch_size=500)
        if fresh:
            _keep_root(fresh)
    return len(fresh)


def _keep_root(sealed: list[AuditEvent]) -> None:
    """The daily root is the hash of the last link sealed that day."""
    last, day = sealed[-1], timezone.localdate()
    root, made = AuditRoot.objects.get_or_create(
        day=day, defaults={"root": last.hash, "first_number": sealed[0].number, "last_number": last.number}
    )
    if not made:
        AuditRoot.objects.filter(pk=root.pk).update(root=last.hash, last_number=last.number)


@dataclass(frozen=True)
class Verdict:
    """What verifying the chain of one office found."""

    office: str
    sealed: int
    unsealed: int
    faults: tuple[str, ...]


def verify_chain(office, *, tell: Callable[[int], None] | None = None) -> Verdict:
    """Recompute every link of the open office and compare roots; says which number is broken.

    `tell` hears how many lines were recomputed, once in 2,000.
    """
    faults, previous, expected, hashes = [], FIRST, 0, {}
    for event in AuditEvent.objects.filter(number__isnull=False).order_by("number").iterator(chunk_size=2000):
        expected += 1
        if event.number != expected:
            faults.append(f"nummer {expected} ontbreekt")
            expected = event.number
        if event.previous_hash != previous or event.hash != digest(event, event.number, event.previous_hash):
            faults.append(f"nummer {event.number} is gewijzigd")
        previous = event.hash
        hashes[event.number] = event.hash
        if tell and expected % 2_000 == 0:
            tell(expected)
    for root in AuditRoot.objects.order_by("day"):
        if hashes.get(root.last_number) != root.root:
            faults.append(f"de dagwaarde van {root.day:%d-%m-%Y} klopt niet")
    unsealed = AuditEvent.objects.filter(number__isnull=True).count()
    return Verdict(office.slug, expected, unsealed, tuple(faults))
