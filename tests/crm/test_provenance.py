"""Who or what set each field, what it was before, and putting one value back."""

import ast
from pathlib import Path

import pytest

from crm.enums import SourceKind
from crm.history import field_history
from crm.models import Provenance, Relation
from crm.row_history import row_history
from crm.rules.contacts import change_contact
from crm.rules.fields import restore_field, set_field
from crm.rules.provenance import Source, origin_of, origins_of
from crm.rules.relations import change_relation
from crm.rules.status import move_status
from offices.audit import Surroundings, surroundings
from offices.errors import NotHere, RuleBroken, StaleForm
from offices.models import AuditEvent
from tests.factories.crm import assign, make_contact, make_relation

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent


def change(relation, by, **values):
    return change_relation(relation, by=by, version=relation.version, values=values, strict=False).row


def test_origin_names_who_set_a_field_and_what_it_was(in_alfa):
    relation = make_relation(by=in_alfa.admin, phone="0501111111")
    relation = change(relation, in_alfa.editor, phone="0502222222", addresses={})
    change_contact(make_contact(), by=in_alfa.editor, version=1, values={"note": "Iets anders"})
    found = origins_of(relation)
    assert sorted(found) == ["", "phone"]
    assert (found["phone"].who, found["phone"].kind, found["phone"].previous) == (str(in_alfa.editor), "MEMBER", "+31501111111")
    assert origin_of(found, "email").who == str(in_alfa.admin)


def test_origin_of_a_program_an_import_and_a_move(in_alfa):
    relation = make_relation(by=in_alfa.admin)
    token = surroundings.set(Surroundings(token_name="Boekhouding"))
    relation = change(relation, in_alfa.editor, memo="Via de API")
    surroundings.reset(token)
    source = Source(SourceKind.IMPORT, "cliënten.xlsx", relation.pk)
    relation = change_relation(relation, by=in_alfa.admin, version=relation.version, values={"email": "a@b.example"}, strict=False, source=source).row
    relation = move_status(relation, "BLOCKED", by=in_alfa.manager, reason="Betaalt niet")
    told = {name: (one.kind, one.who) for name, one in origins_of(relation).items() if name}
    assert told == {
        "memo": ("API", f"Programma: Boekhouding van {in_alfa.editor}"),
        "email": ("IMPORT", "Import: cliënten.xlsx"),
        "status": ("MEMBER", str(in_alfa.manager)),
    }


def test_a_second_change_takes_the_place_of_the_first_in_one_statement(in_alfa, django_assert_num_queries):
    from crm.rules.provenance import set_by

    relation = make_relation()
    fields = dict.fromkeys(("phone", "email", "memo", "sector"), "oud")
    set_by(relation, fields, source_kind=SourceKind.MEMBER, source_label="Een")
    with django_assert_num_queries(1):
        set_by(relation, fields, source_kind=SourceKind.BULK, source_label="Twee")
    rows = Provenance.objects.filter(relation=relation, field__in=fields)
    assert sorted(rows.values_list("source_kind", "source_label")) == [("BULK", "Twee")] * 4


def test_origin_stays_inside_its_office(alfa, beta):
    with alfa.scope:
        make_relation(by=alfa.admin, number="1", name="Van alfa B.V.")
    with beta.scope:
        relation = make_relation(by=beta.admin, number="1", name="Van beta B.V.")
        made = Provenance.objects.exclude(relation__type="INTERNAL")
        assert [(row.relation_id, row.source_label) for row in made] == [(relation.pk, str(beta.admin))]
        assert origins_of(relation)[""].who == str(beta.admin)


def test_previous_bsn_is_encrypted_and_masked(in_alfa):
    from django.db import connection

    relation = make_relation(rechtsvorm="EENMANSZAAK", rsin_bsn="123456782")
    relation = change(relation, in_alfa.admin, rsin_bsn="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT previous FROM crm_provenance WHERE field = 'bsn'")
        ((stored,),) = cursor.fetchall()
    assert "123456782" not in stored
    assert [value.value for value in field_history(relation, "bsn", in_alfa.admin)[1]] == ["", "•••••6782"]


def test_history_of_a_field_names_each_hand(in_alfa):
    relation = make_relation(by=in_alfa.admin, phone="0501111111")
    relation = change(relation, in_alfa.editor, memo="Iets anders")
    relation = change(relation, in_alfa.manager, phone="0502222222")
    label, values = field_history(relation, "phone", in_alfa.admin)
    assert (label, [(one.value, one.who) for one in values]) == (
        "Telefoonnummer",
        [("050\xa0222\xa022\xa022", str(in_alfa.manager)), ("050\xa0111\xa011\xa011", str(in_alfa.admin))],
    )


def test_history_of_rows_tells_what_came_and_went(in_alfa):
    relation = make_relation(by=in_alfa.admin, ob_nummers=["001000019B01"], rsin_bsn="001000019")
    relation = change(relation, in_alfa.editor, ob_nummers=["001000019B02"])
    label, changes = row_history(relation, "ob_nummers", in_alfa.admin)
    told = sorted((one.verb, one.text.replace(".", "").replace(" ", "")[:12], one.who) for one in changes)
    assert (label, told) == (
        "OB-nummers",
        [
            ("toegevoegd", "001000019B01", str(in_alfa.admin)),
            ("toegevoegd", "001000019B02", str(in_alfa.editor)),
            ("verwijderd", "001000019B01", str(in_alfa.editor)),
        ],
    )


