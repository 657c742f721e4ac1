"""One field at a time: set it with its source, or put back what it was."""

from crm.as_of.sources import history_of
from crm.enums import SourceKind
from crm.history import CUSTOM, custom_field, has_field, may_go_back
from crm.models import Contact, CustomValue
from crm.rules.contacts import change_contact
from crm.rules.outcome import Saved
from crm.rules.provenance import Source, source_of
from crm.rules.relations import change_relation
from offices.errors import NotHere, RuleBroken


def set_field(row, name: str, value, *, by, version, source: Source | None = None) -> Saved:
    """Set one field of a relation or contact; `name` and `value` as change_relation takes them.

    `source` is where the value comes from when it is not whoever acts. Raises what the rules of the field raise, and
    StaleForm (G02) when the row changed since `version`.
    """
    if isinstance(row, Contact):
        return change_contact(row, by=by, version=version, values={name: value}, source=source)
    return change_relation(row, by=by, version=version, values={name: value}, strict=False, source=source)


def restore_field(row, name: str, event: int, *, by, version) -> Saved:
    """Put back the value that a field had from an event of its history on.

    Raises NotHere for an event of another row, and what set_field raises.
    """
    if not has_field(row, name) or not may_go_back(row, name):
        raise RuleBroken("Dit veld kan niet worden teruggezet. Wijzig het op de kaart.", code="CRM19")
    source = Source(SourceKind.RESTORE, source_of(by).label)
    if name.startswith(CUSTOM):
        field = custom_field(row, name)
        owner = "contact_id" if isinstance(row, Contact) else "relation_id"
        past = history_of(CustomValue).objects.filter(pgh_id=event, field_id=field.pk, **{owner: row.pk}).first()
        value = {field.key: None if past is None or past.pgh_label == "delete" else past.value}
        return set_field(row, "custom", _there(past) and value, by=by, version=version, source=source)
    past = _there(history_of(type(row)).objects.filter(pgh_id=event, pgh_obj_id=row.pk).first())
    asked = "rsin_bsn" if name in {"rsin", "bsn"} and not isinstance(row, Contact) else name
    return set_field(row, asked, getattr(past, name), by=by, version=version, source=source)


def _there(past):
    if past is None:
        raise NotHere("Deze waarde staat niet in de historie van dit veld. Open de historie opnieuw.")
    return past
