"""The betalingskenmerk against the published vectors, the account of the tax office, and the QR code."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.enums import FilingKind
from offices.errors import RuleBroken
from offices.models import AuditEvent
from sbr_inbox.enums import KeyType
from sbr_inbox.epc import epc_svg, epc_text
from sbr_inbox.keys import make_key
from sbr_inbox.models import Filing, TaxOfficeAccount
from sbr_inbox.paying import account_for, payment_of
from sbr_inbox.payment import _check_digit, payment_reference
from sbr_inbox.rules.accounts import confirm_account, save_account, seed_accounts
from tests.conftest import desk_client_for
from tests.factories.sbr import ready_filing

pytestmark = pytest.mark.django_db
OB, LH = FilingKind.OB, FilingKind.LH
VECTORS = (
    (OB, "001000019B01", (2016, 1, 1), (2016, 1, 31), "7001000011601010"),
    (OB, "001000019B01", (2020, 1, 1), (2020, 3, 31), "1001000011001210"),
    (OB, "001000019B01", (2020, 2, 1), (2020, 4, 30), "8001000011001220"),
    (OB, "036000012B02", (2023, 7, 1), (2023, 9, 30), "0036000011302270"),
    (LH, "001000147L10", (2022, 8, 1), (2022, 8, 31), "4001000146210080"),
    (LH, "857256476L01", (2020, 9, 7), (2020, 10, 4), "0857256476001800"),
    (LH, "001000019L01", (2010, 1, 1), (2010, 6, 30), "2001000016001310"),
    (LH, "036000012L01", (2023, 11, 1), (2023, 11, 30), "2036000016301110"),
    (LH, "001000378L11", (2007, 11, 1), (2007, 11, 30), "8001000376711110"),
)


def _reference(kind, number, start, end):
    key = make_key(KeyType.OB_NUMMER if kind == OB else KeyType.LOONHEFFINGENNUMMER, number)
    return payment_reference(kind, key, date(*start), date(*end))


@pytest.mark.parametrize(("kind", "number", "start", "end", "reference"), VECTORS)
def test_reference_is_the_published_one(kind, number, start, end, reference):
    assert _reference(kind, number, start, end) == reference


@pytest.mark.parametrize("month", range(1, 13))
def test_reference_of_a_quarter_holds_its_first_month_plus_twenty(month):
    end_year, end_month = (2026, month + 2) if month < 11 else (2027, month - 10)
    last = (date(end_year + (end_month == 12), end_month % 12 + 1, 1) - date.resolution).day
    found = _reference(OB, "001000019B01", (2026, month, 1), (end_year, end_month, last))
    assert found[13:15] == f"{month + 20}"


@pytest.mark.parametrize(
    ("kind", "start", "end", "period"),
    [
        (OB, (2026, 1, 1), (2026, 12, 31), "40"),
        (LH, (2026, 1, 1), (2026, 12, 31), "40"),
        (LH, (2026, 7, 1), (2026, 12, 31), "32"),
        (LH, (2026, 1, 26), (2026, 2, 22), "72"),
        (LH, (2026, 11, 30), (2026, 12, 31), "83"),
    ],
)
def test_reference_holds_the_code_of_the_period(kind, start, end, period):
    number = "001000019B01" if kind == OB else "001000019L01"
    assert _reference(kind, number, start, end)[13:15] == period


@pytest.mark.parametrize(
    ("kind", "number", "start", "end"),
    [
        (FilingKind.OB_SUPPLETIE, "001000019B01", (2026, 1, 1), (2026, 3, 31)),
        (FilingKind.ICP, "001000019B01", (2026, 1, 1), (2026, 3, 31)),
        (FilingKind.VPB, "001000019", (2025, 1, 1), (2025, 12, 31)),
        (OB, "001000019", (2026, 1, 1), (2026, 3, 31)),
        (OB, "001000019B01", (2026, 1, 1), (2026, 2, 28)),
        (OB, "001000019B01", (2026, 1, 1), (2026, 6, 30)),
        # January 2027 is a month and the first four weeks at once.
        (LH, "001000019L01", (2027, 1, 1), (2027, 1, 31)),
    ],
)
def test_no_reference_is_guessed(kind, number, start, end):
    assert _reference(kind, number, start, end) == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 99999999), st.integers(1, 99), st.integers(1, 12), st.integers(2020, 2040))
def test_check_digit_catches_any_one_wrong_digit(base, sub, month, year):
    body = f"{base:08}1{year % 10}{sub:02}{month:02}0"
    good = _check_digit(body)
    for at in range(15):
        wrong = f"{body[:at]}{(int(body[at]) + 1) % 10}{body[at + 1 :]}"
        # Only 1 stands for two rests (1 and 10), and 0 for one.
        assert _check_digit(wrong) != good or good == 1


def test_epc_text_is_the_standard_form():
    text = epc_text(
        holder="Belastingdienst", iban="NL04RABO0200112244", bic="RABONL2U", amount=Decimal(3240), reference="7001000011601010"
    )
    assert text.split("\n") == [
        "BCD", "002", "1", "SCT", "RABONL2U", "Belastingdienst", "NL04RABO0200112244", "EUR3240.00", "", "", "7001000011601010",
    ]  # fmt: skip
    assert len(text.encode()) <= 331


@pytest.mark.parametrize("amount", ["0", "-5", "1000000000"])
def test_epc_text_is_empty_for_what_cannot_be_transferred(amount):
    assert epc_text(holder="B", iban="NL04RABO0200112244", bic="", amount=Decimal(amount), reference="1") == ""


def test_epc_drawing_holds_no_style_or_script():
    drawing = epc_svg("BCD\n002", title="<script>alert(1)</script>")
    assert drawing.startswith("<svg")
    for bad in ("<script", "style="):
        assert bad not in drawing


def _confirmed(kantoor) -> None:
    for account in TaxOfficeAccount.objects.all():
        confirm_account(account, by=kantoor.admin, version=account.version)


def test_new_office_has_two_unconfirmed_accounts(in_alfa):
    rows = TaxOfficeAccount.objects.order_by("valid_from").values_list("iban", "bic", "valid_to", "confirmed_at")
    assert list(rows) == [
        ("NL86INGB0002445588", "INGBNL2A", date(2026, 4, 30), None),
        ("NL04RABO0200112244", "RABONL2U", None, None),
    ]
    seed_accounts(in_alfa.office, by=None)
    assert TaxOfficeAccount.objects.count() == 2


def test_no_iban_is_shown_before_it_is_confirmed(in_alfa):
    filing = ready_filing()
    payment = payment_of(filing)
    assert (payment.reference, payment.iban, payment.code) == (filing.payment_reference, "", "")
    assert payment.missing == "Het rekeningnummer krijgt u van uw kantoor."
    _confirmed(in_alfa)
    payment = payment_of(filing)
    assert (payment.iban, payment.holder) == ("NL04RABO0200112244", "Belastingdienst")
    assert payment.code.split("\n")[7] == f"EUR{filing.amount:.2f}"


def test_confirming_in_one_office_says_nothing_in_the_other(alfa, beta):
    with alfa.scope:
        _confirmed(alfa)
    with beta.scope:
        assert account_for(date(2026, 10, 31), date(2026, 11, 1)) is None
    with alfa.scope:
        assert account_for(date(2026, 10, 31), date(2026, 11, 1)).iban == "NL04RABO0200112244"


@pytest.mark.parametrize(
    ("period_end", "today", "iban"),
    [
        (date(2026, 3, 31), date(2026, 4, 30), "NL86INGB0002445588"),
        (date(2026, 3, 31), date(2026, 5, 1), "NL04RABO0200112244"),
        (date(2027, 1, 31), date(2026, 4, 30), None),
        (date(2027, 1, 31), date(2027, 2, 1), "NL04RABO0200112244"),
    ],
)
def test_account_is_the_one_of_the_day_and_the_old_one_takes_no_2027(in_alfa, period_end, today, iban):
    _confirmed(in_alfa)
    account = account_for(period_end, today)
    assert (account and account.iban) == iban


@pytest.mark.parametrize(
    ("kind", "direction", "amount", "shown"),
    [("OB", "TO_RECEIVE", -20, False), ("OB", "NIL", 0, False), ("OB", "TO_PAY", 20, True), ("ICP", None, 20, False)],
)
def test_payment_is_shown_only_when_there_is_something_to_pay(in_alfa, kind, direction, amount, shown):
    filing = Filing(kind=kind, direction=direction, amount=Decimal(amount), payment_reference="1")
    assert (payment_of(filing) is not None) is shown


def test_suppletie_waits_for_the_assessment(in_alfa):
    _confirmed(in_alfa)
    payment = payment_of(Filing(kind="OB_SUPPLETIE", direction="TO_PAY", amount=Decimal(90)))
    assert (payment.reference, payment.iban, payment.code) == ("", "", "")
    assert payment.missing.startswith("Betaal pas als de aanslag er is")


def test_changing_a_confirmed_account_takes_the_confirmation_away(in_alfa):
    _confirmed(in_alfa)
    row = TaxOfficeAccount.objects.get(valid_to=None)
    values = {"bic": row.bic, "holder": row.holder, "valid_from": row.valid_from, "valid_to": None}
    same = save_account(row, by=in_alfa.admin, version=row.version, iban=row.iban, source="Brief", **values)
    assert same.confirmed_at is not None
    other = save_account(same, by=in_alfa.admin, version=same.version, iban="NL91ABNA0417164300", source="Brief", **values)
    assert (other.confirmed_at, other.confirmed_by) == (None, None)
    assert AuditEvent.objects.filter(event="tax_account.changed").count() == 2


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"iban": "NL04RABO0200112245"}, "G07", "iban"),
        ({"valid_to": date(2026, 1, 1)}, "SBR30", "valid_to"),
        ({"valid_from": date(2026, 1, 1)}, "SBR30", "valid_from"),
        ({"version": 9}, "G02", None),
    ],
)
def test_wrong_account_is_refused(in_alfa, changes, code, field):
    row = TaxOfficeAccount.objects.get(valid_to=None)
    values = {"iban": row.iban, "bic": "", "holder": "B", "valid_from": row.valid_from, "valid_to": None, "version": row.version}
    with pytest.raises(RuleBroken) as broken:
        save_account(row, by=in_alfa.admin, **values | changes)
    assert (broken.value.code, broken.value.field) == (code, field)


def test_pages_confirm_the_account_of_their_own_office(alfa, beta):
    with alfa.scope:
        row = TaxOfficeAccount.objects.get(valid_to=None)
    with beta.scope:
        theirs = TaxOfficeAccount.objects.get(valid_to=None)
    client = desk_client_for(alfa.admin)
    assert "Te controleren" in client.get("/k/alfa/beheer/sbr/rekeningen/").content.decode()
    assert client.get(f"/k/alfa/beheer/sbr/rekeningen/{row.pk}/").status_code == 200
    assert client.post(f"/k/alfa/beheer/sbr/rekeningen/{theirs.pk}/bevestigen/", {"version": 1}).status_code == 404
    client.post(f"/k/alfa/beheer/sbr/rekeningen/{row.pk}/bevestigen/", {"version": row.version})
    with alfa.scope:
        assert TaxOfficeAccount.objects.get(pk=row.pk).confirmed_by == alfa.admin
    with beta.scope:
        assert TaxOfficeAccount.objects.filter(confirmed_at__isnull=False).count() == 0


def test_filing_page_and_portal_sum_show_the_account_with_its_code(alfa):
    with alfa.scope:
        _confirmed(alfa)
        filing = ready_filing()
    page = desk_client_for(alfa.admin).get(f"/k/alfa/sbr-inbox/{filing.pk}/").content.decode()
    for text in ('data-copy="NL04RABO0200112244"', f'data-copy="{filing.payment_reference}"', 'class="qr"'):
        assert text in page
