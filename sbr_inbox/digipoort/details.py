"""The XML that a status carries as text: class, code and description of the receiver's verdict."""

from dataclasses import dataclass

from lxml import etree

from sbr_inbox.digipoort.parsing import BadMessage, parse

MAX_DETAILS = 1024 * 1024
_MOST = 500


@dataclass(frozen=True)
class Specification:
    """One line of the verdict, verbatim."""

    klasse: str
    code: str
    description: str


@dataclass(frozen=True)
class Details:
    """What could be read; `specifications` is empty when the text is no Responsemessage. The text itself is kept elsewhere."""

    response_type: str = ""
    message_id: str = ""
    refers_to: str = ""
    specifications: tuple[Specification, ...] = ()


def read_details(text: str) -> Details:
    """Read `statusdetails`; anything that is no plain XML gives empty details, never an error."""
    try:
        root = parse(text.strip().encode("utf-8"), most=MAX_DETAILS)
    except BadMessage:
        return Details()
    by_name = {name: _first(root, name) for name in ("ResponseType", "MessageId", "RefersToMessageId")}
    rows = [
        element for element in root.iter(etree.Element) if etree.QName(element).localname == "Specification"
    ]
    return Details(
        response_type=by_name["ResponseType"],
        message_id=by_name["MessageId"],
        refers_to=by_name["RefersToMessageId"],
        specifications=tuple(
            Specification(_first(row, "Class"), _first(row, "Code"), _first(row, "Description"))
            for row in rows[:_MOST]
        ),
    )


def _first(parent, name: str) -> str:
    for element in parent.iter(etree.Element):
        if etree.QName(element).localname == name:
            return (element.text or "").strip()
    return ""
