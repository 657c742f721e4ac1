"""Randvoorwaarden of a filing and of a relation."""

from datetime import date

import pytest
from django.utils import timezone

from crm.enums import FilingKind
from crm.models import TaxFrequency
from crm.rules.relations import change_relation
from sbr_inbox.preconditions import preconditions
from sbr_inbox.relation_conditions import relation_preconditions
from tests.conftest import desk_client_for
from tests.factories.crm import assign, make_relation
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, received
from tests.factories.workflows import give_product

pytestmark = pytest.mark.django_db


def tones(lines):
    return {line.label: line.tone for line in lines}


def test_filing_shows_every_condition(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    assign(relation, in_alfa.editor)
    filing = received(ob_file(ob_number(relation)))
    found = tones(preconditions(filing))
    assert list(found) == [
        "Relatie", "Rechtsvorm", "OB-nummer", "Product", "Sjabloon", "Rollen", "Voorkeurscontact", "Portaal", "Bevoegdheid", "Route",
        "Acceptatie",
    ]  # fmt: skip
    assert {label for label, tone in found.items() if tone != "ok"} == {"Sjabloon", "Route"}


def test_filing_without_manager_says_so(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    assert tones(preconditions(received(ob_file(ob_number(relation)))))["Rollen"] == "warn"


def test_relation_shows_each_kind_it_has_a_product_for(in_alfa):
    relation = make_taxpayer(FilingKind.OB, FilingKind.VPB, ob=True)
    TaxFrequency.objects.create(relation=relation, kind="OB", frequency="QUARTER", valid_from=date(2020, 1, 1))
    found = dict(relation_preconditions(relation))
    assert list(found) == ["Btw-aangifte", "Vennootschapsbelasting"]
    assert [line.text for line in found["Btw-aangifte"] if line.label == "Aangiftetijdvak"] == ["Kwartaal"]
    assert tones(found["Vennootschapsbelasting"])["RSIN"] == "ok"


def test_relation_without_number_and_contact_stops(in_alfa):
    relation = make_relation()
    give_product(relation, FilingKind.OB)
    (_, lines), = relation_preconditions(relation)
    assert {label for label, tone in tones(lines).items() if tone == "bad"} == {"OB-nummer", "Voorkeurscontact", "Bevoegdheid"}
    change_relation(relation, by=in_alfa.admin, version=relation.version, values={"ob_nummers": ["001234560B01"]})
    (_, lines), = relation_preconditions(relation)
    assert tones(lines)["OB-nummer"] == "ok"


def test_relation_page_is_of_its_own_office(in_alfa, offices):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    with offices.beta.scope:
        other = make_taxpayer(FilingKind.OB, ob=True)
    client = desk_client_for(in_alfa.admin)
    page = client.get(f"/k/alfa/relaties/{relation.pk}/aangiften/randvoorwaarden/")
    assert (page.status_code, "Btw-aangifte" in page.content.decode()) == (200, True)
    assert client.get(f"/k/alfa/relaties/{other.pk}/aangiften/randvoorwaarden/").status_code == 404


def test_filing_that_comes_too_early_says_from_when_it_is_taken(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    today = timezone.localdate()
    early = received(ob_file(ob_number(relation), start=date(today.year + 1, 1, 1), end=date(today.year + 1, 1, 31)))
    (line,) = [line for line in preconditions(early) if line.label == "Vroegste dag"]
    assert line.text == f"De ontvanger neemt deze aangifte aan vanaf 24-01-{today.year + 1}."
    over = received(ob_file(ob_number(relation), start=date(today.year - 1, 1, 1), end=date(today.year - 1, 1, 31)))
    assert "Vroegste dag" not in tones(preconditions(over))


def test_page_of_a_filing_names_the_rule_of_its_date(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    filing = received(ob_file(ob_number(relation)))
    page = desk_client_for(in_alfa.admin).get(f"/k/alfa/sbr-inbox/{filing.pk}/").content.decode()
    assert "Laatste dag van de maand, 1 maand later" in page
    assert "Gecontroleerd op 21-11-2026" in page
