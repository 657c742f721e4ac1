"""Finding by any number and any spelling; the search functions give what the owner would see, per office."""

import json
import re

import pytest
from django.db import connection

from crm.asked import Asked
from crm.models import Relation
from crm.search import ask, contact_reasons, relation_reasons
from dossier.found import about_items
from dossier.models import DossierItem
from dossier.rules.bin import trash
from dossier.rules.items import rename
from offices.db.owner import as_owner
from sbr_inbox.found import about_filings
from sbr_inbox.models import Filing
from tests.factories.crm import link_contact, make_contact, make_person, make_relation
from tests.factories.dossier import make_item
from tests.factories.sbr import ob_file, receive, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def baker(in_alfa):
    return make_relation(
        name="Müller & Zonen B.V.",
        number="R.1042",
        trade_names=["De Korenaar"],
        rsin_bsn="001234560",
        btw_id="NL001234560B01",
        kvk_nummer="90001042",
        vestigingsnummer="000012345678",
        phone="050 555 12 34",
        email="info@muller.example",
        ob_nummers=["001234560B01"],
        loonheffingennummers=["001234560L01"],
        bank_accounts=["NL91ABNA0417164300"],
        addresses={
            "VISIT": {
                "street": "Energieweg",
                "house_number": 14,
                "postal_code": "9743AB",
                "city": "Groningen",
            }
        },
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("muller", "naam, plaats of relatienummer"),
        ("MÜLLER & ZO", "naam, plaats of relatienummer"),
        ("korenaar", "naam, plaats of relatienummer"),
        ("groning", "naam, plaats of relatienummer"),
        ("R.1042", "naam, plaats of relatienummer"),
        ("muler zonen", "naam, plaats of relatienummer"),
        ("mul zon", "naam, plaats of relatienummer"),
        ("001.234.560", "RSIN"),
        ("1234560", "RSIN"),
        ("NL001234560B01", "btw-id"),
        ("0012.34.560.L01", "loonbelastingnummer"),
        ("90001042", "KvK-nummer"),
        ("000012345678", "vestigingsnummer"),
        ("+31 50 5551234", "telefoon"),
        ("info@muller.example", "e-mail"),
        ("NL91 ABNA 0417 1643 00", "IBAN"),
        ("9743 ab", "adres"),
        ("9743AB 14", "adres"),
    ],
)
def test_relation_is_found_by(baker, in_alfa, text, reason):
    make_relation(name="Heel iets anders", number="77", kvk_nummer="90009999")
    assert relation_reasons(text, member=in_alfa.viewer) == {baker.pk: reason}


@pytest.mark.parametrize("text", ["", "m", "%", "_", "\\", "'", "%%", "zzz", "9743AB 15", "001234561"])
def test_nothing_is_found_by(baker, text):
    assert relation_reasons(text) == {}


def test_bsn_is_found_only_whole_and_with_the_right(in_alfa):
    person = make_person(rsin_bsn="123456782")
    shop = make_relation(rechtsvorm="EENMANSZAAK", rsin_bsn="123456782", ob_nummers=["123456782B01"])
    assert set(relation_reasons("123456782", member=in_alfa.admin)) == {person.pk, shop.pk}
    assert set(relation_reasons("123456782B01", member=in_alfa.admin)) == {shop.pk}
    assert relation_reasons("12345678", member=in_alfa.admin) == {}
    assert relation_reasons("123456782", member=in_alfa.viewer) == {}
    assert relation_reasons("123456782B01", member=in_alfa.viewer) == {}


def test_contact_is_found_by_name_mail_and_phone(in_alfa):
    contact = link_contact(
        make_relation(), make_contact(last_name="Çelik", email="A.Celik@x.example", mobile="0612345678")
    ).contact
    make_contact(last_name="Ander")
    for text, reason in (
        ("celik", "naam of contactnummer"),
        ("a.celik@X.example", "e-mail"),
        ("06-12345678", "telefoon"),
    ):
        assert contact_reasons(text) == {contact.pk: reason}


@pytest.mark.django_db(transaction=True)
def test_search_functions_equal_the_owners_own_answer(offices):
    names = ["Bakkerij De Vries", "Bouw & Zn", "50% korting", "a_b", "back\\slash", "O'Neill", "Café"]
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            for name in names:
                make_relation(name=name)
    fragments = ["", "b", "bakk", "50", "%", "_", "\\", "'", "cafe", "a b", "vries", "zn"]
    for kantoor in (offices.alfa, offices.beta):
        found, owned = {}, {}
        with kantoor.scope:
            for fragment in fragments:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT crm_find_relations(%s, 1000)", [fragment])
                    found[fragment] = {pk for (pk,) in cursor.fetchall()}
        with as_owner(connection), connection.cursor() as cursor:
            for fragment in fragments:
                cursor.execute(
                    "SELECT id FROM crm_relation WHERE office_id = %s AND search_text ~ %s",
                    [kantoor.office.pk, ".*".join(re.escape(word) for word in fragment.split(" "))],
                )
                owned[fragment] = {pk for (pk,) in cursor.fetchall()}
        assert found == owned
        assert len(found[""]) == len(names) + 1


