"""From a stored filing back to the facts the ladder looks at, so that every match can be replayed."""

from crm.enums import FilingKind
from sbr_inbox.enums import KeyType, Source
from sbr_inbox.keys import make_key
from sbr_inbox.matching import FilingFacts, RowFacts
from workflows.enums import Frequency
from workflows.periods import span_of


def facts_of(filing, subjects=()) -> FilingFacts:
    """What this filing says about itself; `subjects` are the rows of an UITSTEL."""
    branch = make_key(KeyType.OB_NUMMER, filing.branch) if filing.branch else None
    return FilingFacts(
        kind=filing.kind,
        key=filing.key,
        known_message=filing.kind not in ("", FilingKind.OVERIG),
        entrypoint=filing.entrypoint,
        period_start=filing.period_start,
        period_end=filing.period_end,
        frequency=filing.frequency or None,
        sequence=filing.sequence,
        branch=branch.normal if branch else "",
        source_name=source_name(filing),
        source_relation=filing.source_relation_id,
        rows=tuple(RowFacts(row.position, make_key(KeyType.UNKNOWN, row.number), row.tax) for row in subjects),
    )


def source_name(filing) -> str:
    """The package a filing came from, as people know it."""
    return filing.package_name or Source(filing.source).label


def frequency_of(kind: str, start, end) -> str:
    """The rhythm of a filing by its days: a month, a quarter …; empty when its days are no period."""
    if start is None or end is None:
        return ""
    span = span_of(start, end)
    if span is None:
        return ""
    whole_year = kind in (FilingKind.VPB, FilingKind.KVK, FilingKind.KREDIET, FilingKind.IB)
    return Frequency.YEAR if whole_year and (end - start).days > 120 else span.frequency
