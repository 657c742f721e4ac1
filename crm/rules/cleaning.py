"""From what was typed to what is stored: one value at a time, with the sentence that says what is wrong."""

import datetime
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from crm import numbers
from crm.names import format_initials
from crm.phones import check_phone
from offices.errors import RuleBroken
from offices.texts import bad_date, bad_email, too_long

OLDEST_BIRTH = datetime.date(1900, 1, 1)


def check_email(value, *, field="email"):
    """An e-mail address as typed, without blanks around it; G05 when it is none."""
    text = str(value).strip()
    try:
        validate_email(text)
    except ValidationError:
        raise RuleBroken(bad_email(text[:100]), code="G05", field=field) from None
    return text


def check_website(value):
    """A web address; https is put in front of a bare domain."""
    text = str(value).strip()
    if "://" not in text:
        text = f"https://{text}"
    if not text.startswith(("https://", "http://")) or " " in text or "." not in text:
        raise RuleBroken(
            f"{value} is geen webadres. Gebruik bijvoorbeeld www.bakker.nl.", code="CRM19", field="website"
        )
    return text


def check_number(value, *, field="number"):
    """A relation or contact number: letters, figures, dots and hyphens."""
    text = str(value).strip()
    if not text or not all(sign.isascii() and (sign.isalnum() or sign in ".-") for sign in text):
        raise RuleBroken(
            f"{text or 'Een leeg nummer'} kan niet. Een nummer bestaat uit letters, cijfers, punten en streepjes.",
            code="CRM19",
            field=field,
        )
    return text


def texts(value):
    """A list of texts from a list, or from lines or commas; blanks and repeats left out."""
    parts = value if isinstance(value, list | tuple) else str(value or "").replace("\n", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in map(str, parts) if part.strip()))


_CHECKS = {
    "number": check_number,
    "phone": check_phone,
    "mobile": lambda value: check_phone(value, field="mobile"),
    "phone_override": lambda value: check_phone(value, field="phone_override"),
    "email": check_email,
    "invoice_email": lambda value: check_email(value, field="invoice_email"),
    "email_override": lambda value: check_email(value, field="email_override"),
    "website": check_website,
    "initials": format_initials,
    "kvk_nummer": numbers.check_kvk_nummer,
    "vestigingsnummer": numbers.check_vestigingsnummer,
    "btw_id": numbers.check_btw_id,
    "trade_names": texts,
    "sbi_codes": lambda value: [numbers.check_sbi_code(code) for code in texts(value)],
}
_NOT_IN_FUTURE = frozenset({"founded_on", "birth_date", "deceased_on"})


def clean_field(model, name, value):
    """The stored form of a value of this model's field, empty values included.

    Raises RuleBroken with the field's name and a Dutch sentence when the value cannot be right.
    """
    field = model._meta.get_field(name)
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "", [], ()):
        return _empty(field)
    if check := _CHECKS.get(name):
        value = check(value)
    try:
        value = field.to_python(value)
    except ValidationError:
        raise _unreadable(field, value) from None
    _fits(field, value)
    if name in _NOT_IN_FUTURE:
        _past(field, value)
    return value


def _empty(field):
    if field.get_internal_type() == "ArrayField":
        return []
    if field.get_internal_type() == "BooleanField":
        return False
    return None if field.null else field.get_default() or ""


def _unreadable(field, value):
    if field.get_internal_type() == "DateField":
        return RuleBroken(bad_date(str(value)), code="G04", field=field.name)
    return RuleBroken(
        f"{value} past niet in {field.verbose_name}. Controleer de waarde.", code="CRM19", field=field.name
    )


@cache
def _bounds(field) -> tuple[str, int | None, frozenset]:
    """(kind of field, most characters, the codes it may hold) of a field; an import asks it for every cell."""
    codes = frozenset(code for code, _ in field.flatchoices) if field.choices else frozenset()
    return field.get_internal_type(), getattr(field, "max_length", None), codes


def _fits(field, value):
    kind, most, codes = _bounds(field)
    if most and isinstance(value, str) and len(value) > most:
        raise RuleBroken(too_long(field.verbose_name, most, len(value)), code="G03", field=field.name)
    if kind == "ArrayField":
        for part in value:
            _fits_in_list(field, part)
    if codes and value not in codes:
        raise _unreadable(field, value)
    if kind == "PositiveIntegerField" and not 0 <= value <= 999_999:
        raise RuleBroken(
            f"{field.verbose_name} ligt tussen 0 en 999999; u gaf {value}.", code="CRM19", field=field.name
        )


def _fits_in_list(field, part):
    if len(part) > field.base_field.max_length:
        raise RuleBroken(
            too_long(field.verbose_name, field.base_field.max_length, len(part)), code="G03", field=field.name
        )


def _past(field, value):
    if value > timezone.localdate():
        raise RuleBroken(
            f"{field.verbose_name} {value:%d-%m-%Y} ligt in de toekomst. Vul een dag tot en met vandaag in.",
            code="CRM19",
            field=field.name,
        )
    if field.name == "birth_date" and value < OLDEST_BIRTH:
        raise RuleBroken(
            f"Geboortedatum {value:%d-%m-%Y} ligt voor 1900. Controleer het jaar.",
            code="CRM19",
            field=field.name,
        )
