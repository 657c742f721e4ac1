"""From an UITSTEL message to the extensions it asked for."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from offices.audit import SYSTEM
from offices.errors import RuleBroken
from sbr_inbox.access import require_on_filing
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, FilingSubject
from workflows.deadlines import WITH_EXTENSION
from workflows.enums import ExtensionKind
from workflows.models import Extension
from workflows.rules.extensions import RIGHT, register_extension

__all__ = ["RIGHT", "register_accepted", "register_from", "unregistered"]
log = logging.getLogger(__name__)
GRANTED = (State.ACCEPTED, State.FILED_ELSEWHERE)
# A message that gives no extension at all is not tried for ever.
KEEP_TRYING = timedelta(days=2)


def unregistered(member=None):
    """UITSTEL messages that were accepted or filed and whose extensions are not registered yet, newest first."""
    rows = Filing.objects.visible_to(member) if member else Filing.objects.all()
    done = Extension.objects.filter(from_filing=OuterRef("pk"))
    return rows.filter(kind="UITSTEL", state__in=GRANTED).filter(~Exists(done)).order_by("-id")


def register_from(filing: Filing, *, by) -> tuple[int, int]:
    """Register an extension for every row of a message that has its relation; gives how many, and how many could not.

    A row for a fiscal year that does not end on 31 December has no fixed day: it stays for a person.
    """
    require_on_filing(by, RIGHT, filing)
    made = left = 0
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        rows = FilingSubject.objects.filter(filing=filing, relation__isnull=False, tax__in=WITH_EXTENSION, year__isnull=False)
        for row in rows.select_related("relation").order_by("position"):
            try:
                with transaction.atomic():
                    register_extension(
                        row.relation, by=by, tax=row.tax, year=row.year, kind=ExtensionKind.BECON,
                        registered_on=timezone.localdate(filing.sent_at or filing.state_at), from_filing=filing.pk,
                    )  # fmt: skip
                made += 1
            except RuleBroken as fault:
                if fault.code not in ("UIT01", "UIT02"):
                    raise
                left += 1
    return made, left


def register_accepted() -> int:
    """Register what newly accepted messages asked for; called by the sweeper."""
    total = 0
    for filing in unregistered().filter(state_at__gte=timezone.now() - KEEP_TRYING)[:20]:
        made, left = register_from(filing, by=SYSTEM)
        total += made
        if left:
            log.info("UITSTEL %s: %d rows without a fixed day", filing.pk, left)
    return total
