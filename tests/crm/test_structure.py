"""Stakes, shared entities, third parties, SBR data, and the drawing of a structure."""

from datetime import date
from decimal import Decimal

import pytest

from crm.models import SbrMasterData, SharedEntity, Stake, ThirdPartyLink
from crm.rules.sbr_data import save_sbr_data
from crm.rules.shared_entities import (
    change_entity,
    create_entity,
    delete_entity,
    relations_with,
    visible_entities,
)
from crm.rules.stakes import change_stake, end_stake, record_stake, remove_stake
from crm.rules.third_parties import add_third_party, change_third_party, remove_third_party
from crm.structure import drawing
from offices.errors import RuleBroken
from offices.models import AuditEvent
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation

pytestmark = pytest.mark.django_db
FROM = date(2024, 1, 1)


def shares(percentage, **more):
    return {"kind": "SHARES", "percentage": percentage, "valid_from": FROM, "source": "KVK"} | more


def entity(by, **values):
    return create_entity(by=by, values={"kind": "PERSON", "last_name": "Jansen", "initials": "A.B."} | values)


def test_stake_is_recorded_with_history_and_audit(in_alfa):
    target, owner = make_relation(), make_contact()
    stake = record_stake(target, by=in_alfa.admin, owner=owner, values=shares("33,3333".replace(",", ".")))
    assert (stake.owner, stake.target, stake.percentage) == (owner, target, Decimal("33.3333"))
    assert AuditEvent.objects.get(event="stake.created").relation_id == target.pk
    assert target.timeline.filter(event="stake.created").count() == 1


def test_stakes_of_one_kind_never_pass_the_whole_on_a_day(in_alfa):
    target, admin = make_relation(), in_alfa.admin
    record_stake(target, by=admin, owner=make_contact(), values=shares("60", valid_to=date(2024, 6, 30)))
    record_stake(target, by=admin, owner=make_contact(), values=shares("40"))
    record_stake(target, by=admin, owner=make_contact(), values=shares("60", valid_from=date(2024, 7, 1)))
    record_stake(target, by=admin, owner=make_contact(), values=shares("80") | {"kind": "VOTES"})
    with pytest.raises(RuleBroken) as fault:
        record_stake(target, by=admin, owner=make_contact(), values=shares("0.5", valid_from=date(2024, 8, 1)))
    assert (fault.value.code, fault.value.field) == ("CRM44", "percentage")
    assert fault.value.text.startswith("Aandelen komt op 01-08-2024 samen op 100,5%.")


def test_stake_of_one_owner_stands_once_at_a_time(in_alfa):
    target, owner = make_relation(), make_contact()
    record_stake(target, by=in_alfa.admin, owner=owner, values=shares("10"))
    with pytest.raises(RuleBroken) as fault:
        record_stake(target, by=in_alfa.admin, owner=owner, values=shares("10", valid_from=date(2025, 1, 1)))
    assert fault.value.code == "CRM45"


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        (shares(""), "G01", "percentage"),
        (shares("101"), "CRM44", "percentage"),
        (shares("10", valid_to=date(2023, 1, 1)), "CRM19", "valid_to"),
        (shares("10", source=""), "G01", "source"),
        (shares("10", kind=""), "G01", "kind"),
    ],
)
def test_stake_refuses_what_cannot_be(in_alfa, values, code, field):
    with pytest.raises(RuleBroken) as fault:
        record_stake(make_relation(), by=in_alfa.admin, owner=make_contact(), values=values)
    assert (fault.value.code, fault.value.field) == (code, field)


def test_stake_is_never_in_itself_nor_in_a_person(in_alfa):
    target = make_relation()
    for into, owner in ((target, target), (make_person(), make_contact())):
        with pytest.raises(RuleBroken) as fault:
            record_stake(into, by=in_alfa.admin, owner=owner, values=shares("10"))
        assert fault.value.code == "CRM45"


def test_stake_names_no_owner_outside_ones_rights(in_alfa):
    target, hidden = make_relation(), make_relation(name="Geheim B.V.")
    assign(target, in_alfa.editor)
    with pytest.raises(RuleBroken) as fault:
        record_stake(target, by=in_alfa.editor, owner=hidden, values=shares("10"))
    assert (fault.value.code, fault.value.field) == ("CRM45", "owner")
    assert "Geheim" not in fault.value.text


