"""Finding by any number and any spelling; the search functions give what the owner would see, per office."""

import pytest
from django.db import connection

from crm.models import Relation
from crm.search import contact_reasons, relation_reasons
from offices.db.owner import as_owner
from tests.factories.crm import link_contact, make_contact, make_person, make_relation

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
                    "SELECT id FROM crm_relation WHERE office_id = %s AND position(%s in search_text) > 0",
                    [kantoor.office.pk, fragment],
                )
                owned[fragment] = {pk for (pk,) in cursor.fetchall()}
        assert found == owned
        assert len(found[""]) == len(names) + 1


def test_search_functions_give_nothing_without_an_office(offices):
    with offices.alfa.scope:
        make_relation(name="Bakker")
    for function in ("crm_find_relations", "crm_resemble_relations", "crm_find_contacts"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}('bakker', 1000)")
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
