"""Sentences that all modules share, G01 to G10."""

from offices.errors import RuleBroken, StaleForm


def required(label: str) -> str:
    """G01: a required field is empty."""
    return f"Vul {label} in."


def changed_meanwhile(name: str, at) -> StaleForm:
    """G02: somebody else changed the record; `at` is a local datetime."""
    return StaleForm(
        f"{name} heeft dit om {at:%H:%M} gewijzigd. Vergelijk de verschillen en kies per veld welke waarde blijft.", code="G02"
    )


def too_long(label: str, most: int, used: int) -> str:
    """G03: a text has more characters than fit."""
    return f"{label} mag hoogstens {most} tekens hebben; u gebruikte er {used}."


def bad_date(value: str) -> str:
    """G04: not an existing day."""
    return f"{value} is geen bestaande datum. Gebruik dag-maand-jaar, bijvoorbeeld 31-03-2026."


def bad_email(value: str) -> str:
    """G05: not an e-mail address."""
    return f"{value} is geen geldig e-mailadres. Controleer het deel voor en na de @."


def bad_phone(value: str) -> str:
    """G06: not a phone number."""
    return f"{value} is geen telefoonnummer. Gebruik 10 cijfers of begin met +landcode."


def bad_iban() -> str:
    """G07: the check digits of an IBAN are wrong."""
    return "Dit IBAN klopt niet (controlegetal). Typ het over van een bankafschrift."


def undo_expired() -> RuleBroken:
    """G08: too late to undo."""
    return RuleBroken("Ongedaan maken kan niet meer; u vindt de vorige waarde in de geschiedenis.", code="G08")


def bulk_too_large(chosen: int, most: int) -> RuleBroken:
    """G09: more rows than one bulk action takes."""
    return RuleBroken(f"U koos {chosen} regels; hoogstens {most} per keer. Verklein de selectie met een filter.", code="G09")


def nothing_found(kind: str, kind_plural: str | None = None) -> str:
    """G10: a filter leaves nothing; `kind` as in «relatie», plural in «relaties»."""
    return f"Geen {kind_plural or kind + 's'} gevonden met dit filter. Wis het filter of maak een nieuwe {kind}."


def our_fault(reference: str) -> str:
    """An unknown fault on our side."""
    return (
        f"Er ging iets mis aan onze kant (code {reference}). Uw invoer is bewaard. "
        "Probeer het opnieuw of geef deze code aan uw beheerder."
    )
