"""Everything a file states, as tables: loose facts in the order of the form, repeated ones as rows of their own.

Pure: rows as `reading.listing` makes them and a catalogue in, tables out. Nothing is dropped but a partner's facts
when those are not for this reader.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from offices.templatetags.dutch import amount
from sbr_inbox.catalogue import Catalogue
from sbr_inbox.reading.summary.content import in_dutch

# The declarant at the end of the year goes before anybody else and before the beginning.
_FIRST = {"Declarant": 0, "End": 0, "Company": 1, "Begin": 2, "Partner": 9}
_NOWHERE = 10**9


@dataclass(frozen=True)
class Cell:
    """A value as people read it; `number` when it goes to the right, `cut` when the file holds more of it."""

    text: str = ""
    number: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; a heading has a label only."""

    label: str
    cells: tuple[Cell, ...] = ()
    name: str = ""
    depth: int = 0
    partner: bool = False
    heading: bool = False


@dataclass(frozen=True)
class FactTable:
    """A titled table; without `columns` its rows are label, value and period."""

    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each column with whether it holds numbers, which stand to the right."""
        return [(label, place > 0 and self._is_number(place - 1)) for place, label in enumerate(self.columns)]

    def _is_number(self, place: int) -> bool:
        cells = [row.cells[place] for row in self.rows if row.cells[place].text]
        return bool(cells) and all(cell.number for cell in cells)


def fact_names(facts: Iterable[dict]) -> set[str]:
    """Every name a reader meets in these facts: elements, tuples, axes and members."""
    names = set()
    for fact in facts:
        names.add(fact["name"])
        names.update(name for name, _ in _path(fact))
        typed = fact.get("typed", ())
        for axis, member in fact.get("dims", {}).items():
            names.add(axis)
            if axis not in typed:
                names.add(member)
    return names


def fact_tables(facts: list[dict], known: Catalogue, *, partner: bool) -> tuple[FactTable, ...]:
    """The tables of a filing; `partner` says whether facts about the fiscal partner may be shown."""
    shown = [fact for fact in facts if partner or not fact.get("partner")]
    usual = Counter(fact.get("period", "") for fact in shown).most_common(1)
    usual = usual[0][0] if usual else ""
    loose, tuples, typed = {}, {}, {}
    for fact in shown:
        path, axes = _path(fact), tuple(fact.get("typed", ()))
        if path:
            tuples.setdefault(tuple(name for name, _ in path), []).append(fact)
        elif axes:
            typed.setdefault((axes, _members(fact)), []).append(fact)
        else:
            loose.setdefault((fact.get("section", ""), _members(fact)), []).append(fact)
    tables = [_loose(key, rows, known, usual) for key, rows in sorted(loose.items(), key=lambda each: _rank(each[0]))]
    tables += [_tuple_table(names, rows, known) for names, rows in tuples.items()]
    tables += [_typed_table(axes, members, rows, known, usual) for (axes, members), rows in typed.items()]
    return tuple(tables)


def _path(fact: dict) -> list:
    return fact.get("group") or []


def _members(fact: dict) -> tuple:
    typed = fact.get("typed", ())
    return tuple((axis, member) for axis, member in fact.get("dims", {}).items() if axis not in typed)


def _rank(key: tuple) -> int:
    return sum(_FIRST.get(member, 3) for _, member in key[1])


def _called(members: tuple, known: Catalogue) -> str:
    return ", ".join(known.label(member) for _, member in members)


def _loose(key: tuple, facts: list[dict], known: Catalogue, usual: str) -> FactTable:
    section, members = key
    placed = sorted(enumerate(facts), key=lambda each: (_turn(each[1], known), each[0]))
    rows, heading = [], None
    for _, fact in placed:
        spot = known.places.get(fact["name"])
        above = spot.parent if spot else ""
        if known.places and above != heading:
            heading = above
            rows.append(Row(known.label(above) if above else "Overige gegevens", heading=True))
        depth = min(spot.depth, 4) if spot else 0
        cells = (_cell(fact), Cell(_days(fact.get("period", ""), usual)))
        rows.append(Row(known.label(fact["name"]), cells, fact["name"], depth, bool(fact.get("partner"))))
    return FactTable(section or _called(members, known) or "Algemeen", tuple(rows))


def _turn(fact: dict, known: Catalogue) -> int:
    spot = known.places.get(fact["name"])
    return spot.position if spot else _NOWHERE


def _tuple_table(names: tuple, facts: list[dict], known: Catalogue) -> FactTable:
    """One row per instance of the tuple: values that stand together in the file stay together."""
    instances: dict[tuple, list[dict]] = {}
    for fact in facts:
        instances.setdefault(tuple(position for _, position in _path(fact)), []).append(fact)
    columns = _columns(facts, known)
    rows = [
        Row(".".join(map(str, place)), _cells(inside, columns), partner=any(fact.get("partner") for fact in inside))
        for place, inside in instances.items()
    ]
    title = " › ".join(known.label(name) for name in names)
    return FactTable(title, tuple(rows), ("Nr.", *(known.label(name) for name in columns)))


def _typed_table(axes: tuple, members: tuple, facts: list[dict], known: Catalogue, usual: str) -> FactTable:
    """One row per member of the free axes, such as a customer in an ICP statement."""
    owners: dict[tuple, list[dict]] = {}
    for fact in facts:
        values = tuple(fact["dims"][axis] for axis in axes)
        owners.setdefault((*values, _days(fact.get("period", ""), usual)), []).append(fact)
    dated = any(key[-1] for key in owners)
    columns = _columns(facts, known)
    rows = []
    for key, inside in owners.items():
        more = tuple(Cell(each) for each in (key[1:] if dated else key[1:-1]))
        rows.append(Row(key[0], (*more, *_cells(inside, columns)), partner=any(fact.get("partner") for fact in inside)))
    heads = (*(known.label(axis) for axis in axes), *(("Periode",) if dated else ()))
    title = _called(members, known) or f"Per {known.label(axes[0])[:1].lower()}{known.label(axes[0])[1:]}"
    return FactTable(title, tuple(rows), (*heads, *(known.label(name) for name in columns)))


def _columns(facts: list[dict], known: Catalogue) -> list[str]:
    names = list(dict.fromkeys(fact["name"] for fact in facts))
    return sorted(names, key=lambda name: known.places[name].position if name in known.places else _NOWHERE)


def _cells(facts: list[dict], columns: list[str]) -> tuple[Cell, ...]:
    """The values under each column; a name that stands twice in one instance shows both."""
    by_name: dict[str, list[Cell]] = {}
    for fact in facts:
        by_name.setdefault(fact["name"], []).append(_cell(fact))
    return tuple(_joined(by_name.get(name, [])) for name in columns)


def _joined(cells: list[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    texts = " · ".join(cell.text for cell in cells)
    return Cell(texts, bool(cells) and all(cell.number for cell in cells), any(cell.cut for cell in cells))


def _cell(fact: dict) -> Cell:
    value = str(fact.get("value", ""))
    if fact.get("unit"):
        try:
            return Cell(amount(Decimal(value)), number=True)
        except InvalidOperation:
            return Cell(value)
    return Cell(value if fact.get("secret") else in_dutch(value), cut=bool(fact.get("cut")))


def _days(period: str, usual: str) -> str:
    """A period only where it is not the one of nearly everything."""
    if not period or period == usual:
        return ""
    return " t/m ".join("-".join(reversed(day.split("-"))) if day.count("-") == 2 else day for day in period.split("/"))
