"""What the sweeper asks of the dossier: versions nobody looked at yet, and access lines that are too old."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from dossier.models import ItemVersion
from dossier.preview import RENDERED
from dossier.rules.access import forget_old_access
from dossier.tasks import read_pages
from offices.scope import require_office_id

AT_ONCE = 100
DAY = 24 * 3600


def sweep_dossier() -> int:
    """Ring again for versions without a page count, and once a day forget old access. Gives how many rang."""
    if cache.add(f"dossier-access:{require_office_id()}", 1, DAY):
        forget_old_access()
    due = timezone.now() - timedelta(minutes=1)
    late = ItemVersion.objects.filter(
        pages__isnull=True, mime__in=RENDERED, stored_file__isnull=False, at__lt=due
    )
    pks = list(late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        read_pages.ring(version_id=str(pk))
    return len(pks)
