"""How long the ledger waits: between questions, between tries, and before a person has to decide.

Every wait is multiplied by KANTOOR_DELIVERY_PACE, so that a practice or a storm need not last three days.
"""

from datetime import timedelta

from django.conf import settings

MINUTE = timedelta(minutes=1)
# A worker that slept this long after its claim calls nobody any more: another may have taken over.
CALL_WITHIN = timedelta(seconds=10)
# Longer than the longest call, so that a lease that ran out means that its worker is gone.
LEASE = CALL_WITHIN + timedelta(seconds=settings.DIGIPOORT_TIMEOUT + 10)
MOST_TRIES = 10
_POLLS = (1, 2, 5, 15, 30, 60)
_BACK_OFF = (1, 2, 5, 10, 20, 30, 60)


def paced(span: timedelta) -> timedelta:
    """A wait at the pace of this installation."""
    return span * settings.KANTOOR_DELIVERY_PACE


def until_poll(polls: int) -> timedelta:
    """Until the receiver is asked again after `polls` questions: 1, 2, 5, 15, 30, 60 minutes, then hourly."""
    return paced(_POLLS[min(polls, len(_POLLS) - 1)] * MINUTE)


def until_retry(tries: int) -> timedelta:
    """Until a filing that certainly did not arrive is tried again."""
    return paced(_BACK_OFF[min(max(tries, 1), len(_BACK_OFF)) - 1] * MINUTE)


def until_recheck() -> timedelta:
    """Until the gate is tried again after it stopped a filing."""
    return paced(10 * MINUTE)


def grace() -> timedelta:
    """How long a receiver may not yet know what it did receive (quality R4)."""
    return paced(15 * MINUTE)


def follow_for() -> timedelta:
    """After this long without a verdict a person looks."""
    return paced(timedelta(hours=72))
