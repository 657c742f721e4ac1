"""Background work on what filings say: labels of taxonomy packages, and holding filings against them."""

from celery import shared_task

from offices.registry import sweeps
from offices.scope import require_office_id
from offices.tasks import OfficeTask
from sbr_inbox.rules import taxonomy, validating


@shared_task(base=OfficeTask, name="sbr_inbox.index_package")
def index_package(*, package_id):
    """Read the labels in one package."""
    taxonomy.index_package(package_id)


@shared_task(base=OfficeTask, name="sbr_inbox.check_filing")
def check_filing(*, filing_id):
    """Hold one filing against its taxonomy."""
    validating.check_filing(filing_id)


@sweeps.register
def ring_content() -> int:
    """Ring again for packages that wait to be read and filings that wait for the validator."""
    packages = list(taxonomy.packages_due()[:10])
    for pk in packages:
        index_package.ring(office_id=require_office_id(), package_id=str(pk))
    validating.plan_checks()
    filings = list(validating.checks_due()[:10])
    for pk in filings:
        check_filing.ring(office_id=require_office_id(), filing_id=str(pk))
    return len(packages) + len(filings)
