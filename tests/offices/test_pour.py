"""Rows that come in by COPY hold what Django would have saved."""

import datetime

import pytest
from django.apps import apps
from django.db import connection

from crm.models import Address, CustomField, CustomValue, Relation
from offices.ids import uuid7
from offices.models import OfficeOwned
from offices.pour import FEW, MANY, drawn, pour
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


MODELS = [model for model in apps.get_models() if issubclass(model, OfficeOwned) and model._meta.managed]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_drawn_row_is_what_its_model_makes(in_alfa, model):
    pk = uuid7()
    drawn_row, made = drawn(model, id=pk), model(id=pk)
    moments = {field.attname for field in model._meta.concrete_fields if isinstance(made.__dict__[field.attname], datetime.datetime)}
    assert set(drawn_row.__dict__) == set(made.__dict__)
    assert {key: value for key, value in drawn_row.__dict__.items() if key not in moments | {"_state"}} == {
        key: value for key, value in made.__dict__.items() if key not in moments | {"_state"}
    }
    assert (drawn_row._state.adding, drawn_row._state.db, drawn_row._state.fields_cache) == (True, None, {})


def test_a_drawn_row_takes_keys_as_rows_and_refuses_what_is_no_column(in_alfa):
    owner = make_relation()
    with_row, with_id = drawn(Address, relation=owner, kind="VISIT"), drawn(Address, relation_id=owner.pk, kind="VISIT")
    assert (with_row.relation_id, with_row.relation is owner, with_id.relation_id, with_row.contact_id) == (owner.pk, True, owner.pk, None)
    assert drawn(Address, relation=owner, contact=None).contact is None
    with pytest.raises(TypeError, match="no column 'straat'"):
        drawn(Address, straat="Dorpsstraat")


def test_a_table_that_grew_is_analysed(in_alfa):
    pour([drawn(CustomField, key=f"veld_{n}", label=f"Veld {n}", type="TEXT", target="RELATION") for n in range(MANY)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'crm_customfield'::regclass")
        assert cursor.fetchone() == (MANY,)


def test_json_values_and_keys_come_back(in_alfa):
    owner = make_relation()
    fields = [CustomField(key=f"veld_{n}", label=f"Veld {n}", type="TEXT", target="RELATION") for n in range(FEW + 5)]
    pour(fields)
    values = [{"a": "é\t\\"}, [1, 2.5, None], "tekst\n", True, 0]
    pour([CustomValue(field=field, relation=owner, value=values[n % 5]) for n, field in enumerate(fields)])
    kept = CustomValue.objects.filter(relation=owner).order_by("field__created_at", "field_id")
    assert {one.field_id: one.value for one in kept} == {field.pk: values[n % 5] for n, field in enumerate(fields)}
