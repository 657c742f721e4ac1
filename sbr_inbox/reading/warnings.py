"""The cheap filing rules of Digipoort, checked before anything is sent. They warn and never block."""

import re

from sbr_inbox.reading.instance import XML_LANG, XSI_NIL
from sbr_inbox.reading.result import Note

_PREFIX = "Digipoort zal dit waarschijnlijk afkeuren: "
_ODD = {XSI_NIL: "FR-NL-2.07", "precision": "FR-NL-5.06", "id": "FG-NL-09"}
_OTHER_SIGNS = re.compile("[^\u0000-\u00ff\u20a0-\u20cf]")
_REFERENCE = re.compile(r"&#(?:(?P<dec>[0-9]{1,9})|[xX](?P<hex>[0-9A-Fa-f]{1,8}));")
_FILE_STEM = re.compile(r"[0-9A-Za-z_-]*")
_LANGUAGES = {"nl", "en", "de", "fr"}

TEXTS = {
    "FR-NL-1.01": "het bestand begint met een BOM. Sla het op als UTF-8 zonder BOM.",
    "FR-NL-1.02": "het bestand bevat tekens buiten Latijns schrift en valutatekens. Vervang die in uw pakket.",
    "FR-NL-1.04": "het bestand bevat verwijzingen naar niet toegestane tekens. Exporteer het opnieuw.",
    "FR-NL-1.05": "het bestand is niet in UTF-8. Exporteer het opnieuw als UTF-8.",
    "FR-NL-1.06": "de bestandsnaam bevat andere tekens dan letters, cijfers, - en _. Geef het een andere naam.",
    "FR-NL-2.03": "de taal (xml:lang) ontbreekt. Exporteer het bestand opnieuw.",
    "FR-NL-2.04": "het bestand verwijst niet naar precies één taxonomie (schemaRef). Exporteer het opnieuw.",
    "FR-NL-2.05": "het bestand bevat een linkbaseRef. Exporteer het opnieuw.",
    "FR-NL-2.06": "het bestand bevat een CDATA-blok. Exporteer het opnieuw.",
    "FR-NL-2.07": "het bestand gebruikt xsi:nil. Laat lege gegevens weg.",
    "FR-NL-3.01": "een periode bevat een tijdstip. Gebruik alleen datums.",
    "FR-NL-3.02": "een periode heeft geen einde (forever). Vul begin en einde in.",
    "FR-NL-3.03": "het bestand bevat contexten die nergens worden gebruikt. Exporteer het opnieuw.",
    "FR-NL-3.04": "het bestand bevat dubbele contexten. Exporteer het opnieuw.",
    "FR-NL-4.01": "het bestand bevat dubbele eenheden. Exporteer het opnieuw.",
    "FR-NL-4.02": "het bestand bevat eenheden die nergens worden gebruikt. Exporteer het opnieuw.",
    "FR-NL-5.01": "een gegeven staat er meer dan één keer in. Controleer de aangifte in uw pakket.",
    "FR-NL-5.03": "een gegeven is leeg. Vul het in of laat het weg.",
    "FR-NL-5.06": "het bestand gebruikt het attribuut precision. Exporteer het opnieuw.",
    "FR-NL-6.01": "het bestand bevat voetnoten. Laat die weg.",
    "FG-NL-09": "gegevens hebben een eigen id. Exporteer het bestand opnieuw.",
    "PAGE": "dit is een losse pagina. De KvK verwacht een pakket (.xbri); exporteer de jaarrekening als pakket.",
    "XML-01": "het bestand bevat een opmaakinstructie (xml-stylesheet). Exporteer het opnieuw zonder opmaak.",
    "XBRL-01": "een gegeven verwijst naar een context die er niet is. Exporteer het bestand opnieuw.",
    "FR-KVK-2.01": "de taal is geen Nederlands, Engels, Duits of Frans. Kies een van die talen.",
    "FR-KVK-2.02": "het bestand gebruikt meer dan één taal. Kies één taal voor de hele jaarrekening.",
    "BR-KVK-3.01": "het bestand gebruikt meer dan één valuta. Kies één valuta.",
}


