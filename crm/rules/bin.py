"""The bin of relations and contacts: away for thirty days, back with one click, then gone for good."""

from datetime import timedelta

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from crm.models import Contact, Relation
from crm.registry import delete_guards, relation_changed
from crm.rules import numbers
from crm.rules.outcome import name_for
from crm.rules.portal import close_portal
from crm.timeline import write_entry
from offices.audit import SYSTEM, record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.scope import require_office_id

DAYS = 30
AT_ONCE = 100
DAY = 24 * 3600


def throw_away(row, *, by):
    """Put a relation or contact in the bin; gives the row. What lies there already stays as it is.

    Raises CRM12 for a relation that still has something, CRM19 for a contact that is still linked or may bind.
    """
    with transaction.atomic():
        fresh = type(row).objects.lock(row.pk)
        if fresh.deleted_at:
            return fresh
        _guard(fresh)
        if isinstance(fresh, Contact):
            close_portal(fresh, by=by)
        fresh.deleted_at, fresh.deleted_by = timezone.now(), by if isinstance(by, TeamMember) else None
        _save(fresh)
        _tell(fresh, "trashed", "naar de prullenbak", by=by)
    return fresh


def restore(row, *, by):
    """Take a relation or contact out of the bin; gives the row.

    Raises CRM01, CRM07 or CRM09 when somebody else has its number or mail address meanwhile.
    """
    with transaction.atomic():
        fresh = type(row).objects.lock(row.pk)
        if fresh.deleted_at is None:
            return fresh
        if isinstance(fresh, Relation):
            _refuse_taken(fresh, by=by)
        else:
            _refuse_taken_contact(fresh, by=by)
        fresh.deleted_at = fresh.deleted_by = None
        _save(fresh)
        _tell(fresh, "restored", "teruggezet uit de prullenbak", by=by)
    return fresh


def _guard(row) -> None:
    if isinstance(row, Relation):
        left = [name for names in delete_guards.call(row) for name in names]
        if left:
            raise RuleBroken(
                f"{row.name} kan niet worden verwijderd, want er hangt nog aan: {', '.join(left)}. Gebruik Uitschrijven.",
                code="CRM12",
            )
        return
    linked = row.links.valid().count()
    if linked:
        what = "1 relatie" if linked == 1 else f"{linked} relaties"
        raise RuleBroken(f"{row.name} is nog gekoppeld aan {what}. Ontkoppel het contact daar eerst.", code="CRM19")
    if row.mandates.exists():
        raise RuleBroken(
            f"Van {row.name} is een bevoegdheid vastgelegd. Die hoort bij het bewijs van akkoorden; dit contact blijft.",
            code="CRM19",
        )


def _refuse_taken(relation, *, by) -> None:
    numbers.lock_numbers(relation.number, relation.fiscal_number, relation.kvk_nummer)
    others = numbers.neighbours(
        relation, number=True, register=bool(relation.kvk_nummer), fiscal=bool(relation.fiscal_number)
    )
    taken = next((row for row in others if row.number == relation.number), None)
    if taken is not None:
        raise _taken(f"Relatienummer {relation.number}", taken, relation, by=by, code="CRM01")
    place = (relation.kvk_nummer, relation.vestigingsnummer)
    taken = next((row for row in others if place[0] and (row.kvk_nummer, row.vestigingsnummer) == place), None)
    if taken is not None:
        raise _taken(f"KvK-nummer {relation.kvk_nummer}", taken, relation, by=by, code="CRM07")
    if relation.fiscal_number:
        numbers.judge_fiscal_number(relation, others, by=by)


def _refuse_taken_contact(contact, *, by) -> None:
    numbers.lock_numbers(f"contact:{contact.number}", f"email:{contact.email.casefold()}" if contact.email else "")
    alive = Contact.objects.filter(deleted_at=None)
    taken = alive.filter(number=contact.number).first()
    if taken is not None:
        raise _taken(f"Contactnummer {contact.number}", taken, contact, by=by, code="CRM01")
    taken = alive.filter(email__iexact=contact.email).first() if contact.email else None
    if taken is not None:
        raise _taken(f"E-mailadres {contact.email}", taken, contact, by=by, code="CRM09")


def _taken(what, other, row, *, by, code) -> RuleBroken:
    return RuleBroken(
        f"{what} is intussen van {name_for(by, other)}. Wijzig dat daar en zet {row.name.removesuffix('.')} daarna terug.",
        code=code,
    )


def _save(row) -> None:
    row.version += 1
    row.save(update_fields=["deleted_at", "deleted_by", "version", "updated_at"])


def _tell(row, verb, words, *, by) -> None:
    if isinstance(row, Relation):
        record(by, f"relation.{verb}", row, data={"number": row.number})
        write_entry(row, f"relation.{verb}", by=by, title=f"Relatie {words}", object=row)
        relation_changed.call(row, by=by)
        return
    record(by, f"contact.{verb}", row, data={"number": row.number})


def days_left(row) -> int:
    """How many days a row in the bin has left."""
    return max(0, DAYS - (timezone.localdate() - timezone.localdate(row.deleted_at)).days)


def empty_bin() -> int:
    """Remove for good what has lain in the bin of the open office for thirty days; looked at once a day."""
    if not cache.add(f"crm-bin:{require_office_id()}", 1, DAY):
        return 0
    return purge()


def purge() -> int:
    """Remove for good every relation and contact whose term is over; gives how many went."""
    before = timezone.now() - timedelta(days=DAYS)
    gone = 0
    for model in (Relation, Contact):
        rows = model.objects.filter(deleted_at__lt=before).order_by("deleted_at", "pk")[:AT_ONCE]
        gone += sum(_destroy(row) for row in rows)
    return gone


def _destroy(row) -> bool:
    """Whether it could go: what has become part of a proof meanwhile stays in the bin."""
    noun = "relation" if isinstance(row, Relation) else "contact"
    try:
        with transaction.atomic():
            record(SYSTEM, f"{noun}.destroyed", row, data={"number": row.number})
            row.delete()
            # The keys to a parent are checked at the end of a transaction; ask them here, where one row can stay.
            connection.check_constraints()
    except (ProtectedError, IntegrityError):
        return False
    return True
