"""Making a thousand contacts at once, with their links, by the rules of the form."""

import datetime

from django.db.models.functions import Lower

from crm.bulk_registry import call_for_all, relations_changed
from crm.enums import FieldTarget, ItemResult
from crm.importing.writing.drafts import Drafts
from crm.indexes import bsn_index
from crm.models import Address, Contact, CustomField, CustomValue, Relation, RelationContact
from crm.names import person_name, person_sort_key
from crm.registry import relation_changed
from crm.rules.contacts import SCALARS
from crm.rules.custom_values import searched_text
from crm.rules.numbers import lock_all_numbers
from crm.rules.plans import Outcome
from crm.rules.search_words import contact_text
from offices.pour import drawn

LINKED = ("job_title", "department", "portal_access")


def create_contacts(items, *, by, plan) -> list[Outcome]:
    """Make the contacts of these items and link them; what another took meanwhile is refused. Nobody gets a mail."""
    lock_all_numbers()
    wanted = {item.object_id: {name: pair[1] for name, pair in item.changes.items()} for item in items}
    relations = relations_named(wanted.values())
    refused = _refused(wanted, relations)
    drafts, custom = Drafts(by=by, plan=plan), _custom_fields()
    linking = Linking(drafts, relations.values())
    for pk, values in wanted.items():
        if pk in refused:
            continue
        contact = _contact(pk, values)
        contact.created_by = drafts.member
        pairs = [(custom[name], value) for name, value in values.items() if name.startswith("custom.") and name in custom]
        words = [searched_text(field, value) for field, value in pairs if field.searchable]
        contact.search_text = contact_text(contact, [word for word in words if word])
        drafts.add(contact)
        if values.get("address.PRIVATE"):
            drafts.add(drawn(Address, contact=contact, kind="PRIVATE", **values["address.PRIVATE"]))
        drafts.add(*(drawn(CustomValue, field=field, contact=contact, value=value) for field, value in pairs))
        drafts.origin(contact=contact)
        near = relations.get((values.get("relations") or [""])[0])
        drafts.happened(contact, "contact.created", relation=near, data={"number": contact.number})
        for number in values.get("relations") or ():
            linking.link(relations[number], contact, values)
    linking.step_back()
    drafts.write()
    call_for_all(relation_changed, relations_changed, linking.touched, by=by)
    return [
        Outcome(ItemResult.FAILED, refused[item.object_id]) if item.object_id in refused else Outcome(ItemResult.DONE, "", 1)
        for item in items
    ]


def relations_named(values) -> dict:
    """{number: relation} of the relations these rows link to, locked."""
    numbers = {number for one in values for number in one.get("relations") or ()}
    rows = Relation.objects.alive().select_for_update(of=("self",)).filter(number__in=numbers).order_by("pk")
    return {row.number: row for row in rows}


def _contact(pk, values: dict) -> Contact:
    contact = drawn(Contact, id=pk)
    for name in SCALARS:
        value = values.get(name)
        if value is not None:
            setattr(contact, name, datetime.date.fromisoformat(value) if name in ("birth_date", "deceased_on") else value)
    contact.bsn = values.get("bsn") or ""
    contact.bsn_hmac = bsn_index(contact.bsn)
    parts = {
        "last_name": contact.last_name, "infix": contact.infix, "initials": contact.initials,
        "call_name": contact.call_name or contact.first_name,
    }  # fmt: skip
    contact.name = person_name(**parts)
    contact.sort_name = person_sort_key(**parts)[:260]
    return contact


def _refused(wanted: dict, relations: dict) -> dict:
    alive = Contact.objects.alive()
    numbers = dict(alive.filter(number__in=[one["number"] for one in wanted.values()]).values_list("number", "name"))
    emails = {one["email"].casefold() for one in wanted.values() if one.get("email")}
    taken = dict(alive.annotate(small=Lower("email")).filter(small__in=emails).values_list("small", "name"))
    found = {}
    for pk, values in wanted.items():
        email = values.get("email") or ""
        lacking = [number for number in values.get("relations") or () if number not in relations]
        if values["number"] in numbers:
            found[pk] = f"Contactnummer {values['number']} is al van {numbers[values['number']]}. Kies een ander nummer of open dat contact."
        elif email.casefold() in taken:
            found[pk] = (
                f"E-mailadres {email} hoort al bij contact {taken[email.casefold()]}. "
                "Iedere persoon heeft een eigen adres nodig, want een akkoord is persoonlijk."
            )
        elif lacking:
            found[pk] = f"Dit contact verwijst naar relatienummer {lacking[0]}, dat niet bestaat."
    return found


def _custom_fields() -> dict:
    fields = CustomField.objects.filter(target=FieldTarget.CONTACT, active=True)
    return {f"custom.{field.key}": field for field in fields}


class Linking:
    """Links contacts to relations; of each relation one contact is preferred, and the newest choice wins."""

    def __init__(self, drafts: Drafts, relations):
        self.drafts, self.touched = drafts, []
        known = RelationContact.objects.filter(relation__in=[row.pk for row in relations])
        self._preferred = {link.relation_id: link for link in known.filter(is_preferred=True)}
        self._linked = set(known.valid().values_list("relation_id", flat=True))
        self._stepped_back: list[RelationContact] = []

    def link(self, relation, contact, values: dict) -> None:
        """Link from today on; the first contact of a relation is the preferred one when the row does not say."""
        link = drawn(RelationContact, relation=relation, contact=contact, valid_from=self.drafts.today, created_by=self.drafts.member)
        for name in LINKED:
            if values.get(name):
                setattr(link, name, values[name])
        link.is_preferred = values.get("is_preferred", relation.pk not in self._linked)
        if link.is_preferred:
            former = self._preferred.get(relation.pk)
            if former is not None:
                former.is_preferred = False
                if not former._state.adding:
                    former.version += 1
                    self._stepped_back.append(former)
            self._preferred[relation.pk] = link
        self._linked.add(relation.pk)
        self.drafts.add(link)
        data = {"contact": str(contact.pk), "portal_access": link.portal_access, "sees": link.sees}
        self.drafts.told(
            relation, "contact.linked", f"Contact {contact.name} gekoppeld", text=link.job_title, subject=link, about=contact, data=data
        )
        if relation not in self.touched[-1:]:
            self.touched.append(relation)

    def step_back(self) -> None:
        """Former preferred contacts give way before the new ones are written."""
        RelationContact.objects.bulk_update(self._stepped_back, ["is_preferred", "version"], batch_size=500)