def test_search_functions_give_nothing_without_an_office(offices):
    with offices.alfa.scope:
        make_relation(name="Bakker", rsin_bsn="001234560", email="info@bakker.example")
    asked = [(name, "bakker") for name in ("crm_find_relations", "crm_resemble_relations", "crm_find_contacts", "dossier_find_items")]
    whole = '{"rsin": "001234560", "email": "info@bakker.example", "reference": "R1"}'
    asked += [(name, whole) for name in ("crm_find_numbered", "crm_find_people", "sbr_inbox_find_filings")]
    for function, text in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {function}(%s, 1000)", [text])
            assert cursor.fetchall() == []


def test_search_is_cut_at_a_thousand_and_keeps_its_order(in_alfa):
    from crm.models import Relation as Model

    Model.objects.bulk_create(
        Model(
            number=f"N{place}",
            type="ORGANISATION",
            name=f"Test {place:05}",
            sort_name=f"test {place:05}",
            search_text="test",
        )
        for place in range(1_005)
    )
    found = list(relation_reasons("test"))
    assert len(found) == 1_000
    assert found[0] == Relation.objects.order_by("sort_name").exclude(type="INTERNAL").first().pk


NUMBERS = {
    "kvk_nummer": "90001042", "vestigingsnummer": "000012345678", "rsin": "001234560", "btw_id": "NL001234560B01",
    "email": "info@muller.example", "phone": "+31505551234", "iban": "NL91ABNA0417164300", "postal_code": "9743 AB",
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_numbers_find_in_the_open_office_what_the_owner_finds_there(offices):
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            address = {"street": "Weg", "house_number": 1, "postal_code": "9743AB", "city": "Groningen"}
            make_relation(
                rsin_bsn=NUMBERS["rsin"], kvk_nummer=NUMBERS["kvk_nummer"], vestigingsnummer=NUMBERS["vestigingsnummer"],
                btw_id=NUMBERS["btw_id"], email=NUMBERS["email"], phone="050 5551234", bank_accounts=[NUMBERS["iban"]],
                addresses={"VISIT": address},
            )  # fmt: skip
            make_relation(name="Een ander")
    columns = {
        "iban": ("crm_bankaccount", "iban", "relation_id"),
        "postal_code": ("crm_address", "postal_code", "relation_id"),
    }
    for kantoor in (offices.alfa, offices.beta):
        for name, value in NUMBERS.items():
            with kantoor.scope, connection.cursor() as cursor:
                cursor.execute("SELECT id FROM crm_find_numbered(%s, 1000)", [json.dumps({name: value})])
                found = {pk for (pk,) in cursor.fetchall()}
            table, column, key = columns.get(name, ("crm_relation", name, "id"))
            with as_owner(connection), connection.cursor() as cursor:
                cursor.execute(f"SELECT {key} FROM {table} WHERE office_id = %s AND {column} = %s", [kantoor.office.pk, value])
                owned = {pk for (pk,) in cursor.fetchall()}
            assert (name, found, len(found)) == (name, owned, 1)


@pytest.mark.django_db(transaction=True)
def test_items_and_filings_are_found_in_the_open_office_only(offices):
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            make_item(make_relation(), by=kantoor.admin, name="Jaarrekening_2024 Définitief.pdf")
            receive(ob_file("001234560B01", reference="REF-1042"), by=kantoor.admin)
            work_off()
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            mine = set(DossierItem.objects.values_list("pk", flat=True)), set(Filing.objects.values_list("pk", flat=True))
            asked = Asked("jaarrek 2024 definitief", kantoor.admin), Asked("ref-1042", kantoor.admin)
            found = ask({"items": about_items(asked[0]), "filings": about_filings(asked[1])})
            assert (set(found["items"]), set(found["filings"])) == mine
            assert about_items(Asked("ja", kantoor.admin)) == []


def test_items_are_found_by_their_new_name_and_not_in_the_bin(in_alfa):
    item = make_item(make_relation(), by=in_alfa.admin, name="Loonstaat.pdf")
    rename(item, by=in_alfa.admin, name="Jaaropgave.pdf")
    names = [ask({"": about_items(Asked(text, in_alfa.admin))})[""] for text in ("loonstaat", "jaaropgave")]
    assert [set(found) for found in names] == [set(), {item.pk}]
    trash(DossierItem.objects.get(pk=item.pk), by=in_alfa.admin)
    assert ask({"": about_items(Asked("jaaropgave", in_alfa.admin))})[""] == {}


def test_filing_with_a_bsn_is_found_by_number_only_by_who_may_see_it(in_alfa):
    shop = make_relation(rechtsvorm="EENMANSZAAK", rsin_bsn="123456782", ob_nummers=["123456782B01"])
    filing = receive(ob_file("123456782B01"), by=in_alfa.admin).filing
    Filing.objects.filter(pk=filing.pk).update(relation=shop)
    work_off()
    for member, found in ((in_alfa.admin, {filing.pk}), (in_alfa.viewer, set())):
        assert set(ask({"": about_filings(Asked("123456782B01", member))})[""]) == found


def test_contact_is_found_by_bsn_only_with_the_right(in_alfa):
    person = make_contact(last_name="Yilmaz", bsn="123456782")
    assert contact_reasons("123456782", member=in_alfa.admin) == {person.pk: "BSN"}
    assert contact_reasons("123456782", member=in_alfa.viewer) == {}
