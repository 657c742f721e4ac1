"""The schema of the interface, loaded once; every body we make or read passes it."""

from functools import cache
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent / "schema"
XSD = FOLDER / "digipoort-koppelvlak-1.2.xsd"


class NotValid(Exception):
    """A body does not follow the schema of the interface; the text is the first complaint of the validator."""


@cache
def koppelvlak() -> etree.XMLSchema:
    """The compiled schema (1.2); 2 ms the first time."""
    return etree.XMLSchema(etree.parse(str(XSD), etree.XMLParser(no_network=True, resolve_entities=False)))


def validate(body: etree._Element) -> None:
    """Check the element inside a soap:Body. Raises NotValid."""
    schema = koppelvlak()
    if not schema.validate(body):
        first = schema.error_log[0] if len(schema.error_log) else None
        raise NotValid(first.message if first else "het bericht past niet bij het koppelvlak")
