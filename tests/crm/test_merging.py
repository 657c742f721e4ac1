"""Two records that become one: what is chosen, what goes along, what is refused, and the way back."""

from datetime import date

import pytest

from crm.enums import ItemResult
from crm.models import (
    BankAccount,
    Contact,
    MergeRecord,
    Note,
    Provenance,
    Relation,
    RelationContact,
    TaxNumber,
    TimelineEntry,
)
from crm.rules.contacts import change_contact
from crm.rules.merging import plan_merge
from crm.rules.notes import write_note
from crm.rules.plans import apply_plan, undo_plan
from crm.rules.relations import change_relation
from crm.rules.stakes import record_stake
from offices.errors import RuleBroken
from offices.models import AuditEvent, PortalAccount
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation, valid_base
from tests.factories.dossier import make_item
from tests.factories.offices import make_account

pytestmark = pytest.mark.django_db


def merge(winner, loser, by, chosen=None):
    plan = plan_merge(winner, loser, by=by, chosen=chosen)
    apply_plan(plan, by=by)
    plan.refresh_from_db()
    return plan, plan.items.get()


@pytest.fixture
def pair(in_alfa):
    winner = make_relation(name="Bakker B.V.", number="1001", ob_nummers=["001234560B01"], sector="")
    loser = make_relation(
        name="Bakkerij B.V.", number="2002", sector="Bakkerij", rsin_bsn="001234560", kvk_nummer="90009001",
        bank_accounts=["NL91ABNA0417164300"], loonheffingennummers=["001234560L01"],
        addresses={"VISIT": {"street": "Weg", "house_number": 1, "postal_code": "9743AB", "city": "Groningen"}},
    )  # fmt: skip
    return winner, loser


def test_merge_carries_rows_and_fills_what_was_unknown(in_alfa, pair):
    winner, loser = pair
    admin = in_alfa.admin
    note = write_note(loser, by=admin, text="Belt altijd op maandag")
    item = make_item(loser, by=admin, name="stuk.txt")
    link = link_contact(loser)
    _, done = merge(winner, loser, admin)
    assert done.result == ItemResult.DONE
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (winner.sector, winner.rsin, winner.name) == ("Bakkerij", "001234560", "Bakker B.V.")
    assert (loser.merged_into_id, loser.rsin, loser.kvk_nummer, loser.name) == (winner.pk, "", "", "Bakkerij B.V.")
    assert Note.objects.get(pk=note.pk).relation_id == winner.pk
    item.refresh_from_db()
    assert item.relation_id == winner.pk
    assert RelationContact.objects.get(pk=link.pk).relation_id == winner.pk
    assert sorted(TaxNumber.objects.filter(relation=winner).values_list("kind", flat=True)) == ["LH", "OB"]
    assert BankAccount.objects.get(relation=winner).is_main
    assert winner.addresses.get(kind="VISIT").city == "Groningen"
    assert not Relation.objects.visible_to(admin).filter(pk=loser.pk).exists()
    assert AuditEvent.objects.filter(event="relation.merged", subject_id=str(winner.pk)).count() == 1
    assert Provenance.objects.get(relation=winner, field="sector").source_kind == "MERGE"
    assert TimelineEntry.objects.filter(relation=loser).values_list("title", flat=True).get() == "Opgegaan in Bakker B.V."


def test_merge_is_undone_as_it_was(in_alfa, pair):
    winner, loser = pair
    admin = in_alfa.admin
    note = write_note(loser, by=admin, text="Van de ander")
    before = {one.pk: (one.name, one.number, one.sector, one.rsin, one.kvk_nummer) for one in Relation.objects.filter(pk__in=[winner.pk, loser.pk])}
    plan, _ = merge(winner, loser, admin, chosen=["number", "sector", "rsin_bsn", "kvk_nummer"])
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (winner.number, loser.number, winner.kvk_nummer) == ("2002", "1001", "90009001")
    undo_plan(plan, by=admin)
    after = {one.pk: (one.name, one.number, one.sector, one.rsin, one.kvk_nummer) for one in Relation.objects.filter(pk__in=[winner.pk, loser.pk])}
    assert after == before
    assert Note.objects.get(pk=note.pk).relation_id == loser.pk
    assert BankAccount.objects.get().relation_id == loser.pk
    assert sorted(TaxNumber.objects.filter(is_main=True).values_list("relation__number", flat=True)) == ["1001", "2002"]
    assert MergeRecord.objects.get().undone_at is not None
    assert Relation.objects.visible_to(admin).filter(pk=loser.pk).exists()


