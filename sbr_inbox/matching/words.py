"""The few words the trace is made of."""

from datetime import date

from sbr_inbox.enums import KeyType

NUMBER_WORDS: dict[str, str] = {
    KeyType.BSN: "BSN",
    KeyType.RSIN: "RSIN",
    KeyType.OB_NUMMER: "OB-nummer",
    KeyType.LOONHEFFINGENNUMMER: "Loonbelastingnummer",
    KeyType.KVK_NUMMER: "KvK-nummer",
    KeyType.MANY: "Meerdere nummers",
    KeyType.UNKNOWN: "Nummer",
}


def count_words(number: int) -> str:
    """«Geen relatie heeft», «Eén relatie heeft» or «3 relaties hebben»."""
    if number == 0:
        return "Geen relatie heeft"
    return "Eén relatie heeft" if number == 1 else f"{number} relaties hebben"


def day(on: date | None) -> str:
    """« op 31-10-2026», or nothing when the filing states no period."""
    return f" op {on:%d-%m-%Y}" if on else ""
