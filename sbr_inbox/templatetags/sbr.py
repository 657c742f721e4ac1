"""How filings are shown in lists and on pages."""

from django import template

from crm.enums import FilingKind
from offices.templatetags.ui import chip
from sbr_inbox.enums import State
from sbr_inbox.states import mark
from workflows.enums import Frequency

register = template.Library()
_SHORT = {
    FilingKind.OB: "Btw",
    FilingKind.OB_SUPPLETIE: "Suppletie",
    FilingKind.ICP: "ICP",
    FilingKind.LH: "Loon",
    FilingKind.LH_CORRECTIE: "Loon, correctie",
    FilingKind.IB: "IB",
    FilingKind.VPB: "VPB",
    FilingKind.KVK: "Deponering",
    FilingKind.KREDIET: "Krediet",
    FilingKind.UITSTEL: "Uitstel",
    FilingKind.VA_VPB: "VA Vpb",
    FilingKind.SBA: "Aanslag",
    FilingKind.VIA: "VIA",
    FilingKind.OVERIG: "Overig",
}
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@register.simple_tag
def kind_short(filing) -> str:
    """The kind in one word for a dense list."""
    return _SHORT.get(filing.kind, filing.kind_label)


@register.simple_tag
def period_short(filing) -> str:
    """The period for a dense list: `okt 2026`, `4e kw 2026`, `per. 11`, `2025`."""
    start, end = filing.period_start, filing.period_end
    if start is None or end is None:
        return str(filing.year or "–")
    if filing.frequency == Frequency.MONTH:
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if filing.frequency == Frequency.QUARTER and start.month % 3 == 1:
        return f"{start.month // 3 + 1}e kw {start.year}"
    if filing.frequency == Frequency.YEAR and start.year == end.year:
        return str(end.year)
    if filing.frequency == Frequency.FOUR_WEEKS:
        return f"4 wk t/m {end.day} {_MONTHS[end.month - 1]} {end.year}"
    return f"{start:%d-%m-%y} – {end:%d-%m-%y}"


@register.simple_tag
def filing_state(filing, cls: str = "") -> str:
    """The state as a chip: icon and word, never colour alone."""
    return state_chip(filing.state, cls)


def state_chip(state: str, cls: str = "") -> str:
    """The chip of a state."""
    tone, icon_name = mark(state)
    return chip(tone, icon_name, State(state).label, cls)


_RESULTS = {
    "OK": ("ok", "check", "In orde"),
    "ONE": ("info", "arrow-right", "1 kandidaat"),
    "MANY": ("warn", "git-fork", "Meerdere"),
    "NONE": ("mute", "minus", "Geen"),
    "BAD": ("bad", "circle-x", "Klopt niet"),
    "UNKNOWN": ("bad", "circle-help", "Onbekend"),
    "CONFLICT": ("bad", "git-fork", "Spreekt tegen"),
    "SUGGEST": ("info", "info", "Voorstel"),
    "SKIPPED": ("mute", "minus", "Overgeslagen"),
    "ISSUES": ("warn", "triangle-alert", "Nog niet in orde"),
}
_EVENTS = {
    "filing.received": "ontving het bestand",
    "filing.read": "las het bestand",
    "filing.unreadable": "kon het bestand niet lezen",
    "filing.matched": "koppelde de aangifte",
    "filing.unmatched": "vond geen relatie",
    "filing.ambiguous": "vond meer dan één relatie",
    "filing.linked": "koos de relatie",
    "filing.relinked": "koos een andere relatie",
    "filing.retried": "probeerde opnieuw te koppelen",
    "filing.ready": "zette de aangifte klaar",
    "filing.back": "zette de aangifte terug",
    "filing.review_asked": "vroeg om controle",
    "filing.reviewed": "controleerde de aangifte",
    "filing.offered": "bood de aangifte aan",
    "filing.approved": "gaf akkoord",
    "filing.approved_on_behalf": "gaf akkoord namens de cliënt",
    "filing.declined": "gaf geen akkoord",
    "filing.reminded": "herinnerde de cliënt",
    "filing.silent": "kreeg geen antwoord van de cliënt",
    "filing.questioned": "stelde een vraag",
    "filing.release_asked": "vroeg te verzenden zonder akkoord",
    "filing.release_refused": "liet het verzenden zonder akkoord vervallen",
    "filing.released": "bevestigde het verzenden zonder akkoord",
    "filing.expired": "liet de termijn verlopen",
    "filing.withdrawn": "trok de aangifte in",
    "filing.superseded": "verving de aangifte",
    "filing.discarded": "gooide de aangifte weg",
    "filing.filed_elsewhere": "merkte de aangifte als elders ingediend",
    "filing.dossier_only": "plaatste de aangifte in het dossier",
    "assessment.received": "noteerde wat er moet gebeuren",
    "filing.paper_joined": "voegde de pdf toe",
    "filing.queued": "zette de aangifte in de wachtrij",
    "filing.resumed": "ging verder met de aangifte",
    "filing.sent": "verzond de aangifte",
    "filing.in_progress": "hoorde dat de aangifte in behandeling is",
    "filing.delivery_trouble": "kreeg de aangifte nog niet aangeleverd",
    "filing.delivery_unknown": "weet niet of de aangifte is aangekomen",
    "filing.delivery_failed": "verzond de aangifte niet",
    "filing.rejected_digipoort": "hoorde dat Digipoort de aangifte weigert",
    "filing.rejected_receiver": "hoorde dat de ontvanger de aangifte afkeurt",
    "filing.accepted": "hoorde dat de ontvanger de aangifte accepteert",
    "filing.handed_back": "meldde het akkoord aan het bronpakket",
    "filing.code_unknown": "kreeg een onbekende statuscode",
}


@register.simple_tag
def trace_result(step: dict) -> str:
    """How a rung of the ladder ended, as a plain chip."""
    if step.get("stop") == "MATCHED":
        return chip("ok", "circle-check", "Gekoppeld", "plain")
    tone, icon_name, words = _RESULTS.get(step.get("result", ""), ("mute", "minus", ""))
    return chip(tone, icon_name, words, "plain")


@register.simple_tag
def event_title(event) -> str:
    """What somebody did, behind the name."""
    return _EVENTS.get(event.event, "werkte de aangifte bij")


@register.filter
def days_nl(period: str) -> str:
    """Days of a fact as people write them: «01-10-2026 t/m 31-10-2026»; anything else as it is."""
    if not period:
        return ""
    return " t/m ".join("-".join(reversed(day.split("-"))) if day.count("-") == 2 else day for day in period.split("/"))
