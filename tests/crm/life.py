"""A relation that lives through years: each step happens at its own moment, in the clock and in the history tables."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pgtrigger
import time_machine
from django.apps import apps
from django.db.models import Max

from offices.history import OfficeEvent

HISTORIES = [model for model in apps.get_models() if issubclass(model, OfficeEvent) and not model._meta.abstract]


class Life:
    """Time goes forward step by step; what the triggers wrote since the last step gets the moment of the step."""

    def __init__(self):
        self.seen = dict.fromkeys(HISTORIES, 0)
        self.settle(datetime(2020, 1, 1, tzinfo=UTC))

    @contextmanager
    def on(self, day: date, hour: int = 12):
        """Do something on a day."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        with time_machine.travel(moment, tick=False):
            yield
        self.settle(moment)

    def settle(self, moment: datetime) -> None:
        """A trigger knows one moment only, that of the database: put the moment of the story in its place."""
        with pgtrigger.ignore():
            for model, last in self.seen.items():
                rows = model.objects.filter(pgh_id__gt=last)
                self.seen[model] = rows.aggregate(most=Max("pgh_id"))["most"] or last
                rows.update(pgh_created_at=moment)


@contextmanager
def late_on(day: date):
    """Look at things at the end of a day, Dutch time."""
    with time_machine.travel(datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC) - timedelta(hours=1), tick=False):
        yield
