"""The bank accounts of the tax office: their seed, their changes, and the confirmation that makes them visible."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.numbers import check_iban
from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from offices.permissions import require
from sbr_inbox.models import TaxOfficeAccount

RIGHT = "sbr.settings.manage"
_SOURCE = "Handboek Loonheffingen, paragraaf 13.4.1 (gezien op 21-11-2026)"
_SEED = (
    ("NL86INGB0002445588", "INGBNL2A", date(2000, 1, 1), date(2026, 4, 30)),
    ("NL04RABO0200112244", "RABONL2U", date(2026, 5, 1), None),
)


class AccountFault(RuleBroken):
    """Something about an account cannot be."""

    code = "SBR30"


def seed_accounts(office, *, by) -> None:
    """Give a new office the two known accounts, unconfirmed; an office that has any keeps its own."""
    if TaxOfficeAccount.objects.exists():
        return
    TaxOfficeAccount.objects.bulk_create(
        TaxOfficeAccount(iban=iban, bic=bic, holder="Belastingdienst", valid_from=start, valid_to=end, source=_SOURCE)
        for iban, bic, start, end in _SEED
    )


def save_account(account: TaxOfficeAccount | None, *, by, version: int = 0, **values) -> TaxOfficeAccount:
    """Make or change an account; a change of anything but its source takes the confirmation away.

    Raises RuleBroken for a wrong IBAN or dates that overlap another account, StaleForm for a form that is too old.
    """
    require(by, RIGHT)
    values["iban"] = check_iban(values["iban"])
    if values.get("valid_to") and values["valid_to"] < values["valid_from"]:
        raise AccountFault("De einddatum ligt vóór de begindatum. Verbeter een van beide.", field="valid_to")
    try:
        with transaction.atomic():
            return _save(account, by, version, values)
    except IntegrityError as fault:
        raise AccountFault(
            "Op deze dagen geldt al een andere rekening. Geef die eerst een einddatum.", field="valid_from"
        ) from fault


def _save(account, by, version: int, values: dict) -> TaxOfficeAccount:
    row = TaxOfficeAccount(version=0) if account is None else _locked(account, version)
    changed = any(getattr(row, name) != value for name, value in values.items() if name != "source")
    for name, value in values.items():
        setattr(row, name, value)
    if changed:
        row.confirmed_by = row.confirmed_at = None
    row.version += 1
    row.save()
    record(by, "tax_account.changed" if account else "tax_account.created", row, data={"iban": row.iban, "from": f"{row.valid_from}"})
    return row


def confirm_account(account: TaxOfficeAccount, *, by, version: int) -> TaxOfficeAccount:
    """Say that this account was checked against a letter of the tax office; from now on it is shown."""
    require(by, RIGHT)
    with transaction.atomic():
        row = _locked(account, version)
        if row.confirmed_at is not None:
            return row
        row.confirmed_by, row.confirmed_at = by, timezone.now()
        row.version += 1
        row.save()
        record(by, "tax_account.confirmed", row, data={"iban": row.iban})
    return row


def _locked(account: TaxOfficeAccount, version: int) -> TaxOfficeAccount:
    row = TaxOfficeAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if row.version != version:
        raise StaleForm(f"Rekening {row} is intussen gewijzigd. Vergelijk de verschillen en sla opnieuw op.")
    return row
