"""Filling a relation from the trade register, keeping what it said, and taking over field by field."""

import pytest

from crm.enums import SourceKind
from crm.models import RegisterSnapshot, Relation
from crm.rules.provenance import origins_of
from crm.rules.register import fetch, sealed, search_register, take_over, take_snapshot, unsealed
from offices.crypto import encrypt
from offices.errors import RuleBroken, StaleForm
from offices.models import AuditEvent
from tests.factories.crm import assign, make_relation
from tests.kvk import kvk, link  # noqa: F401  (kvk is a fixture)

pytestmark = pytest.mark.django_db
BAKERY, TECHNIQUE = "90000102", "91000011"


def url(kantoor, path):
    return f"/k/{kantoor.office.slug}/{path}"


def bakery(**kwargs):
    return make_relation(name="Bakkerij De Vries B.V.", kvk_nummer=BAKERY, rsin_bsn="001001024", **kwargs)


def test_search_shows_what_the_office_has_already(offices, kvk):  # noqa: F811
    with offices.beta.scope:
        make_relation(name="Bij beta", kvk_nummer=TECHNIQUE)
    with offices.alfa.scope:
        link(offices.alfa)
        here = make_relation(name="Zuiderlicht", kvk_nummer=TECHNIQUE)
        found = search_register("zuider", member=offices.alfa.admin)
        assert [(one.hit.kvk_nummer, one.branches, one.relation, one.hidden) for one in found] == [
            (TECHNIQUE, 1, here, False), ("91000022", 1, None, False),
        ]  # fmt: skip
        hidden = search_register("zuiderlicht", member=offices.alfa.viewer)
        assert [(one.relation, one.hidden) for one in hidden] == [(None, True)]
        with pytest.raises(RuleBroken, match="minstens 3 tekens"):
            search_register("12", member=offices.alfa.admin)


def test_form_is_filled_and_keeps_what_was_typed(alfa, in_alfa, desk_client, kvk):  # noqa: F811
    link(alfa)
    client = desk_client(alfa.admin)
    typed = {"type": "ORGANISATION", "number": "R77", "memo": "eigen woorden", "kvk_zoek": "zuiderlicht", "phone": "050 1234567"}
    page = client.post(url(alfa, "relaties/nieuw/kvk/"), typed)
    assert (page.status_code, "Zuiderlicht Techniek B.V." in page.content.decode()) == (200, True)
    assert [page.context["form"][name].value() for name in ("number", "memo", "phone")] == ["R77", "eigen woorden", "050 1234567"]
    page = client.post(url(alfa, "relaties/nieuw/kvk/"), typed | {"kies": TECHNIQUE})
    form = page.context["form"]
    assert [form[name].value() for name in ("number", "memo", "name", "rechtsvorm", "rsin_bsn", "kvk_nummer", "trade_names")] == [
        "R77", "eigen woorden", "Zuiderlicht Techniek B.V.", "BV", "001003021", TECHNIQUE, "Zuiderlicht Installaties",
    ]  # fmt: skip
    assert [form.visit[name].value() for name in ("street", "house_number", "postal_code", "city")] == ["Ampèrestraat", 44, "3861 NC", "Nijkerk"]
    assert form.errors == {}
    event = AuditEvent.objects.get(event="register.fetched")
    assert event.data == {"bron": "KvK", "kvk_nummer": TECHNIQUE}


def test_created_relation_keeps_the_answer_and_its_origin(alfa, in_alfa, desk_client, kvk):  # noqa: F811
    link(alfa)
    token = sealed(fetch(TECHNIQUE, by=alfa.admin))
    values = {
        "type": "ORGANISATION", "status": "CLIENT", "number": "R78", "name": "Zuiderlicht Techniek B.V.", "rechtsvorm": "BV",
        "kvk_nummer": TECHNIQUE, "rsin_bsn": "001003021", "language": "nl", "register": token, "sector": "Zelf bedacht",
        "postal_same": "on", "invoice_same": "on",
    }  # fmt: skip
    answer = desk_client(alfa.admin).post(url(alfa, "relaties/nieuw/"), values)
    assert answer.status_code == 302
    made = Relation.objects.get(number="R78")
    kept = RegisterSnapshot.objects.get(relation=made)
    assert (kept.source, kept.data["raw"]["kvkNummer"]) == ("KvK", TECHNIQUE)
    origins = origins_of(made)
    assert {name for name, one in origins.items() if one.kind == SourceKind.REGISTER} == {"name", "rechtsvorm", "kvk_nummer", "rsin"}
    assert origins[""].kind == SourceKind.MEMBER


