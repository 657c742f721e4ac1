"""Changing what an office says about itself."""

from django.db import transaction

from offices.audit import record
from offices.errors import RuleBroken
from offices.models import Office

CHANGEABLE = (
    "name", "phone", "email", "kvk_nummer", "rsin", "ob_nummer", "beconnummer", "require_2fa", "brand_hue", "brand_chroma",
)  # fmt: skip


def change_office(office: Office, *, by, **values) -> Office:
    """Change the data of an office.

    Raises RuleBroken on a beconnummer that is not six digits.
    """
    becon = values.get("beconnummer", "")
    if becon and not (becon.isdigit() and len(becon) == 6):
        raise RuleBroken("Een beconnummer heeft zes cijfers. Neem het over uit de brief van de Belastingdienst.", field="beconnummer")
    with transaction.atomic():
        row = Office.objects.select_for_update().get(pk=office.pk)
        changed = {name: values[name] for name in CHANGEABLE if name in values and getattr(row, name) != values[name]}
        said: dict[str, list[str]] = {}
        for name, value in changed.items():
            said[name] = [str(getattr(row, name)), str(value)]
            setattr(row, name, value)
        if changed:
            row.save(update_fields=list(changed))
            record(by, "setting.changed", row, data={"wijzigingen": said})
    return row
