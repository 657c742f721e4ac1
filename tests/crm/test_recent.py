"""What somebody opened lately: first among equals, never of another, never past the rights of now."""

import pytest
from django.core.cache import cache

from crm.recent import KEPT, opened, recent
from offices.ids import uuid7
from tests.factories.crm import assign, link_contact, make_contact, make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty():
    cache.clear()


def labels(client, path):
    return [hit.label for hit in client.get(f"/k/alfa/{path}").context["lately"]]


def test_opened_pages_come_first_and_again_on_top(alfa, in_alfa, desk_client):
    client = desk_client(alfa.admin)
    first, second = make_relation(name="Bakker Een"), make_relation(name="Bakker Twee")
    contact = link_contact(first, make_contact(last_name="Bakker")).contact
    for path in (f"relaties/{second.pk}/", f"relaties/{first.pk}/", f"contacten/{contact.pk}/", f"relaties/{second.pk}/gegevens/"):
        assert client.get(f"/k/alfa/{path}").status_code == 200
    assert labels(client, "zoeken/") == ["Bakker Twee", "Bakker Een", contact.name]
    page = client.get("/k/alfa/zoeken/suggesties/").content.decode()
    assert (page.index("Onlangs geopend") < page.index("Ga naar"), page.count("Bakker Twee")) == (True, 1)
    groups = client.get("/k/alfa/zoeken/?q=bakker").context["groups"]
    assert [hit.label for hit in groups[0]["hits"]] == ["Bakker Een", "Bakker Twee"]
    make_relation(name="Bakker Aap")
    groups = client.get("/k/alfa/zoeken/?q=bakker").context["groups"]
    assert [hit.label for hit in groups[0]["hits"]] == ["Bakker Een", "Bakker Twee", "Bakker Aap"]


def test_list_is_of_one_member_in_one_office(offices, desk_client):
    with offices.alfa.scope:
        relation = make_relation(name="Alleen van mij")
        opened(offices.alfa.admin, "relations", relation.pk)
    assert (recent(offices.alfa.manager), recent(offices.beta.admin)) == ({}, {})
    with offices.beta.scope:
        opened(offices.beta.admin, "relations", relation.pk)
    assert [hit.label for hit in desk_client(offices.beta.admin).get("/k/beta/zoeken/").context["lately"]] == []


def test_what_may_no_longer_be_seen_is_gone(alfa, in_alfa, desk_client):
    relation = make_relation(name="Straks weg")
    role = assign(relation, alfa.viewer)
    opened(alfa.viewer, "relations", relation.pk)
    assert labels(desk_client(alfa.viewer), "zoeken/") == ["Straks weg"]
    role.delete()
    assert labels(desk_client(alfa.viewer), "zoeken/") == []


def test_list_stays_short(alfa, in_alfa):
    keys = [uuid7() for _ in range(KEPT + 5)]
    for key in keys:
        opened(alfa.admin, "relations", key)
    assert recent(alfa.admin) == {"relations": keys[:4:-1]}