def test_answer_that_is_not_ours_is_left_alone(offices, kvk):  # noqa: F811
    with offices.beta.scope:
        link(offices.beta)
        theirs = sealed(fetch(TECHNIQUE, by=offices.beta.admin))
    with offices.alfa.scope:
        for text in ("", "onzin", theirs, theirs[:-4], encrypt("123456782"), encrypt('{"is": "anders"}')):
            assert unsealed(text) is None


def test_no_answer_keeps_everything_typed(alfa, in_alfa, desk_client, kvk):  # noqa: F811
    link(alfa)
    kvk.mood = ["down", "down"]
    page = desk_client(alfa.admin).post(url(alfa, "relaties/nieuw/kvk/"), {"type": "ORGANISATION", "number": "R79", "name": "Ik", "kvk_zoek": "zuider"})
    assert (page.status_code, page.context["register_fault"].code) == (422, "CRM16")
    assert "KvK geeft geen antwoord. U kunt de gegevens nu zelf invullen en later via" in page.content.decode()
    assert page.context["form"]["name"].value() == "Ik"
    assert not Relation.objects.filter(number="R79").exists()


def test_compare_takes_over_only_what_is_chosen(alfa, in_alfa, desk_client, kvk):  # noqa: F811
    link(alfa)
    relation = bakery(trade_names=["Oude naam"])
    client = desk_client(alfa.admin)
    answer = client.post(url(alfa, f"relaties/{relation.pk}/kvk/"), {"kies": BAKERY})
    snapshot = RegisterSnapshot.objects.get(relation=relation)
    assert answer["Location"] == url(alfa, f"relaties/{relation.pk}/kvk/{snapshot.pk}/")
    page = client.get(answer["Location"])
    same = {row.key for row in page.context["differences"] if row.same}
    assert same == {"name", "rechtsvorm", "kvk_nummer", "rsin"}
    assert client.post(answer["Location"], {"veld": ["VISIT", "employee_count"], "version": relation.version}).status_code == 302
    fresh = Relation.objects.get(pk=relation.pk)
    address = fresh.addresses.get(kind="VISIT")
    assert (fresh.employee_count, fresh.trade_names, str(address), address.source) == (
        23, ["Oude naam"], "Ovenlaan 8A, 9712 CD Groningen", "KvK",
    )  # fmt: skip
    origins = origins_of(fresh)
    assert (origins["employee_count"].kind, origins["addresses"].kind) == (SourceKind.REGISTER, SourceKind.REGISTER)


def test_taking_over_obeys_the_rules_of_a_relation(in_alfa, kvk):  # noqa: F811
    link(in_alfa)
    relation = bakery()
    snapshot = take_snapshot(relation, BAKERY, by=in_alfa.admin)
    with pytest.raises(RuleBroken, match="Kies minstens één"):
        take_over(relation, snapshot, keys=["bsn"], by=in_alfa.admin, version=relation.version)
    with pytest.raises(StaleForm):
        take_over(relation, snapshot, keys=["trade_names"], by=in_alfa.admin, version=relation.version + 1)
    other = make_relation(kvk_nummer="90001111")
    foreign = take_snapshot(other, BAKERY, by=in_alfa.admin)
    with pytest.raises(RuleBroken):
        take_over(other, foreign, keys=["rsin"], by=in_alfa.admin, version=other.version)


def test_answers_stay_with_their_relation_and_office(offices, desk_client, kvk):  # noqa: F811
    with offices.alfa.scope:
        link(offices.alfa)
        mine, other = bakery(), make_relation()
        snapshot = take_snapshot(mine, BAKERY, by=offices.alfa.admin)
        assign(other, offices.alfa.viewer)
    here = url(offices.alfa, f"relaties/{mine.pk}/kvk/{snapshot.pk}/")
    elsewhere = url(offices.alfa, f"relaties/{other.pk}/kvk/{snapshot.pk}/")
    assert [desk_client(offices.alfa.viewer).get(path).status_code for path in (here, elsewhere)] == [404, 404]
    assert desk_client(offices.beta.admin).get(here.replace("alfa", "beta", 1)).status_code == 404
    assert desk_client(offices.alfa.admin).get(here).status_code == 200


def test_card_without_a_link_says_so_and_asks_nothing(alfa, in_alfa, desk_client):
    relation = bakery()
    page = desk_client(alfa.admin).get(url(alfa, f"relaties/{relation.pk}/kvk/")).content.decode()
    assert ("Er is geen werkende koppeling met KvK" in page, "Nu ophalen" in page) == (True, False)
    answer = desk_client(alfa.admin).post(url(alfa, f"relaties/{relation.pk}/kvk/"), {"kies": BAKERY})
    assert (answer.status_code, answer.context["register_fault"].code) == (422, "KVK01")
