"""KvK: both generations, its faults, and what the register says in our words."""

from datetime import date

import pytest
from django.core.cache import cache

from crm.company_register import (
    CompanyQuery,
    NoRegister,
    NoRegisterAnswer,
    NotInRegister,
    RegisterFault,
    the_register,
    working_register,
)
from integrations.enums import ConnectionState
from integrations.kvk import mapping
from integrations.kvk.driver import FIRST, NEXT, PRODUCTION
from integrations.kvk.gate import Gate
from integrations.kvk.simulator.server import BAD_KEY, POOR_KEY
from integrations.rules import check_connection, last_check, set_state
from offices.models import AuditEvent
from tests.kvk import kvk, link  # noqa: F401  (kvk is a fixture)

pytestmark = pytest.mark.django_db
BAKERY = "90000102"


@pytest.mark.parametrize("generation", [FIRST, NEXT])
def test_search_by_name_and_number_gives_hits(in_alfa, kvk, generation):  # noqa: F811
    link(in_alfa, generation=generation)
    hits = the_register().search(CompanyQuery(name="zuider"))
    assert [(hit.kvk_nummer, hit.name, hit.city, hit.kind) for hit in hits] == [
        ("91000011", "Zuiderlicht Techniek B.V.", "Nijkerk", "rechtspersoon"),
        ("91000011", "Zuiderlicht Installaties", "Nijkerk", "hoofdvestiging"),
        ("91000022", "Zuiderzee Advies", "Enkhuizen", "hoofdvestiging"),
    ]
    assert [hit.kvk_nummer for hit in the_register().search(CompanyQuery(rsin="001003021"))] == ["91000011"] * 2
    assert the_register().search(CompanyQuery(name="bestaat niet")) == []
    assert [call["status"] for call in kvk.log] == [200, 200, 404]


@pytest.mark.parametrize("generation", [FIRST, NEXT])
def test_profile_is_in_our_words(in_alfa, kvk, generation):  # noqa: F811
    link(in_alfa, generation=generation)
    found = the_register().profile(BAKERY)
    assert (found.name, found.rechtsvorm, found.rsin, found.founded_on, found.employee_count, found.vestigingsnummer) == (
        "Bakkerij De Vries B.V.", "BV", "001001024", date(2012, 2, 1), 23, "000090000102",
    )  # fmt: skip
    assert found.trade_names == ("Bakkerij De Vries", "De Warme Korst")
    assert [(one.code, one.is_main) for one in found.activities] == [("1071", True), ("47241", False)]
    visit, post = found.addresses
    assert (visit.kind, visit.street, visit.house_number, visit.house_suffix, visit.postal_code, visit.city) == (
        "VISIT", "Ovenlaan", 8, "A", "9712 CD", "Groningen",
    )  # fmt: skip
    assert (post.kind, post.street, post.house_number, post.postal_code) == ("POSTAL", "Postbus", 120, "9700 AC")
    expected = [("De Vries Holding B.V.", "Bestuurder", False), ("Vries, Marije de", "Gevolmachtigde", True)]
    assert found.officers is None if generation == FIRST else [(o.name, o.role, o.is_person) for o in found.officers] == expected
    assert found.raw["kvkNummer"] == BAKERY


def test_odd_entries_are_read_as_they_are(in_alfa, kvk):  # noqa: F811
    link(in_alfa)
    register = the_register()
    shop, camping, closed, hidden = (register.profile(kvk_) for kvk_ in ("90000103", "90000104", "91000077", "91000066"))
    assert (shop.rechtsvorm, shop.rsin) == ("EENMANSZAAK", "")
    assert (camping.founded_on, camping.founded_text) == (None, "20090500")
    assert (closed.active, closed.rechtsvorm) == (False, "COOPERATIE")
    assert [(one.kind, one.shielded, one.city) for one in hidden.addresses] == [("VISIT", True, ""), ("POSTAL", False, "Weert")]
    assert register.profile("91000033").addresses[0].city == "Deventer"


@pytest.mark.parametrize("generation", [FIRST, NEXT])
def test_branch_is_found_by_its_number(in_alfa, kvk, generation):  # noqa: F811
    link(in_alfa, generation=generation)
    found = the_register().establishment("000090000202")
    assert (found.kvk_nummer, found.name, found.is_main) == (BAKERY, "Bakkerij De Vries Filiaal Zuid", False)
    with pytest.raises(NotInRegister):
        the_register().establishment("000099999999")


def test_officers_that_may_not_be_asked_are_left_out(in_alfa, kvk):  # noqa: F811
    link(in_alfa, generation=NEXT, key=POOR_KEY)
    assert the_register().profile(BAKERY).officers is None