def test_merge_stays_when_the_winner_changed_since(in_alfa, pair):
    winner, loser = pair
    plan, _ = merge(winner, loser, in_alfa.admin)
    winner.refresh_from_db()
    change_relation(winner, by=in_alfa.admin, version=winner.version, values={"sector": "Anders"})
    undo_plan(plan, by=in_alfa.admin)
    assert plan.items.get().result == ItemResult.KEPT
    loser.refresh_from_db()
    assert loser.merged_into_id == winner.pk


def test_merge_refuses_two_fiscal_numbers(in_alfa):
    winner, loser = make_relation(rsin_bsn=valid_base()), make_relation(rsin_bsn=valid_base())
    with pytest.raises(RuleBroken) as fault:
        plan_merge(winner, loser, by=in_alfa.admin)
    assert fault.value.code == "CRM13"
    assert fault.value.text == (
        "Samenvoegen kan niet: de relaties hebben verschillende fiscale nummers. Verbeter eerst het foute nummer."
    )


def test_merge_refuses_a_number_that_came_after_the_plan(in_alfa, pair):
    winner, loser = pair
    plan = plan_merge(winner, loser, by=in_alfa.admin, chosen=[])
    Relation.objects.filter(pk=winner.pk).update(rsin=valid_base())
    apply_plan(plan, by=in_alfa.admin)
    item = plan.items.get()
    assert item.result == ItemResult.FAILED
    assert item.reason.startswith("Samenvoegen kan niet: de relaties hebben verschillende fiscale nummers.")
    loser.refresh_from_db()
    assert (loser.merged_into_id, loser.rsin) == (None, "001234560")


def test_merge_refuses_a_person_with_an_organisation(in_alfa, pair):
    with pytest.raises(RuleBroken) as fault:
        plan_merge(pair[0], make_person(), by=in_alfa.admin)
    assert fault.value.code == "CRM49"


def test_merge_of_the_same_pair_twice_is_refused(in_alfa, pair):
    winner, loser = pair
    first = plan_merge(winner, loser, by=in_alfa.admin)
    second = plan_merge(winner, loser, by=in_alfa.manager)
    other_way = plan_merge(loser, winner, by=in_alfa.manager)
    apply_plan(first, by=in_alfa.admin)
    apply_plan(second, by=in_alfa.manager)
    apply_plan(other_way, by=in_alfa.manager)
    assert [plan.items.get().result for plan in (first, second, other_way)] == ["DONE", "STALE", "STALE"]
    assert MergeRecord.objects.count() == 1
    with pytest.raises(RuleBroken) as fault:
        plan_merge(winner, Relation.objects.get(pk=loser.pk), by=in_alfa.admin)
    assert fault.value.code == "CRM49"


def test_merge_of_stakes_over_the_whole_is_refused(in_alfa, pair):
    winner, loser = pair
    for target in pair:
        values = {"kind": "SHARES", "percentage": "60", "valid_from": date(2025, 1, 1), "source": "KVK"}
        record_stake(target, by=in_alfa.admin, owner=make_contact(), values=values)
    with pytest.raises(RuleBroken) as fault:
        plan_merge(winner, loser, by=in_alfa.admin)
    assert "Aandelen zou op 01-01-2025 samen 120% zijn." in fault.value.text


def test_merge_needs_the_right_on_both(in_alfa, pair):
    winner, loser = pair
    for one in pair:
        assign(one, in_alfa.editor)
    with pytest.raises(RuleBroken) as fault:
        plan_merge(winner, loser, by=in_alfa.editor)
    assert fault.value.status == 403


def test_merge_of_contacts_moves_the_login_with_its_address(in_alfa, alfa):
    relation = make_relation()
    winner, loser = make_contact(last_name="Vries", email=""), make_contact(last_name="de Vries", email="jan@voorbeeld.example")
    link_contact(relation, loser)
    account = make_account(alfa.office, loser.pk, loser.email)
    plan, done = merge(winner, loser, in_alfa.admin)
    assert (done.result, done.reason) == ("DONE", "")
    winner.refresh_from_db()
    assert winner.email == "jan@voorbeeld.example"
    kept = PortalAccount.objects.get(pk=account.pk)
    assert (kept.contact_id, kept.active) == (winner.pk, True)
    assert winner.links.get().relation_id == relation.pk
    undo_plan(plan, by=in_alfa.admin)
    kept.refresh_from_db()
    assert (kept.contact_id, kept.active, Contact.objects.get(pk=loser.pk).email) == (loser.pk, True, "jan@voorbeeld.example")


