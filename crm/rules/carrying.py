"""Moving rows from one relation or contact to another, so that it can be taken back.

The database itself decides what cannot go along: rows that would stand twice stay where they were, and are counted.
"""

import datetime
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from crm.enums import FieldTarget
from crm.registry import MergeCarrier
from offices.errors import RuleBroken


@dataclass(frozen=True)
class Rows:
    """One column that points to the relation or contact; `flags` are columns of which a winner has at most one set."""

    model: type
    column: str
    flags: tuple[str, ...] = ()
    conditions: dict = field(default_factory=dict)
    # What is said when rows would stand twice and may not stay behind.
    refuse: str = ""
    # Go along only when the winner has none of these: a rhythm of two relations is no rhythm.
    only_to_empty: bool = False
    # Rows with these dates that cannot go along end yesterday: nothing may hold for who is no longer there.
    ends: bool = False

    @property
    def name(self) -> str:
        """The key under which moved rows are remembered."""
        asked = "".join(f"[{value}]" for value in self.conditions.values())
        return f"{self.model._meta.label_lower}.{self.column}{asked}"

    def of(self, owner):
        """The rows of one owner."""
        return self.model.objects.filter(**{self.column: owner}, **self.conditions)


def carrier(key, label, *rows: Rows, kind=FieldTarget.RELATION, objections=None, order=50) -> MergeCarrier:
    """A MergeCarrier that moves these rows."""
    return MergeCarrier(
        key=key,
        label=label,
        kind=kind,
        count=lambda owner: sum(one.of(owner).count() for one in rows),
        carry=lambda winner, loser: {one.name: move(one, winner, loser) for one in rows},
        give_back=lambda winner, loser, moved: _give_back(rows, winner, loser, moved),
        objections=objections,
        order=order,
    )


def move(rows: Rows, winner, loser) -> dict:
    """Move what can go; gives {"moved": ids, "left": how many stayed, "cleared": {flag: ids}}."""
    ids = list(rows.of(loser).order_by("pk").values_list("pk", flat=True))
    if rows.only_to_empty and ids and rows.of(winner).exists():
        return {"moved": [], "left": len(ids), "cleared": {}, "ended": {}}
    cleared = {}
    for flag in rows.flags:
        if rows.of(winner).filter(**{flag: True}).exists():
            marked = rows.of(loser).filter(**{flag: True})
            cleared[flag] = [str(pk) for pk in marked.values_list("pk", flat=True)]
            marked.update(**{flag: False})
    moved = _move(rows, winner, ids)
    if len(moved) < len(ids) and rows.refuse:
        raise RuleBroken(rows.refuse, code="CRM49")
    ended = _end(rows, [pk for pk in ids if pk not in set(moved)]) if rows.ends else {}
    return {"moved": [str(pk) for pk in moved], "left": len(ids) - len(moved), "cleared": cleared, "ended": ended}


def _end(rows, ids) -> dict:
    """End what stays behind; gives {id: [first day, last day]} as it was."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    was = {}
    for row in rows.model.objects.filter(pk__in=ids):
        if row.valid_to and row.valid_to <= yesterday:
            continue
        was[str(row.pk)] = [row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else None]
        first = min(row.valid_from, yesterday)
        rows.model.objects.filter(pk=row.pk).update(valid_from=first, valid_to=yesterday)
    return was


def _move(rows, winner, ids):
    """The ids that could go: all at once, else halves, until a row that clashes stands alone."""
    if not ids:
        return []
    try:
        with transaction.atomic():
            rows.model.objects.filter(pk__in=ids).update(**{rows.column: winner})
            connection.check_constraints()
        return ids
    except IntegrityError:
        if len(ids) == 1:
            return []
    half = len(ids) // 2
    return [*_move(rows, winner, ids[:half]), *_move(rows, winner, ids[half:])]


def _give_back(every, winner, loser, moved):
    for rows in reversed(every):
        was = moved.get(rows.name)
        if was is None:
            continue
        rows.of(winner).filter(pk__in=was["moved"]).update(**{rows.column: loser})
        for pk, (first, last) in was["ended"].items():
            rows.of(loser).filter(pk=pk).update(valid_from=first, valid_to=last)
        for flag, ids in was["cleared"].items():
            rows.of(loser).filter(pk__in=ids).update(**{flag: True})
