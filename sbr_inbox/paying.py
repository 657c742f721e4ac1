"""How a filing is paid: amount, reference, last day, and the account of the tax office once an admin confirmed it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.safestring import mark_safe

from crm.enums import Direction, FilingKind
from crm.validity import on_day
from sbr_inbox import epc
from sbr_inbox.delivery_enums import ActionKind
from sbr_inbox.models import FilingAction, TaxOfficeAccount

# For a suppletie the tax office sends an assessment with its own reference.
_FROM_ASSESSMENT = ("OB_SUPPLETIE", "VPB", "IB", "ERF", "SCHENK")


@dataclass(frozen=True)
class Payment:
    """What a payer needs; `code` is the text of the QR code, empty without a confirmed account."""

    amount: Decimal
    due: date | None
    reference: str = ""
    iban: str = ""
    bic: str = ""
    holder: str = ""
    code: str = ""
    missing: str = ""

    @property
    def svg(self) -> str:
        """The QR code as a drawing inside the page."""
        # Made by us from numbers and a name of our own table; segno escapes the title.
        return mark_safe(epc.epc_svg(self.code, title="QR-code om met uw bank-app te betalen")) if self.code else ""  # noqa: S308

    @property
    def uri(self) -> str:
        """The QR code for paper."""
        return epc.epc_uri(self.code) if self.code else ""


def payment_of(filing, *, today: date | None = None) -> Payment | None:
    """How to pay this filing; None when there is nothing to pay. One query when there is a reference."""
    if filing.direction != Direction.TO_PAY or not filing.amount or filing.amount <= 0:
        return None
    if filing.kind == FilingKind.SBA:
        pay = FilingAction.objects.filter(filing=filing, kind=ActionKind.PAY).first()
        return Payment(filing.amount, pay and pay.due_on, missing="Het betalingskenmerk en de rekening staan op de aanslag zelf.")
    due, reference = filing.payment_due, filing.payment_reference
    if not reference:
        text = "Betaal pas als de aanslag er is; daarop staat het betalingskenmerk." if filing.kind in _FROM_ASSESSMENT else ""
        return Payment(filing.amount, due, missing=text)
    account = account_for(filing.period_end, today or timezone.localdate())
    if account is None:
        return Payment(filing.amount, due, reference, missing="Het rekeningnummer krijgt u van uw kantoor.")
    code = epc.epc_text(
        holder=account.holder, iban=account.iban, bic=account.bic, amount=filing.amount, reference=reference
    )
    return Payment(filing.amount, due, reference, account.iban, account.bic, account.holder, code)


def account_for(period_end: date | None, today: date) -> TaxOfficeAccount | None:
    """The confirmed account to pay on `today` for a return over this period, or None.

    An account that closes takes no returns of a later year than the one it closes in.
    """
    account = TaxOfficeAccount.objects.filter(on_day(today), confirmed_at__isnull=False).first()
    if account is None or (account.valid_to and period_end and period_end.year > account.valid_to.year):
        return None
    return account
