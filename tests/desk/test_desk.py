"""Dashboard and search: rights, counters that open their list, and no trace of what one may not see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation

pytestmark = pytest.mark.django_db


def url(kantoor, path=""):
    return f"/k/{kantoor.office.slug}/{path}"


@pytest.mark.parametrize("path", ["", "zoeken/", "zoeken/?q=ba", "zoeken/suggesties/?q=ba"])
def test_page_opens_for_every_role_and_no_other_office(offices, desk_client, path):
    for member in offices.alfa.members.values():
        assert desk_client(member).get(url(offices.alfa, path)).status_code == 200
    for member in offices.beta.members.values():
        assert desk_client(member).get(url(offices.alfa, path)).status_code == 404


def test_components_ask_the_right(alfa, desk_client):
    assert desk_client(alfa.admin).get(url(alfa, "beheer/componenten/")).status_code == 200
    assert desk_client(alfa.manager).get(url(alfa, "beheer/componenten/")).status_code == 403


def test_counters_equal_their_lists(alfa, in_alfa, desk_client):
    client = desk_client(alfa.manager)
    make_relation(rsin_bsn="001234560")
    make_relation(status="PROSPECT")
    make_relation(is_private=True)
    mine = make_relation()
    assign(mine, alfa.manager)
    board = client.get(url(alfa)).context
    assert [(line["label"], line["count"]) for line in board["numbers"]] == [
        ("Relaties", "4"),
        ("Cliënten", "2"),
        ("Prospects", "1"),
        ("RSIN of BSN ontbreekt", "2"),
    ]
    for line in board["numbers"]:
        listed = client.get(line["url"]).context["page"].rows
        assert str(len(listed)) == line["count"]
    assert client.get(url(alfa, "?bereik=mijn")).context["numbers"][0]["count"] == "1"


def test_board_costs_the_same_with_many_relations(alfa, in_alfa, desk_client):
    client = desk_client(alfa.admin)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url(alfa))
        return len(queries)

    make_relation()
    cost()
    few = cost()
    for _ in range(8):
        make_relation()
    assert cost() == few


def found(client, kantoor, text):
    groups = client.get(url(kantoor, f"zoeken/?q={text}")).context["groups"]
    return {group["key"]: [hit.label for hit in group["hits"]] for group in groups}


def test_search_groups_hits_with_their_reason(alfa, in_alfa, desk_client):
    row = make_relation(name="Bakkerij De Vries B.V.", kvk_nummer="90001042")
    link_contact(row, make_contact(last_name="Bakker"))
    client = desk_client(alfa.admin)
    assert found(client, alfa, "bakker") == {"relations": ["Bakkerij De Vries B.V."], "contacts": ["Bakker"]}
    groups = client.get(url(alfa, "zoeken/?q=90001042")).context["groups"]
    assert [hit.reason for hit in groups[0]["hits"]] == ["KvK-nummer"]
    assert found(client, alfa, "b") == {}
    page = client.get(url(alfa, "zoeken/suggesties/?q=bakker")).content.decode()
    assert page.count('role="option"') == 2 and "<mark>Bakker</mark>" in page


def test_search_leaves_no_trace_of_what_is_hidden(offices, desk_client):
    with offices.beta.scope:
        make_relation(name="Geheim Beta B.V.", number="777")
    with offices.alfa.scope:
        make_relation(name="Geheim Privé B.V.", is_private=True, number="778", rsin_bsn="001234560")
        person = make_person(last_name="Geheim", rsin_bsn="123456782")
        assign(person, offices.alfa.viewer)
    for text in ("geheim", "777", "778", "001234560", "123456782"):
        expected = {"relations": ["Geheim"]} if text == "geheim" else {}
        assert found(desk_client(offices.alfa.viewer), offices.alfa, text) == expected
    assert found(desk_client(offices.alfa.manager), offices.alfa, "geheim") == {"relations": ["Geheim"]}
    assert found(desk_client(offices.alfa.admin), offices.alfa, "777") == {}


def test_number_of_filings_in_search_follows_rights(alfa, in_alfa, desk_client):
    page = desk_client(alfa.viewer).get(url(alfa, "zoeken/suggesties/")).content.decode()
    assert "Ga naar" in page and "Relaties" in page


def test_tile_that_computes_is_fetched_after_the_page(alfa, in_alfa, desk_client):
    make_relation(name="Bakkerij")
    browser = desk_client(alfa.manager)
    page = browser.get("/k/alfa/").content.decode()
    assert page.count('hx-get="/k/alfa/tegel/missing/"') == 1
    tile = browser.get("/k/alfa/tegel/missing/").content.decode()
    assert ("hx-get" in tile, "Ontbreekt" in tile) == (False, True)
    assert browser.get("/k/alfa/tegel/filings_ready/").status_code == 404
