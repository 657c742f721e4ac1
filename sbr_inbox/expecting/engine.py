"""Expected against received: one pure function over facts that were read in bulk.

Expected = products + numbers + rhythm + dates. Each expected filing gets one cell with one state; a cell that is not
done names its cause. A filing that nobody expected is a cell too.
"""

from collections.abc import Iterator
from datetime import date

from crm.enums import FilingKind, RelationStatus
from sbr_inbox.enums import State
from sbr_inbox.expecting.facts import Cause, Cell, CellState, Facts, FilingRow, Held, Muted, Subject
from sbr_inbox.expecting.rhythm import EXPECTED, held_spans, tax_spans
from workflows.enums import Frequency
from workflows.periods import Span

S, C, W = CellState, Cause, State
_BY_YEAR = (FilingKind.IB, FilingKind.VPB, FilingKind.KVK)
_OF_STATE: dict[str, tuple[CellState, Cause]] = {
    W.RECEIVED: (S.RECEIVED, C.NONE), W.PARSED: (S.RECEIVED, C.NONE), W.MATCHED: (S.RECEIVED, C.NONE),
    W.IN_REVIEW: (S.RECEIVED, C.NONE), W.READY: (S.RECEIVED, C.NONE), W.OFFERED: (S.WITH_CLIENT, C.CLIENT),
    W.DECLINED: (S.ERROR, C.DECLINED), W.EXPIRED: (S.ERROR, C.DECLINED), W.APPROVED: (S.APPROVED, C.NONE),
    W.QUEUED: (S.APPROVED, C.NONE), W.DELIVERY_TROUBLE: (S.APPROVED, C.NONE), W.DELIVERY_UNKNOWN: (S.SENT, C.NONE),
    W.SENT: (S.SENT, C.NONE), W.IN_PROGRESS: (S.SENT, C.NONE), W.DELIVERY_FAILED: (S.ERROR, C.REFUSED),
    W.REJECTED_DIGIPOORT: (S.ERROR, C.REFUSED), W.REJECTED_RECEIVER: (S.ERROR, C.REFUSED), W.ACCEPTED: (S.ACCEPTED, C.NONE),
    W.HANDED_BACK: (S.ELSEWHERE, C.NONE), W.FILED_ELSEWHERE: (S.ELSEWHERE, C.NONE), W.DOSSIER_ONLY: (S.ELSEWHERE, C.NONE),
}  # fmt: skip
_PLACE = {state: place for place, state in enumerate(_OF_STATE)}
_ORDER = {str(kind): place for place, kind in enumerate(EXPECTED)}
_CAUSE_OF_ISSUE = {"E08": C.NO_PRODUCT, "E09": C.NOT_EXPECTED, "E06": C.DOUBLE}


def expect(subject: Subject, facts: Facts) -> list[Cell]:
    """Every cell of one relation for the periods that end in the year: kind, then number, then day."""
    cells: list[Cell] = []
    left = {filing.id: filing for filing in subject.filings if filing.kind in EXPECTED and filing.end.year == facts.year}
    for kind in EXPECTED:
        for span, held, number, place in _expectations(subject, kind, facts):
            mine = _take(left, kind, span, number)
            cells.append(_cell(subject, facts, kind, span, held, number, place, mine))
    cells += [_unexpected(subject, facts, filing, cells) for filing in left.values()]
    return sorted(cells, key=lambda cell: (_ORDER[str(cell.kind)], cell.number, cell.end, cell.start))


def _expectations(subject: Subject, kind: str, facts: Facts) -> Iterator[tuple[Span, Held | None, str | None, int]]:
    """(period, product, number, place of the number) for what is expected; without product when only the number says so."""
    seen: set[tuple[date, date]] = set()
    # A product that ended says that the office stopped doing this; only one that never was is missing.
    ever = any(kind in held.kinds for held in subject.held)
    for held in subject.held:
        if kind not in held.kinds:
            continue
        found = held_spans(subject, held, kind, facts.year)
        if found is None:
            whole = Span(Frequency.YEAR, facts.year, 1, date(facts.year, 1, 1), date(facts.year, 12, 31))
            if held.starts_on <= whole.end and (held.ends_on is None or held.ends_on >= whole.start):
                yield whole, held, None, -1
            continue
        for span in found:
            if (span.start, span.end) not in seen:
                seen.add((span.start, span.end))
                yield from ((span, held, number, place) for place, number in _numbers(subject, kind, span))
    if not ever and kind in (FilingKind.OB, FilingKind.LH) and subject.status in (RelationStatus.CLIENT, RelationStatus.ENDED):
        for span in tax_spans(subject, kind, facts.year):
            for place, number in _numbers(subject, kind, span):
                if number is not None:
                    yield span, None, number, place


def _numbers(subject: Subject, kind: str, span: Span) -> list[tuple[int, str | None]]:
    """The numbers under which this kind is filed over a period; one None when there is none, «» when it does not matter."""
    if kind in (FilingKind.OB, FilingKind.LH, FilingKind.ICP):
        rows = subject.numbers.get("OB" if kind == FilingKind.ICP else kind, [])
        valid = [index for index, first, last in rows if (first is None or first <= span.end) and (last is None or last >= span.start)]
        if kind == FilingKind.LH and len(valid) > 1:
            return list(enumerate(valid, start=1))
        return [(0, "" if valid or kind in subject.heads else None)]
    there = {FilingKind.IB: subject.has_bsn, FilingKind.VPB: subject.has_rsin, FilingKind.KVK: subject.has_kvk}[FilingKind(kind)]
    return [(0, "" if there else None)]


