"""Values of custom fields: what each type accepts, how it is stored in JSON, and how it is read."""

import datetime
import re
from decimal import Decimal, InvalidOperation
from uuid import UUID

from crm.enums import FieldType
from crm.rules.cleaning import check_website
from offices.errors import RuleBroken
from offices.texts import bad_date, too_long

MOST = {FieldType.TEXT: 200, FieldType.LONG_TEXT: 20_000, FieldType.LINK: 500}
LARGEST = Decimal(10) ** 12
_YES = frozenset({"ja", "j", "yes", "true", "waar", "1", "x"})
_NO = frozenset({"nee", "n", "no", "false", "onwaar", "0"})
_DAYS = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


def clean_value(field, given):
    """The stored form of a value of this field, or None when it is empty.

    Numbers and amounts become texts («12.50»), days ISO texts, a relation its id. Raises RuleBroken (CRM40, G03, G04)
    on `custom-<key>`.
    """
    if isinstance(given, str):
        given = given.strip()
    if given in (None, "", [], ()):
        return None
    try:
        return _CLEAN[FieldType(field.type)](field, given)
    except RuleBroken as fault:
        fault.field = f"custom-{field.key}"
        raise


def readable_value(field, value, names=None) -> str:
    """The value in words; `names` are {relation id: name} of the relations a person may see."""
    if value in (None, "", []):
        return ""
    if field.type == FieldType.YES_NO:
        return "Ja" if value else "Nee"
    if field.type == FieldType.DATE:
        return f"{datetime.date.fromisoformat(value):%d-%m-%Y}"
    if field.type == FieldType.AMOUNT:
        return f"€ {_dutch(Decimal(value), 2)}"
    if field.type == FieldType.NUMBER:
        return str(value).replace(".", ",")
    if field.type == FieldType.MULTI_CHOICE:
        return ", ".join(value)
    if field.type == FieldType.RELATION:
        return (names or {}).get(str(value), "een relatie buiten uw rechten")
    return str(value)


def searched_text(field, value) -> str:
    """What a search finds the value by; nothing for another relation."""
    return "" if field.type == FieldType.RELATION else readable_value(field, value)


def converted(field, value, wanted):
    """A stored value as a value of the field `wanted`, or None when it would be lost."""
    text = value if field.type == wanted.type else readable_value(field, value).removeprefix("€ ")
    if FieldType.RELATION in (field.type, wanted.type) and field.type != wanted.type:
        return None
    if wanted.type == FieldType.MULTI_CHOICE and isinstance(text, str):
        text = [part.strip() for part in text.split(",")]
    try:
        return clean_value(wanted, text)
    except RuleBroken:
        return None


def _wrong(text):
    return RuleBroken(text, code="CRM40")


def _text(field, given):
    text, most = str(given), MOST[FieldType(field.type)]
    if len(text) > most:
        raise RuleBroken(too_long(field.label, most, len(text)), code="G03")
    return text


def _number(field, given):
    text = re.sub(r"[\s€]", "", str(given))
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _wrong(f"{str(given)[:60]} is geen getal. Vul bij {field.label} alleen cijfers in, bijvoorbeeld 12,5.") from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise _wrong(f"{field.label} is te groot. Controleer de waarde.")
    return format(value.normalize() if value else Decimal(0), "f")


def _amount(field, given):
    value = Decimal(_number(field, given))
    if value != round(value, 2):
        raise _wrong(f"Een bedrag heeft hoogstens twee cijfers achter de komma. Rond {field.label} af.")
    return f"{value:.2f}"


def _day(field, given):
    if isinstance(given, datetime.date):
        return given.isoformat()
    for shape in _DAYS:
        try:
            return datetime.datetime.strptime(str(given), shape).date().isoformat()
        except ValueError:
            continue
    raise RuleBroken(bad_date(str(given)[:60]), code="G04")


def _yes_no(field, given):
    if isinstance(given, bool):
        return given
    word = str(given).casefold()
    if word not in _YES | _NO:
        raise _wrong(f"Vul bij {field.label} ja of nee in.")
    return word in _YES


def _choice(field, given):
    found = next((choice for choice in field.choices if choice.casefold() == str(given).casefold()), None)
    if found is None:
        raise _wrong(f"{str(given)[:60]} is geen keuze van {field.label}. Kies een waarde uit de lijst.")
    return found


def _choices(field, given):
    parts = given if isinstance(given, list | tuple) else str(given).replace(";", ",").split(",")
    chosen = {_choice(field, str(part).strip()) for part in parts if str(part).strip()}
    return [choice for choice in field.choices if choice in chosen] or None


def _link(field, given):
    try:
        return _text(field, check_website(given))
    except RuleBroken as fault:
        if fault.code != "G03":
            fault.code = "CRM40"
        raise


def _relation(field, given):
    try:
        return str(UUID(str(getattr(given, "pk", given))))
    except ValueError:
        raise _wrong(f"Kies bij {field.label} een relatie met haar nummer.") from None


_CLEAN = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.AMOUNT: _amount,
    FieldType.DATE: _day,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.MULTI_CHOICE: _choices,
    FieldType.LINK: _link,
    FieldType.RELATION: _relation,
}


def _dutch(value, places):
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