def test_unknown_number_and_bad_key_say_what_to_do(in_alfa, kvk):  # noqa: F811
    row = link(in_alfa)
    with pytest.raises(NotInRegister, match="geen inschrijving"):
        the_register().profile("12345678")
    with pytest.raises(NotInRegister, match="neemt dit nummer niet aan"):
        the_register().establishment("12345678")
    set_state(row, ConnectionState.PAUSED, by=in_alfa.admin)
    assert working_register() is None
    with pytest.raises(NoRegister, match="geen werkende koppeling"):
        the_register()
    link(in_alfa, key=BAD_KEY)
    with pytest.raises(RegisterFault, match="neemt de sleutel niet aan"):
        the_register().search(CompanyQuery(name="zuider"))


@pytest.mark.parametrize("mood", [["temporary"], ["down"], ["hang_up"], ["cut"]])
def test_trouble_once_is_asked_again(in_alfa, kvk, mood):  # noqa: F811
    link(in_alfa)
    kvk.mood = list(mood)
    assert the_register().profile(BAKERY).name == "Bakkerij De Vries B.V."
    assert len(kvk.log) == 2


@pytest.mark.parametrize(
    ("mood", "error", "text"),
    [
        (["temporary", "temporary"], NoRegisterAnswer, "KvK geeft geen antwoord. U kunt de gegevens nu zelf invullen"),
        (["hang_up", "hang_up"], NoRegisterAnswer, "later via 'Vergelijk met KvK' controleren."),
        (["html"], RegisterFault, "niet kunnen lezen"),
        (["busy"], NoRegisterAnswer, "laat nu geen vragen meer toe"),
    ],
)
def test_trouble_that_stays_is_told(in_alfa, kvk, mood, error, text):  # noqa: F811
    link(in_alfa, key=f"sleutel-{mood[0]}-{len(mood)}")
    kvk.mood = list(mood)
    with pytest.raises(error) as caught:
        the_register().profile(BAKERY)
    assert text in caught.value.text
    assert kvk.mood == []


def test_pause_asked_by_kvk_is_kept(in_alfa, kvk):  # noqa: F811
    link(in_alfa, key="pauze")
    kvk.mood = ["busy"]
    for _ in range(2):
        with pytest.raises(NoRegisterAnswer):
            the_register().profile(BAKERY)
    assert len(kvk.log) == 1
    cache.delete(f"kvk:{Gate.of('pauze', kvk.url).name}:pause")
    assert the_register().profile(BAKERY).kvk_nummer == BAKERY


def test_simulator_is_refused_outside_practice(in_alfa, kvk, monkeypatch):  # noqa: F811
    link(in_alfa, environment=PRODUCTION)
    monkeypatch.setitem(__import__("integrations.kvk.driver", fromlist=["ADDRESSES"]).ADDRESSES, (PRODUCTION, FIRST), kvk.url)
    with pytest.raises(RegisterFault, match="antwoordt een simulator"):
        the_register().profile(BAKERY)


def test_link_of_another_office_is_not_used(offices, kvk):  # noqa: F811
    with offices.beta.scope:
        link(offices.beta)
    with offices.alfa.scope:
        assert working_register() is None


def test_check_keeps_its_outcome(in_alfa, kvk):  # noqa: F811
    row = link(in_alfa)
    assert check_connection(row, by=in_alfa.admin) == (True, "KvK neemt de sleutel aan en antwoordt.")
    bad = link(in_alfa, key=BAD_KEY)
    well, text = check_connection(bad, by=in_alfa.admin)
    bad.refresh_from_db()
    assert (well, last_check(bad)["text"]) == (False, text)
    assert AuditEvent.objects.filter(event="connection.checked").count() == 2


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("Besloten Vennootschap", "BV"), ("BeslotenVennootschap", "BV"), ("Vereniging van Eigenaars", "VVE"),
        ("Besloten Vennootschap met gewone structuur", "BV"), ("Naamloze Vennootschap", "NV"), ("Coöperatie U.A.", "COOPERATIE"),
        ("Commanditaire vennootschap met een beherend vennoot", "CV"), ("Rederij", ""), ("", ""),
    ],
)  # fmt: skip
def test_legal_form_is_translated_or_left_empty(said, ours):
    assert mapping.rechtsvorm_of(said) == ours


@pytest.mark.parametrize("broken", [{}, {"kvkNummer": 5, "handelsnamen": "x", "_embedded": []}, {"resultaten": [None, {"naam": "x"}]}])
def test_answers_of_another_shape_do_not_break(broken):
    assert mapping.hits(broken) == []
    assert mapping.profile(broken).addresses == ()
    assert mapping.establishment(broken).trade_names == ()


def test_page_of_the_link_tests_it(alfa, in_alfa, desk_client, kvk):  # noqa: F811
    client, row = desk_client(alfa.admin), link(alfa)
    page = f"/k/alfa/integraties/{row.pk}/"
    assert ("Verbinding testen" in client.get(page).content.decode(), "Nog niet getest" in client.get(page).content.decode()) == (True, True)
    assert client.post(f"{page}testen/")["Location"] == page
    shown = client.get(page).content.decode()
    assert ("Verbinding getest. KvK neemt de sleutel aan" in shown, "Werkt" in shown) == (True, True)
