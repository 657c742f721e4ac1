"""What pages of the dossier cost, and that paging loses nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offices.urls_helpers import desk_url
from tests.factories.crm import make_relation
from tests.factories.dossier import folder, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(in_alfa, desk_client):
    return desk_client(in_alfa.admin)


def tab(relation, **query) -> str:
    return desk_url(
        "dossier:tab", relation.pk, query="&".join(f"{key}={value}" for key, value in query.items())
    )


def names_in(answer) -> list[str]:
    return re.findall(r'id="stuk-[^>]*>([^<]*)</a>', answer.content.decode())


def queries_of(staff, url) -> int:
    staff.get(url)
    with CaptureQueriesContext(connection) as caught:
        answer = staff.get(url)
    assert answer.status_code == 200
    assert not [query for query in caught.captured_queries if " OFFSET " in query["sql"]]
    return len(caught)


def test_tab_costs_the_same_for_3_and_300_items(in_alfa, staff):
    relation = make_relation()
    where = folder("Correspondentie")
    first = make_item(relation, where, name="0.txt")
    for n in (1, 2):
        make_item(relation, where, name=f"{n}.txt")
    urls = [tab(relation, map=where.pk), tab(relation, map=where.pk, sort="naam", stuk=first.pk)]
    few = [queries_of(staff, url) for url in urls]
    for n in range(3, 300):
        make_item(relation, where, name=f"{n}.txt")
    assert [queries_of(staff, url) for url in urls] == few


def test_pages_of_a_folder_hold_every_item_once(in_alfa, staff):
    relation = make_relation()
    where = folder("Correspondentie")
    for n in range(103):
        make_item(relation, where, name=f"{n:03}.txt")
    seen, url = [], tab(relation, map=where.pk, sort="naam")
    while url:
        html = staff.get(url)
        seen += names_in(html)
        found = re.search(
            r'href="([^"]*na=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*na=[^"]*)"',
            html.content.decode(),
        )
        url = (found[1] or found[2]).replace("&amp;", "&") if found else None
    assert seen == [f"{n:03}.txt" for n in range(103)]


def test_htmx_list_is_the_list_alone(in_alfa, staff):
    item = make_item(where="Correspondentie", name="a.txt")
    url = tab(item.relation, map=item.folder_id)
    asked = {"HX-Request": "true", "HX-Target": "lijst"}
    staff.get(url, headers=asked)
    with CaptureQueriesContext(connection) as caught:
        answer = staff.get(url, headers=asked)
    html = answer.content.decode()
    assert (names_in(answer), "tabs" in html, html.lstrip()[:27]) == (
        ["a.txt"],
        False,
        '<div class="card" id="lijst',
    )
    # Four for the door (session twice, member, rights), one each for relation, tree, freezes, count and rows.
    assert len(caught) == 7


def test_download_costs_a_fixed_number_of_queries(in_alfa, staff):
    item = make_item(name="a.txt")
    url = desk_url("dossier:download", item.relation_id, item.pk, 1)
    staff.get(url)
    with CaptureQueriesContext(connection) as caught:
        staff.get(url)
    assert len(caught) == 7
