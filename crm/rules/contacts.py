"""Making and changing contacts: natural persons with an own address to log in with."""

from django.db import transaction
from django.utils import timezone

from crm.enums import FieldTarget
from crm.indexes import bsn_index
from crm.models import Contact, ContactLabel, Relation
from crm.names import person_name, person_sort_key
from crm.numbers import check_bsn
from crm.registry import relation_changed
from crm.rules.cleaning import clean_field
from crm.rules.custom_values import clean_values, label_of_custom, save_values, searched_words
from crm.rules.numbers import lock_numbers
from crm.rules.outcome import Saved, Warn, name_for
from crm.rules.portal import close_portal
from crm.rules.provenance import WHOLE, note_origin
from crm.rules.rows import save_addresses, sync, value_of
from crm.rules.search_words import contact_text
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import changed_meanwhile, required

SCALARS = (
    "number", "salutation", "initials", "first_name", "infix", "last_name", "call_name", "gender", "birth_date",
    "birth_place", "deceased_on", "email", "phone", "mobile", "language", "note",
)  # fmt: skip
INPUTS = frozenset({*SCALARS, "bsn", "address", "labels", "custom"})
_KEPT = (*SCALARS, "name", "sort_name", "search_text", "bsn", "bsn_hmac")


def create_contact(*, by, values, near=None, source=None):
    """Make a contact; gives Saved(contact, warnings).

    Without a number it gets the number of the relation `near` when that is free among contacts, else the next one.
    `source` is the provenance.Source of the values, when it is not whoever acts. Raises G01, G03 to G06, CRM01, CRM09.
    """
    _refuse_unknown(values)
    contact = Contact(created_by=by if isinstance(by, TeamMember) else None)
    with transaction.atomic():
        values = dict(values)
        if not values.get("number"):
            values["number"] = propose_contact_number(near)
        custom = clean_values(contact, values.get("custom"), by=by)
        warnings = _fill(contact, values, custom, by=by)
        contact.save(force_insert=True)
        note_origin(contact, {WHOLE: None}, by=by, source=source)
        _save_rows(contact, values, is_new=True)
        save_values(contact, custom, is_new=True)
        record(by, "contact.created", contact, data={"number": contact.number}, relation=near)
    return Saved(contact, warnings)


def change_contact(contact, *, by, version, values, source=None):
    """Change what is given, everywhere the contact is linked; gives Saved(contact, warnings).

    A new mail address or a death closes the portal: the contact must be invited again. Raises StaleForm (G02).
    """
    _refuse_unknown(values)
    with transaction.atomic():
        fresh = Contact.objects.lock(contact.pk)
        if int(version) != fresh.version:
            raise changed_meanwhile(_last_editor(fresh), timezone.localtime(fresh.updated_at))
        before = {name: getattr(fresh, name) for name in _KEPT}
        custom = clean_values(fresh, values.get("custom"), by=by)
        warnings = _fill(fresh, values, custom, by=by)
        changed = [name for name in _KEPT if before[name] != getattr(fresh, name)]
        changed_custom = save_values(fresh, custom)
        changed_rows = _save_rows(fresh, values, is_new=False) + list(changed_custom)
        if changed or changed_rows:
            fresh.version += 1
            fresh.save()
            shown = [name for name in changed if name in SCALARS or name == "bsn"] + changed_rows
            note_origin(fresh, {name: (before | changed_custom).get(name) for name in shown}, by=by, source=source)
            record(by, "contact.changed", fresh, data={"fields": shown})
            _tell_relations(fresh, shown, by=by)
        login_changed = before["email"].casefold() != fresh.email.casefold()
        if login_changed or (fresh.deceased_on and not before["deceased_on"]):
            close_portal(fresh, by=by)
        for link in fresh.links.valid().select_related("relation") if changed else ():
            relation_changed.call(link.relation, by=by)
    return Saved(fresh, warnings)


def _last_editor(contact):
    from offices.models import AuditEvent

    last = (
        AuditEvent.objects.filter(subject_id=str(contact.pk), event="contact.changed")
        .order_by("-at", "-id")
        .first()
    )
    return last.actor_label if last else "Een collega"


def _refuse_unknown(values):
    unknown = set(values) - INPUTS
    if unknown:
        raise KeyError(f"Not fields of a contact: {', '.join(sorted(unknown))}")


