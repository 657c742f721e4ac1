"""Which filings are expected of whom, and what became of each: `expect` is pure, `load` reads its facts."""

from sbr_inbox.expecting.engine import expect
from sbr_inbox.expecting.facts import Cause, Cell, CellState, Facts, FilingRow, Held, Muted, Subject

__all__ = ["Cause", "Cell", "CellState", "Facts", "FilingRow", "Held", "Muted", "Subject", "expect"]
