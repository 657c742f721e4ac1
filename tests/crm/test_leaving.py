"""Completeness, ending and deleting relations, and the person relation of a contact."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.completeness import lacking, percent, percent_of, verdicts
from crm.models import PartnerLink, Relation, TimelineEntry
from crm.rules.bin import throw_away
from crm.rules.offboarding import checklist, off_board
from crm.rules.persons import create_person
from crm.rules.stakes import record_stake
from offices.errors import RuleBroken
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation, valid_base
from tests.factories.dossier import make_item
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, receive, work_off
from tests.factories.workflows import product_for
from workflows.models import RelationProduct
from workflows.rules.relation_products import add_product

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def missing(relation):
    return {one.check.key for one in verdicts(relation) if one.missing}


def test_completeness_names_what_stops(in_alfa):
    bare = make_relation(rechtsvorm="BV")
    assert missing(bare) == {"fiscal_number", "contact", "preferred_contact", "role", "bank_account", "structure", "register_extract", "products"}
    by_key = {one.check.key: one for one in verdicts(bare)}
    assert by_key["fiscal_number"].check.stops == "Aangifte niet koppelbaar (E04)"
    assert by_key["fiscal_number"].url.endswith(f"/relaties/{bare.pk}/wijzigen/#id_rsin_bsn")
    assert by_key["ob_number"].state == "n.v.t."


def test_completeness_rises_with_every_field(in_alfa):
    full = make_relation(
        rsin_bsn=valid_base(), bank_accounts=["NL91ABNA0417164300"], ob_nummers=[], ob_frequency=[{"frequency": "MONTH", "valid_from": "2020-01-01"}]
    )
    link_contact(full)
    assign(full, in_alfa.editor)
    add_product(full, product_for("OB"), by=in_alfa.admin, starts_on=date(2020, 1, 1))
    record_stake(
        full, by=in_alfa.admin, owner=make_contact(), values={"kind": "SHARES", "percentage": "100", "valid_from": date(2020, 1, 1), "source": "KVK"}
    )
    assert missing(full) == {"ob_number", "register_extract"}
    assert percent_of([full.pk]) == {full.pk: percent(verdicts(full))}
    assert percent(verdicts(full)) == round(100 * 9 / 11)


def test_completeness_of_a_page_is_one_question(in_alfa, django_assert_num_queries):
    rows = [make_relation(), make_relation(rsin_bsn=valid_base()), make_person()]
    percent_of([rows[0].pk])
    with django_assert_num_queries(1):
        found = percent_of([row.pk for row in rows])
    assert found == {row.pk: percent(verdicts(row)) for row in rows}


def test_completeness_finds_relations_that_lack_a_field(in_alfa, beta):
    with beta.scope:
        make_relation(rechtsvorm="BV")
    lacks, has = make_relation(name="Zonder B.V."), make_relation(rsin_bsn=valid_base())
    found = set(Relation.objects.filter(lacking("fiscal_number")).exclude(type="INTERNAL"))
    assert (lacks in found, has in found) == (True, False)
    assert lacking("bestaat-niet") is None


def test_completeness_page_and_lights(in_alfa, desk_client):
    relation = make_relation()
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/"
    text = client.get(f"{base}volledigheid/").content.decode()
    assert "Aangifte niet koppelbaar (E04)" in text
    overview = client.get(base).content.decode()
    assert ("Compleet" in overview, "Portaal" in overview, "Open aangiften" in overview) == (True, True, True)


def test_off_boarding_ends_products_and_access(in_alfa):
    relation, today = make_relation(client_since=date(2020, 1, 1)), TODAY()
    link = link_contact(relation, valid_from=date(2020, 1, 1))
    product = add_product(relation, product_for("OB"), by=in_alfa.admin, starts_on=date(2024, 1, 1))
    until = today + timedelta(days=30)
    states = {line.check.key: line.state for line in checklist(relation, in_alfa.manager)}
    assert (states["filings"], states["portal"], states["products"]) == ("ok", "note", "note")
    ended = off_board(relation, by=in_alfa.manager, ended_on=today, end_reason="MOVED", portal_until=until)
    link.refresh_from_db()
    assert (ended.status, ended.ended_on, link.valid_to) == ("ENDED", today, until)
    assert RelationProduct.objects.get(pk=product.pk).ends_on == today


def test_off_boarding_refuses_while_a_filing_is_open(in_alfa):
    relation = make_taxpayer("OB", ob=True)
    receive(ob_file(ob_number(relation)), by=in_alfa.admin)
    work_off()
    assert [line.check.key for line in checklist(relation, in_alfa.manager) if line.state == "stop"] == ["filings"]
    with pytest.raises(RuleBroken) as fault:
        off_board(relation, by=in_alfa.manager, ended_on=TODAY(), end_reason="MOVED")
    assert fault.value.code == "CRM11"
    assert fault.value.text.endswith("heeft nog 1 open aangifte. Rond die af of annuleer die voordat u uitschrijft.")
    relation.refresh_from_db()
    assert relation.status != "ENDED"


def test_off_boarding_page_shows_the_list_and_ends(in_alfa, desk_client):
    relation = make_relation(name="Klaar B.V.")
    client, url = desk_client(in_alfa.manager), f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/uitschrijven/"
    assert "Er zijn geen open aangiften." in client.get(url).content.decode()
    wrong = client.post(url, {"ended_on": "01-01-2026", "portal_until": "01-01-2025", "end_reason": "MOVED"})
    assert (wrong.status_code, "De portaaldatum ligt vóór de einddatum." in wrong.content.decode()) == (422, True)
    assert client.post(url, {"ended_on": f"{TODAY():%d-%m-%Y}", "end_reason": "MOVED"}).status_code == 302
    relation.refresh_from_db()
    assert relation.status == "ENDED"
    assert desk_client(in_alfa.editor).get(url).status_code == 403


def test_delete_only_of_an_empty_relation(in_alfa, desk_client):
    empty, full = make_relation(name="Leeg B.V."), make_relation(name="Vol B.V.")
    make_item(full, by=in_alfa.admin, name="stuk.txt")
    with pytest.raises(RuleBroken) as fault:
        throw_away(full, by=in_alfa.admin)
    assert (fault.value.code, "stukken in het dossier" in fault.value.text) == ("CRM12", True)
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{empty.pk}/"
    assert client.post(f"{base}verwijderen/").status_code == 302
    assert client.get(base).status_code == 404
    assert client.post(f"{base}verwijderen/terug/")["Location"] == base
    assert client.get(base).status_code == 200
    assert desk_client(in_alfa.manager).post(f"{base}verwijderen/").status_code == 403


def test_person_from_a_contact_never_takes_the_number_of_the_organisation(in_alfa):
    organisation = make_relation(rsin_bsn="001234560")
    contact = make_contact(last_name="Vries", infix="de", initials="J", mobile="0612345678", number="P-77", bsn="123456782")
    link_contact(organisation, contact)
    saved = create_person(contact, by=in_alfa.admin, number="P-77", access="FULL", offers=["IB"])
    person = saved.row
    assert (person.type, person.name, person.bsn, person.rsin, person.mobile) == ("PERSON", "J. de Vries", "123456782", "", "+31612345678")
    assert (person.from_contact_id, person.number) == (contact.pk, "P-77")
    link = person.contact_links.get()
    assert (link.contact_id, link.portal_access, link.is_preferred) == (contact.pk, "FULL", True)
    assert person.products.get().product.code == "IB"
    with pytest.raises(RuleBroken) as fault:
        create_person(contact, by=in_alfa.admin)
    assert fault.value.code == "CRM50"


def test_person_from_a_contact_without_bsn_has_none(in_alfa):
    organisation, contact = make_relation(rsin_bsn="001234560"), make_contact(address={"street": "Weg", "house_number": 1, "postal_code": "9743AB", "city": "Groningen"})
    link_contact(organisation, contact)
    plain = create_person(contact, by=in_alfa.admin).row
    assert (plain.fiscal_number, plain.addresses.count()) == ("", 0)


def test_person_page_goes_on_to_the_partner(in_alfa, desk_client):
    contact = make_contact(last_name="Page")
    client = desk_client(in_alfa.admin)
    url = f"/k/{in_alfa.office.slug}/contacten/{contact.pk}/relatie/"
    assert "nooit het nummer van een organisatie" in client.get(url).content.decode()
    answer = client.post(url, {"number": "PP1", "access": "NONE", "offers": ["partner"]})
    person = Relation.objects.get(from_contact=contact)
    assert answer["Location"] == f"/k/{in_alfa.office.slug}/relaties/{person.pk}/partner/"
    assert client.get(answer["Location"]).status_code == 200
    assert PartnerLink.objects.count() == 0
    assert TimelineEntry.objects.filter(relation=person, event="relation.created").count() == 1


def test_head_of_the_card_says_whom_to_call(in_alfa, desk_client):
    relation = make_relation()
    link_contact(relation, make_contact(last_name="Bellen", mobile="0612345678"))
    text = desk_client(in_alfa.admin).get(f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/tijdlijn/").content.decode()
    assert 'href="tel:+31612345678"' in text


def test_stale_contact_and_link_are_compared_per_field(in_alfa, desk_client):
    relation, contact = make_relation(), make_contact(last_name="Oud")
    link = link_contact(relation, contact)
    client = desk_client(in_alfa.admin)
    base = f"/k/{in_alfa.office.slug}/"
    from crm.rules.contacts import change_contact
    from crm.rules.links import change_link

    change_contact(contact, by=in_alfa.admin, version=1, values={"last_name": "Nieuw"})
    typed = {"number": contact.number, "last_name": "Mijn", "language": "nl", "email": contact.email, "version": "1", "PRIVATE-country": "NL"}
    stale = client.post(f"{base}contacten/{contact.pk}/wijzigen/", typed)
    text = stale.content.decode()
    assert (stale.status_code, ">Nieuw<" in text, ">Mijn<" in text) == (409, True, True)
    assert client.post(f"{base}contacten/{contact.pk}/wijzigen/", typed | {"version": "2"}).status_code == 302
    change_link(link, by=in_alfa.admin, version=1, values={"job_title": "directeur"})
    stale = client.post(f"{base}relaties/{relation.pk}/contacten/{link.pk}/", {"job_title": "bestuurder", "portal_access": "FULL", "version": "1"})
    assert (stale.status_code, "directeur" in stale.content.decode()) == (409, True)


def test_company_in_formation_is_asked_for_its_form_after_ninety_days(in_alfa):
    young = make_relation(rechtsvorm="IN_OPRICHTING", kvk_nummer="")
    assert "in_formation" not in missing(young)
    later = {one.check.key: one.state for one in verdicts(young, TODAY() + timedelta(days=120))}
    assert later["in_formation"] == "open"
    assert {one.check.key: one.state for one in verdicts(make_relation())}["in_formation"] == "n.v.t."


def test_change_of_type_tells_what_disappears(in_alfa, desk_client):
    relation = make_relation(name="Was B.V.", kvk_nummer="90007777", sector="Bouw")
    client, url = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/wijzigen/"
    typed = {
        "type": "PERSON", "number": relation.number, "last_name": "Bakker", "language": "nl", "version": relation.version,
        "postal_same": "on", "invoice_same": "on", "VISIT-country": "NL",
    }  # fmt: skip
    asked = client.post(url, typed)
    assert (asked.status_code, "Met dit type verdwijnt: Rechtsvorm, KvK-nummer." in asked.content.decode()) == (422, True)
    assert client.post(url, typed | {"drop": "on"}).status_code == 302
    relation.refresh_from_db()
    assert (relation.type, relation.kvk_nummer, relation.rechtsvorm) == ("PERSON", "", "")


def test_duplicates_are_found_by_birth_date_and_any_number(in_alfa, desk_client):
    make_person(last_name="Wiersma", birth_date="1980-02-01", number="W1")
    make_relation(name="Twee B.V.", ob_nummers=["001234560B01", "001234560B02"])
    client, url = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/dubbel/"
    born = client.post(url, {"type": "PERSON", "last_name": "wiersma", "birth_date": "01-02-1980"}).content.decode()
    assert "dezelfde naam en geboortedatum" in born
    second = client.post(url, {"ob_nummers-1-value": "0012.34.560.B02"}).content.decode()
    assert ("Twee B.V." in second, "hetzelfde OB-nummer" in second) == (True, True)
