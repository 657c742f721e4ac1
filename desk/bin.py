"""Everything that was thrown away, of whatever kind: one list, and taking many back with a result per row."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from crm.registry import BinKind, bin_kinds
from offices.errors import NotHere, RuleBroken
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.models import TupleAfter
from offices.paging import decode, encode

SIZE = 50
# More than this is long work with a page of its own.
AT_ONCE = 200
MOST = 20_000
RESTORE = "desk.restore_bin"
STEP = 25
KEYS = ("deleted_at", "id")


@dataclass(frozen=True)
class Line:
    """One thing in the bin."""

    kind: BinKind
    row: Any

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind.key}:{self.row.pk}"

    @property
    def name(self) -> str:
        return self.kind.name(self.row)

    @property
    def place(self) -> str:
        """To what it belonged; empty when it stood by itself."""
        return self.kind.place(self.row)

    @property
    def days_left(self) -> int:
        return self.kind.days_left(self.row)


@dataclass(frozen=True)
class Result:
    """How taking back one thing ended; no fault means that it is back."""

    name: str
    kind: str
    fault: str = ""


def kinds(only: str = "") -> list[BinKind]:
    """The kinds of things, or the one that is asked."""
    return [kind for kind in bin_kinds if not only or kind.key == only]


def page(member, *, only: str = "", position: str = "", size: int = SIZE) -> tuple[list[Line], str]:
    """(lines, position of the next page or empty), newest first. One question per kind, however many there are."""
    after = _position(position) if position else None
    found: list[Line] = []
    for kind in kinds(only):
        rows = kind.rows(member).order_by("-deleted_at", "-id")
        if after:
            rows = rows.filter(TupleAfter(KEYS, after, descending=True))
        found += [Line(kind, row) for row in rows[: size + 1]]
    found.sort(key=lambda line: (line.row.deleted_at, line.row.pk), reverse=True)
    shown = found[:size]
    more = len(found) > size
    return shown, encode([shown[-1].row.deleted_at.isoformat(), shown[-1].row.pk]) if more else ""


def _position(text: str) -> list:
    moment, pk = decode(text, 2)
    try:
        return [parse_datetime(moment), UUID(pk)]
    except ValueError:
        raise RuleBroken("Deze bladwijzer in de lijst klopt niet. Begin opnieuw bij het begin van de lijst.", code="LIJST") from None


def every_key(member, *, only: str = "") -> list[str]:
    """The keys of everything this member may take back, at most 20,000."""
    found: list[str] = []
    for kind in kinds(only):
        pks = kind.rows(member).order_by("-deleted_at", "-id").values_list("pk", flat=True)
        found += [f"{kind.key}:{pk}" for pk in pks[: MOST - len(found)]]
    return found


def take_back(key: str, *, by) -> Result:
    """Take one thing out of the bin; the result says why when it stays. Raises NotHere for what is not there for him."""
    kind, row = _find(key, by)
    try:
        kind.restore(row, by=by)
    except RuleBroken as fault:
        return Result(kind.name(row), kind.label, fault.text)
    return Result(kind.name(row), kind.label)


def _find(key: str, member) -> tuple[BinKind, Any]:
    name, _, pk = key.partition(":")
    for kind in kinds(name or "-"):
        try:
            row = kind.rows(member).filter(pk=UUID(pk)).first()
        except ValueError:
            break
        if row is not None:
            return kind, row
    raise NotHere("Dit ligt niet meer in de prullenbak, of u mag het niet terugzetten.")


def take_back_all(keys: list[str], *, by) -> list[Result]:
    """Take back many things, each by itself; what is gone meanwhile is told too."""
    results = []
    for key in keys:
        try:
            results.append(take_back(key, by=by))
        except NotHere as fault:
            results.append(Result("–", "", fault.text))
    return results


def ask_take_back(keys: list[str], *, by):
    """Take back very many as long work; gives the job."""
    return start_job(RESTORE, by=by, title=f"{len(keys)} terugzetten uit de prullenbak", arguments={"keys": keys}, total=len(keys))


def _run(run: Run) -> None:
    """Goes on after a kill: what is back already is not in the bin any more and counts as done."""
    keys, faults = run.arguments["keys"], []
    for start in range(0, len(keys), STEP):
        for key in keys[start : start + STEP]:
            try:
                result = take_back(key, by=run.by)
            except NotHere:
                continue
            if result.fault:
                faults.append(f"{result.name}: {result.fault}")
        run.step(min(start + STEP, len(keys)))
    told = f"{len(keys) - len(faults)} van {len(keys)} staan weer op hun plaats."
    if faults:
        told += f" Niet gelukt: {' '.join(faults[:20])}" + (f" En nog {len(faults) - 20}." if len(faults) > 20 else "")
    run.done({"text": told})


job_kinds.register(JobKind(RESTORE, _run))
