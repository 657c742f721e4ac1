"""Work on files in the background."""

from celery import shared_task

from offices.tasks import OfficeTask


@shared_task(base=OfficeTask, name="dossier.read_pages")
def read_pages(*, version_id: str) -> None:
    """Count the pages of a version and picture the first one."""
    from dossier.rules.previews import read_version

    read_version(version_id)
