"""Doing something to many relations or contacts at once: choose, look at the plan, carry it out, take it back.

A plan says of every row in the selection what changes, that it is so already, or why it cannot be. Rights are asked
again for each row while the plan is carried out (crm/rules/plan_rows.py).
"""

from collections import defaultdict

from django.db import transaction

from crm.enums import ItemResult, PlanAction, PlanKind, PlanState
from crm.models import ChangePlan, PlanItem
from crm.registry import bulk_actions
from crm.rules.plans import Item, PlanOver, apply_plan, check_plan, make_plan, refuse_late_undo, undo_plan
from offices.errors import NotHere, RuleBroken
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.permissions import may, require
from offices.texts import bulk_too_large
from offices.urls_helpers import desk_url

MOST = 20_000
# Up to here it is done while one waits; above it is long work with a page.
AT_ONCE = 200
CHUNK = 500
APPLY, UNDO = "crm.bulk_apply", "crm.bulk_undo"
SAME = "Was al zo."


def actions_for(screen: str, member) -> list:
    """The bulk actions of a list that this member may use."""
    return [action for action in bulk_actions if action.screen == screen and may(member, action.permission)]


def action_called(key: str, screen: str, member):
    """One of them by key. Raises NotHere when it does not exist for this list, Forbidden when the right is missing."""
    action = next((one for one in bulk_actions if (one.key, one.screen) == (key, screen)), None)
    if action is None:
        raise NotHere("Deze actie bestaat niet voor deze lijst.")
    require(member, action.permission)
    return action


def plan_bulk(action, rows, values, *, by, reason="", title="", run=None) -> ChangePlan:
    """Write down what the action would do to these rows (a query set of at most 20,000); nothing changes yet.

    Rows on which the right of the action does not reach stand in the plan with that reason. `run`, the turn of a job,
    is told how far it is and keeps the plan as its outcome. Raises G09, and G01 without any row.
    """
    model = rows.model
    keys = list(rows.order_by("sort_name", "pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        raise bulk_too_large(rows.order_by().count(), MOST)
    if not keys:
        raise RuleBroken("Kies eerst een of meer regels.", code="G01")
    items, told = [], defaultdict(list)
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        found = model.objects.in_bulk(some)
        chunk = [found[key] for key in some if key in found]
        reached = set(model.objects.visible_to(by, action.permission).filter(pk__in=some).values_list("pk", flat=True))
        outcomes = iter(action.items([row for row in chunk if row.pk in reached], values, by))
        for row in chunk:
            said = next(outcomes) if row.pk in reached else _out_of_reach(row)
            if isinstance(said, Item):
                items.append(said)
                continue
            items.append(Item(PlanAction.CHANGE, model._meta.label_lower, row.pk, row.name, None, {}))
            told[(ItemResult.SAME, SAME) if said is None else (ItemResult.FAILED, said)].append(len(items))
        if run is not None:
            run.step(len(items), len(keys))
    with transaction.atomic():
        plan = make_plan(PlanKind.BULK, by=by, title=title or f"{action.label} bij {len(items)} regels", items=items, reason=reason)
        for (result, why), positions in told.items():
            PlanItem.objects.filter(plan=plan, position__in=positions).update(result=result, reason=why[:500])
        if run is not None:
            # In the same transaction, so that a job that is called again knows that its plan is there.
            run.done({"text": "Het plan is klaar. Bekijk per regel wat er verandert; er is nog niets gewijzigd.", "plan": str(plan.pk)})
    return plan


def _out_of_reach(row) -> str:
    return f"U mag dit bij {row.name} niet wijzigen."


def own_plan(member, pk) -> ChangePlan:
    """A bulk plan of this member; what it says of relations is for nobody else. Raises NotHere."""
    plan = ChangePlan.objects.filter(pk=pk, kind=PlanKind.BULK, made_by=member).select_related("job").first()
    if plan is None:
        raise NotHere("Dit plan bestaat niet, of een collega heeft het gemaakt.")
    return plan


def counts_of(plan) -> dict:
    """{result: how many items}, those still to be done under «todo»."""
    rows = PlanItem.objects.filter(plan=plan).values_list("result", flat=True)
    found = defaultdict(int)
    for result in rows:
        found[result or "todo"] += 1
    return dict(found)


def carry_out(plan, *, by):
    """Carry a plan out: a small one now, a big one as a job. Gives the job, or None when it is done."""
    check_plan(plan)
    todo = plan.items.filter(result=ItemResult.WAITING).count()
    if todo <= AT_ONCE:
        apply_plan(plan, by=by)
        return None
    return _long(APPLY, plan, by=by, title=plan.title, total=plan.items.count())


def take_back(plan, *, by):
    """Take back what a plan did; gives the job, or None when it is done."""
    refuse_late_undo(plan)
    done = plan.items.filter(result=ItemResult.DONE).count()
    if done <= AT_ONCE:
        undo_plan(plan, by=by)
        return None
    return _long(UNDO, plan, by=by, title=f"Terugdraaien: {plan.title}", total=done)


def _long(kind, plan, *, by, title, total):
    with transaction.atomic():
        row = ChangePlan.objects.select_for_update(of=("self",)).select_related("job").get(pk=plan.pk)
        if row.job is not None and not row.job.is_over:
            raise PlanOver("Dit plan wordt al uitgevoerd. Bekijk de voortgang bij het plan.", code="PLN02")
        row.job = start_job(kind, by=by, title=title, arguments={"plan": str(plan.pk)}, total=total)
        row.save(update_fields=["job"])
    return row.job


def _apply(run: Run) -> None:
    plan = ChangePlan.objects.get(pk=run.arguments["plan"])
    if plan.state in (PlanState.MADE, PlanState.APPLYING):
        apply_plan(plan, by=run.by, run=run)
    run.done({"text": "Het plan is uitgevoerd. Bekijk per regel hoe het ging."})


def _undo(run: Run) -> None:
    plan = ChangePlan.objects.get(pk=run.arguments["plan"])
    if plan.state != PlanState.ROLLED_BACK:
        undo_plan(plan, by=run.by, run=run)
    run.done({"text": "Het plan is teruggedraaid. Bekijk per regel hoe het ging."})


def _opens(job):
    return desk_url("crm:bulk_plan", job.arguments["plan"])


job_kinds.register(JobKind(APPLY, _apply, _opens))
job_kinds.register(JobKind(UNDO, _undo, _opens))