def test_stake_is_corrected_ended_and_removed(in_alfa):
    target, admin = make_relation(), in_alfa.admin
    stake = record_stake(target, by=admin, owner=make_contact(), values=shares("10"))
    stake = change_stake(stake, by=admin, version=1, values={"percentage": "12.5"})
    with pytest.raises(RuleBroken) as fault:
        change_stake(stake, by=admin, version=1, values={"percentage": "13"})
    assert fault.value.code == "G02"
    stake = end_stake(stake, by=admin, last_day=date(2025, 12, 31))
    assert (stake.percentage, stake.valid_to, stake.version) == (Decimal("12.5"), date(2025, 12, 31), 3)
    remove_stake(stake, by=admin)
    assert Stake.objects.count() == 0
    assert AuditEvent.objects.filter(event="stake.deleted").count() == 1


def test_drawing_shows_owners_above_and_holdings_below_on_a_day(in_alfa):
    admin = in_alfa.admin
    holding, work, sub = (make_relation(name=name) for name in ("Holding B.V.", "Werk B.V.", "Dochter B.V."))
    person = make_contact(last_name="Eigenaar")
    link_contact(holding, person)
    record_stake(holding, by=admin, owner=person, values=shares("100"))
    record_stake(work, by=admin, owner=holding, values=shares("60"))
    record_stake(work, by=admin, owner=entity(admin), values=shares("40"))
    record_stake(sub, by=admin, owner=work, values=shares("100", valid_from=date(2025, 1, 1)))
    graph = drawing(work, admin, date(2024, 6, 1))
    assert {(box.name, box.level) for box in graph.boxes} == {
        ("Werk B.V.", 0), ("Holding B.V.", -1), ("A.B. Jansen", -1), (person.name, -2),
    }  # fmt: skip
    later = drawing(work, admin, date(2025, 6, 1))
    assert [box.level for box in later.boxes if box.name == "Dochter B.V."] == [1]
    assert sorted(line.label for line in later.lines) == ["100%", "100%", "40%", "60%"]
    places = [(box.x, box.y) for box in later.boxes]
    assert len(set(places)) == len(places)


def test_drawing_puts_an_owner_above_all_it_holds(in_alfa):
    admin = in_alfa.admin
    work, holding = make_relation(name="Werk B.V."), make_relation(name="Holding B.V.")
    person = make_contact(last_name="Baas")
    record_stake(work, by=admin, owner=holding, values=shares("100"))
    record_stake(work, by=admin, owner=person, values=shares("", kind="DIRECTOR"))
    record_stake(holding, by=admin, owner=person, values=shares("100"))
    graph = drawing(work, admin, date(2024, 6, 1))
    assert {box.name: box.level for box in graph.boxes} == {"Werk B.V.": 0, "Holding B.V.": -1, person.name: -2}


def test_drawing_survives_a_cycle(in_alfa):
    one, other = make_relation(name="Een B.V."), make_relation(name="Ander B.V.")
    record_stake(one, by=in_alfa.admin, owner=other, values=shares("50"))
    record_stake(other, by=in_alfa.admin, owner=one, values=shares("50"))
    graph = drawing(one, in_alfa.admin, date(2024, 6, 1))
    assert (len(graph.boxes), len(graph.lines)) == (2, 2)


def test_drawing_hides_names_outside_ones_rights(in_alfa, desk_client):
    seen, hidden = make_relation(name="Zicht B.V."), make_relation(name="Geheim B.V.")
    assign(seen, in_alfa.viewer)
    record_stake(seen, by=in_alfa.admin, owner=hidden, values=shares("100"))
    page = desk_client(in_alfa.viewer).get(f"/k/{in_alfa.office.slug}/relaties/{seen.pk}/structuur/?datum=2024-06-01")
    text = page.content.decode()
    assert (page.status_code, "Geheim" in text, "Buiten uw rechten" in text) == (200, False, True)


def test_shared_entity_is_edited_once_and_told_everywhere(in_alfa):
    admin, one, other = in_alfa.admin, make_relation(), make_relation()
    shared = entity(admin)
    for target in (one, other):
        record_stake(target, by=admin, owner=shared, values=shares("10"))
    change_entity(shared, by=admin, version=1, values={"last_name": "Janssen"})
    assert SharedEntity.objects.get().name == "A.B. Janssen"
    assert set(relations_with(shared)) == {one, other}
    assert [row.timeline.filter(event="shared_entity.changed").count() for row in (one, other)] == [1, 1]
    with pytest.raises(RuleBroken) as fault:
        delete_entity(shared, by=admin)
    assert fault.value.code == "CRM46"
    Stake.objects.all().delete()
    delete_entity(SharedEntity.objects.get(), by=admin)
    assert SharedEntity.objects.count() == 0


