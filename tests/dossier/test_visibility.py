"""Who sees which item: every combination of role, link, folder and item, and nothing else."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.enums import PortalAccess
from crm.models import RelationContact
from dossier.enums import AccessKind
from dossier.models import DossierItem, ItemAccess
from dossier.queries import client_folders, client_items, client_years, open_for_client
from dossier.queries.client import new_for
from dossier.rules import hide
from dossier.rules.bin import trash
from offices.models import AuditEvent
from offices.permissions import Permission, declare
from tests.factories.crm import assign, link_contact, make_contact, make_relation
from tests.factories.dossier import make_item
from tests.factories.offices import make_account

CLIENT_SEES = {"open.txt", "belasting.txt"}


@pytest.fixture
def filled(in_alfa):
    """A relation with an item in every kind of place, and another relation with the same."""
    relations = make_relation(), make_relation()
    for relation in relations:
        make_item(relation, "Correspondentie", name="open.txt")
        make_item(relation, "Belastingen/Omzetbelasting", name="belasting.txt", year=2025)
        make_item(relation, "Correspondentie", name="verborgen.txt", is_public=False)
        make_item(relation, "Jaarwerk/Werkdossier", name="kantoor.txt", is_public=True)
        make_item(relation, "Salaris/Loonstroken", name="loon.txt")
        make_item(relation, "WWFT/ID-documenten", name="paspoort.txt")
        trash(make_item(relation, "Correspondentie", name="weg.txt"), by=in_alfa.admin)
    return relations[0]


def names(items) -> set[str]:
    return set(items.values_list("name", flat=True))


STAFF_SEES = {"open.txt", "belasting.txt", "verborgen.txt", "kantoor.txt", "loon.txt"}


@pytest.mark.parametrize(
    ("who", "linked", "sees"),
    [
        ("viewer", False, set()),
        ("viewer", True, STAFF_SEES),
        ("editor", False, set()),
        ("editor", True, STAFF_SEES),
        ("manager", False, STAFF_SEES),
        ("admin", False, STAFF_SEES),
    ],
)
def test_staff_see_by_role_and_link(in_alfa, filled, who, linked, sees):
    member = getattr(in_alfa, who)
    if linked:
        assign(filled, member)
    assert names(DossierItem.objects.live().visible_to(member).filter(relation=filled)) == sees


def test_staff_with_a_role_see_no_other_relation(in_alfa, filled):
    assign(filled, in_alfa.viewer)
    seen = DossierItem.objects.visible_to(in_alfa.viewer).values_list("relation", flat=True).distinct()
    assert list(seen) == [filled.pk]


def test_ended_role_sees_nothing(in_alfa, filled):
    assign(filled, in_alfa.viewer, valid_to=timezone.localdate() - timedelta(days=1))
    assert names(DossierItem.objects.visible_to(in_alfa.viewer)) == set()


def test_private_relation_is_for_who_has_a_role_or_the_right(in_alfa):
    item = make_item(make_relation(is_private=True))
    seen = {
        who: DossierItem.objects.visible_to(getattr(in_alfa, who)).count() for who in ("manager", "admin")
    }
    assign(item.relation, in_alfa.manager)
    assert (seen, DossierItem.objects.visible_to(in_alfa.manager).count()) == ({"manager": 0, "admin": 1}, 1)


def test_identity_documents_ask_their_own_right(in_alfa, filled, monkeypatch):
    from offices import permissions

    monkeypatch.setattr(permissions, "_declared", dict(permissions._declared))
    declare([Permission("wwft.identity.view", "ID-gegevens inzien", editor="L", manager="A", admin="A")])
    for member, scope in ((in_alfa.manager, "A"), (in_alfa.editor, "L")):
        member.grants["wwft.identity.view"] = scope
    assign(filled, in_alfa.editor)
    assign(filled, in_alfa.viewer)
    seen = {
        who: "paspoort.txt"
        in names(DossierItem.objects.visible_to(getattr(in_alfa, who)).filter(relation=filled))
        for who in ("viewer", "editor", "manager")
    }
    assert seen == {"viewer": False, "editor": True, "manager": True}


def test_client_sees_what_folder_and_item_both_open(in_alfa, filled):
    link = link_contact(filled)
    assert names(client_items(filled, link.contact)) == CLIENT_SEES


def test_client_sees_payroll_only_when_the_link_says_so(in_alfa, filled):
    link = link_contact(filled)
    RelationContact.objects.filter(pk=link.pk).update(sees=["DOSSIER", "PAYROLL"])
    assert names(client_items(filled, link.contact)) == CLIENT_SEES | {"loon.txt"}


@pytest.mark.parametrize(
    "change",
    [
        {"portal_access": PortalAccess.NONE},
        {"sees": ["MESSAGES", "OB"]},
        {"valid_to": date(2020, 1, 1), "valid_from": date(2019, 1, 1)},
        {"valid_from": date(2099, 1, 1), "valid_to": None},
    ],
)
def test_client_sees_nothing_without_access_today(in_alfa, filled, change):
    link = link_contact(filled)
    assert names(client_items(filled, link.contact)) == CLIENT_SEES
    RelationContact.objects.filter(pk=link.pk).update(**change)
    assert names(client_items(filled, link.contact)) == set()


def test_client_of_another_relation_sees_nothing(in_alfa, filled):
    other = link_contact(make_relation())
    assert names(client_items(filled, other.contact)) == set()
    assert names(client_items(filled, make_contact())) == set()
    assert names(DossierItem.objects.visible_to_contact(None)) == set()


def test_client_of_another_office_sees_nothing(offices):
    with offices.alfa.scope:
        relation = make_relation()
        link = link_contact(relation)
        make_item(relation, "Correspondentie")
    with offices.beta.scope:
        assert names(client_items(relation, link.contact)) == set()
        assert client_folders(relation, link.contact) == []


def test_client_folders_hold_something_visible(in_alfa, filled):
    link = link_contact(filled)
    assert [(found.path, found.count) for found in client_folders(filled, link.contact)] == [
        ("Belastingen / Omzetbelasting", 1),
        ("Correspondentie", 1),
    ]
    assert [found.path for found in client_folders(filled, link.contact, year=2025)] == [
        "Belastingen / Omzetbelasting"
    ]
    assert client_years(filled, link.contact) == [2025]


def test_open_for_client_is_written_down(in_alfa, filled):
    link = link_contact(filled)
    account = make_account(in_alfa.office, link.contact.pk, "client@voorbeeld.example")
    item = client_items(filled, link.contact).get(name="open.txt")
    assert new_for(account, [item]) == {item.pk}
    open_for_client(filled, link.contact, item.pk, account=account)
    line = ItemAccess.objects.get()
    assert (line.account, line.member, line.kind, line.place, line.item_version) == (
        account,
        None,
        AccessKind.DOWNLOADED,
        "PORTAL",
        item.current,
    )
    assert AuditEvent.objects.get(event="item.downloaded").actor_kind == "CLIENT"
    assert new_for(account, [item]) == set()


@pytest.mark.parametrize("name", ["verborgen.txt", "kantoor.txt", "loon.txt", "paspoort.txt", "weg.txt"])
def test_open_for_client_does_not_find_the_rest(in_alfa, filled, name):
    link = link_contact(filled)
    account = make_account(in_alfa.office, link.contact.pk, "client@voorbeeld.example")
    item = DossierItem.objects.get(relation=filled, name=name)
    with pytest.raises(DossierItem.DoesNotExist):
        open_for_client(filled, link.contact, item.pk, account=account)
    assert ItemAccess.objects.count() == 0


def test_hidden_item_is_gone_for_the_client_at_once(in_alfa, filled):
    link = link_contact(filled)
    hide(DossierItem.objects.get(relation=filled, name="open.txt"), by=in_alfa.admin)
    assert names(client_items(filled, link.contact)) == {"belasting.txt"}
