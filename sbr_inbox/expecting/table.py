"""The cells of a year as people look at them: rows of twelve months, counters per state, and where a gap is solved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from crm.enums import FilingKind
from offices.urls_helpers import desk_url
from sbr_inbox.expecting.engine import expect
from sbr_inbox.expecting.facts import Cause, Cell, CellState, Facts, Subject
from sbr_inbox.expecting.rhythm import EXPECTED

MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
S = CellState
# Tone, icon and the word in the cell; a day stands there instead when there is no word.
LOOKS: dict[str, tuple[str, str, str]] = {
    S.LATER: ("", "clock", ""), S.DUE: ("info", "calendar-clock", ""), S.MISSING: ("bad", "triangle-alert", "mist"),
    S.RECEIVED: ("info", "circle-dot", "bezig"), S.WITH_CLIENT: ("wait", "hourglass", "cliënt"), S.APPROVED: ("info", "thumbs-up", "akk."),
    S.SENT: ("info", "send", "weg"), S.ACCEPTED: ("ok", "circle-check", "klaar"), S.ELSEWHERE: ("mute", "external-link", "elders"),
    S.ERROR: ("bad", "circle-x", "fout"), S.MUTED: ("mute", "bell-off", "opzij"), S.NOT_NEEDED: ("mute", "minus", "n.v.t."),
    S.UNEXPECTED: ("warn", "circle-help", "extra"),
}  # fmt: skip
SHORT = {
    FilingKind.OB: "Btw", FilingKind.ICP: "ICP", FilingKind.LH: "Loon", FilingKind.IB: "IB", FilingKind.VPB: "VPB", FilingKind.KVK: "KvK",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A cell with the name of its relation and its address."""

    cell: Cell
    name: str

    @property
    def look(self) -> tuple[str, str, str]:
        """Tone, icon and word."""
        tone, icon, word = LOOKS[self.cell.state]
        if word or self.cell.file_by is None:
            return tone, icon, word or "–"
        # A year is wide enough for the whole date, and its last day lies far away.
        whole = (self.cell.end - self.cell.start).days > 300
        return tone, icon, f"{self.cell.file_by:%d-%m-%Y}" if whole else f"{self.cell.file_by:%d-%m}"

    @property
    def url(self) -> str:
        """The filing when there is one, else the page of the gap."""
        cell = self.cell
        if cell.filing and cell.cause != Cause.UNMATCHED:
            return desk_url("sbr_inbox:filing", cell.filing)
        return desk_url("sbr_inbox:gap", cell.relation, cell.kind, f"{cell.end:%Y%m%d}", cell.number)

    @property
    def fix_url(self) -> str:
        """Where the cause is taken away."""
        return fix_url(self.cell)

    @property
    def kind(self) -> str:
        """The kind in a word."""
        return SHORT[FilingKind(self.cell.kind)]

    @property
    def aria(self) -> str:
        """What the cell says without its colour."""
        late = ", te laat" if self.cell.late else ""
        cause = f": {self.cell.cause.label}" if self.cell.cause else ""
        return f"{self.name}, {self.kind} {self.cell.label}: {self.cell.state.label}{cause}{late}"


def fix_url(cell: Cell) -> str:
    """The page on which the cause of a gap is solved."""
    if cell.cause == Cause.NO_PRODUCT:
        return desk_url("workflows:product_add", cell.relation)
    if cell.cause == Cause.NO_FREQUENCY and cell.kind not in (FilingKind.OB, FilingKind.LH):
        return desk_url("workflows:relation_products", cell.relation)
    if cell.cause in (Cause.NO_NUMBER, Cause.NO_FREQUENCY, Cause.KOR):
        return desk_url("crm:relation_edit", cell.relation)
    if cell.cause in (Cause.SUSPENDED, Cause.UNITY):
        return desk_url("crm:relation", cell.relation)
    if cell.cause == Cause.UNMATCHED and cell.filing:
        return desk_url("sbr_inbox:filing_link", cell.filing)
    if cell.cause in (Cause.SOURCE_SILENT, Cause.NOTHING):
        return desk_url("sbr_inbox:filing_upload")
    return desk_url("sbr_inbox:filing", cell.filing) if cell.filing else desk_url("crm:relation", cell.relation)


@dataclass(frozen=True)
class Slot:
    """One box of a row: as many months wide as its period, with one cell, several, or none."""

    width: int
    cells: tuple[Shown, ...]

    @property
    def late(self) -> bool:
        """Whether something in it is past its last day."""
        return any(shown.cell.late for shown in self.cells)


@dataclass(frozen=True)
class Row:
    """One relation and kind, and which of its numbers."""

    subject: Subject
    kind: str
    number: int
    cells: tuple[Shown, ...]
    first: bool = False

    @property
    def label(self) -> str:
        """The kind, with the place of the number when there are several."""
        name = SHORT[FilingKind(self.kind)]
        return f"{name} {self.number}" if self.number else name

    def slots(self) -> list[Slot]:
        """Twelve months from left to right; a quarter is three wide, a year twelve, two in one month share a box."""
        by_month: dict[int, list[Shown]] = {}
        for shown in self.cells:
            by_month.setdefault(shown.cell.end.month, []).append(shown)
        made, at = [], 1
        for month in sorted(by_month):
            year = by_month[month][0].cell.end.year
            begins = min(1 if shown.cell.start.year < year else shown.cell.start.month for shown in by_month[month])
            begins = max(begins, at)
            made += [Slot(1, ())] * (begins - at)
            made.append(Slot(month - begins + 1, tuple(by_month[month])))
            at = month + 1
        return made + [Slot(1, ())] * (13 - at)


def rows_of(subjects: Iterable[Subject], facts: Facts, kinds: frozenset[str]) -> list[Row]:
    """Every row, by relation in the order given, then kind and number."""
    made = []
    for subject in subjects:
        mine: dict[tuple[str, int], list[Shown]] = {}
        for cell in expect(subject, facts):
            if cell.kind in kinds:
                mine.setdefault((cell.kind, cell.number), []).append(Shown(cell, subject.name))
        for place, ((kind, number), cells) in enumerate(mine.items()):
            made.append(Row(subject, kind, number, tuple(cells), first=place == 0))
    return made


def counts(rows: Iterable[Row]) -> Counter:
    """How many cells are in each state, and how many of those are past their last day (`LATE`)."""
    found: Counter = Counter()
    for row in rows:
        for shown in row.cells:
            found[str(shown.cell.state)] += 1
            found["LATE"] += shown.cell.late
    return found


def due_today(rows: Iterable[Row], today: date) -> int:
    """How many filings that are not done have their last day today."""
    open_ = (S.DUE, S.MISSING, S.RECEIVED, S.WITH_CLIENT, S.APPROVED, S.ERROR)
    return sum(shown.cell.file_by == today and shown.cell.state in open_ for row in rows for shown in row.cells)


def asked_kinds(query: QueryDict) -> frozenset[str]:
    """The kinds in the address, all of them when it names none."""
    asked = {kind for kind in query.getlist("soort") if kind in set(EXPECTED)}
    return frozenset(asked or EXPECTED)
