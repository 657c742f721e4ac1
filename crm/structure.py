"""The structure around a relation on a day: owners above it, holdings below, as a drawing and as a table.

Walked level by level from the relation, so a cycle is met once and drawn as a line back. What a person may not see
stays a box without a name.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from crm.models import Contact, Relation, SharedEntity, Stake
from crm.validity import on_day

MOST_LEVELS, MOST_BOXES = 6, 60
WIDE, HIGH, GAP_X, GAP_Y, EDGE = 190, 58, 24, 72, 12


@dataclass
class Box:
    """A person or organisation in the drawing, and its place."""

    kind: str
    key: object
    level: int
    name: str = ""
    sub: str = ""
    url_name: str = ""
    hidden: bool = False
    x: int = 0
    y: int = 0

    @property
    def lines(self) -> list[str]:
        """The name over at most two lines of the box."""
        words, lines = self.name.split(), [""]
        for word in words:
            if len(lines[-1]) + len(word) + 1 > 25 and lines[-1]:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        short = [line if len(line) <= 26 else f"{line[:25]}…" for line in lines]
        return short[:2] if len(short) < 3 else [short[0], f"{short[1][:24]}…"]


@dataclass
class Line:
    """What one box holds in another; several stakes of the same two are one line."""

    owner: Box
    target: Box
    stakes: list = field(default_factory=list)
    path: str = ""
    label_x: int = 0
    label_y: int = 0

    @property
    def label(self) -> str:
        """Percentages, or the kinds that have none."""
        shares = [f"{dutch(one.percentage)}%" for one in self.stakes if one.percentage is not None]
        return ", ".join(dict.fromkeys(shares)) or ", ".join(one.get_kind_display() for one in self.stakes)


@dataclass
class Drawing:
    """Boxes and lines with their places, and how large the whole is."""

    boxes: list
    lines: list
    width: int
    height: int
    cut: bool

    @property
    def stakes(self) -> list:
        """Every stake in the drawing, owners of the relation first."""
        return [(one, line.owner, line.target) for line in self.lines for one in line.stakes]


def drawing(relation, member, day=None) -> Drawing:
    """The structure of a relation on a day, as far as this member may see the names."""
    boxes, found, cut = _walk(relation, day or timezone.localdate())
    _name(boxes, member)
    lines = _lines(boxes, found)
    _settle(boxes, lines)
    width, height = _place(boxes)
    for line in lines:
        _draw(line)
    return Drawing(list(boxes.values()), lines, width, height, cut)


def dutch(value) -> str:
    """A percentage without needless zeros, with a comma."""
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def owner_of(stake) -> tuple:
    """(kind, key) of who holds a stake."""
    kind = "contact" if stake.owner_contact_id else "entity" if stake.owner_entity_id else "relation"
    return kind, stake.owner_key


def target_of(stake) -> tuple:
    """(kind, key) of what it is held in."""
    return ("relation", stake.relation_id) if stake.relation_id else ("entity", stake.target_entity_id)


def _walk(relation, day):
    start = ("relation", relation.pk)
    boxes, found, cut = {start: Box("relation", relation.pk, 0)}, {}, False
    for step in (-1, 1):
        edge, level = [start], 0
        while edge and abs(level) < MOST_LEVELS and len(boxes) < MOST_BOXES:
            level += step
            stakes = list(_stakes(edge, day, up=step < 0)[: MOST_BOXES * 4])
            edge = []
            for stake in stakes:
                found[stake.pk] = stake
                near = owner_of(stake) if step < 0 else target_of(stake)
                if near not in boxes:
                    boxes[near] = Box(*near, level)
                    edge.append(near)
        cut = cut or bool(edge)
    return boxes, found.values(), cut


def _stakes(edge, day, *, up):
    relations = [key for kind, key in edge if kind == "relation"]
    entities = [key for kind, key in edge if kind == "entity"]
    near = (
        Q(relation__in=relations) | Q(target_entity__in=entities)
        if up
        else Q(owner_relation__in=relations) | Q(owner_entity__in=entities)
    )
    return Stake.objects.filter(on_day(day)).filter(near).order_by("kind", "-percentage", "pk")


def _name(boxes, member):
    keys = {kind: [key for one, key in boxes if one == kind] for kind in ("relation", "contact", "entity")}
    seen = {("relation", row.pk): row for row in Relation.objects.visible_to(member).filter(pk__in=keys["relation"])}
    if keys["contact"]:
        rows = Contact.objects.visible_to(member).filter(pk__in=keys["contact"])
        seen |= {("contact", row.pk): row for row in rows}
    if keys["entity"]:
        seen |= {("entity", row.pk): row for row in SharedEntity.objects.filter(pk__in=keys["entity"])}
    pages = {"relation": "crm:relation_structure", "contact": "crm:contact", "entity": "crm:shared_entity"}
    for place, box in boxes.items():
        row = seen.get(place)
        if row is None:
            box.name, box.hidden = "Buiten uw rechten", True
            continue
        box.name, box.url_name, box.sub = row.name, pages[box.kind], _sub(row)


def _sub(row) -> str:
    if isinstance(row, Contact):
        return "Contact"
    if isinstance(row, SharedEntity):
        return f"Gedeelde entiteit, {row.get_kind_display().lower()}"
    return row.get_rechtsvorm_display() if row.rechtsvorm else row.get_type_display()


def _lines(boxes, found):
    lines: dict = {}
    for stake in found:
        ends = owner_of(stake), target_of(stake)
        if ends[0] in boxes and ends[1] in boxes:
            lines.setdefault(ends, Line(boxes[ends[0]], boxes[ends[1]])).stakes.append(stake)
    return sorted(lines.values(), key=lambda line: (line.target.level, line.owner.level, line.owner.name))


def _settle(boxes, lines):
    """Put every owner above all it holds, and every holding below all its owners; in a cycle nothing moves."""
    was = {place: box.level for place, box in boxes.items()}
    for _ in boxes:
        moved = False
        for line in lines:
            owner, target = line.owner, line.target
            if owner.level < 0 and target.level <= owner.level:
                owner.level, moved = target.level - 1, True
            elif target.level > 0 and owner.level >= target.level:
                target.level, moved = owner.level + 1, True
        if not moved:
            return
    for place, level in was.items():
        boxes[place].level = level


def _place(boxes):
    levels = sorted({box.level for box in boxes.values()})
    rows = [[box for box in boxes.values() if box.level == level] for level in levels]
    widest = max(len(row) for row in rows)
    width = 2 * EDGE + widest * WIDE + (widest - 1) * GAP_X
    for place, row in enumerate(rows):
        taken = len(row) * WIDE + (len(row) - 1) * GAP_X
        for column, box in enumerate(sorted(row, key=lambda one: (one.hidden, one.name))):
            box.x = (width - taken) // 2 + column * (WIDE + GAP_X)
            box.y = EDGE + place * (HIGH + GAP_Y)
    return width, 2 * EDGE + len(rows) * HIGH + (len(rows) - 1) * GAP_Y


def _draw(line):
    """A line from the owner to what it holds: straight down, or around when it goes up or sideways."""
    x1, y1 = line.owner.x + WIDE // 2, line.owner.y + HIGH
    x2, y2 = line.target.x + WIDE // 2, line.target.y
    if y2 > y1:
        middle = y2 - GAP_Y // 2
        line.path = f"M{x1} {y1}V{middle}H{x2}V{y2 - 6}"
        line.label_x, line.label_y = x1, min(middle, y1 + GAP_Y // 2) - 8
        return
    side = max(line.owner.x, line.target.x) + WIDE + GAP_X // 2
    y1, y2 = line.owner.y + HIGH // 2, line.target.y + HIGH // 2
    line.path = f"M{line.owner.x + WIDE} {y1}H{side}V{y2}H{line.target.x + WIDE + 6}"
    line.label_x, line.label_y = side, (y1 + y2) // 2
