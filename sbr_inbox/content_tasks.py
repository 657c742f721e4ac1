"""Background work on what filings say: labels of taxonomy packages, and holding filings against them."""

from celery import shared_task

from offices.registry import sweeps
from offices.scope import require_office_id
from offices.tasks import OfficeTask
from sbr_inbox.rules import taxonomy


@shared_task(base=OfficeTask, name="sbr_inbox.index_package")
def index_package(*, package_id):
    """Read the labels in one package."""
    taxonomy.index_package(package_id)


@sweeps.register
def ring_content() -> int:
    """Ring again for packages that wait to be read."""
    packages = list(taxonomy.packages_due()[:10])
    for pk in packages:
        index_package.ring(office_id=require_office_id(), package_id=str(pk))
    return len(packages)
