"""What a practice office has beside its filings: a confirmed account of the tax office."""

from offices.practice import Plan
from sbr_inbox.models import TaxOfficeAccount
from sbr_inbox.rules.accounts import confirm_account


def fill(plan: Plan) -> None:
    """One row of each model of this corner, through its rules."""
    by = plan.members["ADMIN"]
    current = TaxOfficeAccount.objects.get(valid_to=None)
    confirm_account(current, by=by, version=current.version)
