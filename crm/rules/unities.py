"""Fiscal unities: several relations that file as one."""

import datetime

from django.db import transaction
from django.utils import timezone

from crm.enums import FiscalUnityKind
from crm.indexes import tax_number_index
from crm.models import FiscalUnity, FiscalUnityMember
from crm.numbers import check_ob_nummer, check_rsin
from crm.registry import relation_changed
from crm.rules.numbers import lock_numbers
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken

FOREVER = datetime.date.max


def record_unity(*, kind, number, head, members=(), name="", by):
    """Record a fiscal unity; `members` are (relation, valid_from, valid_to), the head among them where it takes part.

    The number is an OB-nummer for kind OB and an RSIN for VPB. Raises RuleBroken when it is known already or when a
    member is in another unity of the kind on a shared day.
    """
    value = check_ob_nummer(number) if kind == FiscalUnityKind.OB else check_rsin(number)
    with transaction.atomic():
        lock_numbers(f"unity:{value}")
        if FiscalUnity.objects.filter(kind=kind, number_hmac=tax_number_index(value)).exists():
            raise RuleBroken(
                f"Fiscale eenheid {value} is al vastgelegd. Wijzig die eenheid.", code="CRM19", field="number"
            )
        unity = FiscalUnity.objects.create(
            kind=kind, number=value, number_hmac=tax_number_index(value), head=head, name=name.strip()
        )
        for relation, valid_from, valid_to in members:
            _add_member(unity, relation, valid_from, valid_to)
        for relation in {head.pk: head, **{one.pk: one for one, _, _ in members}}.values():
            _tell(relation, f"Fiscale eenheid {unity} vastgelegd", by=by)
    return unity


def end_membership(member, *, by, last_day=None):
    """Take a relation out of its fiscal unity after `last_day`, today when none is given."""
    last_day = last_day or timezone.localdate()
    with transaction.atomic():
        row = (
            FiscalUnityMember.objects.select_for_update(of=("self",))
            .select_related("unity", "relation")
            .get(pk=member.pk)
        )
        if row.valid_from and last_day < row.valid_from:
            raise RuleBroken(
                f"De einddatum ligt vóór {row.valid_from:%d-%m-%Y}, de begindatum.",
                code="CRM19",
                field="valid_to",
            )
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
        _tell(
            row.relation, f"Onderdeel van fiscale eenheid {row.unity} tot en met {last_day:%d-%m-%Y}", by=by
        )
    return row


def _tell(relation, title, *, by):
    record(by, "relation.changed", relation, data={"fields": ["fiscal_unities"]})
    write_entry(relation, "relation.changed", by=by, title=title, object=relation)
    relation_changed.call(relation, by=by)


def _add_member(unity, relation, valid_from, valid_to):
    for other in FiscalUnityMember.objects.filter(kind=unity.kind, relation=relation):
        if (other.valid_from or datetime.date.min) <= (valid_to or FOREVER) and (
            valid_from or datetime.date.min
        ) <= (other.valid_to or FOREVER):
            raise RuleBroken(
                f"{relation.name} zit in deze periode al in een fiscale eenheid. Sluit die eerst met een einddatum.",
                code="CRM19",
                field="members",
            )
    FiscalUnityMember.objects.create(
        unity=unity, kind=unity.kind, relation=relation, valid_from=valid_from, valid_to=valid_to
    )