def _tell_relations(contact, fields, *, by):
    labels = ", ".join(label_of(name) for name in fields)
    for link in contact.links.valid().select_related("relation"):
        title = f"Gegevens van contact {contact.name} gewijzigd"
        write_entry(link.relation, "contact.changed", by=by, title=title, text=labels, object=contact)


def label_of(name):
    """The Dutch name of a field of a contact, of its rows or of «custom.<key>»."""
    if name.startswith("custom."):
        return label_of_custom(FieldTarget.CONTACT, name)
    return {"address": "Adres", "labels": "Labels"}.get(name) or str(
        Contact._meta.get_field(name).verbose_name
    )


def propose_contact_number(near=None):
    """The number of the relation when no contact has it, else that number with a letter, else the next free one."""
    base = near.number if near is not None else ""
    wanted = [base, *(f"{base}-{position}" for position in range(2, 50))] if base else []
    taken = set(Contact.objects.filter(number__in=wanted).values_list("number", flat=True))
    free = next((number for number in wanted if number not in taken), None)
    return free or _next_contact_number()


def _next_contact_number():
    position = Contact.objects.count() + 1
    while True:
        batch = [f"C{place:05}" for place in range(position, position + 50)]
        taken = set(Contact.objects.filter(number__in=batch).values_list("number", flat=True))
        free = next((number for number in batch if number not in taken), None)
        if free:
            return free
        position += 50


def _fill(contact, values, custom, *, by):
    old_number, old_email, old_bsn = contact.number, contact.email, contact.bsn
    for name in SCALARS:
        if name in values:
            setattr(contact, name, clean_field(Contact, name, values[name]))
    if not contact.last_name:
        raise RuleBroken(required("Achternaam"), code="G01", field="last_name")
    if "bsn" in values:
        contact.bsn = check_bsn(values["bsn"]) if values["bsn"] else ""
        contact.bsn_hmac = bsn_index(contact.bsn)
    lock_numbers(
        f"contact:{contact.number}" if contact.number != old_number else "",
        f"email:{contact.email.casefold()}" if contact.email != old_email else "",
        contact.bsn if contact.bsn != old_bsn else "",
    )
    if contact.number != old_number:
        _refuse_taken_number(contact, by=by)
    if contact.email and contact.email.casefold() != old_email.casefold():
        _refuse_taken_email(contact, by=by)
    parts = {name: getattr(contact, name) for name in ("last_name", "infix", "initials")}
    parts["call_name"] = contact.call_name or contact.first_name
    contact.name = person_name(**parts)
    contact.sort_name = person_sort_key(**parts)[:260]
    contact.search_text = contact_text(contact, searched_words(contact, custom))
    if contact.bsn and contact.bsn != old_bsn:
        return _warn_about_bsn(contact)
    return []


def _others(contact):
    return Contact.objects.filter(deleted_at=None).exclude(pk=contact.pk)


def _refuse_taken_number(contact, *, by):
    taken = _others(contact).filter(number=contact.number).first()
    if taken is not None:
        raise RuleBroken(
            f"Contactnummer {contact.number} is al van {name_for(by, taken)}. "
            "Kies een ander nummer of open dat contact.",
            code="CRM01",
            field="number",
        )


def _refuse_taken_email(contact, *, by):
    taken = _others(contact).filter(email__iexact=contact.email).first()
    if taken is not None:
        raise RuleBroken(
            f"E-mailadres {contact.email} hoort al bij contact {name_for(by, taken)}. "
            "Iedere persoon heeft een eigen adres nodig, want een akkoord is persoonlijk.",
            code="CRM09",
            field="email",
        )


def _warn_about_bsn(contact):
    """A BSN that is also an RSIN of the office cannot be right, but the contact is saved all the same."""
    if Relation.objects.filter(rsin=contact.bsn).exists():
        text = "Dit BSN staat al als RSIN bij een relatie. Controleer het op het identiteitsbewijs."
        return [Warn("CRM06", text, "bsn")]
    return []


def _save_rows(contact, values, *, is_new):
    changed = []
    if "address" in values:
        given = {"PRIVATE": values["address"]}
        if save_addresses({"contact": contact}, given, is_new=is_new):
            changed.append("address")
    if "labels" in values:
        rows = [] if is_new else list(contact.contact_labels.all())
        wanted = [{"label_id": getattr(label, "pk", label)} for label in values["labels"]]
        same = {"key": lambda row: value_of(row, "label_id"), "fields": ()}
        if sync(rows, wanted, **same, model=ContactLabel, fixed={"contact": contact}):
            changed.append("labels")
    return changed
