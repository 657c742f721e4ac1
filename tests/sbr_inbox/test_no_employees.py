"""A loonaangifte on every page and paper: collective figures, never a name, number or wage of an employee."""

from datetime import date

import pypdfium2
import pytest
from django.test import Client

from crm.enums import FilingKind
from offices.models import ApiToken, Office
from offices.rules.tokens import make_token
from sbr_inbox import pdf
from sbr_inbox import practice_files as make
from sbr_inbox.models import ApprovalRequest, FilingReading
from sbr_inbox.rules.offering import offer
from tests.conftest import desk_client_for, portal_client_for
from tests.factories.offices import make_account
from tests.factories.sbr import make_taxpayer, received

pytestmark = [pytest.mark.django_db, pytest.mark.paper]
BSN, NAME, WAGE = "123456782", "Kanariepiet", 3_117


@pytest.fixture
def case(alfa):
    with alfa.scope:
        relation = make_taxpayer(FilingKind.LH, lh=True)
        content = make.lh(
            number=f"{relation.rsin}L01", name=relation.name, employees=[make.Employee(BSN, NAME, WAGE), make.Employee("234567895", "Ander", 2_650)],
            start=date(2026, 10, 1), end=date(2026, 10, 31),
        )  # fmt: skip
        filing = received(content)
        contact = relation.contact_links.get().contact
        account = make_account(alfa.office, contact.pk, contact.email)
        offer(filing, by=alfa.admin)
        return alfa, filing, account


def _tells(text: str) -> list[str]:
    return [secret for secret in (BSN, NAME, "234567895", "3.117", "3117") if secret in text]


def test_database_holds_no_employee_beside_the_file(case):
    alfa, filing, _ = case
    with alfa.scope:
        reading = FilingReading.objects.get(filing=filing)
        assert _tells(str((reading.summary, reading.facts, reading.warnings))) == []
        assert "Personen" in str(reading.summary)


def test_desk_shows_no_employee(case):
    alfa, filing, _ = case
    client = desk_client_for(alfa.manager)
    for query in ("", "?toon=gegevens"):
        page = client.get(f"/k/alfa/sbr-inbox/{filing.pk}/{query}").content.decode()
        assert "Totaal te betalen" in page
        assert _tells(page) == []


def test_portal_shows_no_employee(case):
    alfa, filing, account = case
    with alfa.scope:
        request = ApprovalRequest.objects.get(filing=filing)
    answer = portal_client_for(account).get(f"/p/alfa/aangiften/{request.pk}/")
    assert answer.status_code == 200
    assert _tells(answer.content.decode()) == []


def test_paper_shows_no_employee(case):
    alfa, filing, _ = case
    with alfa.scope:
        paper = pdf.summary_pdf(filing, Office.objects.get(pk=alfa.office.pk))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert "Totaal te betalen" in text
    assert _tells(text) == []


def test_api_tells_no_employee(case):
    alfa, filing, _ = case
    with alfa.scope:
        token = make_token(alfa.admin, name="Proef", by=alfa.admin)[1]
        assert ApiToken.objects.exists()
    for path in (f"/api/v1/filings/{filing.pk}/", "/api/v1/filings/"):
        answer = Client(headers={"authorization": f"Bearer {token}"}).get(path)
        assert answer.status_code == 200
        assert _tells(answer.content.decode()) == []
