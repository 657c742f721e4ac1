"""One summary per kind of message: who, how much, and the lines people look at."""

from crm.enums import Direction, FilingKind
from sbr_inbox.reading.summary.accounts import read_accounts
from sbr_inbox.reading.summary.assessment import read_assessment
from sbr_inbox.reading.summary.content import Content
from sbr_inbox.reading.summary.gifts import read_gift, read_inheritance, read_objection, read_other
from sbr_inbox.reading.summary.icp import read_statement
from sbr_inbox.reading.summary.income import is_partners, read_corporate, read_personal, read_provisional
from sbr_inbox.reading.summary.postponement import read_postponement
from sbr_inbox.reading.summary.vat import read_correction, read_return

_READERS = {
    FilingKind.OB: read_return,
    FilingKind.OB_SUPPLETIE: read_correction,
    FilingKind.ICP: read_statement,
    FilingKind.VPB: read_corporate,
    FilingKind.VA_VPB: read_provisional,
    FilingKind.IB: read_personal,
    FilingKind.VIA: read_personal,
    FilingKind.UITSTEL: read_postponement,
    FilingKind.ERF: read_inheritance,
    FilingKind.SCHENK: read_gift,
    FilingKind.BZW: read_objection,
}
_OUTCOMES = {
    "TO_PAY": "Te betalen",
    "TO_RECEIVE": "Terug te ontvangen",
    "NIL": "Nihil",
}


def content_of(kind, instance, entrypoint="", *, many=False):
    """The `Content` of an instance of this kind; `many` when the message is about a list of taxpayers."""
    if kind in (FilingKind.KVK, FilingKind.KREDIET):
        return read_accounts(instance, entrypoint)
    if many:
        return read_postponement(instance)
    if kind == FilingKind.SBA:
        return read_assessment(instance, entrypoint)
    return _READERS.get(kind, read_other)(instance)


def direction_of(amount):
    """Whether an amount is to be paid, to be received or nil; None without an amount."""
    if amount is None:
        return None
    if not amount:
        return Direction.NIL.value
    return Direction.TO_PAY.value if amount > 0 else Direction.TO_RECEIVE.value


def summary_of(title, content, direction):
    """The summary as JSON: title, outcome in words with its amount, and the sections."""
    amount = None if content.amount is None else str(content.amount)
    words = content.words or _OUTCOMES.get(direction, "")
    if not words:
        words = "Geen bedrag in het bestand" if amount is None else "Totaal"
    return {
        "title": title,
        "outcome": {"text": words, "amount": amount, "direction": direction},
        "sections": content.sections() if callable(content.sections) else content.sections,
    }


__all__ = ["Content", "content_of", "direction_of", "is_partners", "summary_of"]
