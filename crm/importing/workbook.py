"""The template to fill in: both tabs, green minimum columns, lists to choose from, examples and instructions."""

# openpyxl is loaded where it is used: it is large, and most processes never write a workbook.
import io

from crm.enums import ImportSheet, Rechtsvorm
from crm.importing.columns import CLIENTS, CONTACTS, columns_of
from crm.models import RelationGroup, RelationKind
from offices.models import Label

NAMES = {CLIENTS: "clienten", CONTACTS: "contacten"}
_GREEN, _GREY = "C6E7D0", "E9EDF1"
_LISTS = {
    "type": ["organisatie", "persoon", "leverancier"], "status": ["prospect", "cliënt"], "geslacht": ["m", "v", "x", "onbekend"],
    "burgerlijke_staat": ["ongehuwd", "gehuwd", "geregistreerd partnerschap", "samenwonend", "gescheiden", "weduwe/weduwnaar"],
    "tijdvak_btw": ["maand", "kwartaal", "jaar"], "tijdvak_lh": ["maand", "vier weken", "halfjaar", "jaar"],
    "aanhef": ["dhr.", "mevr.", "anders"], "voorkeur": ["ja", "nee"], "portaal": ["geen", "lezen", "volledig"], "taal": ["nl", "en"],
    "rechtsvorm": [form.label for form in Rechtsvorm],
}  # fmt: skip
_EXAMPLES = {
    CLIENTS: [
        {"nummer": "0001", "type": "organisatie", "naam": "Voorbeeld Bakkerij B.V.", "rechtsvorm": "B.V.", "telefoon": "050 555 12 34",
         "bezoek_straat": "Dorpsstraat", "bezoek_huisnummer": "12", "bezoek_postcode": "9712 AB", "bezoek_plaats": "Groningen",
         "tijdvak_btw": "kwartaal", "boekjaar_einde": "31-12"},
        {"nummer": "0002", "type": "persoon", "achternaam": "Vries", "tussenvoegsel": "de", "voorletters": "J.", "geboortedatum": "31-03-1980"},
    ],
    CONTACTS: [
        {"contactnummer": "C0001", "relatienummers": "0001;0002", "aanhef": "dhr.", "voorletters": "J.", "tussenvoegsel": "de",
         "achternaam": "Vries", "email": "j.devries@voorbeeld.example", "functie": "directeur", "voorkeur": "ja", "portaal": "geen"},
    ],
}  # fmt: skip
_TEXT = (
    "Vul tabblad clienten en tabblad contacten. De groene kolommen zijn nodig; de andere mogen leeg blijven of weg.",
    "Haal de voorbeeldregels (nummer 0001, 0002 en C0001) weg.",
    "Een lege cel zegt niets: wat er al staat, blijft staan. Het woord LEEG maakt een veld leeg.",
    "Meer waarden in een cel? Zet er een puntkomma tussen: label A;label B.",
    "Alle cellen staan op tekst, zodat nullen vooraan blijven staan. Plak met 'Alleen waarden plakken'.",
    "Datums als dag-maand-jaar: 31-03-2026.",
    "Een persoon die bij meer relaties hoort, is één regel met meer relatienummers.",
    "U ziet eerst wat er verandert. Niemand krijgt bericht van een import.",
)


def template_bytes() -> bytes:
    """The template of the open office as XLSX."""
    from openpyxl import Workbook

    book = Workbook()
    # In this order: an import reads the first two tabs.
    tabs = {CLIENTS: book.active, CONTACTS: book.create_sheet()}
    told, lists = book.create_sheet("uitleg"), book.create_sheet("lijsten")
    for sheet, tab in tabs.items():
        tab.title = NAMES[sheet]
        _fill(tab, lists, sheet)
    for place, line in enumerate(_TEXT, 1):
        told.cell(place, 1, line)
    told.column_dimensions["A"].width = 110
    lists.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(tab, lists, sheet: ImportSheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    chosen = _LISTS | {
        "relatiesoort": list(RelationKind.objects.filter(active=True).order_by("name").values_list("name", flat=True)),
        "relatiegroep": list(RelationGroup.objects.order_by("name").values_list("name", flat=True)[:500]),
        "labels": list(Label.objects.filter(audience="RELATIONS").values_list("name", flat=True)[:500]),
    }
    for place, column in enumerate(columns_of(sheet), 1):
        letter = get_column_letter(place)
        head = tab.cell(1, place, column.key)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor=_GREEN if column.minimum else _GREY)
        if column.explains:
            head.comment = Comment(column.explains, "Kantoorportaal")
        tab.column_dimensions[letter].width = max(12, len(column.key) + 3)
        for row in range(2, 502):
            tab.cell(row, place).number_format = "@"
        for row, example in enumerate(_EXAMPLES[sheet], 2):
            if column.key in example:
                tab.cell(row, place, example[column.key])
        if chosen.get(column.key):
            _choices(tab, lists, letter, chosen[column.key], free=column.key in ("labels", "relatiegroep"))
    tab.freeze_panes = "B2"


def _choices(tab, lists, letter: str, values: list[str], *, free: bool) -> None:
    """A drop-down list; the values stand on a hidden tab, for a list in the cell holds 255 characters."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, value in enumerate(values, 1):
        lists.cell(row, place, value)
    column = get_column_letter(place)
    rule = DataValidation(type="list", formula1=f"lijsten!${column}$1:${column}${len(values)}", allow_blank=True)
    rule.showErrorMessage = not free
    rule.errorTitle, rule.error = "Geen bekende waarde", "Kies een waarde uit de lijst, of laat de cel leeg."
    tab.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}5000")
