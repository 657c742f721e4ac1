"""Blind indexes of fiscal numbers: equal numbers of one office have equal indexes, and nothing can be read back."""

from offices.crypto import blind_index


def bsn_index(bsn):
    """Index of a BSN in nine digits; empty for an empty number."""
    return blind_index(bsn, "crm.bsn") if bsn else ""


def tax_number_index(value):
    """Index of a whole OB-nummer, loonheffingennummer or btw-id in its normal form (001234560B01)."""
    return blind_index(str(value), "crm.tax_number")


def base_index(base):
    """Index of the nine digits that an OB-nummer or loonheffingennummer starts with."""
    return blind_index(base, "crm.tax_base")
