"""Official names and order of the facts of one filing, from the packages of the office. At most three queries."""

import re
from dataclasses import dataclass, field

from sbr_inbox.delivery_enums import PackageState
from sbr_inbox.models import TaxonomyLabel, TaxonomyPlace
from sbr_inbox.reading.labels import label as own_label

_YEAR = re.compile(r"-(?:19|20)\d\d(?=-|$)")


@dataclass(frozen=True)
class Spot:
    """Where an element stands in its form: its turn, its depth, and the heading above it."""

    position: int
    depth: int
    parent: str


@dataclass(frozen=True)
class Catalogue:
    """Labels and places by element; empty without a package."""

    labels: dict[str, str] = field(default_factory=dict)
    places: dict[str, Spot] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """The official name, else ours, else the name in loose words."""
        return self.labels.get(name) or own_label(name)


def catalogue(filing, names) -> Catalogue:
    """What the active packages say about these elements. The package of the filing's own generation goes first."""
    names = {name for name in names if name}
    places = _places(filing.entrypoint, names)
    parents = {spot.parent for spot in places.values() if spot.parent}
    used = {"package__active": True, "package__state": PackageState.DONE}
    rows = TaxonomyLabel.objects.filter(element__in=names | parents, **used)
    found = rows.order_by("package__created_at").values_list("element", "label", "package__generation")
    labels: dict[str, str] = {}
    for element, text, _ in sorted(found, key=lambda row: row[2] == filing.taxonomy):
        labels[element] = text
    return Catalogue(labels, places)


def _places(entrypoint: str, names: set[str]) -> dict[str, Spot]:
    """Places in the entrypoint itself, else in the latest one of the same form."""
    stem = _YEAR.sub("", entrypoint)
    if not stem or not names:
        return {}
    used = {"package__active": True, "package__state": PackageState.DONE}
    rows = TaxonomyPlace.objects.filter(entrypoint__startswith=stem, element__in=names, **used)
    by_form: dict[str, dict[str, Spot]] = {}
    for form, element, position, depth, parent in rows.values_list("entrypoint", "element", "position", "depth", "parent"):
        if _YEAR.sub("", form) == stem:
            by_form.setdefault(form, {})[element] = Spot(position, depth, parent)
    return by_form.get(entrypoint) or (by_form[max(by_form)] if by_form else {})
