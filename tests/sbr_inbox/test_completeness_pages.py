"""The matrix, its gaps, muting, and the sheet."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.enums import FilingKind
from crm.models import TaxFrequency
from offices.errors import Forbidden, RuleBroken
from sbr_inbox.completeness_csv import safe
from sbr_inbox.expecting.loading import expected_relations, load
from sbr_inbox.expecting.table import rows_of
from sbr_inbox.models import ExpectationMute
from sbr_inbox.rules.muting import mute, unmute
from tests.conftest import desk_client_for
from tests.factories.crm import assign, make_relation
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, received
from tests.factories.workflows import product_for

pytestmark = pytest.mark.django_db
HERE = "/k/alfa/sbr-inbox/volledigheid/"
SOON = timezone.localdate() + timedelta(days=30)


def client_with(*kinds, frequency="MONTH", **values):
    relation = make_taxpayer(*kinds, ob=True, client_since=date(2020, 1, 1), **values)
    TaxFrequency.objects.create(relation=relation, kind="OB", frequency=frequency, valid_from=date(2020, 1, 1))
    return relation


def test_matrix_shows_each_relation_once_with_its_states(in_alfa, offices):
    relation = client_with(FilingKind.OB, name="Bakker & Zn.")
    received(ob_file(ob_number(relation), start=date(2025, 10, 1), end=date(2025, 10, 31)))
    with offices.beta.scope:
        client_with(FilingKind.OB, name="Geheim van beta")
    page = desk_client_for(in_alfa.admin).get(HERE, {"jaar": "2025", "soort": "OB"})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("Bakker &amp; Zn., Btw 2025-10: Ontvangen") == 2
    assert "Bakker &amp; Zn., Btw 2025-09: Ontbreekt: Nog geen aangifte ontvangen, te laat" in text
    assert "Geheim van beta" not in text


def test_counter_opens_the_list_of_its_state(in_alfa):
    relation = client_with(FilingKind.OB)
    client_with(FilingKind.OB)
    received(ob_file(ob_number(relation), start=date(2025, 10, 1), end=date(2025, 10, 31)))
    page = desk_client_for(in_alfa.admin).get(HERE, {"jaar": "2025", "staat": "RECEIVED", "weergave": "lijst"})
    assert {each["label"]: each["count"] for each in page.context["counters"]} == {"Ontbreekt": 23, "Ontvangen": 1}
    assert [(gap.name, gap.cell.label) for gap in page.context["gaps"]] == [(relation.name, "2025-10")]
    assert page.context["relations"] == 1


def test_matrix_pages_by_relation(in_alfa, monkeypatch):
    monkeypatch.setattr("sbr_inbox.views.completeness.RELATIONS", 2)
    names = sorted(client_with(FilingKind.OB, name=f"Client {letter}").name for letter in "ABCDE")
    client, address, seen = desk_client_for(in_alfa.admin), f"{HERE}?jaar=2025&soort=OB", []
    while address:
        page = client.get(address)
        seen += [row.subject.name for row in page.context["rows"]]
        address = page.context["next_url"]
    assert seen == names
    back = client.get(page.context["previous_url"])
    assert [row.subject.name for row in back.context["rows"]] == names[2:4]


def test_matrix_of_an_editor_holds_his_relations_only(in_alfa):
    mine = client_with(FilingKind.OB, name="Van mij")
    client_with(FilingKind.OB, name="Van een ander")
    assign(mine, in_alfa.editor)
    page = desk_client_for(in_alfa.editor).get(HERE, {"jaar": "2025"})
    assert {row.subject.name for row in page.context["rows"]} == {"Van mij"}


def test_quarters_are_three_months_wide(in_alfa):
    client_with(FilingKind.OB, frequency="QUARTER")
    subjects, facts = load(expected_relations(in_alfa.admin), 2025, member=in_alfa.admin, today=date(2025, 6, 1))
    (row,) = rows_of(subjects, facts, frozenset({"OB"}))
    assert [(slot.width, len(slot.cells)) for slot in row.slots()] == [(3, 1)] * 4


def test_sheet_holds_every_cell_and_no_formula(in_alfa):
    client_with(FilingKind.OB, name="=SOM(A1) B.V.")
    answer = desk_client_for(in_alfa.admin).get(HERE, {"jaar": "2025", "soort": "OB", "als": "csv"})
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert (len(lines), answer["Content-Type"]) == (14, "text/csv; charset=utf-8")
    assert lines[1].startswith("'=SOM(A1) B.V.;Btw;2025-01;01-01-2025;31-01-2025;Ontbreekt;Nog geen aangifte ontvangen;28-02-2025")


@pytest.mark.parametrize(("value", "expected"), [("=1+1", "'=1+1"), ("-5", "'-5"), ("@x", "'@x"), ("gewoon", "gewoon"), (None, "")])
def test_safe_text(value, expected):
    assert safe(value) == expected


def test_gap_page_names_cause_remedy_and_rule(in_alfa):
    relation = client_with()
    page = desk_client_for(in_alfa.admin).get(f"{HERE}{relation.pk}/OB/20250930/0/")
    text = page.content.decode()
    assert "De relatie heeft geen product voor deze aangifte" in text
    assert f"/k/alfa/relaties/{relation.pk}/producten/toevoegen/" in text
    assert "Laatste dag van de maand, 1 maand later" in text
    assert desk_client_for(in_alfa.admin).get(f"{HERE}{relation.pk}/OB/20250929/0/").status_code == 404


def test_gap_page_of_another_office_is_not_here(in_alfa, offices):
    with offices.beta.scope:
        relation = client_with(FilingKind.OB)
    assert desk_client_for(in_alfa.admin).get(f"{HERE}{relation.pk}/OB/20250930/0/").status_code == 404


def test_mute_and_undo_through_the_pages(in_alfa):
    relation = client_with(FilingKind.OB)
    client = desk_client_for(in_alfa.admin)
    address = f"{HERE}{relation.pk}/OB/20250930/0/"
    answer = client.post(f"{address}opzij/", {"reason": "Vrijgesteld", "until": f"{SOON:%d-%m-%Y}"})
    row = ExpectationMute.objects.get()
    assert (answer.status_code, row.reason, row.period.label) == (302, "Vrijgesteld", "2025-09")
    page = client.get(HERE, {"jaar": "2025", "soort": "OB"})
    assert {each["label"]: each["count"] for each in page.context["counters"]} == {"Ontbreekt": 11, "Opzijgezet": 1}
    assert client.post(f"{HERE}{relation.pk}/weer/{row.pk}/").status_code == 302
    assert ExpectationMute.objects.count() == 0


def test_internal_date_moves_with_a_reason_and_shows_how_often(in_alfa):
    relation = client_with(FilingKind.OB)
    client = desk_client_for(in_alfa.admin)
    address = f"{HERE}{relation.pk}/OB/20250930/0/"
    assert client.post(f"{address}verschuiven/", {"internal": "20-10-2025", "reason": ""}).status_code == 422
    assert client.post(f"{address}verschuiven/", {"internal": "01-11-2025", "reason": "Te laat"}).status_code == 422
    for day in ("20-10-2025", "21-10-2025"):
        client.post(f"{address}verschuiven/", {"internal": day, "reason": "Wacht op stukken"})
    page = client.get(address)
    assert (page.context["cell"].internal, page.context["cell"].shifts) == (date(2025, 10, 21), 2)
    assert "2x verschoven" in page.content.decode()


@pytest.mark.parametrize(
    ("reason", "days", "code"), [(" ", 10, "VOL01"), ("Reden", -1, "VOL02"), ("Reden", 400, "VOL02")]
)
def test_mute_asks_a_reason_and_an_end_within_a_year(in_alfa, reason, days, code):
    until = timezone.localdate() + timedelta(days=days)
    with pytest.raises(RuleBroken) as fault:
        mute(make_relation(), product_for("OB"), by=in_alfa.admin, reason=reason, until=until)
    assert fault.value.code == code


def test_mute_again_changes_the_row_and_needs_the_right(in_alfa):
    relation = make_relation()
    for reason in ("Eerst", "Daarna"):
        row = mute(relation, product_for("OB"), by=in_alfa.admin, reason=reason, until=SOON)
    assert (row.version, row.reason, ExpectationMute.objects.count()) == (2, "Daarna", 1)
    for act in (lambda: mute(relation, product_for("OB"), by=in_alfa.viewer, reason="x", until=SOON), lambda: unmute(row, by=in_alfa.viewer)):
        with pytest.raises(Forbidden):
            act()


def test_dashboard_counts_what_is_missing_and_due(in_alfa):
    client_with(FilingKind.OB)
    client = desk_client_for(in_alfa.admin)
    tiles = {tile["label"]: tile for tile in client.get("/k/alfa/").context["tiles"]}
    assert tiles["Vandaag uiterlijk"]["count"] == "0"
    missing = tiles["Ontbreekt"]
    assert missing["count"] == "…"
    assert int(client.get(missing["later"]).context["tile"]["count"]) >= 9
