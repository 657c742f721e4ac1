"""Relation kinds and groups: how an office sorts its relations."""

from django.db import transaction
from django.db.models import F

from crm.enums import KindAudience
from crm.models import Relation, RelationGroup, RelationKind
from offices.audit import record
from offices.branding import readable_on_white
from offices.errors import RuleBroken
from offices.rules.authorisation import clean_name, save_named


def save_kind(kind, *, name, by, audience=KindAudience.CLIENT, active=True):
    """Make or change a kind of relation. Raises RuleBroken G01, G03, ADM20."""
    with transaction.atomic():
        row = RelationKind.objects.select_for_update().get(pk=kind.pk) if kind else RelationKind()
        row.name, row.audience, row.active = clean_name(name, label="Relatiesoort"), audience, active
        save_named(row, f"Er is al een relatiesoort {row.name}. Kies een andere naam.")
        record(by, "setting.changed", row, data={"relatiesoort": row.name})
    return row


def delete_kind(kind, *, by, replacement=None):
    """Take a kind away; relations of it get the replacement. Gives how many. Raises ADM02 while it is used."""
    with transaction.atomic():
        row = RelationKind.objects.select_for_update().get(pk=kind.pk)
        own = Relation.objects.filter(kind=row)
        count = own.count()
        if count and (replacement is None or replacement.pk == row.pk):
            raise RuleBroken(
                f"Relatiesoort {row.name} is nog bij {count} relaties in gebruik. Kies eerst een vervangende soort.",
                code="ADM02", field="replacement",
            )  # fmt: skip
        own.update(kind=replacement, version=F("version") + 1)
        data = {"relatiesoort weg": row.name, "vervangen door": str(replacement or ""), "relaties": count}
        record(by, "setting.changed", row, data=data)
        row.delete()
    return count


def save_group(group, *, name, color, by, note=""):
    """Make or change a group. Raises RuleBroken G01, G03, ADM05 for a colour on which white is hard to read, ADM20."""
    ratio, better = readable_on_white(color)
    if better:
        raise RuleBroken(
            f"Deze kleuren zijn slecht leesbaar ({str(round(ratio, 1)).replace('.', ',')}:1). Kies bijvoorbeeld {better}.",
            code="ADM05", field="color",
        )  # fmt: skip
    with transaction.atomic():
        row = RelationGroup.objects.select_for_update().get(pk=group.pk) if group else RelationGroup()
        row.name, row.color, row.note = clean_name(name, label="Relatiegroep"), color.lower(), note.strip()
        save_named(row, f"Er is al een relatiegroep {row.name}. Kies een andere naam.")
        record(by, "setting.changed", row, data={"relatiegroep": row.name})
    return row


def delete_group(group, *, by):
    """Take a group away; its relations stay. Gives how many were in it."""
    with transaction.atomic():
        row = RelationGroup.objects.select_for_update().get(pk=group.pk)
        count = row.memberships.count()
        record(by, "setting.changed", row, data={"relatiegroep weg": row.name, "relaties": count})
        row.delete()
    return count