def test_merge_of_contacts_ends_the_second_link_to_one_relation(in_alfa):
    relation = make_relation()
    winner, loser = make_contact(), make_contact()
    link_contact(relation, winner, valid_from=date(2024, 1, 1))
    second = link_contact(relation, loser, valid_from=date(2024, 1, 1))
    plan, _ = merge(winner, loser, in_alfa.admin, chosen=[])
    assert [link.contact_id for link in relation.contact_links.valid()] == [winner.pk]
    undo_plan(plan, by=in_alfa.admin)
    assert (plan.items.get().result, plan.items.get().reason) == ("UNDONE", "")
    second.refresh_from_db()
    assert (second.contact_id, second.valid_to) == (loser.pk, None)


def test_merge_of_contacts_refuses_two_bsn(in_alfa):
    winner, loser = make_contact(bsn="123456782"), make_contact(bsn="111222333")
    with pytest.raises(RuleBroken) as fault:
        plan_merge(winner, loser, by=in_alfa.admin)
    assert fault.value.code == "CRM13"


def test_merged_relation_leads_to_the_other(in_alfa, pair, desk_client):
    winner, loser = pair
    merge(winner, loser, in_alfa.admin)
    client = desk_client(in_alfa.admin)
    slug = in_alfa.office.slug
    answer = client.get(f"/k/{slug}/relaties/{loser.pk}/tijdlijn/")
    assert (answer.status_code, answer["Location"]) == (302, f"/k/{slug}/relaties/{winner.pk}/tijdlijn/")
    assert client.post(f"/k/{slug}/relaties/{loser.pk}/notitie/", {"text": "x"})["Location"] == f"/k/{slug}/relaties/{winner.pk}/"
    viewer = desk_client(in_alfa.viewer)
    assert viewer.get(f"/k/{slug}/relaties/{loser.pk}/").status_code == 404


def test_merge_pages_compare_confirm_and_undo(in_alfa, pair, desk_client):
    winner, loser = pair
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{winner.pk}/samenvoegen/"
    assert "Bakkerij B.V." in client.get(f"{base}?q=bakkerij").content.decode()
    page = client.get(f"{base}?met={loser.pk}").content.decode()
    assert "Bakkerij" in page and 'name="veld:sector" value="gaat" checked' in page
    answer = client.post(base, {"met": loser.pk, "veld:sector": "gaat", "veld:number": "blijft"})
    assert answer.status_code == 302
    assert "Bakkerij" in client.get(answer["Location"]).content.decode()
    done = client.post(answer["Location"])
    assert done["Location"] == f"/k/{in_alfa.office.slug}/relaties/{winner.pk}/"
    winner.refresh_from_db()
    assert (winner.sector, winner.number) == ("Bakkerij", "1001")
    fields = f"/k/{in_alfa.office.slug}/relaties/{winner.pk}/gegevens/"
    assert f"{answer['Location']}terug/" in client.get(fields).content.decode()
    client.post(f"{answer['Location']}terug/")
    winner.refresh_from_db()
    assert winner.sector == ""
    assert "terug/" not in client.get(fields).content.decode()


def test_merge_cannot_reach_another_office(in_alfa, beta, pair, desk_client):
    with beta.scope:
        foreign = make_relation(name="Geheim B.V.")
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{pair[0].pk}/samenvoegen/"
    page = client.get(f"{base}?met={foreign.pk}")
    assert "Geheim" not in page.content.decode()
    assert client.post(base, {"met": foreign.pk}).status_code == 422


def test_contact_change_after_merge_keeps_the_merge(in_alfa):
    winner, loser = make_contact(), make_contact()
    plan, _ = merge(winner, loser, in_alfa.admin, chosen=[])
    winner.refresh_from_db()
    change_contact(winner, by=in_alfa.admin, version=winner.version, values={"note": "nieuw"})
    undo_plan(plan, by=in_alfa.admin)
    assert plan.items.get().result == ItemResult.KEPT