def note(code):
    """The warning with this rule code."""
    return Note(code, _PREFIX + TEXTS[code])


def check_bytes(source, filename=""):
    """Warnings about the file as it stands on disk."""
    codes = []
    text = source.text
    if source.bom:
        codes.append("FR-NL-1.01")
    if not text.isascii() and _OTHER_SIGNS.search(text.removeprefix("\ufeff")):
        codes.append("FR-NL-1.02")
    if "&" in text and any(_is_foreign(found) for found in _REFERENCE.finditer(text)):
        codes.append("FR-NL-1.04")
    if source.encoding not in ("UTF-8", "UTF8"):
        codes.append("FR-NL-1.05")
    stem = filename.rpartition("/")[2].rpartition(".")[0]
    if stem and not _FILE_STEM.fullmatch(stem):
        codes.append("FR-NL-1.06")
    if "]" in text and "]]>" in text:
        codes.append("FR-NL-2.06")
    if "<?xml-stylesheet" in text:
        codes.append("XML-01")
    return codes


def check_page(source):
    """Warnings about a page of inline XBRL, where typographic signs are normal."""
    return [code for code in check_bytes(source) if code not in ("FR-NL-1.02", "FR-NL-1.04")]


def _is_foreign(found):
    value = int(found["dec"]) if found["dec"] else int(found["hex"], 16)
    return not (value <= 0xFF or 0x20A0 <= value <= 0x20CF)


def check_instance(instance):
    """Warnings about the XBRL in the file."""
    codes = []
    if instance.lang is None:
        codes.append("FR-NL-2.03")
    if len(instance.schema_refs) != 1:
        codes.append("FR-NL-2.04")
    if "linkbaseRef" in instance.links:
        codes.append("FR-NL-2.05")
    if "footnoteLink" in instance.links:
        codes.append("FR-NL-6.01")
    codes += _check_contexts(instance)
    codes += _check_facts(instance)
    units = instance.units
    if len(units) > 1 and len(set(units.values())) != len(units):
        codes.append("FR-NL-4.01")
    if units and units.keys() - {fact.unit for fact in instance.facts}:
        codes.append("FR-NL-4.02")
    return codes


def _check_contexts(instance):
    contexts = instance.contexts.values()
    codes = []
    if any(each.timed for each in contexts):
        codes.append("FR-NL-3.01")
    if any(each.forever for each in contexts):
        codes.append("FR-NL-3.02")
    if not all(each.used for each in contexts):
        codes.append("FR-NL-3.03")
    if len(contexts) > 1 and len({each.signature() for each in contexts}) != len(contexts):
        codes.append("FR-NL-3.04")
    return codes


def _check_facts(instance):
    codes = []
    if instance.has_empty:
        codes.append("FR-NL-5.03")
    if instance.has_loose:
        codes.append("XBRL-01")
    if len(instance.by_name) != len(instance.facts) and _has_duplicates(instance):
        codes.append("FR-NL-5.01")
    return codes


def _has_duplicates(instance):
    keys = {(fact.name, fact.context, fact.unit, fact.group) for fact in instance.facts}
    return len(keys) != len(instance.facts)


def check_attributes(root, text, *, expected_ids, is_kvk=False):
    """Warnings about attributes of facts. The text is searched first: most files have none of these."""
    if not ("precision" in text or "nil=" in text or text.count(" id=") > expected_ids or is_kvk):
        return []
    codes, languages = set(), {root.get(XML_LANG)}
    for element in root.iter():
        attributes = set(element.keys())
        if "contextRef" not in attributes:
            continue
        codes.update(_ODD[each] for each in attributes & _ODD.keys())
        languages.add(element.get(XML_LANG))
    if is_kvk and len(languages - {None}) > 1:
        codes.add("FR-KVK-2.02")
    return sorted(codes)


def check_kvk(instance):
    """Warnings about what the KvK asks on top."""
    codes = []
    if instance.lang is not None and instance.lang not in _LANGUAGES:
        codes.append("FR-KVK-2.01")
    currencies = {unit for unit in instance.units.values() if len(unit) == 3 and unit.isupper()}
    if len(currencies) > 1:
        codes.append("BR-KVK-3.01")
    return codes
