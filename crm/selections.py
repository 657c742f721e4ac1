"""What somebody chose on a list for bulk work, and the plan of it: at once for a few rows, as long work for many."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from crm.lists import LISTS
from crm.rules.bulk import AT_ONCE, MOST, action_called, plan_bulk
from offices.errors import RuleBroken
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.texts import bulk_too_large
from offices.urls_helpers import desk_url

PLAN = "crm.bulk_plan"


class Selection(NamedTuple):
    """What somebody chose on a list: the keys of rows, or with `everything` all that stands behind the filter in `query`."""

    screen: str
    keys: tuple[UUID, ...] = ()
    query: str = ""
    everything: bool = False

    @classmethod
    def said(cls, screen: str, data: QueryDict) -> "Selection":
        """The selection in a posted form. Raises G01 without a row or with a key that is none, G09 above 20,000 keys."""
        if data.get("alles"):
            return cls(screen, query=data.get("lijst", ""), everything=True)
        asked = list(dict.fromkeys(data.getlist("pk")))
        if len(asked) > MOST:
            raise bulk_too_large(len(asked), MOST)
        try:
            keys = tuple(UUID(key) for key in asked)
        except ValueError as fault:
            raise RuleBroken("Deze selectie klopt niet. Kies de regels opnieuw.", code="G01") from fault
        if not keys:
            raise RuleBroken("Kies eerst een of meer regels.", code="G01")
        return cls(screen, keys=keys)

    def rows(self, member):
        """The chosen rows as far as this member sees them now. Raises LST01 for a filter that cannot be read."""
        kind = LISTS[self.screen]
        return kind.filtered(QueryDict(self.query), member) if self.everything else kind.seen(member).filter(pk__in=self.keys)

    def packed(self) -> dict:
        """As JSON, for a job; `Selection.unpacked` reads it."""
        return self._asdict() | {"keys": [str(key) for key in self.keys]}

    @classmethod
    def unpacked(cls, said: dict) -> "Selection":
        """The selection a job was given."""
        return cls(**said | {"keys": tuple(UUID(key) for key in said["keys"])})


def start_plan(action, selection: Selection, values, *, by, reason="", title=""):
    """Plan an action for a selection: (plan, None) for a small one, (None, job) above 200 rows. Raises as `plan_bulk`."""
    rows = selection.rows(by)
    count = rows.order_by()[: MOST + 1].count()
    if count <= AT_ONCE or count > MOST:
        return plan_bulk(action, rows, values, by=by, reason=reason, title=title), None
    told = {"action": action.key, "selection": selection.packed(), "values": values, "reason": reason, "title": title}
    with transaction.atomic():
        return None, start_job(PLAN, by=by, title=f"Plan maken: {title}", arguments=told, total=count)


def _plan(run: Run) -> None:
    if (run.job.result or {}).get("plan"):
        return
    told = run.arguments
    selection = Selection.unpacked(told["selection"])
    action = action_called(told["action"], selection.screen, run.by)
    plan_bulk(action, selection.rows(run.by), told["values"], by=run.by, reason=told["reason"], title=told["title"], run=run)


def _opens(job):
    made = (job.result or {}).get("plan")
    return desk_url("crm:bulk_plan", made) if made else ""


job_kinds.register(JobKind(PLAN, _plan, _opens))
