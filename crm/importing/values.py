"""From one cell to one value: cleaned by the rules of the form, refused with the line, what is wrong and a remedy."""

import datetime
import re

from crm.enums import (
    FREQUENCIES,
    Gender,
    MaritalStatus,
    PortalAccess,
    QuarterStart,
    Rechtsvorm,
    RelationStatus,
    RelationType,
    Salutation,
    TaxKind,
)
from crm.importing.reading.cells import NUMBER, day_text, is_scientific
from crm.importing.reading.xlsx import FORMULA
from crm.names import fold
from crm.rules.cleaning import clean_field
from offices.enums import Language
from offices.errors import RuleBroken
from offices.texts import bad_date

CLEAR = "LEEG"
_EXCEL_FAULTS = ("#N/A", "#N/B", "#REF!", "#VERW!", "#NAME?", "#NAAM?", "#VALUE!", "#WAARDE!", "#DIV/0!", "#DEEL/0!", "#NUM!", "#GETAL!", "#NULL!", "#LEEG!")
# Numbers of a fixed length: a spreadsheet that took them for an amount dropped the zeros in front.
_LENGTHS = {"kvk_nummer": 8, "vestigingsnummer": 12, "rsin_bsn": 8, "bsn": 8}
_PHONES = frozenset({"telefoon", "mobiel"})
_NUMBERS = frozenset({"nummer", "contactnummer", "relatienummers", "ob_nummer", "btw_id", "loonheffingennummer", "iban_1", "iban_2", "iban_3", *_LENGTHS, *_PHONES})
_DAYS = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d/%m/%y", "%Y%m%d", "%d%m%Y")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_YES, _NO = frozenset({"ja", "j", "yes", "y", "1", "x", "waar", "true"}), frozenset({"nee", "n", "no", "0", "onwaar", "false", "-"})


class CellFault(RuleBroken):
    """A cell that cannot be taken as it is."""

    code = "IMP12"


class UnknownWord(CellFault):
    """A word of the source that stands for one of ours; a person can say once what it means (crm/importing/words.py)."""

    code = "IMP16"

    def __init__(self, text: str, word: str):
        super().__init__(text)
        self.word = word


def cell_text(key: str, heading: str, cell: str, *, free_text: bool = False) -> str:
    """The text of a cell without the traces of the spreadsheet; raises CellFault (IMP04, IMP11, IMP12)."""
    if cell.startswith(FORMULA) or (cell.startswith("=") and len(cell) > 1):
        raise CellFault(f"Kolom {heading} bevat een formule. Kopieer de cellen en plak ze als waarden.", code="IMP11", field=key)
    if cell.startswith("#") and cell.strip() in _EXCEL_FAULTS:
        raise CellFault(f"Kolom {heading} bevat een fout van Excel ({cell.strip()}). Herstel de formule of maak de cel leeg.", code="IMP11", field=key)
    numeric, text = cell.startswith(NUMBER), cell.removeprefix(NUMBER)
    text = text.strip() if free_text else " ".join(text.split())
    if text and key in _NUMBERS:
        if is_scientific(text):
            raise CellFault(f"Excel heeft het nummer afgekort ({text}). Maak de kolom op als tekst.", code="IMP04", field=key)
        if numeric:
            _refuse_lost_zero(key, heading, text)
    return text


def _refuse_lost_zero(key: str, heading: str, text: str) -> None:
    if len(text) < _LENGTHS.get(key, 0) or (key in _PHONES and len(text) == 9 and not text.startswith("31")):
        raise CellFault(
            f"Excel heeft in kolom {heading} nullen vooraan weggelaten ({text}). Maak de kolom op als tekst en vul het hele nummer in.",
            field=key,
        )


