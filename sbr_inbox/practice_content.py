"""What a practice office has beside its filings: the account of the tax office, a package, machtigingen, a message to act on."""

from datetime import date

from django.utils import timezone

from offices.practice import Plan
from sbr_inbox.models import Filing, FilingAction, FilingCheck, ServiceAuthorisation, TaxOfficeAccount
from sbr_inbox.practice_files import taxonomy_package
from sbr_inbox.rules.accounts import confirm_account
from sbr_inbox.rules.assessments import finish_action
from sbr_inbox.rules.authorisations import move_authorisation, request_authorisation
from sbr_inbox.rules.taxonomy import add_package, index_package
from sbr_inbox.rules.validating import check_filing


def fill(plan: Plan) -> None:
    """One row of each model of this corner, through its rules."""
    by = plan.members["ADMIN"]
    current = TaxOfficeAccount.objects.get(valid_to=None)
    confirm_account(current, by=by, version=current.version)
    index_package(add_package(taxonomy_package(), name=plan.mark("NT20 oefenpakket.zip"), by=by).pk)
    authorise(plan, by)
    validated()
    appeal = FilingAction.objects.filter(kind="OBJECT").order_by("due_on").first()
    if appeal is not None:
        finish_action(appeal, by=by, note=plan.mark("Aanslag is juist."))


def validated() -> None:
    """A verdict without a validator, as every installation has it that did not install one."""
    filing = Filing.objects.filter(kind="VPB", xml_file__isnull=False).first()
    if filing is not None:
        FilingCheck.objects.create(filing=filing, due_at=timezone.now())
        check_filing(filing.pk)


def authorise(plan: Plan, by) -> None:
    """A machtiging in each of a few states."""
    relations, today = plan.made["relations"], timezone.localdate()
    year = today.year
    for key, service, tax, states in (
        ("bakkerij", "SBA", "VPB", ("LETTER_SENT", "ACTIVE")),
        ("holding", "SBA", "VPB", ("LETTER_SENT",)),
        ("samples", "SBA", "VPB", ()),
        ("camping", "SBA", "OB", ("REFUSED",)),
    ):
        row = request_authorisation(relations[key], by=by, service=service, tax=tax, year=year, note=plan.mark("Aangevraagd"))
        for state in states:
            row = move_authorisation(row, state, by=by, on=today, version=row.version)
    via = request_authorisation(relations["samples"], by=by, service="VIA", tax="IB", year=year)
    for state in ("LETTER_SENT", "CODE_NEEDED"):
        via = move_authorisation(via, state, by=by, on=today, version=via.version)
    # Letters take their time: the first one went out before today.
    ServiceAuthorisation.objects.filter(relation=relations["holding"]).update(state_on=date(year, 1, 15))
