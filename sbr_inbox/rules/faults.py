"""The table of fault codes in *Beheer > SBR*: its seed, and the note of the office beside each."""

from datetime import date

from django.db import IntegrityError, transaction

from offices.audit import record
from offices.errors import RuleBroken
from offices.registry import office_created
from sbr_inbox.models import FaultText
from sbr_inbox.rules.settings import change_row

SEEN_ON = date(2026, 11, 21)
_SUITE, _LOGIUS = "Foutantwoord van de Aansluit Suite, 2021", "Logius, overzicht van status- en foutcodes"
_UNKNOWN = "Wat deze code precies betekent is niet gepubliceerd; lees de omschrijving van Digipoort."
# Code, our explanation, whether the same file may go again, where it was seen.
_SHIPPED = (
    ("ALS100", "Ons bericht voldoet niet aan het koppelvlak. De aangifte zelf is niet beoordeeld.", True, _SUITE),
    *((f"ALS{number}", _UNKNOWN, False, _LOGIUS) for number in (110, 120, 130, 140, 150, 160, 170)),
    ("ALS400", "Technisch probleem bij het aannemen van berichten. De aangifte is niet aangenomen.", True, _LOGIUS),
    ("STS100", "Onze vraag naar de status voldoet niet aan het koppelvlak.", True, _SUITE),
    ("VAS400", "Technisch probleem bij de controle aan de taxonomie.", True, _LOGIUS),
    ("VAS500", "De aangifte voldoet niet aan de taxonomie. Maak haar opnieuw in het softwarepakket.", False, _LOGIUS),
    ("AFS400", "Technisch probleem bij het doorgeven aan de ontvanger. Digipoort probeert het tot 72 uur.", True, _LOGIUS),
    ("AFS600", "Digipoort kon de aangifte binnen 72 uur niet doorgeven aan de ontvanger.", True, _LOGIUS),
    ("AFO100", "De ontvanger nam de aangifte niet aan.", False, _LOGIUS),
)


@office_created.register
def seed_faults(office, *, by) -> None:
    """Give an office a row per fault code that was seen; running it again adds what is missing and changes nothing."""
    FaultText.objects.bulk_create(
        [
            FaultText(code=code, meaning=meaning, same_file=same_file, source=source, checked_on=SEEN_ON)
            for code, meaning, same_file, source in _SHIPPED
        ],
        ignore_conflicts=True,
    )


def save_fault(row: FaultText | None, *, by, version: int = 0, **values) -> FaultText:
    """Change the explanation or the note of a fault code, or add one. Raises RuleBroken for a code that is there."""
    if row is not None:
        return change_row(row, "fault_text.changed", by=by, version=version, values=values, said=("code", "same_file"))
    try:
        with transaction.atomic():
            made = FaultText.objects.create(**values)
            record(by, "fault_text.added", made, data={"code": made.code, "same_file": made.same_file})
    except IntegrityError:
        raise RuleBroken(f"Code {values['code']} staat al in de lijst. Open die regel om haar te wijzigen.", code="G04", field="code")
    return made