def read_day(text: str) -> datetime.date:
    """A day in any usual notation: 31-03-2026, 2026-03-31, 31 mrt 2026, or the count of days of a spreadsheet. G04."""
    bare = text.strip()
    if re.fullmatch(r"\d{5}", bare):
        bare = day_text(bare)
    bare = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", "", bare)
    for shape in _DAYS:
        try:
            found = datetime.datetime.strptime(bare, shape).date()
        except ValueError:
            continue
        # Two figures for a year mean somebody who may be old, never somebody of the future.
        if "%y" in shape and found > datetime.date.today():
            found = found.replace(year=found.year - 100)
        return found
    if match := re.fullmatch(r"(\d{1,2})[ -]([a-z]{3,9})\.?[ -](\d{4})", bare.casefold()):
        place = next((place for place, name in enumerate(_MONTHS, 1) if match[2].startswith(name) or (name == "mrt" and match[2].startswith("maa"))), 0)
        if place:
            try:
                return datetime.date(int(match[3]), place, int(match[1]))
            except ValueError:
                pass
    raise RuleBroken(bad_date(text[:40]), code="G04")


def read_yes_no(text: str) -> bool:
    """Ja or nee."""
    word = fold(text) or text
    if word not in _YES | _NO:
        raise CellFault(f"{text[:40]} is geen ja of nee. Vul ja of nee in.")
    return word in _YES


