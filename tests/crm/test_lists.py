"""The lists of the crm: columns, filters, neighbours, exports, team, map and insights."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from crm.enums import FieldTarget, FieldType
from crm.exporting import Export
from crm.models import (
    CustomField,
    CustomValue,
    RelationGroup,
    RelationGroupMember,
    RelationLabel,
    TeamAssignment,
)
from crm.postcodes import Row, load_rows
from crm.rules.relations import change_relation
from offices.db.owner import owner_cursor
from offices.errors import Forbidden, RuleBroken
from offices.models import AuditEvent, Label, TeamRole
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(alfa):
    return f"/k/{alfa.office.slug}/"


@pytest.fixture
def admin(alfa, desk_client):
    return desk_client(alfa.admin)


@pytest.fixture
def editor(alfa, desk_client):
    return desk_client(alfa.editor)


def shown(response):
    return [row.name for row in response.context["page"].rows]


def custom(label="Pakket", key="pakket", type=FieldType.TEXT, **more):
    return CustomField.objects.create(label=label, key=key, target=FieldTarget.RELATION, type=type, searchable=True, **more)


# ── Columns ──────────────────────────────────────────────────────────────────

ALL_COLUMNS = (
    "nummer naam fiscaal type status soort rechtsvorm groepen labels btw loon kvk branche plaats telefoon email sinds laatste beheerder "
    "team volledigheid producten filing"
)


def test_list_shows_the_columns_of_the_address_and_the_name_always(admin, root, in_alfa):
    make_relation(name="Zon B.V.", sector="Bouw", phone="0505551234")
    page = admin.get(f"{root}relaties/?kolom=branche&kolom=telefoon&kolom=bestaatniet")
    assert [column.key for column in page.context["table"]["columns"]] == ["naam", "branche", "telefoon"]
    assert "Bouw" in page.content.decode() and "050" in page.content.decode()


def test_every_column_can_be_shown_and_exported(admin, root, in_alfa):
    row = make_relation(name="Zon B.V.", addresses={"VISIT": {"street": "Weg", "house_number": 1, "postal_code": "9743AB", "city": "Groningen"}})
    assign(row, in_alfa.editor)
    query = "&".join(f"kolom={key}" for key in ALL_COLUMNS.split())
    page = admin.get(f"{root}relaties/?{query}")
    assert [column.key for column in page.context["table"]["columns"]] == ALL_COLUMNS.split()
    lines = {line[1]: line for line in Export("relations", query, by=in_alfa.admin).lines()}
    assert {len(line) for line in lines.values()} == {len(ALL_COLUMNS.split())}
    assert lines["Zon B.V."][13] == "Groningen"


def test_custom_field_is_a_column_and_a_filter(admin, root, in_alfa):
    field = custom()
    row, _ = make_relation(name="Met B.V."), make_relation(name="Zonder B.V.")
    CustomValue.objects.create(field=field, relation=row, value="<Exact>")
    page = admin.get(f"{root}relaties/?kolom=vv-pakket&vv-pakket=exac")
    assert shown(page) == ["Met B.V."]
    assert "&lt;Exact&gt;" in page.content.decode()


def test_chooser_ticks_what_is_shown(admin, root, in_alfa):
    custom()
    page = admin.get(f"{root}lijst/relations/kolommen/?kolom=btw&status=CLIENT")
    ticked = {column["key"] for column in page.context["columns"] if column["on"]}
    assert ticked == {"naam", "btw"}
    assert "vv-pakket" in {column["key"] for column in page.context["columns"]}
    assert page.context["kept"] == [("status", "CLIENT")]
    assert admin.get(f"{root}lijst/iets/kolommen/").status_code == 404


def test_six_tabs_stand_above_each_list(admin, root, in_alfa):
    for path in ("relaties/", "contacten/", "team/", "team/per-teamlid/", "kaart/", "inzichten/relaties/", "inzichten/contacten/"):
        labels = [tab["label"] for tab in admin.get(f"{root}{path}").context["crm_tabs"]]
        assert labels == ["Relaties", "Contacten", "Teamleden", "Kaart", "Relatie Insights", "Contacten Insights"], path


# ── Filters ──────────────────────────────────────────────────────────────────


@pytest.fixture
def crowd(in_alfa):
    """A relation with everything, and one with nothing."""
    full = make_relation(
        name="Vol B.V.", sector="Bouw", client_since="2020-05-01", is_private=False, email="a@vol.example", phone="0505551234",
        lh_frequency=[{"frequency": "MONTH", "valid_from": "2025-01-01"}], ob_frequency=[{"frequency": "YEAR", "valid_from": "2025-01-01"}],
        addresses={"VISIT": {"street": "Weg", "house_number": 1, "postal_code": "9743AB", "city": "Groningen"}},
    )  # fmt: skip
    assign(full, in_alfa.editor)
    group, label = RelationGroup.objects.create(name="Familie"), Label.objects.create(name="horeca", audience="RELATIONS")
    RelationGroupMember.objects.create(group=group, relation=full)
    RelationLabel.objects.create(label=label, relation=full)
    link_contact(full, make_contact())
    make_relation(name="Leeg B.V.", is_private=True)
    return {"groep": group.pk, "label": label.pk, "rol": TeamRole.objects.get(code="RELATION_MANAGER").pk, "lid": in_alfa.editor.pk}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("loon=MONTH", ["Vol B.V."]), ("btw=YEAR", ["Vol B.V."]), ("loon=GEEN&type=ORGANISATION", ["Leeg B.V."]),
        ("groep={groep}", ["Vol B.V."]), ("label={label}", ["Vol B.V."]), ("rol={rol}", ["Vol B.V."]),
        ("teamlid={lid}&rol={rol}", ["Vol B.V."]), ("zonder={rol}&type=ORGANISATION", ["Leeg B.V."]),
        ("portaal=toegang", ["Vol B.V."]), ("portaal=niet&type=ORGANISATION", ["Leeg B.V."]), ("afgeschermd=ja", ["Leeg B.V."]),
        ("branche=ouw", ["Vol B.V."]), ("branche=%3DBouw", ["Vol B.V."]), ("branche=%3Douw", []),
        ("plaats=gron", ["Vol B.V."]), ("plaats=9743ab", ["Vol B.V."]), ("plaats=97", ["Vol B.V."]), ("plaats=1234", []),
        ("sinds_van=01-01-2020&sinds_tot=31-12-2020", ["Vol B.V."]), ("sinds_van=01-01-2021&type=ORGANISATION&sinds_tot=01-02-2021", []),
        ("mist=email&type=ORGANISATION", ["Leeg B.V."]), ("mist=adres&mist=team&type=ORGANISATION", ["Leeg B.V."]),
        ("mist=preferred_contact&type=ORGANISATION", ["Leeg B.V."]), ("volledig=ja&type=ORGANISATION", []),
        ("product=geen&type=ORGANISATION", ["Leeg B.V.", "Vol B.V."]),
    ],
)  # fmt: skip
def test_relations_are_narrowed(admin, root, crowd, query, names):
    page = admin.get(f"{root}relaties/?{query.format(**crowd)}")
    assert (page.status_code, shown(page)) == (200, names)


def test_rare_filters_stand_behind_a_link_and_stay_when_on(admin, root, in_alfa):
    page = admin.get(f"{root}relaties/")
    assert "plaats" not in page.context["filter"].filters and page.context["more_filters"]
    assert "plaats" in admin.get(f"{root}relaties/?plaats=Gron").context["filter"].filters
    everything = admin.get(f"{root}relaties/?filters=alle")
    assert {"plaats", "product", "volledig", "sinds_van", "zonder"} <= set(everything.context["filter"].filters)


@pytest.mark.parametrize(
    ("query", "count"), [("mist=email", 0), ("relaties=1", 1), ("relaties=0", 1), ("functie=gevol", 1), ("portaal=niet", 2), ("relatie=NIET", 0)]
)
def test_contacts_are_narrowed(admin, root, in_alfa, query, count):
    link_contact(make_relation(), make_contact())
    make_contact()
    assert len(shown(admin.get(f"{root}contacten/?{query}"))) == count


def test_filter_on_contacts_tells_nothing_of_hidden_relations(editor, root, in_alfa):
    contact, mine, hidden = make_contact(), make_relation(), make_relation(number="GEHEIM")
    assign(mine, in_alfa.editor)
    for relation in (mine, hidden):
        link_contact(relation, contact)
    assert shown(editor.get(f"{root}contacten/?relatie=GEHEIM")) == []
    assert len(shown(editor.get(f"{root}contacten/?relaties=1"))) == 1


# ── Neighbours ───────────────────────────────────────────────────────────────


def test_card_knows_its_neighbours_in_the_list(editor, root, in_alfa):
    rows = [make_relation(name=f"{letter} B.V.", sector="Bouw") for letter in "ABCE"]
    for row in (*rows[:1], *rows[2:]):
        assign(row, in_alfa.editor)
    page = editor.get(f"{root}relaties/?branche=Bouw")
    assert f"{rows[0].pk}/?uit=branche%3DBouw" in page.content.decode()
    card = editor.get(f"{root}relaties/{rows[2].pk}/?uit=branche%3DBouw").content.decode()
    assert f"{rows[0].pk}/?uit=branche%3DBouw" in card and f"{rows[3].pk}/?uit=branche%3DBouw" in card
    assert str(rows[1].pk) not in card
    assert f"{root}relaties/?branche=Bouw" in card
    first = editor.get(f"{root}relaties/{rows[0].pk}/team/?uit=branche%3DBouw").content.decode()
    assert 'rel="prev" data-record' not in first and f"{rows[2].pk}/team/?uit=" in first


@pytest.mark.parametrize("query", ["sort%3D-nummer", "status%3DONZIN", "%00", "na%3Dabc", ""])
def test_card_opens_whatever_stands_in_its_list(admin, root, in_alfa, query):
    row = make_relation()
    assert admin.get(f"{root}relaties/{row.pk}/?uit={query}").status_code == 200


# ── Export ───────────────────────────────────────────────────────────────────


def test_export_holds_exactly_the_filter_and_columns(admin, root, in_alfa):
    make_relation(name="=Boos B.V.", sector="Bouw")
    make_relation(name="Anders B.V.", sector="Zorg")
    answer = admin.post(f"{root}lijst/relations/export/?branche=Bouw&kolom=naam&kolom=branche", {"kind": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert rows == [["Naam", "Branche"], ["'=Boos B.V.", "Bouw"]]
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    event = AuditEvent.objects.get(event="list.exported")
    assert (event.data["rows"], event.data["columns"], event.data["filters"]) == (1, ["naam", "branche"], ["branche"])


def test_export_masks_bsn_without_the_tick_and_logs_each_with_it(in_alfa):
    row = make_person(last_name="Vries", rsin_bsn="123456782")
    query = "kolom=naam&kolom=fiscaal&type=PERSON"
    assert next(Export("relations", query, by=in_alfa.admin).lines())[1] != "123456782"
    export = Export("relations", query, by=in_alfa.admin, with_bsn=True)
    assert next(export.lines())[1] == "123456782"
    list(export.lines())
    export.keep_log("csv", 1)
    assert {event.relation_id for event in AuditEvent.objects.filter(event="bsn.read")} == {row.pk}


def test_export_asks_its_rights(in_alfa, editor, root):
    with pytest.raises(Forbidden):
        Export("relations", "", by=in_alfa.editor)
    assert editor.get(f"{root}lijst/relations/export/").status_code == 403
    with pytest.raises(RuleBroken) as fault:
        Export("relations", "status=ONZIN", by=in_alfa.admin)
    assert fault.value.code == "LST01"


def test_export_of_many_rows_asks_a_fresh_factor(alfa, in_alfa, root, monkeypatch):
    from crm.views import exports
    from tests.factories.signin import sign_in

    monkeypatch.setattr(exports, "STEP_UP_ABOVE", 1)
    make_relation(), make_relation()
    from django.test import Client

    client = Client()
    sign_in(client, alfa.admin.user, level="STRONG", methods=("passkey",), stepped_up=False)
    assert client.get(f"{root}lijst/relations/export/").status_code == 302
    assert client.post(f"{root}lijst/relations/export/", {"kind": "csv"}).status_code == 403


def test_big_export_is_long_work(admin, root, in_alfa, monkeypatch, django_capture_on_commit_callbacks):
    from crm.views import exports
    from offices.files import read_bytes
    from offices.jobs import work
    from offices.models import Job

    monkeypatch.setattr(exports, "AT_ONCE", 1)
    names = {make_relation().name for _ in range(3)}
    answer = admin.post(f"{root}lijst/relations/export/?type=ORGANISATION&kolom=naam", {"kind": "csv"})
    job = Job.objects.get(kind="crm.export")
    assert answer.url.endswith(f"/voortgang/{job.pk}/")
    work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("DONE", "")
    lines = read_bytes(job.file).decode("utf-8-sig").splitlines()
    assert {*lines[1:]} == names
    assert AuditEvent.objects.get(event="list.exported").actor_label == str(in_alfa.admin)


def test_contacts_are_exported_too(in_alfa):
    link_contact(make_relation(name="Zon B.V."), make_contact(last_name="Bakker"))
    rows = list(Export("contacts", "kolom=naam&kolom=relaties&kolom=portaal", by=in_alfa.admin).lines())
    assert rows == [["Bakker", "Zon B.V.", "Niet uitgenodigd"]]


# ── Team, map and insights ───────────────────────────────────────────────────


def test_matrix_shows_holders_and_roles_without_one(admin, root, in_alfa):
    row = make_relation(name="Zon B.V.")
    make_relation(name="Maan B.V.")
    assign(row, in_alfa.editor)
    page = admin.get(f"{root}team/")
    manager = next(head for head in page.context["heads"] if head["role"].code == "RELATION_MANAGER")
    assert manager["count"] == 1
    assert shown(admin.get(manager["url"])) == ["Maan B.V."]


def test_role_is_given_in_place(admin, editor, root, in_alfa):
    row = make_relation()
    role = TeamRole.objects.get(code="ACCOUNTANT")
    assign(row, in_alfa.editor, role="ACCOUNTANT")
    cell = f"{root}relaties/{row.pk}/team/rol/{role.pk}/"
    assert admin.get(cell, headers={"hx-request": "true"}).status_code == 200
    answer = admin.post(cell, {"member": str(in_alfa.viewer.pk)}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    held = TeamAssignment.objects.valid().filter(relation=row, role=role)
    assert [one.member_id for one in held] == [in_alfa.viewer.pk]
    assert admin.post(cell, {"member": "geen-id"}, headers={"hx-request": "true"}).status_code == 422
    assert editor.post(cell, {"member": ""}).status_code == 403
    admin.post(cell, {"member": ""})
    assert not held.all().exists()


def test_member_of_another_office_gets_no_role(offices, admin, root, in_alfa):
    row, role = make_relation(), TeamRole.objects.get(code="ACCOUNTANT")
    answer = admin.post(f"{root}relaties/{row.pk}/team/rol/{role.pk}/", {"member": str(offices.beta.editor.pk)}, headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert not TeamAssignment.objects.exists()


def test_page_per_member_counts_visible_relations(editor, admin, root, in_alfa):
    mine, other = make_relation(), make_relation()
    assign(mine, in_alfa.editor)
    assign(other, in_alfa.viewer)

    def counts(client):
        lines = client.get(f"{root}team/per-teamlid/").context["lines"]
        return {line["member"].pk: sum(count for count, _ in line["cells"]) for line in lines}

    assert (counts(admin)[in_alfa.editor.pk], counts(admin)[in_alfa.viewer.pk]) == (1, 1)
    assert (counts(editor)[in_alfa.editor.pk], counts(editor)[in_alfa.viewer.pk]) == (1, 0)


def visit(postal_code, city):
    return {"VISIT": {"street": "Weg", "house_number": 1, "postal_code": postal_code, "city": city}}


def place_table():
    """Two postal codes; the application may only read the table, so it is filled as an operator does."""
    places = (("9743AB", "Groningen", "53.22", "6.55"), ("6211AA", "Maastricht", "50.85", "5.69"))
    load_rows([Row(code, 1, "Weg", city, Decimal(north), Decimal(east)) for code, city, north, east in places])


@pytest.fixture
def empty_table():
    """The table is filled outside the transaction of a test, so it is emptied by hand."""
    yield
    with owner_cursor(connection) as cursor:
        cursor.execute("DELETE FROM crm_postcodepoint")


def test_map_places_by_postal_code_and_lists_the_rest(admin, editor, root, in_alfa, empty_table):
    place_table()
    near, far = make_relation(addresses=visit("9743AB", "Groningen")), make_relation(addresses=visit("6211AA", "Maastricht"))
    make_relation(name="Onbekend B.V.", addresses=visit("1111AA", "Nergens"))
    assign(near, in_alfa.editor)
    page = admin.get(f"{root}kaart/?type=ORGANISATION")
    assert sorted(pin["said"] for pin in page.context["pins"]) == ["Groningen: 1 relatie", "Maastricht: 1 relatie"]
    assert (page.context["placed"], page.context["unplaced"]) == (2, 1)
    assert shown(admin.get(page.context["unplaced_url"])) == ["Onbekend B.V."]
    north = next(pin for pin in page.context["pins"] if pin["label"] == "Groningen")
    assert shown(admin.get(north["url"])) == [near.name]
    assert [pin["label"] for pin in editor.get(f"{root}kaart/").context["pins"]] == ["Groningen"]
    assert far.name not in editor.get(f"{root}kaart/zonder-locatie/").content.decode()


@pytest.mark.parametrize("query", ["zoom=4&x=300&y=100", "zoom=99&x=nan&y=-1e9", "zoom=2&x=abc"])
def test_map_zooms_to_any_place(admin, root, in_alfa, query):
    assert admin.get(f"{root}kaart/?{query}").status_code == 200


INSIGHTS = ["soort", "rechtsvorm", "branche", "type", "status", "btw", "loon", "label", "groep", "beheerder", "plaats", "mist", "product"]


@pytest.mark.parametrize("by", INSIGHTS)
def test_each_count_of_an_insight_opens_a_list_of_as_many(admin, root, crowd, by):
    lines = admin.get(f"{root}inzichten/relaties/?op={by}").context["lines"]
    assert lines
    for line in lines:
        if line["url"]:
            assert len(shown(admin.get(line["url"]))) == line["count"], (by, line["label"])


@pytest.mark.parametrize("by", ["functie", "portaal", "relaties", "label", "mist", "voorkeur"])
def test_each_count_of_contacts_opens_a_list_of_as_many(admin, root, crowd, by):
    for line in admin.get(f"{root}inzichten/contacten/?op={by}").context["lines"]:
        assert len(shown(admin.get(line["url"]))) == line["count"], (by, line["label"])


def test_insight_counts_only_what_one_may_see(editor, admin, root, crowd):
    def total(client):
        return sum(line["count"] for line in client.get(f"{root}inzichten/relaties/?op=type&type=ORGANISATION").context["lines"])

    assert (total(admin), total(editor)) == (2, 1)


def test_changed_relation_keeps_its_day(in_alfa):
    row = make_relation(client_since="2020-05-01")
    saved = change_relation(row, by=in_alfa.admin, version=row.version, values={"sector": "Zorg"}, strict=False).row
    assert saved.client_since == date(2020, 5, 1)
