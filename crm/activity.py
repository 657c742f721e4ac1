"""What the crm adds to the activity log: links, names of fields, relations by name, and what stays private."""

from uuid import UUID

from django.core.exceptions import FieldDoesNotExist

from crm.models import Contact, Relation
from crm.registry import opener_of
from crm.rules import contacts, relations
from crm.search import relation_reasons
from offices.activity import activity_limits, activity_links, activity_relations, activity_words
from offices.permissions import may
from offices.urls_helpers import desk_url


def without_private(member, rows):
    """Lines about private relations are for who may see those relations."""
    if may(member, "crm.relation.private"):
        return rows
    return rows.exclude(relation_id__in=Relation.objects.closed_to(member).values("pk"))


def pages_of(events) -> dict:
    """{event id: page}: of the subject when something opens it, else of the relation it was about.

    Of relations and contacts only those that are still there; a row that has gone has no page.
    """
    subjects = {event.subject_id for event in events if event.subject_kind == "crm.contact"}
    keys = {event.relation_id for event in events} - {None}
    people = _there(Contact, subjects)
    clients = _there(Relation, keys)
    found = {}
    for event in events:
        url = _page(event, people, clients)
        if url:
            found[event.pk] = url
    return found


def _there(model, keys) -> set:
    return set(model.objects.alive().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _page(event, people, clients) -> str:
    if event.subject_kind == "crm.contact":
        return desk_url("crm:contact", UUID(event.subject_id)) if UUID(event.subject_id) in people else ""
    opener = opener_of(event.subject_kind)
    if opener and event.relation_id in clients:
        return desk_url(opener.url_name, UUID(event.subject_id))
    return desk_url("crm:relation", event.relation_id) if event.relation_id in clients else ""


def field_names(event, key, value) -> str | None:
    """The Dutch names of the fields that a change of a relation or contact touched."""
    if key != "fields" or not isinstance(value, list) or event.subject_kind not in {"crm.relation", "crm.contact"}:
        return None
    label_of = contacts.label_of if event.subject_kind == "crm.contact" else relations.label_of
    return ", ".join(dict.fromkeys(_called(label_of, name) for name in value))


def _called(label_of, name) -> str:
    # The log outlives the fields it tells of.
    try:
        return label_of(name)
    except (LookupError, FieldDoesNotExist):
        return name


def relations_called(text, member) -> list:
    """Ids of the relations a person means by a name or number; those that he may see."""
    return list(Relation.objects.visible_to(member).filter(pk__in=list(relation_reasons(text, member=member))).values_list("pk", flat=True))


activity_limits.register(without_private)
activity_links.register(pages_of)
activity_words.register(field_names)
activity_relations.register(relations_called)
