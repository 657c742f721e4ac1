"""Pages of the crm: what they show, keep, refuse, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import (
    Contact,
    Relation,
    TeamAssignment,
)
from offices.models import TeamRole
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation

pytestmark = pytest.mark.django_db


def url(kantoor, path=""):
    return f"/k/{kantoor.office.slug}/{path}"


@pytest.fixture
def editor(alfa, desk_client):
    return desk_client(alfa.editor)


@pytest.fixture
def admin(alfa, desk_client):
    return desk_client(alfa.admin)


@pytest.fixture
def baker(in_alfa):
    row = make_relation(
        name="Bakkerij De Vries B.V.",
        number="1042",
        rsin_bsn="001234560",
        kvk_nummer="90001042",
        ob_nummers=["001234560B01"],
        loonheffingennummers=["001234560L01"],
        ob_frequency=[{"frequency": "QUARTER", "valid_from": "2025-01-01"}],
        bank_accounts=["NL91ABNA0417164300"],
        addresses={
            "VISIT": {"street": "Weg", "house_number": 1, "postal_code": "9743AB", "city": "Groningen"}
        },
    )
    assign(row, in_alfa.editor)
    link_contact(row, make_contact(last_name="Vries", infix="de"))
    return row


def form_of(response):
    """What a browser would send back from the form of a page."""
    sheet = response.context["form"]
    data = {}
    for bound in sheet:
        value = bound.value()
        if value in (None, "", [], False):
            continue
        name = bound.html_name
        data[name] = value if not hasattr(value, "strftime") else f"{value:%d-%m-%Y}"
        if value is True:
            data[name] = "on"
    for name, rows in getattr(sheet, "sets", {}).items():
        data[f"{name}-TOTAL"] = rows.total
    return data


PAGES = [
    "relaties/",
    "relaties/nieuw/",
    "relaties/{relation}/",
    "relaties/{relation}/wijzigen/",
    "relaties/{relation}/gegevens/",
    "relaties/{relation}/gegevens/name/",
    "relaties/{relation}/tijdlijn/",
    "relaties/{relation}/team/",
    "relaties/{relation}/contacten/",
    "relaties/{relation}/contacten/koppelen/",
    "relaties/{relation}/contacten/zoeken/?wie=vri",
    "relaties/{relation}/status/BLOCKED/",
    "contacten/",
    "contacten/nieuw/",
    "contacten/{contact}/",
    "contacten/{contact}/wijzigen/",
    "contacten/{contact}/uitnodigen/",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_opens_here_and_is_absent_elsewhere(offices, baker, desk_client, path):
    contact = Contact.objects.get(last_name="Vries")
    address = path.format(relation=baker.pk, contact=contact.pk)
    assert desk_client(offices.alfa.admin).get(url(offices.alfa, address)).status_code == 200
    if "{" in path:
        assert desk_client(offices.beta.admin).get(url(offices.beta, address)).status_code == 404
    assert desk_client(offices.beta.admin).get(url(offices.alfa, address)).status_code == 404


@pytest.mark.parametrize("path", [page for page in PAGES if "{relation}" in page])
def test_relation_without_a_role_is_absent_for_an_editor(alfa, in_alfa, desk_client, path):
    row = make_relation(name="Vreemd")
    link_contact(row)
    assert desk_client(alfa.editor).get(url(alfa, path.format(relation=row.pk))).status_code == 404


def test_list_shows_what_may_be_seen(alfa, baker, editor, admin):
    make_relation(name="Verborgen B.V.", is_private=True)
    make_relation(name="Van een ander")
    rows = editor.get(url(alfa, "relaties/")).context["page"].rows
    assert [row.name for row in rows] == ["Bakkerij De Vries B.V."]
    page = editor.get(url(alfa, "relaties/")).content.decode()
    assert "0012.34.560" in page and "Verborgen" not in page and "Van een ander" not in page
    assert [view["count"] for view in admin.get(url(alfa, "relaties/")).context["shipped"]] == ["4", "3", "0", "2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bakkerij", 1),
        ("q=90001042", 1),
        ("q=NL001234560B01", 1),
        ("q=zzz", 0),
        ("status=CLIENT", 3),
        ("status=ENDED", 0),
        ("type=PERSON", 1),
        ("btw=QUARTER", 1),
        ("btw=MONTH", 0),
        ("mist=nummer", 1),
        ("mist=toegang", 2),
        ("mist=team", 2),
        ("rechtsvorm=BV", 1),
        ("mijn=true", 0),
    ],
)
def test_list_filters(alfa, baker, admin, query, found):
    make_person(last_name="Jansen")
    response = admin.get(url(alfa, f"relaties/?{query}"))
    assert response.context["page"].shown == found


def test_list_costs_the_same_for_three_rows_and_three_hundred(alfa, in_alfa, admin):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin.get(url(alfa, "relaties/?per=200")).status_code == 200
        return len(queries)

    for _ in range(3):
        assign(make_relation(), in_alfa.editor)
    cost()
    few = cost()
    role = TeamRole.objects.get(code="TAX")
    rows = Relation.objects.bulk_create(
        Relation(
            number=f"N{n}", type="ORGANISATION", name=f"B {n}", sort_name=f"b {n:04}", search_text=f"b {n}"
        )
        for n in range(300)
    )
    TeamAssignment.objects.bulk_create(
        TeamAssignment(relation=row, role=role, member=in_alfa.manager, valid_from="2020-01-01")
        for row in rows
    )
    assert cost() == few


def test_list_pages_by_key_and_shows_every_row_once(alfa, in_alfa, admin):
    Relation.objects.bulk_create(
        Relation(
            number=f"N{n}",
            type="ORGANISATION",
            name=f"B {n % 40}",
            sort_name=f"b {n % 40:04}",
            search_text="b",
        )
        for n in range(130)
    )
    for sort in ("naam", "-naam", "nummer", "-status"):
        seen, address = [], url(alfa, f"relaties/?sort={sort}&per=50")
        while address:
            page = admin.get(address).context["page"]
            seen += [row.pk for row in page.rows]
            address = page.next_url
        assert len(seen) == len(set(seen)) == Relation.objects.count()
        back = admin.get(admin.get(url(alfa, f"relaties/?sort={sort}&per=50")).context["page"].next_url)
        first = admin.get(back.context["page"].previous_url).context["page"].rows
        assert [row.pk for row in first] == seen[:50]


def test_list_of_a_broken_bookmark_says_so(alfa, in_alfa, admin):
    assert admin.get(url(alfa, "relaties/?na=kapot")).status_code == 422


def test_relation_is_made_on_the_form(alfa, in_alfa, admin):
    data = form_of(admin.get(url(alfa, "relaties/nieuw/"))) | {
        "name": "Garage Haan B.V.",
        "rechtsvorm": "BV",
        "kvk_nummer": "9000 2471",
        "rsin_bsn": "0012.34.560",
        "ob_nummers-0-value": "0012.34.560.B01",
        "ob_frequency-0-frequency": "MONTH",
        "founded_on": "1-2-2003",
        "VISIT-street": "Weg",
        "VISIT-house_number": "3",
        "VISIT-postal_code": "9743ab",
        "VISIT-city": "Groningen",
    }
    response = admin.post(url(alfa, "relaties/nieuw/"), data)
    row = Relation.objects.get(name="Garage Haan B.V.")
    assert (response.status_code, response.url) == (302, url(alfa, f"relaties/{row.pk}/"))
    assert (row.status, row.rsin, row.number, str(row.addresses.get())) == (
        "CLIENT",
        "001234560",
        "00001",
        "Weg 3, 9743 AB Groningen",
    )
    assert [number.value for number in row.tax_numbers.all()] == ["001234560B01"]


def test_form_keeps_everything_when_something_is_wrong(alfa, in_alfa, admin):
    data = form_of(admin.get(url(alfa, "relaties/nieuw/"))) | {
        "name": "Garage Haan B.V.",
        "memo": "niet kwijtraken",
        "rsin_bsn": "001234561",
        "ob_nummers-TOTAL": "3",
        "ob_nummers-2-value": "000099998B57",
        "VISIT-street": "Alleen een straat",
    }
    response = admin.post(url(alfa, "relaties/nieuw/"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"rechtsvorm", "rsin_bsn"}
    assert "niet kwijtraken" in page and "Alleen een straat" in page and "000099998B57" in page
    assert "001234561 voldoet niet aan de elfproef" in page
    fixed = data | {"rsin_bsn": "001234560", "rechtsvorm": "BV", "kvk_nummer": "90002471"}
    response = admin.post(url(alfa, "relaties/nieuw/"), fixed)
    assert set(response.context["form"].errors) == {"VISIT-house_number"}
    fixed |= {"VISIT-street": ""}
    response = admin.post(url(alfa, "relaties/nieuw/"), fixed)
    assert set(response.context["form"].errors) == {"ob_nummers-2-value"}
    assert "Dit is een btw-id, geen OB-nummer" in response.content.decode()


def test_unchanged_edit_changes_nothing(alfa, baker, editor):
    address = url(alfa, f"relaties/{baker.pk}/wijzigen/")
    assert editor.post(address, form_of(editor.get(address))).status_code == 302
    assert Relation.objects.get(pk=baker.pk).version == 1
    assert baker.tax_numbers.count() == 2
    assert baker.bank_accounts.count() == 1


def test_bsn_stays_behind_its_mask_on_the_form(alfa, in_alfa, admin):
    shop = make_relation(rechtsvorm="EENMANSZAAK", rsin_bsn="123456782", ob_nummers=["123456782B01"])
    address = url(alfa, f"relaties/{shop.pk}/wijzigen/")
    page = admin.get(address)
    assert "123456782" not in page.content.decode()
    assert admin.post(address, form_of(page) | {"memo": "x"}).status_code == 302
    shop.refresh_from_db()
    assert (shop.bsn, shop.memo, [row.value for row in shop.tax_numbers.all()]) == (
        "123456782",
        "x",
        ["123456782B01"],
    )


def test_stale_edit_shows_both_values(alfa, baker, editor, admin):
    address = url(alfa, f"relaties/{baker.pk}/wijzigen/")
    data = form_of(editor.get(address))
    assert admin.post(address, data | {"memo": "van de beheerder"}).status_code == 302
    response = editor.post(address, data | {"memo": "van mij"})
    assert response.status_code == 409
    assert response.context["conflicts"] == [{"label": "Memo", "now": "van de beheerder", "mine": "van mij"}]
    data = form_of(response)
    assert (data["memo"], str(data["version"])) == ("van mij", "2")
    assert editor.post(address, data).status_code == 302
    assert Relation.objects.get(pk=baker.pk).memo == "van mij"


def test_duplicates_are_told_within_rights(alfa, baker, admin, editor):
    make_relation(name="Van een ander", rsin_bsn="001000044")
    data = {"number": "1042", "kvk_nummer": "90001042", "rsin_bsn": "001000044"}
    page = editor.post(url(alfa, "relaties/dubbel/"), data).content.decode()
    assert (
        "Bakkerij De Vries B.V." in page
        and "Van een ander" not in page
        and "1 relatie buiten uw rechten" in page
    )
    page = admin.post(url(alfa, "relaties/dubbel/"), data).content.decode()
    assert "Van een ander" in page
    assert admin.post(url(alfa, "relaties/dubbel/"), {"number": "nieuw"}).content.decode().strip() == ""
