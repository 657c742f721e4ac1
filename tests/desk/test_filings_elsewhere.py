"""Filings on the relation card, in the list of relations and in search: only within rights."""

import pytest
from django.test.utils import CaptureQueriesContext

from crm.numbers import mask
from tests.factories.crm import assign, make_relation
from tests.factories.sbr import ready_filing

pytestmark = pytest.mark.django_db


def url(kantoor, path=""):
    return f"/k/{kantoor.office.slug}/{path}"


@pytest.fixture
def filing(in_alfa):
    return ready_filing()


def test_card_shows_the_running_filing(alfa, filing, desk_client):
    page = desk_client(alfa.admin).get(url(alfa, f"relaties/{filing.relation_id}/"))
    assert page.status_code == 200
    panel = next(entry for entry in page.context["panels"] if entry["panel"].key == "filings")
    assert ([row.pk for row in panel["running"]], panel["done"]) == ([filing.pk], [])
    assert filing.title in page.content.decode()


def test_list_shows_the_latest_state(alfa, filing, desk_client):
    answer = desk_client(alfa.admin).get(url(alfa, "relaties/"))
    rows = answer.content.decode().split("<tr")
    assert [str(filing.relation_id) in row for row in rows if "Klaar om aan te bieden" in row] == [True]
    assert len(answer.context["page"].rows) > 1


def test_dashboard_puts_it_first_for_who_may_see_it(offices, filing, desk_client):
    alfa = offices.alfa
    board = desk_client(alfa.admin).get(url(alfa)).context
    assert [row.pk for row in board["first"]] == [filing.pk]
    assert {tile["label"]: tile["count"] for tile in board["tiles"]}["Klaar om aan te bieden"] == "1"
    for kantoor, member in ((alfa, alfa.viewer), (offices.beta, offices.beta.admin)):
        client = desk_client(member)
        board = client.get(url(kantoor)).context
        later = [tile["later"] for tile in board["tiles"] if "later" in tile]
        counts = {tile["count"] for tile in board["tiles"] if "later" not in tile}
        assert (board["first"], counts, len(later)) == ([], {"0"}, 1)
        assert client.get(later[0]).context["tile"]["count"] == "0"


def test_search_finds_it_by_number_within_rights(offices, filing, desk_client):
    alfa, number = offices.alfa, filing.key_value

    def found(kantoor, member):
        groups = desk_client(member).get(url(kantoor, f"zoeken/?q={number}&soort=filings")).context["groups"]
        return [hit.label for group in groups for hit in group["hits"]]

    assert found(alfa, alfa.admin) == [filing.title]
    assert found(alfa, alfa.viewer) == []
    assert found(offices.beta, offices.beta.admin) == []
    with alfa.scope:
        assign(filing.relation, alfa.viewer)
    assert len(found(alfa, alfa.viewer)) == 1


def test_list_with_filings_costs_the_same(alfa, filing, desk_client, django_assert_num_queries):
    from django.db import connection

    client = desk_client(alfa.admin)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url(alfa, "relaties/"))
        return len(queries)

    cost()
    few = cost()
    for _ in range(4):
        ready_filing()
    assert cost() == few


def test_no_bsn_on_the_card_of_a_person(alfa, in_alfa, desk_client):
    shop = make_relation(rechtsvorm="EENMANSZAAK", rsin_bsn="123456782", ob_nummers=["123456782B01"])
    page = desk_client(alfa.admin).get(url(alfa, f"relaties/{shop.pk}/")).content.decode()
    assert "123456782" not in page and "1234.56.782" not in page and mask("123456782B01") in page
