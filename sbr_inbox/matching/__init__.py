"""The matching ladder: which relation a filing belongs to, and why. Pure: no database, so it can be replayed."""

from sbr_inbox.matching.facts import FilingFacts, Found, Hit, How, Known, Match, Profile, RowFacts, TraceStep
from sbr_inbox.matching.ladder import match

__all__ = ["FilingFacts", "Found", "Hit", "How", "Known", "Match", "Profile", "RowFacts", "TraceStep", "match"]
