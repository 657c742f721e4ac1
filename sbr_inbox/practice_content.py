"""What a practice office has beside its filings: a confirmed account of the tax office, and a taxonomy package."""

from offices.practice import Plan
from sbr_inbox.models import TaxOfficeAccount
from sbr_inbox.practice_files import taxonomy_package
from sbr_inbox.rules.accounts import confirm_account
from sbr_inbox.rules.taxonomy import add_package, index_package


def fill(plan: Plan) -> None:
    """One row of each model of this corner, through its rules."""
    by = plan.members["ADMIN"]
    current = TaxOfficeAccount.objects.get(valid_to=None)
    confirm_account(current, by=by, version=current.version)
    index_package(add_package(taxonomy_package(), name=plan.mark("NT20 oefenpakket.zip"), by=by).pk)
