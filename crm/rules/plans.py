"""Plans of changes: what will change is written down and hashed, shown, and then exactly that is done.

Import, bulk edit and merge use it. A plan is applied in chunks, each its own transaction; a killed worker goes on at
the first item without a result. What a kind of plan does with a kind of object is a `PlanApplier` in `plan_appliers`.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from crm.enums import ItemResult, PlanAction, PlanKind, PlanState
from crm.models import ChangePlan, PlanItem
from offices.audit import record
from offices.errors import RuleBroken
from offices.jobs import Interrupted
from offices.models import TeamMember
from offices.pour import drawn, pour
from offices.registry import Registry

KEEP = timedelta(hours=24)
UNDO_DAYS = 30
CHUNK = 200
_NOUN = {PlanKind.IMPORT: "import", PlanKind.BULK: "bulk", PlanKind.SYNC: "sync"}


@dataclass(frozen=True)
class Item:
    """One object of a plan that is being made; `changes` is {field: [old, new]} in JSON values.

    `object_kind` is a model («crm.relation»), with a word behind # when another applier must do it («crm.relation#team»).
    """

    action: str
    object_kind: str
    object_id: UUID
    label: str
    seen_version: int | None
    changes: dict


@dataclass(frozen=True)
class Outcome:
    """How one item ended; `left_version` is the version the object has now."""

    result: str
    reason: str = ""
    left_version: int | None = None


@dataclass(frozen=True)
class PlanApplier:
    """What one kind of plan does with one kind of object.

    `apply(items, *, by, plan)` and `undo(items, *, by, plan)` give an Outcome per item, in order, and run inside the
    transaction of a chunk. `renew(items, *, by, plan)` gives Items for objects that changed since the plan was made.
    An error of the database, or a RuleBroken, halves the chunk until the one item it belongs to stands alone.
    `chunk` items are done in one transaction. Where records are made by the thousand but changed one by one, `changes`
    says how many are changed in one, so that nobody waits long for the rows it locks.
    """

    plan_kind: str
    object_kind: str
    apply: Callable[..., list[Outcome]]
    undo: Callable[..., list[Outcome]]
    renew: Callable[..., list[Item]] | None = None
    chunk: int = CHUNK
    changes: int = 0

    def at_once(self, action: str) -> int:
        """How many items of this action are done in one transaction."""
        return self.chunk if action == PlanAction.CREATE or not self.changes else self.changes


class PlanOver(RuleBroken):
    """This plan cannot be applied or taken back (any more)."""

    status = 409


plan_appliers = Registry("PlanApplier")


@dataclass
class Tally:
    """How the items of a plan ended so far."""

    results: dict = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Items that were not done and that somebody must look at."""
        return self.results.get(ItemResult.FAILED, 0) + self.results.get(ItemResult.STALE, 0)


def make_plan(kind, *, by, title, items: Iterable[Item], reason="") -> ChangePlan:
    """Write down a plan, valid for 24 hours; its hash covers every item in order."""
    plan = ChangePlan(
        kind=kind,
        title=title[:200],
        reason=reason.strip()[:500],
        made_by=by if isinstance(by, TeamMember) else None,
        expires_at=timezone.now() + KEEP,
    )
    digest, actions, position = hashlib.sha256(), Counter(), 0
    with transaction.atomic():
        plan.save(force_insert=True)
        todo = iter(items)
        while some := list(islice(todo, 1000)):
            rows = []
            for item in some:
                position += 1
                rows.append(_row(plan, position, item))
                digest.update(_said(*_hashed(rows[-1])))
                actions[str(item.action)] += 1
            pour(rows)
        plan.hash, plan.counts = digest.hexdigest(), {"items": position, "actions": dict(actions)}
        plan.save(update_fields=["hash", "counts"])
    return plan


def _row(plan, position, item) -> PlanItem:
    return drawn(
        PlanItem,
        plan=plan,
        position=position,
        action=item.action,
        object_kind=item.object_kind,
        object_id=item.object_id,
        label=item.label[:260],
        seen_version=item.seen_version,
        changes=json.loads(_canonical(item.changes)),
    )


_canonical = DjangoJSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_HASHED = ("position", "action", "object_kind", "object_id", "seen_version", "changes")
_hashed = attrgetter(*_HASHED)


def _said(position, action, object_kind, object_id, seen_version, changes) -> bytes:
    return f"{_canonical([position, action, object_kind, str(object_id), seen_version, changes])}\n".encode()


def refuse_over(plan) -> None:
    """Refuse a plan that is carried out already or too old (PLN01, PLN02)."""
    if plan.state not in (PlanState.MADE, PlanState.APPLYING):
        raise PlanOver(
            f"Dit plan is al {plan.get_state_display().lower()}. Maak een nieuw plan als er nog iets moet veranderen.",
            code="PLN02",
        )
    if plan.state == PlanState.MADE and plan.expires_at < timezone.now():
        raise PlanOver(
            "Dit plan is ouder dan 24 uur. Maak het opnieuw, zodat u ziet wat er nu verandert.", code="PLN01"
        )


