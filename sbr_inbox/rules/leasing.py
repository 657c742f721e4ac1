"""How long a worker may be silent before another takes over what it had claimed.

Short, so that work of a killed worker is taken up again within two minutes (quality I6: a lease and one round of the
sweeper), and kept alive while a long batch is under way.
"""

from datetime import timedelta

from django.utils import timezone

from sbr_inbox.models import Filing

# Longer than the longest single step: a file is read for at most ten seconds.
LEASE = timedelta(seconds=45)
_KEEP_EVERY = LEASE / 3


class Lease:
    """The claim of this worker on filings, kept while it works through them one by one."""

    def __init__(self, ids: list):
        self._ids, self._kept = ids, timezone.now()

    def keep(self) -> None:
        """Stay the one who is at it; costs a statement at most every fifteen seconds."""
        now = timezone.now()
        if now - self._kept < _KEEP_EVERY:
            return
        self._kept = now
        Filing.objects.filter(pk__in=self._ids, lease_until__isnull=False).update(lease_until=now + LEASE)
