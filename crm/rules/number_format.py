"""The format of relation numbers: how an office writes them, and which three come next."""

import re

from django.db import transaction

from crm.rules.sequence import next_numbers
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import Office

PLACES = re.compile(r"\{seq(?::[1-9])?\}")
FORMAT = re.compile(r"[A-Za-z0-9 ./_-]*")
LONGEST = 20


def check_format(pattern: str) -> str:
    """The format in its normal form: one {seq} or {seq:5}, perhaps {jaar}, letters, digits and . / _ - beside them.

    Raises RuleBroken NUM01.
    """
    pattern = pattern.strip()
    rest = PLACES.sub("", pattern).replace("{jaar}", "", 1)
    if len(PLACES.findall(pattern)) != 1 or not FORMAT.fullmatch(rest):
        raise RuleBroken(
            "Gebruik precies één keer {seq:5} (het volgnummer in vijf cijfers) en verder letters, cijfers, punten, streepjes of {jaar}.",
            code="NUM01", field="pattern",
        )  # fmt: skip
    if len(rest) + 9 + 4 * pattern.count("{jaar}") > LONGEST:
        raise RuleBroken(f"Een nummer wordt zo langer dan {LONGEST} tekens. Maak het formaat korter.", code="NUM01", field="pattern")
    return pattern


def coming_numbers(pattern: str, count: int = 3) -> list[str]:
    """The next numbers in this format; nothing is reserved."""
    return next_numbers(check_format(pattern), count)


def change_number_format(office: Office, *, pattern: str, by) -> Office:
    """Change the format of new numbers; those that exist stay as they are."""
    pattern = check_format(pattern)
    with transaction.atomic():
        row = Office.objects.select_for_update().get(pk=office.pk)
        before, row.relation_number_format = row.relation_number_format, pattern
        if before != pattern:
            row.save(update_fields=["relation_number_format"])
            record(by, "setting.changed", row, data={"wijzigingen": {"relation_number_format": [before, pattern]}})
    return row