def check_plan(plan) -> None:
    """Refuse a plan that is over, too old, or no longer what was shown (PLN01, PLN02, PLN03)."""
    refuse_over(plan)
    digest = hashlib.sha256()
    for values in _every_item(plan):
        digest.update(_said(*values))
    if digest.hexdigest() != plan.hash:
        raise PlanOver(
            "Dit plan is niet meer wat u hebt gezien. Er is niets gewijzigd. Maak het plan opnieuw.", code="PLN03"
        )


def _every_item(plan):
    last = 0
    while rows := list(plan.items.filter(position__gt=last).order_by("position").values_list(*_HASHED)[:2000]):
        yield from rows
        last = rows[-1][0]


def tally(plan) -> Tally:
    """How the items of this plan ended."""
    found = Counter(plan.items.values_list("result", flat=True))
    return Tally({result: found[result] for result in ItemResult.values if found[result]})


def applier_of(plan, object_kind) -> PlanApplier:
    """The registered applier for this kind of plan and object."""
    return next(one for one in plan_appliers if (one.plan_kind, one.object_kind) == (plan.kind, object_kind))


def apply_plan(plan, *, by, run=None) -> Tally:
    """Do what the plan says, or the rest of it; gives how its items ended. Call it outside a transaction.

    `run` is the turn of a job, told after each chunk. An object that changed since the plan was made is left alone and
    becomes «Intussen gewijzigd»; `fresh_plan` makes a new plan of those.
    """
    with transaction.atomic():
        plan = ChangePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        check_plan(plan)
        plan.state, plan.job = PlanState.APPLYING, run.job if run else plan.job
        plan.save(update_fields=["state", "job"])
    _work(plan, _apply_chunk, by=by, run=run, result=ItemResult.WAITING)
    with transaction.atomic():
        plan = ChangePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        ended = tally(plan)
        plan.state = PlanState.DONE_WITH_ERRORS if ended.failed else PlanState.DONE
        _end(plan, ended, by=by, verb="applied")
    return ended


def undo_plan(plan, *, by, run=None) -> Tally:
    """Take back what the plan did, up to 30 days after it; gives how each item ended.

    Untouched since: back to what it was. Changed since: kept. What cannot be taken back says why.
    """
    refuse_late_undo(plan)
    _work(plan, _undo_chunk, by=by, run=run, result=ItemResult.DONE, backwards=True)
    with transaction.atomic():
        plan = ChangePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        ended = tally(plan)
        plan.state = PlanState.ROLLED_BACK
        _end(plan, ended, by=by, verb="rolled_back")
    return ended


def refuse_late_undo(plan) -> None:
    """PLN04 when the plan did nothing, is taken back already, or is more than 30 days old."""
    over = (PlanState.DONE, PlanState.DONE_WITH_ERRORS, PlanState.CANCELLED)
    if plan.state not in over or plan.applied_at is None:
        text = f"Dit plan is {plan.get_state_display().lower()}; er is niets terug te draaien."
        raise PlanOver(text, code="PLN04")
    if plan.applied_at < timezone.now() - timedelta(days=UNDO_DAYS):
        text = f"Terugdraaien kan tot {UNDO_DAYS} dagen na het uitvoeren. Herstel losse velden op de kaart van de relatie."
        raise PlanOver(text, code="PLN04")


def settle_plan(plan, *, by) -> ChangePlan:
    """Let a plan whose job was cancelled, or gave up, be over; what it did stays done and can be taken back."""
    with transaction.atomic():
        plan = ChangePlan.objects.select_for_update(of=("self",)).select_related("job").get(pk=plan.pk)
        if plan.state == PlanState.APPLYING and plan.job is not None and plan.job.is_over:
            plan.state = PlanState.CANCELLED
            _end(plan, tally(plan), by=by, verb="applied")
    return plan


def _end(plan, ended, *, by, verb):
    now = timezone.now()
    if verb == "applied":
        plan.applied_at = now
    else:
        plan.undone_at = now
    plan.counts = plan.counts | {"results": ended.results}
    plan.save(update_fields=["state", "applied_at", "undone_at", "counts"])
    if noun := _NOUN.get(plan.kind):
        data = {"plan": str(plan.pk), "hash": plan.hash, "reason": plan.reason, **plan.counts}
        record(by, f"{noun}.{verb}", plan, data=data)


def _work(plan, chunk, *, by, run, result, backwards=False):
    total = plan.items.count()
    order = "-position" if backwards else "position"
    while True:
        with transaction.atomic():
            # Two workers with one plan wait for each other here.
            ChangePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
            first = plan.items.filter(result=result).order_by(order).first()
            if first is None:
                return
            applier = applier_of(plan, first.object_kind)
            items = plan.items.select_for_update(of=("self",)).filter(result=result)
            items = _leading(items.order_by(order)[: applier.at_once(first.action)])
            chunk(items, applier, by=by, plan=plan)
        if run is not None:
            _tell(plan, run, total - plan.items.filter(result=result).count(), total, by=by)


