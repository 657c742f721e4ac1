"""Ending what was decided about sending a filing without approval, when the filing itself goes another way."""

from django.utils import timezone

from offices.audit import record
from offices.models import TeamMember
from sbr_inbox.models import Release


def void_release(filing, *, by, reason: str) -> None:
    """Let a release that is asked or confirmed fall away, because the filing is offered, linked elsewhere or replaced."""
    for release in Release.objects.select_for_update(of=("self",)).filter(filing=filing, refused_at=None):
        end_release(release, by=by, reason=reason)
        record(by, "filing.release_refused", filing, data={"release": str(release.pk)}, relation=filing.relation)


def end_release(release: Release, *, by, reason: str) -> None:
    """End a locked release; it never counts again."""
    release.refused_at, release.refusal = timezone.now(), reason[:500]
    release.refused_by = by if isinstance(by, TeamMember) else None
    release.version += 1
    release.save()
