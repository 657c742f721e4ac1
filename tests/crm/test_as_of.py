"""The card as of a date is what the card was: a scripted life of three years, told again afterwards."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.access import Reach
from crm.as_of import Stand, begin_of_history
from crm.models import Relation, TaxNumber
from crm.registry import as_of_parts
from crm.rules.contacts import change_contact
from crm.rules.custom_fields import create_field
from crm.rules.links import change_link, unlink_contact
from crm.rules.mandates import end_mandate, record_mandate
from crm.rules.notes import write_note
from crm.rules.relations import change_relation
from crm.rules.stakes import end_stake, record_stake
from crm.rules.status import move_status
from crm.rules.team import assign, unassign
from crm.rules.third_parties import add_third_party, remove_third_party
from dossier.rules.bin import trash
from offices.models import Label, RoleGrant, TeamRole
from tests.crm.life import Life, late_on
from tests.factories.crm import link_contact, make_contact, make_relation
from tests.factories.dossier import make_item
from tests.factories.workflows import give_product

pytestmark = pytest.mark.django_db


def shown(relation, member, day, *, past=True) -> dict:
    """Part -> what it shows, of every part this member may see."""
    relation = Relation.objects.get(pk=relation.pk)
    stand = Stand(Reach(member, relation), day=day, past=past)
    return {part.key: part.at(stand) if stand.relation and stand.may(part.permission) else None for part in as_of_parts}


def change(relation, by, **values):
    relation = Relation.objects.get(pk=relation.pk)
    return change_relation(relation, by=by, version=relation.version, values=values, strict=False).row


def change_person(contact, by, **values):
    contact.refresh_from_db()
    return change_contact(contact, by=by, version=contact.version, values=values)


def change_access(link, by, **values):
    link.refresh_from_db()
    return change_link(link, by=by, version=link.version, values=values)


def role(code):
    return TeamRole.objects.get(code=code)


def steps_of(by):
    """The steps of a life, (day, what happens then), and what they make."""
    made = {}

    def born():
        made["bakery"] = make_relation(by=by, number="1001", name="Bakkerij De Vries B.V.", rsin_bsn="001000019", phone="0501234567")
        made["holding"] = make_relation(by=by, number="1002", name="De Vries Holding B.V.")

    def meets():
        made["johan"] = make_contact(by=by, first_name="Johan", last_name="Vries", number="C1")
        made["marije"] = make_contact(by=by, first_name="Marije", last_name="Vries", number="C2")
        made["link"] = link_contact(made["bakery"], made["johan"], by=by, job_title="Directeur")
        link_contact(made["bakery"], made["marije"], by=by)

    def authority():
        made["mandate"] = record_mandate(
            made["bakery"], made["johan"], by=by, scope=["ALL"], mode="JOINT", joint_with=[made["marije"]], basis="STATUTEN"
        )

    def fields():
        made["field"] = create_field(by=by, target="RELATION", values={"label": "Weekmenu", "type": "TEXT"})
        change(made["bakery"], by, custom={made["field"].key: "maandag"})

    def files():
        made["item"] = make_item(made["bakery"], by=by, name="Jaarrekening.txt")

    def notes():
        write_note(made["bakery"], by=by, text="Belt graag na vier uur.")

    def team():
        made["role"] = assign(made["bakery"], role=role("RELATION_MANAGER"), member=by, by=by)

    def stake():
        values = {"kind": "SHARES", "percentage": "60", "valid_from": date(2023, 9, 1), "source": "STATUTEN"}
        made["stake"] = record_stake(made["bakery"], by=by, owner=made["holding"], values=values)

    def notary():
        made["notary"] = add_third_party(made["bakery"], by=by, values={"role": "NOTARY", "name": "Notariskantoor Haan"})

    label = Label.objects.create(name="horeca")
    steps = [
        (date(2023, 1, 10), born),
        (date(2023, 1, 10), lambda: change(made["bakery"], by, memo="Op dezelfde dag nog gewijzigd")),
        (date(2023, 2, 1), lambda: change(made["bakery"], by, phone="0507654321", email="info@bakkerij.example")),
        (date(2023, 3, 31), meets),
        (date(2023, 4, 1), authority),
        (date(2023, 5, 15), team),
        (date(2023, 6, 30), lambda: change(made["bakery"], by, ob_nummers=["001000019B01"], loonheffingennummers=["001000019L01"])),
        (date(2023, 9, 1), stake),
        (date(2023, 10, 29), notary),  # the night in which the clock goes back
        (date(2023, 12, 31), lambda: change(made["bakery"], by, addresses={"VISIT": home("Dorpsstraat")})),
        (date(2024, 1, 1), lambda: change(made["bakery"], by, ob_frequency=[{"frequency": "QUARTER", "valid_from": date(2024, 1, 1)}])),
        (date(2024, 2, 29), lambda: change(made["bakery"], by, bank_accounts=[{"iban": "NL91ABNA0417164300", "is_main": True}])),
        (date(2024, 3, 15), fields),
        (date(2024, 4, 2), files),
        (date(2024, 5, 1), lambda: change_person(made["johan"], by, last_name="Vries-Haan", mobile="0612345678")),
        (date(2024, 6, 6), notes),
        (date(2024, 7, 1), lambda: change(made["bakery"], by, labels=[label.pk])),
        (date(2024, 8, 8), lambda: give_product(made["bakery"], "OB", by=by)),
        (date(2024, 9, 1), lambda: change(made["bakery"], by, name="Broodhuis De Vries B.V.")),
        (date(2024, 10, 1), lambda: end_mandate(made["mandate"], by=by)),
        (date(2024, 11, 11), lambda: remove_third_party(made["notary"], by=by)),
        (date(2025, 1, 1), lambda: change(made["bakery"], by, addresses={"VISIT": home("Havenkade")}, labels=[])),
        (date(2025, 2, 2), lambda: change(made["bakery"], by, custom={made["field"].key: ""})),
        (date(2025, 3, 3), lambda: change_access(made["link"], by, portal_access="READ")),
        (date(2025, 4, 4), lambda: trash(made["item"], by=by)),
        (date(2025, 5, 5), lambda: end_stake(made["stake"], by=by, last_day=date(2025, 5, 4))),
        (date(2025, 6, 6), lambda: unassign(made["role"], by=by)),
        (date(2025, 7, 7), lambda: unlink_contact(made["link"], by=by)),
        (date(2025, 8, 8), lambda: change(made["bakery"], by, ob_nummers=[], bank_accounts=[])),
        (date(2025, 9, 9), lambda: move_status(made["bakery"], "ENDED", by=by, ended_on=date(2025, 9, 8), end_reason="STOPPED")),
    ]
    return steps, made


def live(story, by) -> dict:
    """Live the whole life; gives what it made."""
    steps, made = steps_of(by)
    for day, step in steps:
        with story.on(day):
            step()
    return made


def home(street):
    return {"street": street, "house_number": 7, "postal_code": "9712 AB", "city": "Groningen"}


def test_every_day_of_a_life_is_told_as_it_was(alfa, beta):
    with beta.scope:
        make_relation(by=beta.admin, number="1001", name="Bakkerij van de buren B.V.")
    with alfa.scope:
        story, told = Life(), {}
        steps, made = steps_of(alfa.admin)

        def look(day):
            with late_on(day):
                told[day] = shown(made["bakery"], alfa.admin, day, past=False)

        for day, step in steps:
            eve = day - timedelta(days=1)
            if told and eve > max(told):
                look(eve)
            with story.on(day):
                step()
            # A second step on a day takes the place of the first: the end of the day counts.
            look(day)
        assert len(told) == 55
        wrong = [day for day, then in told.items() if shown(made["bakery"], alfa.admin, day) != then]
        assert wrong == []


def test_stand_says_what_it_said(alfa):
    with alfa.scope:
        story = Life()
        bakery = live(story, alfa.admin)["bakery"]
        begin = shown(bakery, alfa.admin, date(2023, 1, 10))
        middle = shown(bakery, alfa.admin, date(2024, 8, 1))
        rows = {block.title: block.rows for part in middle.values() if part for block in part["blocks"]}
        assert begin["contacts"] is None
        assert dict(rows["Adressen"]) == {"Bezoekadres": "Dorpsstraat 7, 9712 AB Groningen"}
        assert [row[0] for row in rows["Contacten"]] == ["J. Vries-Haan", "M. Vries"] or len(rows["Contacten"]) == 2
        assert [row[:2] for row in rows["Derden"]] == [("Notaris", "Notariskantoor Haan")]
        assert dict(rows["Vrije velden"]) == {"Weekmenu": "maandag"}
        assert dict(rows["Labels en groepen"]) == {"Labels": "horeca"}
        assert [row[1] for row in rows["Stukken in het dossier"]] == ["Jaarrekening.txt"]
        assert begin_of_history(bakery.pk) == date(2023, 1, 10)
        assert shown(bakery, alfa.admin, date(2023, 1, 9)) == {part.key: None for part in as_of_parts}


def test_what_is_hidden_today_stays_hidden_in_the_past(alfa):
    with alfa.scope:
        story = Life()
        made = live(story, alfa.admin)
        bakery, holding = made["bakery"], made["holding"]
        assign(bakery, role=role("ACCOUNTANT"), member=alfa.viewer, by=alfa.admin)
        RoleGrant.objects.filter(role=alfa.viewer.role, permission__in=["crm.contact.view", "timeline.view", "dossier.item.view"]).delete()
        Relation.objects.filter(pk=holding.pk).update(is_private=True)
        seen = shown(bakery, fresh(alfa.viewer), date(2024, 8, 1))
        words = str(seen)
        assert [key for key in ("contacts", "authority", "notes", "items") if seen[key]] == []
        hidden = ("Vries-Haan", "na vier uur", "De Vries Holding", "Jaarrekening", "0612345678")
        assert [word for word in hidden if word in words] == []
        assert "een relatie buiten uw rechten" in words


def fresh(member):
    """The member with the rights of now."""
    return type(member).objects.select_related("office", "user", "role").get(pk=member.pk)


def test_bsn_and_numbers_that_hold_it_stay_masked(alfa):
    with alfa.scope:
        story = Life()
        with story.on(date(2024, 1, 1)):
            anna = make_relation(name="Anna", rechtsvorm="EENMANSZAAK", rsin_bsn="123456782", ob_nummers=["123456782B01"])
        with story.on(date(2024, 2, 1)):
            change(anna, alfa.admin, rsin_bsn="")
        words = str(shown(anna, alfa.admin, date(2024, 1, 15))) + str(shown(anna, alfa.admin, date(2024, 2, 2)))
        assert ("123456782" in words, "6782" in words) == (False, True)
        assert TaxNumber.objects.filter(relation=anna).count() == 1


def test_page_shows_the_day_and_refuses_the_future(alfa, beta, desk_client):
    with alfa.scope:
        story = Life()
        bakery = live(story, alfa.admin)["bakery"]
    with beta.scope:
        other = make_relation(name="Van de buren B.V.")
    browser, base = desk_client(alfa.admin), f"/k/alfa/relaties/{bakery.pk}/op-datum/"
    page = browser.get(f"{base}2023-06-30/")
    text = page.content.decode()
    assert (page.status_code, "30\xa0juni 2023" in text, "001000019B01" in text.replace(".", "").replace(" ", "")) == (200, True, True)
    assert ("Bakkerij De Vries" in text, "Notariskantoor" in text) == (True, False)
    early = browser.get(f"{base}2022-01-01/").content.decode()
    assert ("Over deze dag is niets bewaard" in early, "Historie vanaf 10-01-2023" in early) == (True, True)
    assert browser.get(f"{base}?dag=30-06-2023")["Location"] == f"{base}2023-06-30/"
    assert [browser.get(f"{base}{day}/").status_code for day in ("2999-01-01", "gisteren")] == [404, 404]
    assert browser.get(f"{base}?dag=2999-01-01").status_code == 422
    assert browser.get(f"/k/alfa/relaties/{other.pk}/op-datum/2026-01-01/").status_code == 404
    assert desk_client(alfa.viewer).get(f"{base}2024-06-30/").status_code == 404


def test_page_costs_at_most_twice_the_live_card_however_much_there_is(alfa, desk_client):
    with alfa.scope:
        bakery = live(Life(), alfa.admin)["bakery"]
    browser, base = desk_client(alfa.admin), f"/k/alfa/relaties/{bakery.pk}/"

    def asked(url) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len([row for row in captured if "SAVEPOINT" not in row["sql"]])

    card, some = asked(base), asked(f"{base}op-datum/2024-08-01/")
    with alfa.scope:
        for _ in range(5):
            link_contact(bakery, make_contact())
            write_note(bakery, by=alfa.admin, text="Nog een notitie.")
    many = asked(f"{base}op-datum/{date.today():%Y-%m-%d}/")
    assert (some <= 2 * card, many <= 2 * card) == (True, True), (card, some, many)
