"""Everything of the crm for programs: same rules, same rights, versions, and many at once."""

import pytest

from crm.models import Note, Relation, RelationContact, TeamAssignment
from crm.rules.third_parties import add_third_party
from offices.models import Label, SavedView, TeamRole
from offices.rules.saved_views import save_view
from tests.api.conftest import program_of
from tests.factories.crm import assign, link_contact, make_contact, make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def relation(alfa):
    with alfa.scope:
        return make_relation(name="Bakkerij B.V.")


def call(program, method, path, body=None, **headers):
    """An answer with its headers."""
    more = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return getattr(program.client, method)(f"/api/v1/{path}", body or {}, content_type="application/json", **program.headers, **more)


def test_one_relation_carries_its_version_and_is_not_sent_twice(program, relation):
    first = call(program, "get", f"relations/{relation.pk}/")
    assert first["ETag"] == f'"{relation.version}"'
    again = program.client.get(f"/api/v1/relations/{relation.pk}/", HTTP_IF_NONE_MATCH=first["ETag"], **program.headers)
    assert (again.status_code, again.content) == (304, b"")


def test_change_with_the_right_version_passes_and_with_another_is_refused(program, relation):
    path, tag = f"relations/{relation.pk}/", f'"{relation.version}"'
    done = call(program, "patch", path, {"phone": "0501234567"}, if_match=tag)
    assert (done.status_code, done["ETag"]) == (200, f'"{relation.version + 1}"')
    late = call(program, "patch", path, {"phone": "0507654321"}, if_match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "G02")
    body = call(program, "patch", path, {"phone": "0507654321", "version": relation.version})
    assert (body.status_code, body.json()["code"]) == (409, "G02")
    none = call(program, "patch", path, {"phone": "0507654321"})
    assert (none.status_code, none.json()["field"]) == (422, "version")


def test_many_relations_stand_or_fall_each_alone(program, relation, alfa, beta):
    with beta.scope:
        foreign = make_relation(name="Van beta")
    items = [
        {"name": "Nieuw B.V.", "rechtsvorm": "BV"},
        {"name": "Fout B.V.", "kvk_nummer": "1"},
        {"id": str(relation.pk), "version": relation.version, "phone": "0501234567"},
        {"id": str(relation.pk), "version": 99, "phone": "0501234567"},
        {"id": str(foreign.pk), "version": 1, "phone": "0501234567"},
        {"id": "geen id", "version": 1},
        {"office": 1, "name": "x"},
    ]
    status, told = program.post("relations/bulk/", {"items": items}, key="een")
    assert (status, [row["status"] for row in told["results"]]) == (200, [201, 422, 200, 409, 404, 422, 422])
    assert [row["index"] for row in told["results"]] == list(range(7))
    assert program.post("relations/bulk/", {"items": items}, key="een")[1] == told
    with alfa.scope:
        relation.refresh_from_db()
    with beta.scope:
        foreign.refresh_from_db()
    assert (relation.phone, foreign.phone) == ("+31501234567", "")


def test_more_than_five_hundred_is_refused_whole(program, alfa):
    status, _ = program.post("relations/bulk/", {"items": [{"name": f"N{i}"} for i in range(501)]})
    with alfa.scope:
        assert (status, Relation.objects.filter(name__startswith="N").count()) == (422, 0)


def test_bulk_follows_the_rights_of_the_token(alfa, relation):
    with alfa.scope:
        own = make_relation()
        assign(own, alfa.editor)
    editor = program_of(alfa.editor)
    items = [{"id": str(row.pk), "version": row.version, "phone": "0501234567"} for row in (relation, own)]
    assert [row["status"] for row in editor.post("relations/bulk/", {"items": items})[1]["results"]] == [404, 200]
    assert program_of(alfa.viewer).post("relations/bulk/", {"items": items})[0] == 403


