"""The forms for many rows at once of what apps do for one relation (crm/registry.py), for writers of thousands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from offices.registry import Registry


@dataclass(frozen=True)
class InBulk:
    """`many(relations, *, by)` does in a few statements what `one(relation, *, by)` does per relation.

    `models` are labels of the models whose rows it makes for a new relation; an undo takes those away again.
    """

    one: Callable
    many: Callable
    models: tuple[str, ...] = ()


relations_created = Registry("InBulk of what stands in relation_created")
relations_changed = Registry("InBulk of what stands in relation_changed")


def call_for_all(singles: Iterable[Callable], bulks: Iterable[InBulk], relations: list, *, by) -> None:
    """Call the bulk form of everything that has one, and the rest per relation."""
    if not relations:
        return
    known = {bulk.one for bulk in bulks}
    for bulk in bulks:
        bulk.many(relations, by=by)
    for single in singles:
        if single not in known:
            for relation in relations:
                single(relation, by=by)
