"""Rows that come in by COPY hold what Django would have saved."""

import datetime

import pytest

from crm.models import CustomField, CustomValue, Relation
from offices.pour import FEW, pour
from tests.factories.crm import make_relation

pytestmark = pytest.mark.django_db
ODD = ["gewoon", "", "tab\there", "regel\nonder regel\r\n", "back\\slash \\N", "é 字 😀", "\\", 'quote " en \' {a,b}']


def relation(place: int) -> Relation:
    return Relation(
        number=f"P{place}", type="ORGANISATION", name=f"Naam {place}", sort_name=f"naam {place}", rechtsvorm="BV",
        memo=ODD[place % len(ODD)], trade_names=[ODD[place % len(ODD)], "tweede"] if place % 2 else [],
        employee_count=place or None, founded_on=datetime.date(2000, 1, 1 + place % 28) if place % 3 else None,
        is_private=place % 2 == 0, bsn="123456782" if place % 5 == 0 else "",
    )  # fmt: skip


@pytest.mark.parametrize("count", [FEW - 1, FEW + 10])
def test_rows_come_back_as_they_went_in(in_alfa, count):
    rows = [relation(place) for place in range(count)]
    said = {row.pk: _values(row) for row in rows}
    assert pour(rows) == count
    assert {row.pk: _values(row) for row in Relation.objects.filter(pk__in=said)} == said


def _values(row) -> dict:
    moments = ("created_at", "updated_at")
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in moments}


def test_json_values_and_keys_come_back(in_alfa):
    owner = make_relation()
    fields = [CustomField(key=f"veld_{n}", label=f"Veld {n}", type="TEXT", target="RELATION") for n in range(FEW + 5)]
    pour(fields)
    values = [{"a": "é\t\\"}, [1, 2.5, None], "tekst\n", True, 0]
    pour([CustomValue(field=field, relation=owner, value=values[n % 5]) for n, field in enumerate(fields)])
    kept = CustomValue.objects.filter(relation=owner).order_by("field__created_at", "field_id")
    assert {one.field_id: one.value for one in kept} == {field.pk: values[n % 5] for n, field in enumerate(fields)}
