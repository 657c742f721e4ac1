"""Who holds what in which organisation: structure links with percentages and days.

A stake belongs to its target: whoever may change the relation it is in (or manage shared entities, when it is in one)
may record it. Percentages of one kind never add up to more than 100 on any day. Cycles exist in practice and are kept.
"""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.enums import SharedEntityKind, StakeKind, StakeSource
from crm.models import Contact, Relation, SharedEntity, Stake
from crm.registry import relation_changed
from crm.rules.cleaning import clean_field
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.permissions import require
from offices.texts import changed_meanwhile, required

EDIT, MANAGE = "crm.relation.edit", "crm.shared_entity.manage"
WITH_PERCENTAGE = (StakeKind.SHARES, StakeKind.VOTES, StakeKind.PROFIT)
WHOLE = Decimal(100)
FOREVER = datetime.date.max


def record_stake(target, *, by, owner, values) -> Stake:
    """Record what `owner` (contact, shared entity or relation) holds in `target` (relation or shared entity).

    `values`: kind, percentage, valid_from, valid_to, source. Raises G01, CRM44 (over 100 %), CRM45 (twice, or not
    possible).
    """
    _may(by, target)
    _may_point_to(by, owner)
    with transaction.atomic():
        target = _lock(target)
        stake = Stake(**{_target_field(target): target, _owner_field(owner): owner})
        stake.created_by = by if isinstance(by, TeamMember) else None
        _fits(owner, target)
        _fill(stake, values)
        _judge(stake)
        stake.save(force_insert=True)
        _tell(stake, "created", f"{owner} heeft {_said(stake)} in {target}", by=by)
    return stake


def change_stake(stake, *, by, version, values) -> Stake:
    """Correct a stake; for a change in reality end it and record the next. Raises StaleForm and as record_stake."""
    _may(by, stake.target)
    with transaction.atomic():
        _lock(stake.target)
        fresh = _fresh(stake)
        if int(version) != fresh.version:
            raise changed_meanwhile("Een collega", timezone.localtime(fresh.updated_at))
        _fill(fresh, values)
        _judge(fresh)
        fresh.version += 1
        fresh.save()
        _tell(fresh, "changed", f"Belang van {fresh.owner} verbeterd: {_said(fresh)}", by=by)
    return fresh


def end_stake(stake, *, by, last_day) -> Stake:
    """Let a stake end after `last_day`."""
    return change_stake(stake, by=by, version=stake.version, values={"valid_to": last_day or required_day()})


def required_day():
    """An end without a day cannot be."""
    raise RuleBroken(required("Tot en met"), code="G01", field="valid_to")


def remove_stake(stake, *, by) -> None:
    """Take away a stake that never was; its history tells that it stood here."""
    _may(by, stake.target)
    with transaction.atomic():
        _lock(stake.target)
        fresh = _fresh(stake)
        _tell(fresh, "deleted", f"Belang van {fresh.owner} verwijderd: {_said(fresh)}", by=by)
        fresh.delete()


def unknown_share(stakes) -> Decimal:
    """How many percent of the shares in one organisation nobody is known to hold; `stakes` are those of one day."""
    shares = [one.percentage for one in stakes if one.kind == StakeKind.SHARES]
    return WHOLE - sum(shares) if shares else WHOLE


def _may(by, target):
    if not isinstance(by, TeamMember):
        return
    if isinstance(target, Relation):
        require_on(by, EDIT, target)
    else:
        require(by, MANAGE)


def _may_point_to(by, owner):
    """Somebody who cannot see a relation or contact cannot name it either."""
    if not isinstance(by, TeamMember) or isinstance(owner, SharedEntity) or owner is None:
        return
    if not type(owner).objects.visible_to(by).filter(pk=owner.pk).exists():
        raise RuleBroken("Deze houder bestaat niet of valt buiten uw rechten. Kies een ander.", code="CRM45", field="owner")


def _lock(target):
    return type(target).objects.select_for_update(of=("self",)).get(pk=target.pk)


def _fresh(stake):
    rows = Stake.objects.select_for_update(of=("self",)).select_related(
        "relation", "target_entity", "owner_contact", "owner_entity", "owner_relation"
    )
    return rows.get(pk=stake.pk)


def _target_field(target):
    return "relation" if isinstance(target, Relation) else "target_entity"


def _owner_field(owner):
    if owner is None:
        raise RuleBroken(required("Houder"), code="G01", field="owner")
    return {Contact: "owner_contact", SharedEntity: "owner_entity", Relation: "owner_relation"}[type(owner)]


def _fits(owner, target):
    if owner == target:
        raise RuleBroken(f"{target} kan geen belang in zichzelf hebben. Kies een andere houder.", code="CRM45", field="owner")
    person = target.is_person if isinstance(target, Relation) else target.kind == SharedEntityKind.PERSON
    if person:
        raise RuleBroken(
            f"{target} is een persoon. Een belang staat altijd in een organisatie.", code="CRM45", field="owner"
        )


