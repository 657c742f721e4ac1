"""Labels: names with a colour, per kind of thing; counted, merged and taken away with all their uses."""

from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Count

from offices.audit import record
from offices.enums import LabelAudience
from offices.errors import RuleBroken
from offices.models import Label
from offices.registry import Registry
from offices.rules.authorisation import clean_name, save_named

# Colours of the palette that keep their contrast on light and dark, as data-who of an avatar.
COLORS = {1: "blauwgroen", 2: "roze", 3: "groen", 4: "oranje", 5: "paars", 6: "olijfgroen"}


@dataclass(frozen=True)
class LabelUse:
    """A model whose rows put a label on a thing; `thing` is the column of that thing."""

    model: str
    thing: str


label_uses = Registry("LabelUse")
label_uses.register(LabelUse("offices.MemberLabel", "member"))


def counts() -> dict:
    """How many things carry each label of the office, one question per kind of thing."""
    found: dict = {}
    for use in label_uses:
        rows = apps.get_model(use.model).objects.order_by().values_list("label_id").annotate(Count("pk"))
        for pk, count in rows:
            found[pk] = found.get(pk, 0) + count
    return found


def save_label(label: Label | None, *, name: str, color: int, by, audience: str = LabelAudience.RELATIONS) -> Label:
    """Make or change a label; for what it is stays as it was made.

    Raises RuleBroken G01, G03, ADM05 for a colour outside the palette, ADM20 when the name is taken.
    """
    if color not in COLORS:
        raise RuleBroken("Deze kleur hoort niet bij de kleuren die leesbaar blijven. Kies er een uit de lijst.", code="ADM05", field="color")
    with transaction.atomic():
        row = Label.objects.select_for_update().get(pk=label.pk) if label else Label(audience=audience)
        row.name, row.color = clean_name(name, label="Label", most=30), color
        save_named(row, f"Er is al een label {row.name}. Voeg de twee samen of kies een andere naam.")
        record(by, "label.changed" if label else "label.created", row, data={"naam": row.name, "voor": row.audience})
    return row


def merge_labels(label: Label, into: Label, *, by) -> int:
    """Give everything that carries `label` the other one and take `label` away; gives how many things that was.

    Raises RuleBroken ADM22 for the same label or one for other things.
    """
    if label.pk == into.pk or label.audience != into.audience:
        raise RuleBroken("Kies een ander label dat voor dezelfde dingen is.", code="ADM22", field="into")
    moved = 0
    with transaction.atomic():
        rows = {row.pk: row for row in Label.objects.select_for_update().filter(pk__in=[label.pk, into.pk]).order_by("pk")}
        if len(rows) < 2:
            raise RuleBroken("Dit label bestaat niet meer. Bekijk de lijst opnieuw.", code="ADM22", field="into")
        for use in label_uses:
            model = apps.get_model(use.model)
            has = model.objects.filter(label=into).values(use.thing)
            own = model.objects.filter(label=label)
            moved += own.count()
            own.filter(**{f"{use.thing}__in": has}).delete()
            own.update(label=into)
        record(by, "label.merged", into, data={"van": rows[label.pk].name, "naar": rows[into.pk].name, "aantal": moved})
        rows[label.pk].delete()
    return moved


def delete_label(label: Label, *, by) -> int:
    """Take a label away from everything that carries it; gives how many things that was."""
    with transaction.atomic():
        row = Label.objects.select_for_update().get(pk=label.pk)
        taken = 0
        for use in label_uses:
            taken += apps.get_model(use.model).objects.filter(label=row).delete()[0]
        record(by, "label.deleted", row, data={"naam": row.name, "aantal": taken})
        row.delete()
    return taken
