"""Making, moving and removing appointments, and the secret address of an agenda."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.enums import TimelineKind
from crm.models import Contact
from crm.timeline import write_entry
from offices.audit import record
from offices.enums import EntryKind, MemberState
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.models import EntryToken, TeamMember
from offices.texts import required
from workflows.models import Appointment, AppointmentContact, AppointmentMember, CalendarToken

VIEW = "crm.relation.view"
FIELDS = ("title", "starts_at", "ends_at", "whole_day", "relation", "place", "note", "openness")


def make_appointment(*, by, members=(), contacts=(), **values) -> Appointment:
    """Put an appointment in the agenda of whoever makes it and of the colleagues named.

    Raises G01 without a title, CAL04 when it ends before it begins, Forbidden for a relation out of reach.
    """
    _check(by, values)
    with transaction.atomic():
        row = Appointment.objects.create(created_by=by if isinstance(by, TeamMember) else None, **values)
        _put_people(row, by, members, contacts)
        record(by, "appointment.made", row, relation=row.relation)
        if row.relation:
            write_entry(row.relation, TimelineKind.CALL, by=by, title=f"Afspraak: {row.title}", text=_when(row), object=row)
    return row


def change_appointment(row: Appointment, *, by, version: int, members=(), contacts=(), **values) -> Appointment:
    """Change an appointment; whoever takes part or made it may. Raises StaleForm when it changed since."""
    _check(by, values)
    with transaction.atomic():
        row = Appointment.objects.select_for_update(of=("self",)).get(pk=row.pk)
        _require_part(row, by)
        if int(version) != row.version:
            raise StaleForm("Deze afspraak is intussen gewijzigd. Open haar opnieuw en pas haar daarna aan.")
        for name in FIELDS:
            setattr(row, name, values.get(name, getattr(row, name)))
        row.version += 1
        row.save()
        row.members.all().delete()
        row.contacts.all().delete()
        _put_people(row, by, members, contacts)
        record(by, "appointment.changed", row, relation=row.relation)
    return row


def remove_appointment(row: Appointment, *, by) -> None:
    """Take an appointment out of every agenda."""
    with transaction.atomic():
        row = Appointment.objects.select_for_update(of=("self",)).get(pk=row.pk)
        _require_part(row, by)
        record(by, "appointment.removed", row, relation=row.relation)
        row.delete()


def make_feed(member: TeamMember, *, hides_names: bool, with_deadlines: bool) -> tuple[CalendarToken, str]:
    """A new secret address for the own agenda; gives it once. The one before stops working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        revoke_feed(member)
        row = CalendarToken.objects.create(member=member, hides_names=hides_names, with_deadlines=with_deadlines)
        EntryToken.objects.create(
            office_id=member.office_id, kind=EntryKind.ICS, token_hash=hash_of(secret), target_id=row.pk
        )
        record(member, "agenda_link.made", row, data={"namen": not hides_names})
    return row, secret


def revoke_feed(member: TeamMember) -> int:
    """Stop the secret address of the own agenda; gives how many stopped."""
    with transaction.atomic():
        rows = list(CalendarToken.objects.select_for_update(of=("self",)).filter(member=member, revoked_at=None))
        for row in rows:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])
            EntryToken.objects.filter(office_id=member.office_id, target_id=row.pk).update(active=False)
            record(member, "agenda_link.revoked", row)
    return len(rows)


def hash_of(secret: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(by, values: dict) -> None:
    if not values.get("title", "x").strip():
        raise RuleBroken(required("Titel"), code="G01", field="title")
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if starts and ends and ends < starts:
        raise RuleBroken("De eindtijd ligt vóór de begintijd.", code="CAL04", field="ends_at")
    if values.get("relation") and isinstance(by, TeamMember):
        require_on(by, VIEW, values["relation"])


def _require_part(row: Appointment, by) -> None:
    if isinstance(by, TeamMember) and row.created_by_id != by.pk and not row.members.filter(member=by).exists():
        raise Forbidden("Alleen wie aan de afspraak deelneemt, kan haar wijzigen. Vraag het een van de deelnemers.")


def _put_people(row: Appointment, by, members, contacts) -> None:
    people = {one.pk: one for one in members if one.office_id == row.office_id and one.state != MemberState.ENDED}
    if isinstance(by, TeamMember):
        people.setdefault(by.pk, by)
    AppointmentMember.objects.bulk_create(AppointmentMember(appointment=row, member=one) for one in people.values())
    seen = Contact.objects.visible_to(by) if isinstance(by, TeamMember) else Contact.objects.all()
    known = seen.filter(pk__in=[one.pk for one in contacts])
    AppointmentContact.objects.bulk_create(AppointmentContact(appointment=row, contact=one) for one in known)


def _when(row: Appointment) -> str:
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    if row.whole_day:
        return f"{begin:%d-%m-%Y}" if begin.date() == end.date() else f"{begin:%d-%m-%Y} tot en met {end:%d-%m-%Y}"
    return f"{begin:%d-%m-%Y %H:%M} tot {end:%H:%M}"
