"""When a client is reminded: 7 days before, 1 day before, on the day, then weekly, on working days, to an end."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from workflows.models import OfficeHoliday
from workflows.workdays import is_workday, next_workday, previous_workday

# Mail goes out between these hours of a working day, Dutch time; a reminder is due at nine.
FROM, UNTIL, AT = time(8), time(20), time(9)
_BEFORE = (7, 1, 0)
_MOST_WEEKS = 52


def free_days() -> set[date]:
    """Days on which this office is closed beside the holidays."""
    return set(OfficeHoliday.objects.values_list("day", flat=True))


def days(due: date, *, free: Collection[date] = frozenset()) -> Iterator[date]:
    """The days of reminding about something due on a day. Before it a day off moves forward in time, after it back."""
    seen: set[date] = set()
    for before in _BEFORE:
        day = previous_workday(due - timedelta(days=before), free)
        if day not in seen:
            seen.add(day)
            yield day
    for week in range(1, _MOST_WEEKS):
        yield next_workday(due + timedelta(weeks=week), free)


def due_day(request, filing) -> date:
    """The day the answer is wanted: the end of the term, or the deadline of the filing when that comes first."""
    term = timezone.localdate(request.expires_at)
    offered = timezone.localdate(request.offered_at)
    return filing.deadline if filing.deadline and offered < filing.deadline < term else term


def next_moment(request, filing, *, after: datetime, free: Collection[date]) -> datetime | None:
    """When the next reminder is due after a moment; None when no more will go out."""
    if request.reminded >= request.reminders:
        return None
    since = timezone.localdate(after)
    day = next((one for one in days(due_day(request, filing), free=free) if one > since), None)
    moment = timezone.make_aware(datetime.combine(day, AT)) if day else None
    return moment if moment and moment < request.expires_at else None


def verdict_moment(request, *, after: datetime, free: Collection[date]) -> datetime | None:
    """When the owner hears that the last reminder had no effect: the working day after it, within the term."""
    day = next_workday(timezone.localdate(after) + timedelta(days=1), free)
    moment = timezone.make_aware(datetime.combine(day, AT))
    return moment if moment < request.expires_at else None


def plan_first(request) -> None:
    """Set when the first reminder of a new request is due."""
    free = free_days()
    after = request.offered_at
    request.remind_due_at = next_moment(request, request.filing, after=after, free=free)
    request.save(update_fields=["remind_due_at"])


def may_mail_now(now: datetime, free: Collection[date]) -> bool:
    """Whether a reminder may leave at this moment."""
    here = timezone.localtime(now)
    return is_workday(here.date(), free) and FROM <= here.time() < UNTIL


def opening(now: datetime, free: Collection[date]) -> datetime:
    """The next moment from which reminders may leave."""
    here = timezone.localtime(now)
    day = here.date() if here.time() < FROM else here.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(next_workday(day, free), AT))
