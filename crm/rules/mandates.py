"""Recording who may bind a relation, on what ground and from when; and ending it."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.access import require_on
from crm.enums import FilingKind, MandateBasis, MandateMode
from crm.models import Contact, Mandate, MandatePartner, Relation, RelationContact
from crm.models.mandate import SCOPE_ALL, SCOPE_SIGN
from crm.registry import relation_changed
from crm.timeline import write_entry
from crm.validity import on_day
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import changed_meanwhile, required

RIGHT = "portal.mandate.manage"
SCOPES = (SCOPE_ALL, SCOPE_SIGN, *FilingKind.values)


def record_mandate(
    relation, contact, *, by, scope, basis, mode=MandateMode.SOLE, valid_from=None, valid_to=None, joint_with=(),
    evidence_file=None, note="",
):  # fmt: skip
    """Record that a contact may bind a relation from a day on (today when none is given); gives the mandate.

    `scope` holds SCOPE_ALL, SCOPE_SIGN or kinds of filing. Raises CRM22 when the person, or who he acts together with,
    is not linked to the relation then; CRM23 for a volmacht without evidence; CRM24 for JOINT without somebody else;
    CRM19 for dates out of order and G01 for what is missing.
    """
    _allowed(by, relation)
    valid_from = valid_from or timezone.localdate()
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        partners = list({one.pk: one for one in joint_with}.values()) if mode == MandateMode.JOINT else []
        _check(relation, contact, scope=scope, mode=mode, basis=basis, partners=partners, evidence=evidence_file)
        _in_order(valid_from, valid_to)
        for person in (contact, *partners):
            _linked(relation, person, valid_from)
        row = Mandate.objects.create(
            relation=relation,
            contact=contact,
            scope=_sorted(scope),
            mode=MandateMode(mode),
            basis=MandateBasis(basis),
            valid_from=valid_from,
            valid_to=valid_to,
            evidence_file=evidence_file,
            note=note.strip()[:500],
            created_by=by if isinstance(by, TeamMember) else None,
        )
        MandatePartner.objects.bulk_create(MandatePartner(mandate=row, contact=one) for one in partners)
        data = {
            "contact": str(contact.pk), "scope": row.scope, "mode": row.mode, "basis": row.basis,
            "joint_with": [str(one.pk) for one in partners], "valid_from": valid_from, "valid_to": valid_to,
        }  # fmt: skip
        record(by, "mandate.recorded", row, data=data, relation=relation)
        _tell(relation, "mandate.recorded", f"Bevoegdheid van {contact.name} vastgelegd", by=by, text=str(row))
    return row


def end_mandate(mandate, *, by, last_day=None, version=None):
    """Let a mandate end after `last_day`; without one it is revoked and holds no more from this moment.

    What was approved under it stays approved and keeps its name. Raises StaleForm, and CRM19 when it ended already or
    would end before it began.
    """
    _allowed(by, mandate.relation)
    with transaction.atomic():
        relation = Relation.objects.lock(mandate.relation_id)
        row = Mandate.objects.select_for_update(of=("self",)).select_related("contact").get(pk=mandate.pk)
        if version is not None and int(version) != row.version:
            raise changed_meanwhile("Een collega", timezone.localtime(row.updated_at))
        if row.revoked_at or (row.valid_to and row.valid_to < timezone.localdate()):
            day = timezone.localdate(row.revoked_at) if row.revoked_at else row.valid_to
            raise RuleBroken(f"Deze bevoegdheid is al geëindigd op {day:%d-%m-%Y}.", code="CRM19", field="valid_to")
        if last_day is None:
            row.revoked_at = timezone.now()
        else:
            _in_order(row.valid_from, last_day)
            row.valid_to = last_day
        row.version += 1
        row.save()
        data = {"contact": str(row.contact_id), "last_day": row.valid_to, "revoked": last_day is None}
        record(by, "mandate.ended", row, data=data, relation=relation)
        word = "ingetrokken" if last_day is None else f"eindigt na {last_day:%d-%m-%Y}"
        _tell(relation, "mandate.ended", f"Bevoegdheid van {row.contact.name} {word}", by=by, text=str(row))
    return row


def mandates_of(relation_id, kind, *, contact_id=None, day=None):
    """Mandates for a kind of filing of this relation that hold on the day (today when none is given)."""
    day = day or timezone.localdate()
    standing = Q(revoked_at=None) | Q(revoked_at__date__gt=day)
    rows = Mandate.objects.filter(on_day(day), standing, relation_id=relation_id, scope__overlap=[SCOPE_ALL, str(kind)])
    rows = rows.filter(contact_id=contact_id) if contact_id else rows
    return rows.select_related("contact").prefetch_related("joint_with").order_by("valid_from", "id")


def _allowed(by, relation) -> None:
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)


def _check(relation, contact, *, scope, mode, basis, partners, evidence) -> None:
    if contact is None:
        raise RuleBroken(required("Persoon"), code="G01", field="contact")
    if not scope or set(scope) - set(SCOPES):
        raise RuleBroken(required("Waarvoor"), code="G01", field="scope")
    if basis not in MandateBasis.values:
        raise RuleBroken(required("Grond"), code="G01", field="basis")
    if basis == MandateBasis.SELF and not relation.is_person and relation.rechtsvorm != "EENMANSZAAK":
        raise RuleBroken(
            f"{relation.name} is geen persoon. Kies als grond de inschrijving bij de KvK, de statuten of een volmacht.",
            code="CRM23",
            field="basis",
        )
    if basis == MandateBasis.VOLMACHT and evidence is None:
        raise RuleBroken(
            "Een volmacht vraagt bewijs. Voeg de getekende volmacht toe.", code="CRM23", field="evidence"
        )
    if mode != MandateMode.JOINT:
        return
    if not partners:
        raise RuleBroken(
            "Kies met wie deze persoon samen bevoegd is, of kies zelfstandig.", code="CRM24", field="joint_with"
        )
    if any(one.pk == contact.pk for one in partners):
        raise RuleBroken(
            f"{contact.name} kan niet samen met zichzelf bevoegd zijn. Kies een ander.", code="CRM24", field="joint_with"
        )


def _linked(relation, contact: Contact, day) -> None:
    """The person is linked on the day it begins, or today for what began before he was linked here."""
    links = RelationContact.objects.filter(relation=relation, contact=contact)
    if not links.filter(on_day(day)).exists() and not links.valid().exists():
        raise RuleBroken(
            f"{contact.name} is niet gekoppeld aan {relation.name}. Koppel het contact eerst op het tabblad Contacten.",
            code="CRM22",
            field="contact",
        )


def _in_order(valid_from, valid_to) -> None:
    if valid_to and valid_to < valid_from:
        raise RuleBroken(
            f"De einddatum ligt vóór {valid_from:%d-%m-%Y}, de begindatum.", code="CRM19", field="valid_to"
        )


def _sorted(scope) -> list[str]:
    """In the order of the kinds; everything makes the rest needless."""
    return [SCOPE_ALL] if SCOPE_ALL in scope else [one for one in SCOPES if one in set(scope)]


def _tell(relation, event, title, *, by, text) -> None:
    write_entry(relation, event, by=by, title=title, text=text, object=relation)
    relation_changed.call(relation, by=by)
