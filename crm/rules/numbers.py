"""Whose number it is: uniqueness, BSN against RSIN, permitted repeats, and soft cross-checks."""

from django.db import connection
from django.db.models import Q

from crm.enums import NumberKind, Rechtsvorm, TaxNumberKind
from crm.indexes import bsn_index, tax_number_index
from crm.models import Contact, NumberOverride, Relation, TaxNumber
from crm.numbers import looks_like_rsin, mask
from crm.rules.outcome import Warn, holds, name_for
from offices.audit import record
from offices.errors import RuleBroken
from offices.scope import require_office_id
from offices.urls_helpers import desk_url

OVERRIDE = "crm.relation.number_override"


def lock_numbers(*values):
    """Let nobody else in this office decide about these numbers until the transaction ends; in a fixed order."""
    names = [f"crm.number:{require_office_id()}:{value}" for value in values if value]
    if not names:
        return
    with connection.cursor() as cursor:
        # Shared first: many decide about different numbers at once, but none beside a writer of thousands.
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0)); "
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(name, 0) AS key "
            "FROM unnest(%s::text[]) AS name ORDER BY key OFFSET 0) AS keys",
            [_every_number(), names],
        )


def lock_all_numbers():
    """Let nobody else in this office decide about any number until the transaction ends; for writers of thousands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_every_number()])


def _every_number():
    return f"crm.numbers:{require_office_id()}"


def neighbours(relation, *, number, register, fiscal):
    """Other relations that share the relation number, the KvK-nummer or the fiscal number, in one query."""
    same = Q()
    if number:
        same |= Q(number=relation.number)
    if register:
        same |= Q(kvk_nummer=relation.kvk_nummer, vestigingsnummer=relation.vestigingsnummer)
    if fiscal:
        base = relation.fiscal_number
        same |= Q(rsin=base) | Q(bsn_hmac=bsn_index(base))
    if not same:
        return []
    return list(Relation.objects.filter(same, deleted_at=None).exclude(pk=relation.pk).order_by("sort_name"))


def refuse_taken_number(relation, others, *, by):
    """CRM01 when another relation has this relation number."""
    taken = next((row for row in others if row.number == relation.number), None)
    if taken is not None:
        raise RuleBroken(
            f"Relatienummer {relation.number} is al van {name_for(by, taken)}. "
            "Kies een ander nummer of open die relatie.",
            code="CRM01",
            field="number",
            link=desk_url("crm:relation", taken.pk),
        )


def refuse_taken_kvk(relation, others, *, by):
    """CRM07 when another relation has this KvK-nummer with the same vestigingsnummer."""
    place = (relation.kvk_nummer, relation.vestigingsnummer)
    same = next((row for row in others if (row.kvk_nummer, row.vestigingsnummer) == place), None)
    if same is not None:
        raise repeated(relation.kvk_nummer, same, by=by, field="kvk_nummer")


def repeated(number, other, *, by, field):
    """CRM07 as a refusal."""
    return RuleBroken(repeated_text(number, name_for(by, other)), code="CRM07", field=field)


def repeated_text(number, name):
    """The sentence of CRM07."""
    return (
        f"{number} staat al bij {name}. Voeg de relaties samen of verbeter het nummer; "
        "anders kan een aangifte bij de verkeerde cliënt terechtkomen."
    )


def judge_fiscal_number(relation, others, *, by, reason=""):
    """Judge a new BSN or RSIN of a relation that is about to be saved; gives (warnings, whether it is a repeat).

    CRM06 when an RSIN is somebody's BSN. CRM07 when another relation has the number already, unless the person
    holds the right for it and gives a reason; then `remember_override` must follow the save.
    """
    if relation.rsin:
        _refuse_bsn_as_rsin(relation, others, by=by)
    clash = next((row for row in others if _clashes(relation, row)), None)
    if clash is not None and not (holds(by, OVERRIDE) and reason.strip()):
        raise repeated(_shown(relation), clash, by=by, field="rsin_bsn")
    warnings = []
    if clash is not None:
        warnings.append(Warn("CRM07", repeated_text(_shown(relation), name_for(by, clash)), "rsin_bsn"))
    if relation.rsin and not looks_like_rsin(relation.rsin):
        text = f"RSIN {relation.rsin} begint niet met 8 of 00, zoals bijna alle RSIN's. Controleer het op de brief."
        warnings.append(Warn("CRM02", text, "rsin_bsn"))
    return warnings, clash is not None


def _shown(relation):
    return relation.rsin or mask(relation.bsn)


def _refuse_bsn_as_rsin(relation, others, *, by):
    index = bsn_index(relation.rsin)
    owner = next((row for row in others if row.bsn_hmac == index), None)
    owner = owner or Contact.objects.filter(bsn_hmac=index).first()
    if owner is not None:
        raise RuleBroken(
            f"Dit nummer is het BSN van {name_for(by, owner)}. Een organisatie heeft een RSIN; "
            "alleen een eenmanszaak gebruikt het BSN van de eigenaar.",
            code="CRM06",
            field="rsin_bsn",
        )


def _clashes(relation, other):
    """Whether the two may not share their fiscal number."""
    if other.rsin and other.rsin == relation.fiscal_number:
        return True
    if not relation.bsn or other.bsn_hmac != relation.bsn_hmac:
        return False
    if relation.is_person or other.is_person:
        # The person's own eenmanszaken carry the same BSN by law.
        return relation.is_person and other.is_person
    return Rechtsvorm.EENMANSZAAK not in {relation.rechtsvorm, other.rechtsvorm}


def remember_override(relation, *, by, reason):
    """Keep who allowed a repeated number and why."""
    kind = NumberKind.RSIN if relation.rsin else NumberKind.BSN
    NumberOverride.objects.create(
        relation=relation,
        kind=kind,
        number_hmac=bsn_index(relation.fiscal_number),
        reason=reason.strip(),
        by=by,
    )
    record(by, "number.overridden", relation, data={"kind": kind, "reason": reason.strip()})


def warn_about_tax_numbers(relation, values, *, by):
    """CRM07 for OB and LH numbers that stand with another relation too, and the check against RSIN or BSN.

    `values` are (TaxNumberKind, number) pairs. Saved all the same: a fiscal unity shares one number.
    """
    indexes = {tax_number_index(value): value for _, value in values}
    if not indexes:
        return []
    rows = TaxNumber.objects.filter(value_hmac__in=indexes, kind__in=[TaxNumberKind.OB, TaxNumberKind.LH])
    rows = rows.exclude(relation_id=relation.pk).select_related("relation")
    seen = {row.value_hmac: row for row in rows}
    warnings = [
        Warn("CRM07", repeated_text(indexes[index], name_for(by, row.relation)), _field_of(row.kind))
        for index, row in sorted(seen.items(), key=lambda pair: indexes[pair[0]])
    ]
    return warnings + _cross_check(relation, values)


def _cross_check(relation, values):
    own = relation.fiscal_number
    strange = [
        (kind, value)
        for kind, value in values
        if own and kind != TaxNumberKind.ICP_BTW_ID and value[:9] != own
    ]
    if not strange or relation.unity_memberships.exists() or relation.headed_unities.exists():
        return []
    return [
        Warn(
            "CRM20",
            f"De eerste negen cijfers van {value} zijn niet het RSIN/BSN van deze relatie. Controleer het nummer of "
            "leg een fiscale eenheid vast.",
            _field_of(kind),
        )
        for kind, value in strange
    ]


def _field_of(kind):
    return "loonheffingennummers" if kind == TaxNumberKind.LH else "ob_nummers"