def test_contacts_in_bulk(program, alfa, relation):
    items = [{"last_name": "Jansen", "email": "jansen@voorbeeld.example", "relation": str(relation.pk)}, {"last_name": ""}]
    _, told = program.post("contacts/bulk/", {"items": items})
    assert [row["status"] for row in told["results"]] == [201, 422]


def test_links_are_made_changed_and_ended(program, alfa, relation):
    with alfa.scope:
        contact = make_contact()
    status, made = program.post("contact-links/", {"relation": str(relation.pk), "contact": str(contact.pk), "job_title": "boekhouder"})
    assert (status, made["job_title"], made["portal_access"]) == (201, "boekhouder", "NONE")
    assert program.post("contact-links/", {"relation": str(relation.pk), "contact": str(contact.pk), "portal_access": "FULL"})[0] == 422
    assert call(program, "patch", f"contact-links/{made['id']}/", {"job_title": "directeur"}, if_match='"1"').json()["job_title"] == "directeur"
    assert call(program, "delete", f"contact-links/{made['id']}/").status_code == 204
    with alfa.scope:
        assert RelationContact.objects.valid().filter(relation=relation).count() == 0


def test_team_is_assigned_and_taken_away(program, alfa, beta, relation):
    with alfa.scope:
        role = TeamRole.objects.first()
    body = {"relation": str(relation.pk), "role": str(role.pk), "member": str(alfa.editor.pk)}
    status, made = program.post("team-assignments/", body)
    assert (status, made["member"]) == (201, str(alfa.editor.pk))
    assert program.post("team-assignments/", body | {"member": str(beta.editor.pk)})[0] == 404
    assert call(program, "delete", f"team-assignments/{made['id']}/").status_code == 204
    with alfa.scope:
        assert TeamAssignment.objects.filter(relation=relation, member=alfa.editor, valid_to=None).count() == 0


def test_notes_are_written_and_corrected(program, alfa, relation):
    status, made = program.post("notes/", {"relation": str(relation.pk), "text": "Gebeld"})
    assert (status, made["text"]) == (201, "Gebeld")
    changed = call(program, "patch", f"notes/{made['id']}/", {"text": "Gebeld over btw"}, if_match='"1"')
    assert (changed.status_code, changed["ETag"], changed.json()["text"]) == (200, '"2"', "Gebeld over btw")
    with alfa.scope:
        assert Note.objects.get().text == "Gebeld over btw"


def test_structure_shows_no_relation_that_may_not_be_seen(alfa, relation):
    with alfa.scope:
        assign(relation, alfa.editor)
        other = make_relation(name="Holding")
        add_third_party(relation, by=alfa.admin, values={"role": "BANK", "third": other})
    editor, admin = program_of(alfa.editor), program_of(alfa.admin)
    seen = [each.get("third-parties/", relation=str(relation.pk))[1]["results"][0]["third"] for each in (editor, admin)]
    assert seen == [None, str(other.pk)]


def test_entities_and_stakes_go_round(program, relation):
    status, entity = program.post("shared-entities/", {"kind": "ORGANISATION", "name": "Stichting Aandelen"})
    assert status == 201
    body = {"relation": str(relation.pk), "owner_entity": entity["id"], "kind": "SHARES", "percentage": "60", "valid_from": "2024-01-01", "source": "CLIENT"}
    status, stake = program.post("stakes/", body)
    assert (status, stake["percentage"]) == (201, "60.0000")
    assert program.post("stakes/", body | {"percentage": "50"})[1]["code"] in ("CRM44", "CRM45")
    assert program.post("stakes/", {"relation": str(relation.pk)})[1]["field"] == "owner_contact"
    assert call(program, "delete", f"stakes/{stake['id']}/", if_match='"9"').status_code == 412
    assert call(program, "delete", f"stakes/{stake['id']}/").status_code == 204