def _take(left: dict, kind: str, span: Span, number: str | None) -> FilingRow | None:
    """Take the filing of a period out of what is left: the newest correction, and of those the furthest."""
    fits = [filing for filing in left.values() if filing.kind == kind and _same_period(filing, span) and (not number or filing.key == number)]
    if not fits:
        return None
    best = max(fits, key=lambda filing: (filing.sequence, _far(filing), filing.id))
    for filing in fits:
        # An earlier one that this corrects is part of the same cell; a second one with the same number is a finding.
        if filing is best or filing.sequence < best.sequence:
            del left[filing.id]
    return best


def _same_period(filing: FilingRow, span: Span) -> bool:
    if filing.kind in _BY_YEAR:
        return filing.end.year == span.end.year
    return (filing.start, filing.end) == (span.start, span.end)


def _far(filing: FilingRow) -> int:
    return _PLACE.get(filing.state, -1)


def _cell(subject, facts: Facts, kind, span: Span, held, number, place: int, filing) -> Cell:
    rhythm = span.frequency
    dates = facts.book.dates(kind, rhythm, span.end, relation=subject.id)
    product = held.product if held else facts.products.get(kind)
    moved = subject.moved.get((product, span.start, span.end)) if product else None
    internal, shifts = moved or (facts.book.internal(dates.file_by), 0)
    mute = _muted(subject, product, span)
    state, cause, pointer = _judge(subject, facts, kind, span, held, number, place, filing, mute, internal)
    open_ = state in (S.DUE, S.MISSING, S.RECEIVED, S.WITH_CLIENT, S.APPROVED, S.ERROR)
    return Cell(
        subject.id, kind, span.label, span.start, span.end, state, cause,
        product=product,
        filing=pointer,
        number=max(place, 0),
        file_by=dates.file_by,
        internal=internal,
        checked=dates.is_checked,
        late=bool(open_ and dates.file_by and dates.file_by < facts.today),
        mute=mute.id if mute and state == S.MUTED else None,
        reason=mute.reason if mute and state == S.MUTED else "",
        shifts=shifts,
    )  # fmt: skip


def _judge(subject, facts, kind, span, held, number, place, filing, mute, internal):
    """State, cause, and the filing to point at."""
    if filing is not None:
        return *_of_filing(filing), filing.id
    if kind == FilingKind.OB and any(first <= span.start and (last is None or last >= span.end) for first, last in subject.kor):
        return S.NOT_NEEDED, C.KOR, None
    if any(part == kind and _overlaps(first, last, span) for part, first, last in subject.inside):
        return S.NOT_NEEDED, C.UNITY, None
    if nil := _nil(subject, kind, span):
        return S.NOT_NEEDED, C.NIL, nil
    if mute is not None and mute.until >= facts.today:
        return S.MUTED, C.MUTED, None
    if span.end >= facts.today and place != -1:
        return S.LATER, C.NONE, None
    waiting = next((row for row in subject.unmatched if row.kind == kind and _same_period(row, span)), None)
    if waiting is not None:
        return S.MISSING, C.UNMATCHED, waiting.id
    if wrong := _why_not(subject, held, number, place):
        return S.MISSING, wrong, None
    silent = any(row.kind == kind and row.source != "MANUAL" for row in subject.filings)
    state = S.MISSING if internal is None or internal <= facts.today else S.DUE
    return state, C.SOURCE_SILENT if silent else C.NOTHING, None


def _why_not(subject, held, number, place) -> Cause:
    """What is missing at the relation, so that nothing can come."""
    if subject.status == RelationStatus.BLOCKED:
        return C.SUSPENDED
    if held is None:
        return C.NO_PRODUCT
    if place == -1:
        return C.NO_FREQUENCY
    return C.NO_NUMBER if number is None else C.NONE


def _of_filing(filing: FilingRow) -> tuple[CellState, Cause]:
    state, cause = _OF_STATE.get(filing.state, (S.RECEIVED, C.NONE))
    if filing.state == State.MATCHED and filing.issues:
        return S.ERROR, _CAUSE_OF_ISSUE.get(filing.issues[0], C.ISSUE)
    return state, cause


def _muted(subject, product, span: Span) -> Muted | None:
    for row in subject.mutes:
        if row.product != product:
            continue
        if (row.start, row.end) == (span.start, span.end) or (row.end is None and span.end <= row.until):
            return row
    return None


def _nil(subject, kind, span: Span):
    """The OB filing that says there is nothing to report in the ICP of the same days."""
    if kind != FilingKind.ICP:
        return None
    same = [row for row in subject.filings if row.kind == FilingKind.OB and (row.start, row.end) == (span.start, span.end)]
    return same[0].id if same and all(row.nil_icp for row in same) else None


def _overlaps(first, last, span: Span) -> bool:
    return (first is None or first <= span.end) and (last is None or last >= span.start)


def _unexpected(subject, facts: Facts, filing: FilingRow, cells: list[Cell]) -> Cell:
    """A filing nobody expected: why, and where it is."""
    double = any(cell.kind == filing.kind and (cell.start, cell.end) == (filing.start, filing.end) and cell.filing for cell in cells)
    held = any(filing.kind in each.kinds for each in subject.held)
    cause = C.DOUBLE if double else C.NOT_EXPECTED if held else C.NO_PRODUCT
    dates = facts.book.dates(filing.kind, "", filing.end, relation=subject.id)
    return Cell(
        subject.id, filing.kind, f"{filing.start:%d-%m-%Y}", filing.start, filing.end, S.UNEXPECTED, cause,
        product=facts.products.get(filing.kind), filing=filing.id, file_by=dates.file_by,
    )  # fmt: skip
