"""Blind indexes of the subject number in a filing."""

from crm.numbers import digits
from offices.crypto import blind_index


def key_index(normal: str) -> str:
    """Index of a normalised subject number; empty for an empty number."""
    return blind_index(normal, "sbr_inbox.key") if normal else ""


def base_of(value: str) -> str:
    """Index of the first nine digits of any number, by which filings of a relation are found again."""
    found = digits(value)[:9]
    return blind_index(found, "sbr_inbox.base") if found else ""