def test_shared_entity_is_seen_by_whoever_serves_a_relation_near_it(in_alfa, beta):
    shared, far = entity(in_alfa.admin), entity(in_alfa.admin, last_name="Ver")
    near = make_relation()
    assign(near, in_alfa.viewer)
    record_stake(near, by=in_alfa.admin, owner=shared, values=shares("10"))
    record_stake(make_relation(), by=in_alfa.admin, owner=far, values=shares("10"))
    assert list(visible_entities(in_alfa.viewer)) == [shared]
    with beta.scope:
        assert list(visible_entities(beta.admin)) == []


def test_third_party_is_a_name_or_a_relation(in_alfa):
    relation, bank, admin = make_relation(), make_relation(name="Bank N.V."), in_alfa.admin
    notary = add_third_party(relation, by=admin, values={"role": "NOTARY", "name": "Notariskantoor Oost", "phone": "0505551234"})
    link = add_third_party(relation, by=admin, values={"role": "BANK", "third": bank, "reference": "R-1"})
    assert (notary.phone, str(link)) == ("+31505551234", "Bank N.V.")
    change_third_party(notary, by=admin, version=1, values={"name": "Notaris West"})
    remove_third_party(link, by=admin)
    assert [row.name for row in ThirdPartyLink.objects.all()] == ["Notaris West"]
    for values, code in (({"role": "BANK"}, "G01"), ({"name": "x"}, "G01"), ({"role": "BANK", "third": relation}, "CRM47")):
        with pytest.raises(RuleBroken) as fault:
            add_third_party(relation, by=admin, values=values)
        assert fault.value.code == code


def test_sbr_data_follow_the_version_of_the_relation(in_alfa):
    relation, admin = make_relation(), in_alfa.admin
    save_sbr_data(relation, by=admin, version=relation.version, values={"entity_size": "SMALL", "currency": "eur", "sbi_main": "6920"})
    row = SbrMasterData.objects.get()
    assert (row.entity_size, row.currency, row.sbi_main) == ("SMALL", "EUR", "6920")
    with pytest.raises(RuleBroken) as fault:
        save_sbr_data(relation, by=admin, version=relation.version, values={"seat": "Groningen"})
    assert fault.value.code == "G02"
    person = make_person()
    with pytest.raises(RuleBroken) as fault:
        save_sbr_data(person, by=admin, version=person.version, values={})
    assert fault.value.code == "CRM45"


def test_pages_of_structure_save_and_compare(in_alfa, desk_client):
    relation, owner = make_relation(name="Werk B.V."), make_contact()
    link_contact(relation, owner)
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/"
    typed = {"owner_contact": owner.pk, "kind": "SHARES", "percentage": "33,3333", "valid_from": "01-01-2024", "source": "KVK"}
    assert client.post(f"{base}structuur/belang/", typed).status_code == 302
    stake = Stake.objects.get()
    assert stake.percentage == Decimal("33.3333")
    change_stake(stake, by=in_alfa.admin, version=1, values={"percentage": "50"})
    stale = client.post(f"{base}structuur/belang/{stake.pk}/", typed | {"version": "1"})
    text = stale.content.decode()
    assert (stale.status_code, "Verschillen" in text, "50,0000" in text or "50" in text) == (409, True, True)
    again = client.post(f"{base}structuur/belang/{stake.pk}/", typed | {"version": "2"})
    assert again.status_code == 302
    assert "33,3333%" in client.get(f"{base}structuur/").content.decode()
    wrong = client.post(f"{base}structuur/belang/", typed | {"owner_contact": ""})
    assert (wrong.status_code, "Vul Houder in." in wrong.content.decode()) == (422, True)
    assert client.post(f"{base}derden/", {"role": "BANK", "name": "Bank"}).status_code == 302
    assert client.post(f"{base}sbr-gegevens/", {"entity_size": "SMALL", "currency": "EUR", "version": relation.version}).status_code == 302
    made = client.post(f"/k/{in_alfa.office.slug}/gedeelde-entiteiten/nieuw/", {"kind": "PERSON", "last_name": "Los", "country": "NL"})
    assert "Los" in client.get(made["Location"]).content.decode()
    assert "Los" in client.get(f"/k/{in_alfa.office.slug}/gedeelde-entiteiten/?q=los").content.decode()