def parts(text: str) -> list[str]:
    """What stands between semicolons (or on lines of its own), without repeats."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[;\n|]", text) if part.strip()))


def _words(choices, **others: str) -> dict[str, str]:
    known = {}
    for value, label in choices.choices:
        known[fold(str(value))] = str(value)
        known[fold(str(label))] = str(value)
    return known | {fold(word.replace("_", " ")): value for word, value in others.items()}


RECHTSVORM = _words(
    Rechtsvorm, bv="BV", besloten_vennootschap="BV", besloten_vennootschap_met_beperkte_aansprakelijkheid="BV", flex_bv="BV",
    nv="NV", naamloze_vennootschap="NV", ez="EENMANSZAAK", zzp="EENMANSZAAK", eenmanszaken="EENMANSZAAK", vof="VOF",
    v_o_f="VOF", cv="CV", c_v="CV", cooperatieve_vereniging="COOPERATIE", stg="STICHTING", vereniging_van_eigenaren="VVE",
    owm="OWM", kerk="KERKGENOOTSCHAP", bv_in_oprichting="IN_OPRICHTING", bv_io="IN_OPRICHTING", overheid="PUBLIEKRECHTELIJK",
    gemeente="PUBLIEKRECHTELIJK", vennootschap_buitenlands_recht="BUITENLANDS", ltd="BUITENLANDS", gmbh="BUITENLANDS",
)  # fmt: skip
TYPE = _words(
    RelationType, org="ORGANISATION", bedrijf="ORGANISATION", rechtspersoon="ORGANISATION", zakelijk="ORGANISATION", o="ORGANISATION",
    p="PERSON", natuurlijk_persoon="PERSON", particulier="PERSON", prive="PERSON", leverancier="SUPPLIER", crediteur="SUPPLIER",
)  # fmt: skip
STATUS = {
    "prospect": "PROSPECT", "lead": "PROSPECT", "client": "CLIENT", "klant": "CLIENT", "actief": "CLIENT", "ja": "CLIENT",
}  # fmt: skip
GENDER = _words(Gender, man="M", vrouw="V", m="M", v="V", f="V", male="M", female="V", o="UNKNOWN", onbekend="UNKNOWN", anders="X")
SALUTATION = _words(Salutation, de_heer="MR", dhr="MR", heer="MR", mevrouw="MRS", mw="MRS", mevr="MRS", mevr_mw="MRS")
MARITAL = _words(
    MaritalStatus, alleenstaand="UNMARRIED", single="UNMARRIED", getrouwd="MARRIED", gp="REGISTERED",
    geregistreerd_partner="REGISTERED", weduwe="WIDOWED", weduwnaar="WIDOWED", samenwonend_met_contract="COHABITING",
)  # fmt: skip
PORTAL = _words(PortalAccess, geen="NONE", nee="NONE", lezen="READ", alleen_lezen="READ", volledig="FULL", ja="FULL")
LANGUAGE = _words(Language, nederlands="nl", engels="en", dutch="nl", english="en")
CHOICES = {
    "rechtsvorm": RECHTSVORM, "type": TYPE, "status": STATUS, "gender": GENDER, "salutation": SALUTATION,
    "marital_status": MARITAL, "portal_access": PORTAL, "language": LANGUAGE,
}  # fmt: skip
_ONE_OF = {
    "type": "organisatie, persoon of leverancier", "status": "prospect of cliënt", "gender": "m, v, x of onbekend",
    "salutation": "dhr., mevr. of anders", "portal_access": "geen, lezen of volledig", "language": "nl of en",
}  # fmt: skip


def read_choice(name: str, text: str) -> str:
    """The code of one of a fixed list, by its Dutch word, its code or a usual other word."""
    found = CHOICES[name].get(fold(text))
    if found is None:
        remedy = f"Gebruik {_ONE_OF[name]}" if name in _ONE_OF else "Kies een waarde uit de lijst van het sjabloon"
        raise UnknownWord(f"{text[:60]} is geen bekende waarde. {remedy}, of zeg hierboven wat het woord betekent.", text)
    return found


def read_field(model, name: str, text: str):
    """A plain field of relation or contact, cleaned as the form cleans it, as JSON."""
    value = read_day(text) if name in ("birth_date", "founded_on") else read_choice(name, text) if name in CHOICES else text
    value = clean_field(model, name, value)
    return value.isoformat() if isinstance(value, datetime.date) else value


_RHYTHM = {
    "maand": "MONTH", "maandelijks": "MONTH", "m": "MONTH", "kwartaal": "QUARTER", "per kwartaal": "QUARTER", "q": "QUARTER", "k": "QUARTER",
    "jaar": "YEAR", "jaarlijks": "YEAR", "j": "YEAR", "4 weken": "FOUR_WEEKS", "vier weken": "FOUR_WEEKS", "vierwekelijks": "FOUR_WEEKS",
    "4 wekelijks": "FOUR_WEEKS", "halfjaar": "HALF_YEAR", "half jaar": "HALF_YEAR", "halfjaarlijks": "HALF_YEAR",
}  # fmt: skip
_STARTS = {"jan": QuarterStart.JANUARY, "feb": QuarterStart.FEBRUARY, "mrt": QuarterStart.MARCH, "maart": QuarterStart.MARCH}


def read_rhythm(kind: TaxKind, text: str) -> dict:
    """Aangiftetijdvak: «kwartaal», or «kwartaal feb» for quarters that begin in February."""
    word = fold(text)
    start = QuarterStart.JANUARY
    if word.startswith("kwartaal ") and (found := _STARTS.get(word.removeprefix("kwartaal "))):
        word, start = "kwartaal", found
    frequency = _RHYTHM.get(word.removeprefix("per "))
    if frequency not in FREQUENCIES[kind]:
        allowed = ", ".join(one.label.lower() for one in FREQUENCIES[kind])
        raise UnknownWord(f"{text[:40]} is geen tijdvak. Gebruik {allowed}.", text)
    return {"frequency": str(frequency), "quarter_start": int(start)}


def read_year_end(text: str) -> str:
    """The last day of the fiscal year as month-day: «31-12», «30 juni» or a whole day give 12-31 and 06-30."""
    bare = text.strip()
    if match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})", bare):
        bare = f"{match[1]}-{match[2]}-2023"
    elif re.fullmatch(r"\d{1,2}[ -][a-zA-Z]{3,9}", bare):
        bare = f"{bare} 2023"
    day = read_day(bare)
    return f"{day:%m-%d}"


def status_of(text: str) -> RelationStatus:
    """The status a new relation begins with."""
    return RelationStatus(read_choice("status", text))