def test_labels_and_custom_fields_follow_their_rules(program, alfa):
    status, label = program.post("labels/", {"name": "Horeca", "color": 1})
    assert (status, program.post("labels/", {"name": "horeca", "color": 1})[1]["code"]) == (201, "ADM20")
    assert call(program, "delete", f"labels/{label['id']}/").status_code == 204
    status, field = program.post("custom-fields/", {"target": "RELATION", "label": "Kluis", "type": "TEXT"})
    assert (status, field["key"], program.get("custom-fields/", target="CONTACT")[1]["results"]) == (201, "kluis", [])
    with alfa.scope:
        assert Label.objects.filter(name="Horeca").count() == 0


def test_saved_views_are_ones_own(program, alfa):
    with alfa.scope:
        save_view(None, by=alfa.manager, screen="relations", name="Van manager", query="", shared_with="OFFICE")
    status, made = program.post("saved-views/", {"screen": "relations", "name": "Mijn", "query": "status=CLIENT"})
    assert (status, [row["name"] for row in program.get("saved-views/")[1]["results"]]) == (201, ["Mijn"])
    assert call(program, "delete", f"saved-views/{made['id']}/").status_code == 204
    with alfa.scope:
        assert SavedView.objects.filter(owner=alfa.admin).count() == 0


def test_search_finds_what_may_be_seen(alfa, relation):
    with alfa.scope:
        link_contact(relation)
    found = program_of(alfa.admin).get("search/", q="bakkerij")[1]["results"]
    assert [(row["kind"], row["label"]) for row in found][:1] == [("relations", "Bakkerij B.V.")]
    assert program_of(alfa.viewer).get("search/", q="bakkerij")[1]["results"] == []
    assert program_of(alfa.admin).get("search/", q="b")[0] == 422


def test_activity_is_read_with_its_right(alfa, relation):
    rows = program_of(alfa.admin).get("activity/", relation=str(relation.pk))[1]["results"]
    assert [row["event"] for row in rows] == ["relation.created"]
    assert program_of(alfa.editor).get("activity/")[0] == 403


def test_import_is_uploaded_and_cancelled(program):
    from io import BytesIO

    sheet = BytesIO(b"Naam;Rechtsvorm\nBakkerij;BV\n")
    sheet.name = "klanten.csv"
    status, made = program.post("imports/", file=sheet)
    assert (status, made["state"], len(made["mapping"]["tabs"])) == (201, "PARSED", 1), made
    assert program.get(f"imports/{made['id']}/rows/")[0] == 200
    assert program.post(f"imports/{made['id']}/decide/", {"whole": "x"})[0] == 409
    assert program.post(f"imports/{made['id']}/cancel/")[1]["state"] == "CANCELLED"


def test_register_without_a_link_says_so(program):
    status, told = program.get("register/", q="Bakkerij")
    assert (status, told["code"]) == (422, "KVK01")
    assert program.get("register/profile/12/")[1]["code"] == "CRM08"


@pytest.mark.parametrize("name", [
    "relations", "contacts", "contact-links", "team-assignments", "team-roles", "notes", "third-parties", "shared-entities", "stakes",
    "relation-kinds", "relation-groups", "labels", "custom-fields", "imports", "saved-views", "activity",
])  # fmt: skip
def test_list_holds_nothing_of_another_office(alfa, beta, relation, name):
    with alfa.scope:
        assign(relation, alfa.editor)
        link_contact(relation)
        add_third_party(relation, by=alfa.admin, values={"role": "BANK", "name": "Bank van alfa"})
    mine = {row["id"] for row in program_of(alfa.admin).get(f"{name}/", per="200")[1]["results"]}
    theirs = {row["id"] for row in program_of(beta.admin).get(f"{name}/", per="200")[1]["results"]}
    assert mine & theirs == set()


def test_schema_tells_every_address(client):
    from config.api_urls import router

    told = client.get("/api/v1/schema/?format=json").json()
    missing = [prefix for prefix, _, _ in router.registry if f"/api/v1/{prefix}/" not in told["paths"]]
    assert (missing, "post" in told["paths"]["/api/v1/relations/bulk/"]) == ([], True)
