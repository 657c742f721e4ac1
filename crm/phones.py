"""Phone numbers: stored as E.164, typed in any notation."""

from offices.errors import RuleBroken
from offices.texts import bad_phone


def check_phone(value, *, field="phone"):
    """A phone number as +31505551234; G06 when it is none."""
    import phonenumbers  # large, and most processes never see a number

    try:
        number = phonenumbers.parse(str(value), "NL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise RuleBroken(bad_phone(str(value).strip()), code="G06", field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_phone(value):
    """The E.164 form of what somebody searches for, or an empty text when it is no phone number."""
    try:
        return check_phone(value)
    except RuleBroken:
        return ""