def _fill(stake, values):
    for name in ("kind", "percentage", "valid_from", "valid_to", "source"):
        if name in values:
            setattr(stake, name, clean_field(Stake, name, values[name]))
    for name, label in (("kind", "Soort belang"), ("valid_from", "Vanaf"), ("source", "Bron")):
        if not getattr(stake, name):
            raise RuleBroken(required(label), code="G01", field=name)
    stake.kind, stake.source = StakeKind(stake.kind), StakeSource(stake.source)
    if stake.kind not in WITH_PERCENTAGE:
        stake.percentage = None
    elif stake.percentage is None:
        raise RuleBroken(required("Percentage"), code="G01", field="percentage")
    if stake.percentage is not None and not 0 <= stake.percentage <= WHOLE:
        raise RuleBroken("Een percentage ligt tussen 0 en 100. Verbeter het percentage.", code="CRM44", field="percentage")
    if stake.valid_to and stake.valid_to < stake.valid_from:
        raise RuleBroken(
            f"De einddatum ligt vóór {stake.valid_from:%d-%m-%Y}, de begindatum.", code="CRM19", field="valid_to"
        )


def _judge(stake):
    """Not twice at the same time, and no more than the whole on any day."""
    others = Stake.objects.filter(relation=stake.relation, target_entity=stake.target_entity, kind=stake.kind)
    during = [row for row in others.exclude(pk=stake.pk) if _overlap(row, stake)]
    if any(row.owner_key == stake.owner_key for row in during):
        raise RuleBroken(
            f"{stake.owner} heeft dit belang in deze periode al. Verbeter dat belang, of sluit het met een einddatum.",
            code="CRM45",
            field="valid_from",
        )
    if stake.percentage is None:
        return
    for day in {stake.valid_from, *(row.valid_from for row in during if row.valid_from > stake.valid_from)}:
        total = stake.percentage + sum(row.percentage for row in during if row.valid_from <= day <= (row.valid_to or FOREVER))
        if total > WHOLE:
            raise RuleBroken(
                f"{stake.get_kind_display()} komt op {day:%d-%m-%Y} samen op {_dutch(total)}%. Verlaag het percentage of "
                "sluit eerst een ander belang met een einddatum.",
                code="CRM44",
                field="percentage",
            )


def _overlap(one, other):
    return one.valid_from <= (other.valid_to or FOREVER) and other.valid_from <= (one.valid_to or FOREVER)


def _said(stake):
    share = f" {_dutch(stake.percentage)}%" if stake.percentage is not None else ""
    until = f" tot en met {stake.valid_to:%d-%m-%Y}" if stake.valid_to else ""
    return f"{stake.get_kind_display().lower()}{share} vanaf {stake.valid_from:%d-%m-%Y}{until}"


def _dutch(value):
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def _tell(stake, verb, title, *, by):
    target = stake.target
    relation = target if isinstance(target, Relation) else None
    data = {"kind": stake.kind, "percentage": str(stake.percentage or ""), "from": str(stake.valid_from), "to": str(stake.valid_to or "")}
    record(by, f"stake.{verb}", stake, data=data, relation=relation)
    if relation is not None:
        write_entry(relation, f"stake.{verb}", by=by, title=title, object=relation)
        relation_changed.call(relation, by=by)



def stakes_in_the_way(winner, loser) -> list[str]:
    """Why the stakes of two relations or contacts cannot become those of one; an empty list when they can."""
    both = [winner, loser]
    if isinstance(winner, Contact):
        return _held_twice(Stake.objects.filter(owner_contact__in=both))
    if Stake.objects.filter(relation__in=both, owner_relation__in=both).exists():
        return [f"{winner.name} en {loser.name} hebben een belang in elkaar. Verwijder dat belang eerst als het niet klopt."]
    held = _held_twice(Stake.objects.filter(owner_relation__in=both))
    return held or _over_the_whole(list(Stake.objects.filter(relation__in=both)))


def _held_twice(rows) -> list[str]:
    """Both hold the same in the same organisation at the same time: one stake would stand there twice."""
    found: dict = {}
    for row in rows.select_related("relation", "target_entity"):
        found.setdefault((row.kind, row.target_key), []).append(row)
    for same in found.values():
        for place, one in enumerate(same):
            if any(_overlap(one, other) for other in same[place + 1 :]):
                return [f"Beide hebben {one.get_kind_display().lower()} in {one.target}. Verbeter eerst die belangen."]
    return []


def _over_the_whole(rows) -> list[str]:
    owners: dict = {}
    for row in rows:
        owners.setdefault((row.kind, row.owner_key), []).append(row)
    for same in owners.values():
        if any(_overlap(one, other) for place, one in enumerate(same) for other in same[place + 1 :]):
            return ["In beide relaties staat hetzelfde belang van dezelfde houder. Verwijder er eerst een."]
    for kind in WITH_PERCENTAGE:
        some = [row for row in rows if row.kind == kind]
        for day in {row.valid_from for row in some}:
            total = sum(row.percentage for row in some if row.valid_from <= day <= (row.valid_to or FOREVER))
            if total > WHOLE:
                return [f"{kind.label} zou op {day:%d-%m-%Y} samen {_dutch(total)}% zijn. Verbeter eerst de belangen."]
    return []
