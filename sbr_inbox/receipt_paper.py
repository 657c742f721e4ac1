"""A receipt in words: the lines that stand on paper and on the pages that check one. Made from its content alone."""

from datetime import date, datetime

from crm.enums import FilingKind, MandateBasis, MandateMode
from offices.templatetags.dutch import datum_tijd
from sbr_inbox.approval_enums import Factor
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.enums import Route, State
from sbr_inbox.sentences import TITLES, period_words

TITLE = {
    "APPROVAL": "Bewijs van akkoord",
    "RELEASE": "Bewijs van verzending zonder akkoord",
    "STATUS": "Bewijs van de uitslag",
}


def title(content: dict) -> str:
    """What the receipt is called."""
    return TITLE.get(str(content.get("type")), TITLE["APPROVAL"])


def about(content: dict) -> str:
    """The filing it is about: `Btw over oktober 2026`."""
    start, end = (day and date.fromisoformat(day) for day in content["period"])
    return f"{TITLES.get(content['kind'], 'Aangifte')} over {period_words(start, end)}"


def _time(text: str | None) -> str:
    return str(datum_tijd(datetime.fromisoformat(text))) if text else "–"


def _label(choices, value: str) -> str:
    return choices(value).label if value in choices.values else str(value)


def lines(content: dict) -> list[tuple[str, str, bool]]:
    """(label, value, whether it is a code) for each thing the receipt says; what is absent is left out."""
    relation = content.get("relation") or {}
    rows = [
        ("Kantoor", content["office"]["name"], False),
        ("Relatie", f"{relation.get('name')} ({relation.get('number')})" if relation else "", False),
        ("Aangifte", f"{_label(FilingKind, content['kind'])}, {about(content).partition(' over ')[2]}", False),
        *_WRITERS[content.get("type", "APPROVAL")](content),
        ("Controlegetal aangifte", content.get("xml_sha256"), True),
        ("Controlegetal pdf", content.get("pdf_sha256"), True),
        ("Omgeving", _environment(content), False),
        ("Aangifte-id", content.get("filing"), True),
        ("Verzoek-id", content.get("request"), True),
        ("Akkoord-id", content.get("approval"), True),
        ("Bewijs-id", content.get("receipt"), True),
        ("Bewijs gemaakt", _time(content.get("made")), False),
        ("Sleutel", content.get("key_id"), True),
    ]
    return [(label, str(value), code) for label, value, code in rows if value]


def _environment(content: dict) -> str:
    if content.get("practice"):
        return "Oefenkantoor: dit bewijs is niet echt"
    where = content.get("environment")
    return "" if where in (None, Environment.NONE) else _label(Environment, where)


def _approval(content: dict) -> list[tuple]:
    mandate, by = content.get("mandate"), content.get("by")
    basis = mandate and f"{_label(MandateBasis, mandate['basis'])}, {_label(MandateMode, mandate['mode']).lower()} ({mandate['id']})"
    factor = _label(Factor, content.get("factor", ""))
    return [
        ("Bedrag", content["sentence"].get("amount"), False),
        ("Akkoord van", content["person"]["name"], False),
        ("Vastgelegd namens deze persoon door", by and by["name"], False),
        ("Bevoegdheid", basis, False),
        ("Tijdstip akkoord", _time(content.get("at")), False),
        ("Zekerheid", f"{factor} (zwakker bewijs)" if content.get("factor") == Factor.NORMAL else factor, False),
        ("Controlegetal bewijsstuk", content.get("evidence_sha256"), True),
    ]


def _release(content: dict) -> list[tuple]:
    asked, confirmed = content["asked"], content["confirmed"]
    return [
        ("Gevraagd door", f"{asked['name']}, {_time(asked['at'])}", False),
        ("Bevestigd door", f"{confirmed['name']}, {_time(confirmed['at'])}", False),
        ("Vrijgave-id", content.get("release"), True),
    ]


def _status(content: dict) -> list[tuple]:
    rows = [(f"Status {code}", _time(at) + (f", foutcode {fault}" if fault else ""), False) for code, at, fault in content["statuses"]]
    answers = [(f"Controlegetal reactie {number}", digest, True) for number, digest in enumerate(content["answers"], 1)]
    return [
        ("Uitslag", _label(State, content["verdict"]), False),
        ("Route", _label(Route, content["route"]), False),
        ("Kenmerk van de ontvanger", content.get("kenmerk"), True),
        ("Aanleverkenmerk", content.get("aanleverkenmerk"), True),
        ("Verzonden", _time(content.get("sent")), False),
        ("Afgerond", _time(content.get("at")), False),
        *rows,
        *answers,
    ]


_WRITERS = {"APPROVAL": _approval, "RELEASE": _release, "STATUS": _status}
