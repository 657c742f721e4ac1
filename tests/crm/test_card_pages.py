"""Pages of the relation card: bsn, contacts, team, notes, invitations, logo, fiscal unity."""

import pytest

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
