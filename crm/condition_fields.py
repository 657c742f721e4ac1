"""What a condition on relations can be about, as far as the crm knows."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm.conditions import NEVER, ConditionField, condition_fields, keys
from crm.enums import FREQUENCIES, Rechtsvorm, RelationStatus, RelationType, TaxKind
from crm.models import RelationGroup, RelationGroupMember, RelationKind, RelationLabel, TaxFrequency
from offices.models import Label


def _column(name: str) -> Callable[[list[str]], Q]:
    return lambda values: Q(**{f"{name}__in": values})


def _kind(values: list[str]) -> Q:
    return Q(kind__in=keys(values))


def _group(values: list[str]) -> Q:
    return Q(Exists(RelationGroupMember.objects.filter(relation_id=OuterRef("pk"), group__in=keys(values))))


def _label(values: list[str]) -> Q:
    return Q(Exists(RelationLabel.objects.filter(relation_id=OuterRef("pk"), label__in=keys(values))))


def _sector(values: list[str]) -> Q:
    found = NEVER
    for value in values:
        found |= Q(sector__icontains=value)
    return found


def _rhythm(tax: str) -> Callable[[list[str]], Q]:
    def matches(values: list[str]) -> Q:
        begun = TaxFrequency.objects.filter(
            relation_id=OuterRef("pk"), kind=tax, valid_from__lte=timezone.localdate()
        )
        later = TaxFrequency.objects.filter(
            relation_id=OuterRef("relation_id"), kind=tax, valid_from__gt=OuterRef("valid_from"),
            valid_from__lte=timezone.localdate(),
        )  # fmt: skip
        return Q(Exists(begun.filter(~Exists(later), frequency__in=values)))

    return matches


def _rows(model, **kept) -> Callable[[], list[tuple[str, str]]]:
    def choices():
        found = model.objects.filter(**kept).order_by("name").values_list("pk", "name")
        return [(str(pk), name) for pk, name in found]

    return choices


def _frequencies(tax: TaxKind) -> list[tuple[str, str]]:
    return [(frequency.value, str(frequency.label)) for frequency in FREQUENCIES[tax]]


for _field in (
    ConditionField("type", "Type", _column("type"), lambda: list(RelationType.choices), 10),
    ConditionField("status", "Status", _column("status"), lambda: list(RelationStatus.choices), 15),
    ConditionField("kind", "Relatiesoort", _kind, _rows(RelationKind), 20),
    ConditionField("group", "Relatiegroep", _group, _rows(RelationGroup), 25),
    ConditionField("label", "Label", _label, _rows(Label, audience="RELATIONS"), 30),
    ConditionField("rechtsvorm", "Rechtsvorm", _column("rechtsvorm"), lambda: list(Rechtsvorm.choices), 35),
    ConditionField("sector", "Branche", _sector, None, 40),
    ConditionField("rhythm_ob", "Btw-tijdvak", _rhythm(TaxKind.OB), lambda: _frequencies(TaxKind.OB), 45),
    ConditionField("rhythm_lh", "Loonheffingentijdvak", _rhythm(TaxKind.LH), lambda: _frequencies(TaxKind.LH), 46),
):
    condition_fields.register(_field)
