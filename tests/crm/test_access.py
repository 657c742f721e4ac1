"""Who sees which relation: role × linked or not × private or not, and never another office."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.access import may_on
from crm.models import Contact, Relation
from crm.search import contact_reasons, relation_reasons
from tests.factories.crm import assign, link_contact, make_contact, make_relation

pytestmark = pytest.mark.django_db

ROLES = ("VIEWER", "EDITOR", "MANAGER", "ADMIN")


def names(queryset):
    return set(queryset.exclude(type="INTERNAL").values_list("name", flat=True))


@pytest.fixture
def matrix(offices):
    """Four relations of alfa, seen from each role, and the same names in beta."""
    with offices.beta.scope:
        for name in ("open", "mine", "hidden", "hidden mine"):
            make_relation(name=name, is_private=name.startswith("hidden"))
    with offices.alfa.scope:
        for name in ("open", "mine", "hidden", "hidden mine"):
            row = make_relation(name=name, is_private=name.startswith("hidden"))
            if name.endswith("mine"):
                for role in ROLES:
                    assign(row, offices.alfa.members[role])
        yield offices.alfa


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("VIEWER", {"mine", "hidden mine"}),
        ("EDITOR", {"mine", "hidden mine"}),
        ("MANAGER", {"open", "mine", "hidden mine"}),
        ("ADMIN", {"open", "mine", "hidden", "hidden mine"}),
    ],
)
def test_visible_relations_per_role(matrix, role, seen):
    member = matrix.members[role]
    assert names(Relation.objects.visible_to(member)) == seen
    assert {
        row.name
        for row in Relation.objects.exclude(type="INTERNAL")
        if may_on(member, "crm.relation.view", row)
    } == seen


@pytest.mark.parametrize(
    ("role", "changed"),
    [
        ("VIEWER", set()),
        ("EDITOR", {"mine", "hidden mine"}),
        ("MANAGER", {"open", "mine", "hidden mine"}),
        ("ADMIN", {"open", "mine", "hidden", "hidden mine"}),
    ],
)
def test_changeable_relations_per_role(matrix, role, changed):
    assert names(Relation.objects.visible_to(matrix.members[role], "crm.relation.edit")) == changed


def test_role_that_ended_yesterday_opens_nothing(in_alfa):
    row = make_relation()
    yesterday = timezone.localdate() - timedelta(days=1)
    assign(row, in_alfa.editor, valid_to=yesterday)
    assert names(Relation.objects.visible_to(in_alfa.editor)) == set()
    assert may_on(in_alfa.editor, "crm.relation.view", row) is False


def test_relations_and_contacts_of_beta_do_not_exist_in_alfa(offices):
    with offices.beta.scope:
        foreign = make_relation(name="Geheim B.V.", number="777", rsin_bsn="001234560")
        person = link_contact(foreign, make_contact(last_name="Geheim", email="geheim@beta.example")).contact
        assert (set(relation_reasons("geheim")), set(contact_reasons("geheim"))) == (
            {foreign.pk},
            {person.pk},
        )
    with offices.alfa.scope:
        assert Relation.objects.filter(pk=foreign.pk).count() == 0
        assert Contact.objects.filter(pk=person.pk).count() == 0
        for text in ("geheim", "777", "001234560", "geheim@beta.example", "gehim bv"):
            assert relation_reasons(text, member=offices.alfa.admin) == {}
            assert contact_reasons(text) == {}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("VIEWER", {"Van Mij"}),
        ("EDITOR", {"Van Mij"}),
        ("MANAGER", {"Van Mij", "Open", "Los"}),
        ("ADMIN", {"Van Mij", "Open", "Los", "Verborgen"}),
    ],
)
def test_visible_contacts_per_role(offices, role, seen):
    with offices.alfa.scope:
        member = offices.alfa.members[role]
        mine, open_to_all, hidden = make_relation(), make_relation(), make_relation(is_private=True)
        assign(mine, member)
        link_contact(mine, make_contact(last_name="Van Mij"))
        link_contact(open_to_all, make_contact(last_name="Open"))
        link_contact(hidden, make_contact(last_name="Verborgen"))
        make_contact(last_name="Los")
        assert set(Contact.objects.visible_to(member).values_list("name", flat=True)) == seen
