"""Relations and contacts through the interface for programs."""

import pytest

from crm.models import Relation
from offices.models import AuditEvent
from tests.api.conftest import program_of

BODY = {
    "name": "Bakkerij De Vries B.V.",
    "rechtsvorm": "BV",
    "rsin": "001234560",
    "kvk_nummer": "90000001",
    "ob_nummers": ["001234560B01"],
    "loonheffingennummers": [{"value": "001234560L01", "valid_from": "2024-01-01"}],
    "addresses": {"VISIT": {"street": "Kerkstraat", "house_number": 1, "postal_code": "9712AB", "city": "Groningen"}},
}


def test_create_answers_the_relation_as_it_is_kept(program, alfa):
    status, made = program.post("relations/", BODY)
    assert status == 201, made
    assert (made["name"], made["rsin"], made["status"], made["version"]) == ("Bakkerij De Vries B.V.", "001234560", "PROSPECT", 1)
    assert [row["value"] for row in made["ob_nummers"]] == ["001234560B01"]
    assert made["loonheffingennummers"] == [{"value": "001234560L01", "is_main": True, "valid_from": "2024-01-01", "valid_to": None}]
    assert made["addresses"]["VISIT"]["postal_code"] == "9712 AB"
    assert program.get(f"relations/{made['id']}/") == (200, {key: value for key, value in made.items() if key != "warnings"})
    with alfa.scope:
        event = AuditEvent.objects.get(event="relation.created", subject_id=made["id"])
    assert event.actor_label == f"{alfa.admin} (via Proef)"


def test_create_of_a_prospect_without_rechtsvorm_warns(program):
    status, made = program.post("relations/", {"name": "Nog Onbekend"})
    assert status == 201
    assert [warning["code"] for warning in made["warnings"]] != []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"rsin": "001234561"}, "CRM02", "rsin_bsn"),
        ({"ob_nummers": ["000099998B57"]}, "CRM03", None),
        ({"ob_nummers": ["12B1"]}, "CRM04", None),
        ({"kvk_nummer": "00123456"}, "CRM08", "kvk_nummer"),
        ({"status": "SLAPEND"}, "VELD", "status"),
        ({"office": 2}, "VELD", "office"),
        ({"created_by": "x"}, "VELD", "created_by"),
    ],
)
def test_create_refuses_with_a_problem_and_writes_nothing(program, alfa, change, code, field):
    with alfa.scope:
        before = Relation.objects.count()
    status, told = program.post("relations/", BODY | change)
    assert (status, told["code"]) == (422, code)
    assert set(told) >= {"code", "text", "field", "link", "retryable"}
    if field:
        assert told["field"] == field
    with alfa.scope:
        assert Relation.objects.count() == before


def test_change_needs_the_version_that_was_read(program):
    _, made = program.post("relations/", BODY)
    assert program.patch(f"relations/{made['id']}/", {"memo": "x"})[0] == 422
    status, changed = program.patch(f"relations/{made['id']}/", {"version": 1, "memo": "Belt laat"})
    assert (status, changed["memo"], changed["version"]) == (200, "Belt laat", 2)
    status, told = program.patch(f"relations/{made['id']}/", {"version": 1, "memo": "y"})
    assert (status, told["code"]) == (409, "G02")


def test_bsn_is_written_and_never_read_whole(program):
    status, made = program.post("relations/", {"type": "PERSON", "last_name": "Voorbeeld", "bsn": "123456782"})
    assert status == 201
    assert "123456782" not in str(program.get(f"relations/{made['id']}/"))
    assert made["bsn"].endswith("6782")


def test_list_filters_and_pages_by_position(program):
    for number in range(3):
        program.post("relations/", {"name": f"Firma {number}", "number": f"R{number}"})
    _, page = program.get("relations/", q="Firma", per=2)
    assert [row["name"] for row in page["results"]] == ["Firma 0", "Firma 1"]
    cursor = page["next"].split("cursor=")[1].split("&")[0]
    _, rest = program.get("relations/", q="Firma", per=2, cursor=cursor)
    assert ([row["name"] for row in rest["results"]], rest["next"]) == (["Firma 2"], None)
    assert [row["number"] for row in program.get("relations/", number="R1")[1]["results"]] == ["R1"]


def test_list_refuses_a_made_up_cursor(program):
    assert program.get("relations/", cursor="bm9wZQ")[0] == 422


def test_another_office_sees_and_changes_nothing(program, stranger, alfa):
    _, made = program.post("relations/", BODY)
    assert stranger.get(f"relations/{made['id']}/")[0] == 404
    assert stranger.patch(f"relations/{made['id']}/", {"version": 1, "memo": "x"})[0] == 404
    assert stranger.get("relations/", q="Bakkerij")[1]["results"] == []
    assert stranger.get("relations/", rsin="001234560")[1]["results"] == []
    with alfa.scope:
        assert Relation.objects.get(pk=made["id"]).memo == ""


def test_contact_of_a_relation_is_made_linked_and_hidden_from_another_office(program, stranger):
    _, relation = program.post("relations/", BODY)
    status, made = program.post("contacts/", {"last_name": "de Vries", "email": "johan@example.org", "relation": relation["id"]})
    assert status == 201, made
    assert [row["id"] for row in program.get("contacts/", relation=relation["id"])[1]["results"]] == [made["id"]]
    assert stranger.get(f"contacts/{made['id']}/")[0] == 404
    assert stranger.post("contacts/", {"last_name": "Indringer", "relation": relation["id"]})[0] == 404
    assert program.patch(f"contacts/{made['id']}/", {"version": 1, "phone": "0501234567"})[1]["phone"] == "+31501234567"


def test_rights_of_the_owner_count(alfa, program):
    viewer = program_of(alfa.viewer)
    _, made = program.post("relations/", BODY)
    assert viewer.get(f"relations/{made['id']}/")[0] == 404
    status, told = viewer.post("relations/", BODY)
    assert (status, told["code"]) == (403, "RECHT")


def test_scopes_cut_the_rights_of_the_owner(alfa):
    reader = program_of(alfa.admin, scopes=["crm.relation.view"])
    assert reader.get("relations/")[0] == 200
    assert reader.post("relations/", BODY)[0] == 403
    assert reader.get("contacts/")[0] == 403


def test_no_token_and_a_wrong_token_are_told_apart_from_rights(client, db):
    assert client.get("/api/v1/relations/").status_code == 401
    wrong = client.get("/api/v1/relations/", HTTP_AUTHORIZATION="Bearer knt_bestaat-niet")
    assert (wrong.status_code, wrong.json()["code"], wrong["WWW-Authenticate"]) == (401, "TOKEN", "Bearer")


def test_a_browser_session_opens_no_api(alfa, desk_client):
    assert desk_client(alfa.admin).get("/api/v1/relations/").status_code == 401


def test_ended_owner_stops_the_token(alfa, program):
    with alfa.scope:
        alfa.admin.state = "ENDED"
        alfa.admin.save()
    assert program.get("relations/")[0] == 401


def test_list_costs_the_same_for_more_rows(program, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        with CaptureQueriesContext(connection) as captured:
            program.get("relations/", per=200)
        return len(captured)

    program.post("relations/", BODY)
    program.get("relations/")
    few = cost()
    for number in range(30):
        program.post("relations/", {"name": f"Firma {number}", "rechtsvorm": "BV"})
    assert cost() == few
    assert few <= 6