def test_field_goes_back_with_its_own_origin_and_version(in_alfa):
    relation = make_relation(by=in_alfa.admin, phone="0501111111")
    relation = change(relation, in_alfa.editor, phone="0502222222")
    _, values = field_history(relation, "phone", in_alfa.admin)
    with pytest.raises(StaleForm):
        restore_field(relation, "phone", values[1].event, by=in_alfa.manager, version=relation.version - 1)
    saved = restore_field(relation, "phone", values[1].event, by=in_alfa.manager, version=relation.version)
    origin = origins_of(relation)["phone"]
    assert (saved.row.phone, saved.row.version) == ("+31501111111", relation.version + 1)
    assert (origin.kind, origin.who, origin.previous) == ("RESTORE", f"Teruggezet: {in_alfa.manager}", "+31502222222")
    assert AuditEvent.objects.filter(event="relation.changed", actor_label=str(in_alfa.manager)).count() == 1


def test_nothing_of_another_relation_or_by_another_rule_goes_back(in_alfa):
    one, other = make_relation(phone="0501111111"), make_relation(phone="0503333333")
    event = field_history(other, "phone", in_alfa.admin)[1][0].event
    with pytest.raises(NotHere):
        restore_field(one, "phone", event, by=in_alfa.admin, version=one.version)
    with pytest.raises(RuleBroken) as refused:
        restore_field(one, "status", event, by=in_alfa.admin, version=one.version)
    one.refresh_from_db()
    assert (refused.value.code, one.phone) == ("CRM19", "+31501111111")


def test_contact_and_custom_fields_go_back_too(in_alfa):
    from crm.rules.custom_fields import create_field

    field = create_field(by=in_alfa.admin, target="CONTACT", values={"label": "Bijnaam", "type": "TEXT"})
    contact = make_contact(mobile="0612345678")
    contact = change_contact(contact, by=in_alfa.editor, version=1, values={"mobile": "", "custom": {field.key: "Jo"}}).row
    contact = set_field(contact, "custom", {field.key: ""}, by=in_alfa.editor, version=contact.version).row
    name = f"custom-{field.key}"
    _, values = field_history(contact, name, in_alfa.admin)
    contact = restore_field(contact, name, values[1].event, by=in_alfa.admin, version=contact.version).row
    mobile = field_history(contact, "mobile", in_alfa.admin)[1][1]
    contact = restore_field(contact, "mobile", mobile.event, by=in_alfa.admin, version=contact.version).row
    assert ([one.value for one in values], contact.mobile) == (["", "Jo"], "+31612345678")
    assert contact.custom_values.get().value == "Jo"


def test_history_opens_in_place_and_a_value_goes_back_by_its_button(alfa, desk_client):
    with alfa.scope:
        relation = make_relation(by=alfa.admin, phone="0501111111")
        assign(relation, alfa.editor)
        assign(relation, alfa.viewer)
        relation = change(relation, alfa.admin, phone="0502222222")
        event = field_history(relation, "phone", alfa.admin)[1][1].event
    base = f"/k/alfa/relaties/{relation.pk}/gegevens/"
    browser = desk_client(alfa.editor)
    fields = browser.get(base).content.decode()
    part = browser.get(f"{base}phone/", headers={"hx-request": "true", "hx-target": "historie-phone"}).content.decode()
    assert (str(alfa.admin) in fields, "<html" in part, "050\xa0111\xa011\xa011" in part) == (True, False, True)
    url = f"{base}phone/{event}/terug/?versie={relation.version}"
    assert desk_client(alfa.viewer).post(url).status_code == 403
    done = browser.post(url, follow=True).content.decode()
    with alfa.scope:
        relation.refresh_from_db()
    assert (relation.phone, "Eerdere waarde teruggezet" in done, "Ongedaan maken" in done) == ("+31501111111", True, True)
    stale = browser.post(url, follow=True).content.decode()
    with alfa.scope:
        assert Relation.objects.get(pk=relation.pk).version == relation.version
    assert "gewijzigd" in stale


WRITES = {"create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create"}
# Where columns of relations and contacts may be written: rules, and what makes an office that never was.
MAY_WRITE = {"practice.py", "practice_past.py"}


def written_around_the_rules(path: Path) -> list[str]:
    """Calls like Relation.objects.filter(…).update(…) outside the rules."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        chain = ast.unparse(node.func.value)
        if chain.startswith(("Relation.objects", "Contact.objects")):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno} {chain[:40]}.{node.func.attr}")
    return found


def test_nobody_writes_relations_or_contacts_around_the_rules():
    apps = ("offices", "crm", "dossier", "workflows", "sbr_inbox", "integrations", "desk", "portal")
    paths = [path for app in apps for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    outside = [path for path in paths if "rules" not in path.parts and path.name not in MAY_WRITE and "importing" not in path.parts]
    assert [line for path in outside for line in written_around_the_rules(path)] == []