def _leading(items):
    """The items up to the first of another kind, or the first that is changed where those before it are made."""
    return next(list(group) for _, group in groupby(items, key=lambda item: (item.object_kind, item.action == PlanAction.CREATE)))


def _tell(plan, run, done, total, *, by):
    try:
        run.step(done, total)
    except Interrupted as why:
        if str(why) == "cancelled" and done < total:
            with transaction.atomic():
                plan = ChangePlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
                if plan.state == PlanState.APPLYING:
                    plan.state = PlanState.CANCELLED
                    _end(plan, tally(plan), by=by, verb="applied")
        raise


def _apply_chunk(items, applier, *, by, plan):
    versions = versions_of(items)
    stale = [item for item in items if item.seen_version is not None and versions.get(item.object_id) != item.seen_version]
    _keep(stale, [Outcome(ItemResult.STALE, "Sinds uw controle gewijzigd. Bekijk deze opnieuw.") for _ in stale])
    gone = {item.pk for item in stale}
    fresh = [item for item in items if item.pk not in gone]
    _keep(fresh, _try(applier.apply, fresh, ItemResult.FAILED, by=by, plan=plan))


def _undo_chunk(items, applier, *, by, plan):
    versions = versions_of(items)
    same = [item for item in items if item.left_version is None or versions.get(item.object_id) == item.left_version]
    kept = [item for item in items if item not in same]
    _keep(kept, [Outcome(ItemResult.KEPT, "U wijzigde dit daarna.", item.left_version) for item in kept])
    _keep(same, _try(applier.undo, same, ItemResult.STUCK, by=by, plan=plan))


def _try(act, items, otherwise, *, by, plan) -> list[Outcome]:
    """The outcomes of a chunk; on an error its halves are tried, until the item at fault stands alone."""
    if not items:
        return []
    try:
        with transaction.atomic():
            outcomes = act(items, by=by, plan=plan)
            # Keys are checked at commit; here they still belong to this chunk.
            connection.check_constraints()
            return outcomes
    except RuleBroken as fault:
        if len(items) == 1:
            return [Outcome(otherwise, fault.text[:500])]
    except DatabaseError:
        if len(items) == 1:
            return [Outcome(otherwise, "De database weigert dit: het botst met een ander gegeven. Controleer de nummers.")]
    half = len(items) // 2
    return [
        *_try(act, items[:half], otherwise, by=by, plan=plan),
        *_try(act, items[half:], otherwise, by=by, plan=plan),
    ]


_ENDED = """UPDATE crm_planitem AS item SET result = ended.result, reason = ended.reason, left_version = ended.left_version::int
FROM (VALUES %s) AS ended (id, result, reason, left_version) WHERE item.id = ended.id::uuid"""


def _keep(items, outcomes):
    for item, outcome in zip(items, outcomes, strict=True):
        item.result, item.reason, item.left_version = outcome.result, outcome.reason[:500], outcome.left_version
    if items:
        rows = [(str(item.pk), item.result, item.reason, item.left_version) for item in items]
        with connection.cursor() as cursor:
            # Django's bulk_update builds a CASE of a thousand branches per column, which takes longer than the work itself.
            execute_values(cursor.cursor, _ENDED, rows, page_size=1000)


def versions_of(items) -> dict[Any, int]:
    """{id: version} of the objects of these items, locked until the transaction ends."""
    ids: dict[str, list] = {}
    for item in items:
        if item.seen_version is not None or item.left_version is not None:
            ids.setdefault(item.object_kind.partition("#")[0], []).append(item.object_id)
    found: dict[Any, int] = {}
    for kind, keys in ids.items():
        rows = apps.get_model(kind).objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        found |= dict(rows.values_list("pk", "version"))
    return found


def fresh_plan(plan, *, by) -> ChangePlan | None:
    """A new plan of only what changed since (IMP05), seen as it is now; None when nothing came back."""
    stale = list(plan.items.filter(result=ItemResult.STALE).order_by("position"))
    items: list[Item] = []
    for kind, group in groupby(stale, key=lambda item: item.object_kind):
        applier = applier_of(plan, kind)
        items += applier.renew(list(group), by=by, plan=plan) if applier.renew else []
    return make_plan(plan.kind, by=by, title=plan.title, items=items, reason=plan.reason) if items else None


def stale_text(plan) -> str:
    """The sentence of IMP05, or nothing when nothing changed since."""
    count = plan.items.filter(result=ItemResult.STALE).count()
    return f"Sinds uw controle zijn {count} relaties gewijzigd. Bekijk alleen deze opnieuw." if count else ""
