"""What the annual accounts of a relation say every year (trade criterion C12)."""

from django.db import transaction

from crm.access import require_on
from crm.models import Relation, SbrMasterData
from crm.numbers import check_sbi_code
from crm.rules.cleaning import clean_field
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember

RIGHT = "crm.relation.edit"
FIELDS = ("entity_size", "seat", "currency", "adoption_note", "sbi_main", "statement_kind")


def save_sbr_data(relation, *, by, version, values) -> SbrMasterData:
    """Save the fixed SBR data of an organisation; `version` is that of the relation when the form was opened.

    Raises StaleForm (G02), CRM45 for a person, CRM19 for a currency or SBI code that cannot be.
    """
    from crm.rules.relations import refuse_stale

    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)
    with transaction.atomic():
        fresh = Relation.objects.lock(relation.pk)
        refuse_stale(fresh, version)
        if fresh.is_person:
            raise RuleBroken("Een persoon heeft geen jaarrekening. Leg dit vast bij de organisatie.", code="CRM45")
        row = SbrMasterData.objects.filter(relation=fresh).first() or SbrMasterData(relation=fresh)
        before = {name: getattr(row, name) for name in FIELDS}
        _fill(row, values)
        changed = [name for name in FIELDS if before[name] != getattr(row, name)]
        if changed:
            row.save()
            fresh.version += 1
            fresh.save(update_fields=["version", "updated_at"])
            record(by, "relation.changed", fresh, data={"fields": ["sbr_master_data", *changed]})
            labels = ", ".join(str(SbrMasterData._meta.get_field(name).verbose_name) for name in changed)
            write_entry(fresh, "relation.changed", by=by, title="Vaste SBR-gegevens gewijzigd", text=labels, object=fresh)
    return row


def _fill(row, values):
    for name in FIELDS:
        if name in values:
            setattr(row, name, clean_field(SbrMasterData, name, values[name]))
    row.currency = (row.currency or "EUR").upper()
    if len(row.currency) != 3 or not row.currency.isalpha():
        raise RuleBroken("Een valuta heeft drie letters, bijvoorbeeld EUR.", code="CRM19", field="currency")
    if row.sbi_main:
        try:
            row.sbi_main = check_sbi_code(row.sbi_main)
        except RuleBroken as fault:
            fault.field = "sbi_main"
            raise
