"""Pages of the crm: what they show, keep, refuse, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import (
    Contact,
    FiscalUnityMember,
    Invitation,
    Relation,
    RelationContact,
    TeamAssignment,
    TimelineEntry,
)
from offices.models import AuditEvent, TeamRole
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
    assert [tab["count"] for tab in admin.get(url(alfa, "relaties/")).context["tabs"]] == ["4", "3", "0", "2"]


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


def test_bsn_is_shown_only_on_asking_and_is_logged(alfa, in_alfa, admin, desk_client):
    person = make_person(rsin_bsn="123456782")
    assign(person, in_alfa.viewer)
    fields, reveal = (
        url(alfa, f"relaties/{person.pk}/gegevens/"),
        url(alfa, f"relaties/{person.pk}/bsn/tonen/"),
    )
    assert "123456782" not in admin.get(fields).content.decode()
    assert AuditEvent.objects.filter(event="bsn.read").count() == 0
    answer = admin.post(reveal)
    assert "1234.56.782" in answer.content.decode() and answer["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(event="bsn.read", relation_id=person.pk).count() == 1
    assert desk_client(alfa.viewer).post(reveal).status_code == 403
    assert admin.get(reveal).status_code == 405


def test_history_of_a_bsn_is_masked(alfa, in_alfa, admin):
    person = make_person(rsin_bsn="123456782")
    page = admin.get(url(alfa, f"relaties/{person.pk}/gegevens/bsn/")).content.decode()
    assert "•••••6782" in page and "123456782" not in page
    assert admin.get(url(alfa, f"relaties/{person.pk}/gegevens/search_text/")).status_code == 404


def test_contact_is_made_and_linked_in_one_go(alfa, baker, editor):
    address = url(alfa, f"relaties/{baker.pk}/contacten/koppelen/")
    data = form_of(editor.get(address)) | {
        "last_name": "Smit",
        "email": "smit@x.example",
        "portal_access": "FULL",
        "sees": ["OB", "DOSSIER"],
    }
    assert editor.post(address, data).status_code == 302
    link = RelationContact.objects.get(contact__last_name="Smit")
    assert (link.relation_id, link.portal_access, link.contact.email) == (baker.pk, "FULL", "smit@x.example")
    taken = editor.post(address, data)
    assert taken.status_code == 422
    assert Contact.objects.filter(last_name="Smit").count() == 1


def test_contact_of_another_office_cannot_be_linked(offices, baker, editor):
    with offices.beta.scope:
        foreign = make_contact()
    address = url(offices.alfa, f"relaties/{baker.pk}/contacten/koppelen/")
    data = form_of(editor.get(address)) | {"contact": str(foreign.pk)}
    assert editor.post(address, data).status_code == 422
    assert RelationContact.objects.filter(contact_id=foreign.pk).count() == 0


def test_unlink_and_undo(alfa, baker, editor):
    link = RelationContact.objects.get()
    base = url(alfa, f"relaties/{baker.pk}/contacten/")
    assert editor.post(f"{base}{link.pk}/ontkoppelen/").status_code == 302
    assert RelationContact.objects.valid().count() == 0
    assert editor.post(f"{base}{link.contact_id}/herstellen/").status_code == 302
    assert RelationContact.objects.valid().get().portal_access == "FULL"
    assert editor.post(f"{base}{link.contact_id}/herstellen/").status_code == 404


def test_team_is_assigned_and_taken_away_with_undo(alfa, baker, admin, editor):
    role, base = TeamRole.objects.get(code="TAX"), url(alfa, f"relaties/{baker.pk}/team/")
    data = {"role": role.pk, "member": alfa.viewer.pk}
    assert editor.post(f"{base}toewijzen/", data).status_code == 403
    assert admin.post(f"{base}toewijzen/", data).status_code == 302
    row = TeamAssignment.objects.get(role=role)
    assert admin.post(f"{base}toewijzen/", data).status_code == 422
    assert admin.post(f"{base}{row.pk}/weg/").status_code == 302
    assert admin.post(f"{base}{role.pk}/{alfa.viewer.pk}/terug/").status_code == 302
    assert TeamAssignment.objects.filter(role=role, member=alfa.viewer).count() == 1


def test_colleague_of_another_office_cannot_be_assigned(offices, baker, admin):
    role = TeamRole.objects.get(code="TAX")
    base = url(offices.alfa, f"relaties/{baker.pk}/team/")
    assert (
        admin.post(f"{base}toewijzen/", {"role": role.pk, "member": offices.beta.viewer.pk}).status_code
        == 422
    )
    assert admin.post(f"{base}{role.pk}/{offices.beta.viewer.pk}/terug/").status_code == 404


def test_note_and_status_from_the_card(alfa, baker, editor, admin):
    base = url(alfa, f"relaties/{baker.pk}/")
    assert editor.post(f"{base}notitie/", {"text": "Belt morgen terug"}).status_code == 302
    assert editor.post(f"{base}notitie/", {"text": " "}).status_code == 422
    assert TimelineEntry.objects.get(kind="NOTE").text == "Belt morgen terug"
    assert editor.post(f"{base}status/BLOCKED/doen/", {"reason": "x"}).status_code == 403
    assert admin.post(f"{base}status/BLOCKED/doen/", {"reason": "x"}).status_code == 302
    assert Relation.objects.get(pk=baker.pk).status == "BLOCKED"


def test_invite_from_the_contact(alfa, baker, editor, desk_client):
    contact = Contact.objects.get(last_name="Vries")
    base = url(alfa, f"contacten/{contact.pk}/")
    assert desk_client(alfa.viewer).post(f"{base}uitnodigen/", {}).status_code == 403
    assert editor.post(f"{base}uitnodigen/", {"text": "Welkom"}).status_code == 302
    row = Invitation.objects.get()
    assert editor.post(f"{base}uitnodigen/", {}).status_code == 422
    assert editor.post(f"{base}uitnodiging/{row.pk}/intrekken/").status_code == 302
    assert Invitation.objects.get().state == "REVOKED"


def test_one_more_row_on_the_form(alfa, in_alfa, admin):
    answer = admin.get(url(alfa, "relaties/rij/ob_nummers/?ob_nummers-TOTAL=2"))
    page = answer.content.decode()
    assert 'name="ob_nummers-2-value"' in page and 'value="3"' in page
    assert admin.get(url(alfa, "relaties/rij/iets/")).status_code == 404


def test_viewer_reads_and_changes_nothing(alfa, baker, in_alfa, desk_client):
    assign(baker, in_alfa.viewer)
    viewer = desk_client(alfa.viewer)
    assert viewer.get(url(alfa, f"relaties/{baker.pk}/")).status_code == 200
    for path in ("wijzigen/", "contacten/koppelen/"):
        assert viewer.get(url(alfa, f"relaties/{baker.pk}/{path}")).status_code == 403
    assert viewer.post(url(alfa, f"relaties/{baker.pk}/wijzigen/"), {"name": "x"}).status_code == 403
    assert viewer.get(url(alfa, "relaties/nieuw/")).status_code == 403
    assert Relation.objects.get(pk=baker.pk).name == "Bakkerij De Vries B.V."


def test_logo_is_kept_and_shown_only_here(offices, baker, editor, desk_client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d494844520000000100000001080600000 01f15c4890000000d49444154789c6360000002000001"
        "e221bc330000000049454e44ae426082".replace(" ", "")
    )
    address = url(offices.alfa, f"relaties/{baker.pk}/wijzigen/")
    data = form_of(editor.get(address))
    broken = data | {"avatar": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")}
    response = editor.post(address, broken)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"avatar"})
    assert editor.post(address, data | {"avatar": SimpleUploadedFile("logo.png", png)}).status_code == 302
    answer = editor.get(url(offices.alfa, f"relaties/{baker.pk}/logo/"))
    assert (answer.status_code, answer["Content-Type"], b"".join(answer.streaming_content)) == (
        200,
        "image/png",
        png,
    )
    assert (
        desk_client(offices.beta.admin).get(url(offices.beta, f"relaties/{baker.pk}/logo/")).status_code
        == 404
    )


def test_fiscal_unity_from_the_card(alfa, baker, admin, editor):
    other = make_relation(number="2001")
    address = url(alfa, f"relaties/{baker.pk}/eenheid/")
    data = {"kind": "OB", "number": "001000044B01", "name": "FE Bakkers", "members": "2001"}
    assert editor.post(address, data).status_code == 422
    assert admin.post(address, data | {"number": "000099998B57"}).status_code == 422
    assert admin.post(address, data).status_code == 302
    assert {row.relation_id for row in FiscalUnityMember.objects.all()} == {baker.pk, other.pk}
    assert admin.post(address, data).status_code == 422
    row = FiscalUnityMember.objects.get(relation=baker)
    assert admin.post(f"{address}{row.pk}/einde/").status_code == 302
    assert admin.post(f"{address}{row.pk}/einde/").status_code == 404
