"""A condition means the same in a list, for one relation and in words."""

import pytest
from django.http import QueryDict

from crm.conditions import clean, describe, holds, sql, those_that_hold
from crm.forms.condition import ConditionField
from crm.models import Relation, RelationGroup, RelationGroupMember, RelationKind, RelationLabel
from offices.errors import RuleBroken
from offices.models import Label
from tests.factories.crm import make_person, make_relation


def line(field, *values, op="is"):
    return {"field": field, "op": op, "value": list(values)}


@pytest.fixture
def three(in_alfa):
    """A B.V. with a kind and a label, a person in a group, and a stichting with nothing."""
    kind = RelationKind.objects.create(name="Horeca")
    label = Label.objects.create(name="Stopt", audience="RELATIONS")
    group = RelationGroup.objects.create(name="Familie Jansen")
    bv = make_relation(kind=kind, sector="Cafés en restaurants", ob_frequency=[{"frequency": "QUARTER", "valid_from": None}])
    RelationLabel.objects.create(relation=bv, label=label)
    person = make_person()
    RelationGroupMember.objects.create(group=group, relation=person)
    other = make_relation(rechtsvorm="STICHTING")
    return {"bv": bv, "person": person, "other": other, "kind": kind, "label": label, "group": group}


def found(condition, three):
    names = {row.pk: name for name, row in three.items() if isinstance(row, Relation)}
    return {names[pk] for pk in Relation.objects.filter(sql(condition), pk__in=names).values_list("pk", flat=True)}


def test_condition_on_each_field_finds_its_relations(three):
    kind, label, group = (str(three[name].pk) for name in ("kind", "label", "group"))
    assert {
        "nothing": found({}, three),
        "type": found({"all": [line("type", "PERSON")]}, three),
        "kind": found({"all": [line("kind", kind)]}, three),
        "no kind": found({"all": [line("kind", kind, op="not")]}, three),
        "label": found({"all": [line("label", label)]}, three),
        "group": found({"all": [line("group", group)]}, three),
        "rechtsvorm": found({"all": [line("rechtsvorm", "BV", "STICHTING")]}, three),
        "sector": found({"all": [line("sector", "restaurant")]}, three),
        "rhythm": found({"all": [line("rhythm_ob", "QUARTER")]}, three),
        "all": found({"all": [line("rechtsvorm", "BV", "STICHTING"), line("label", label, op="not")]}, three),
        "any": found({"any": [line("group", group), line("label", label)]}, three),
    } == {
        "nothing": {"bv", "person", "other"}, "type": {"person"}, "kind": {"bv"}, "no kind": {"person", "other"},
        "label": {"bv"}, "group": {"person"}, "rechtsvorm": {"bv", "other"}, "sector": {"bv"}, "rhythm": {"bv"},
        "all": {"other"}, "any": {"bv", "person"},
    }  # fmt: skip


def test_condition_not_understood_lets_none_through(three):
    assert [
        found(condition, three)
        for condition in ({"all": [line("unknown", "x")]}, {"some": []}, {"all": [line("kind", "no key")]}, {"all": [line("type", "PERSON", op="like")]})
    ] == [set(), set(), set(), set()]


def test_condition_of_one_relation_equals_the_list(three, django_assert_num_queries):
    conditions = {"free": {}, "person": {"all": [line("type", "PERSON")]}, "not": {"all": [line("kind", str(three["kind"].pk), op="not")]}}
    assert [holds(condition, three["person"]) for condition in conditions.values()] == [True, True, True]
    with django_assert_num_queries(1):
        assert those_that_hold(conditions, three["bv"]) == {"free"}
    with django_assert_num_queries(0):
        assert holds({}, three["bv"]) is True


def test_condition_of_another_office_holds_for_nothing(offices):
    with offices.beta.scope:
        kind = RelationKind.objects.create(name="Horeca")
        make_relation(kind=kind)
    with offices.alfa.scope:
        make_relation()
        assert Relation.objects.filter(sql({"all": [line("kind", str(kind.pk))]})).count() == 0
        with pytest.raises(RuleBroken) as fault:
            clean({"all": [line("kind", str(kind.pk))]})
    assert fault.value.code == "CRM42"


def test_condition_is_said_in_words(three):
    condition = {"all": [line("kind", str(three["kind"].pk)), line("type", "PERSON", "SUPPLIER", op="not")]}
    assert [describe({}), describe(condition)] == ["altijd", "Relatiesoort is Horeca en Type is niet Persoon of Leverancier"]


@pytest.mark.parametrize(
    "condition",
    [{"none": []}, {"all": [line("unknown", "x")]}, {"all": [line("type", "MARTIAN")]}, {"all": [line("type", "PERSON"), line("type", "INTERNAL")]}],
)
def test_condition_that_cannot_be_is_refused(in_alfa, condition):
    with pytest.raises(RuleBroken) as fault:
        clean(condition)
    assert fault.value.code == "CRM42"


def test_condition_field_reads_what_it_wrote(three):
    field, kind = ConditionField(label="Alleen bij"), str(three["kind"].pk)
    sent = QueryDict(f"when=any&when-is-kind={kind}&when-is-sector=bouw, zorg&when-not=type:INTERNAL")
    condition = field.clean(field.widget.value_from_datadict(sent, {}, "when"))
    assert condition == {"any": [line("type", "INTERNAL", op="not"), line("kind", kind), line("sector", "bouw", "zorg")]}
    html = field.widget.render("when", condition, {"id": "id_when"})
    assert [html.count(" checked"), 'value="any" selected' in html, 'value="bouw, zorg"' in html, html.count("<details open")] == [2, True, True, 3]
    assert field.clean(field.widget.value_from_datadict(QueryDict("when=all"), {}, "when")) == {}
