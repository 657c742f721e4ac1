"""Practice filings: bytes as a package would export them, with invented values, for every kind we read.

Pure functions; the same arguments give the same bytes. Used by the practice office, the tests and the benches.
"""

from sbr_inbox.practice_files.accounts import krediet, kvk_classic, kvk_inline
from sbr_inbox.practice_files.income import (
    Extension,
    Person,
    bzw,
    erf,
    ib,
    sba,
    schenk,
    uitstel,
    va_vpb,
    via,
    vpb,
)
from sbr_inbox.practice_files.taxonomy import taxonomy_package
from sbr_inbox.practice_files.vat import Customer, icp, ob, suppletie
from sbr_inbox.practice_files.wages import Correction, Employee, lh, lh_correction

__all__ = [
    "Correction",
    "Customer",
    "Employee",
    "Extension",
    "Person",
    "bzw",
    "erf",
    "ib",
    "icp",
    "krediet",
    "kvk_classic",
    "kvk_inline",
    "lh",
    "lh_correction",
    "ob",
    "sba",
    "schenk",
    "suppletie",
    "taxonomy_package",
    "uitstel",
    "va_vpb",
    "via",
    "vpb",
]
