"""The timeline of a relation: written by rules in the transaction of the change, read by people."""

from crm.enums import TimelineKind
from crm.models import TimelineEntry
from offices.audit import actor_parts, acts_for
from offices.models import TeamMember
from offices.pour import drawn

# The noun of an event decides under which kind its line stands.
_KIND_OF = {
    "filing": TimelineKind.FILING,
    "issue": TimelineKind.FILING,
    "receipt": TimelineKind.FILING,
    "assessment": TimelineKind.FILING,
    "authorisation": TimelineKind.FILING,
    "item": TimelineKind.ITEM,
    "folder": TimelineKind.ITEM,
    "note": TimelineKind.NOTE,
    "decision": TimelineKind.NOTE,
    "message": TimelineKind.MESSAGE,
    "thread": TimelineKind.MESSAGE,
    "task": TimelineKind.TASK,
    "workflow": TimelineKind.WORKFLOW,
    "phase": TimelineKind.WORKFLOW,
    "product": TimelineKind.WORKFLOW,
    "call": TimelineKind.CALL,
    "callback": TimelineKind.CALLBACK,
    "signing": TimelineKind.SIGNING,
    "invitation": TimelineKind.PORTAL,
    "proposal": TimelineKind.PORTAL,
    "acceptance": TimelineKind.WWFT,
    "risk": TimelineKind.WWFT,
    "identification": TimelineKind.WWFT,
}
_KINDS = {kind.value: kind for kind in TimelineKind}
# Kinds a client never sees, whatever the writer asks.
NEVER_PUBLISHED = frozenset({TimelineKind.WWFT, TimelineKind.CHANGE})


def kind_of(event):
    """The timeline kind of an event name such as «filing.offered», or of a kind given as such."""
    if (kind := _KINDS.get(event)) is not None:
        return kind
    return _KIND_OF.get(event.partition(".")[0], TimelineKind.CHANGE)


def write_entry(relation, kind, *, by, title, text="", object=None, visible_to_client=False):
    """Write one line on the timeline of a relation, in the transaction of what it tells of.

    `kind` is an event name («filing.offered») or a TimelineKind; `by` as in offices.audit.record; `object` is the
    row the line opens. Changes and WWFT lines are never shown to a client.
    """
    entry = draft_entry(
        relation, kind, by=by, title=title, text=text, object=object, visible_to_client=visible_to_client
    )
    entry.save(force_insert=True)
    return entry


def write_entries(entries):
    """Write many drafted lines at once, in the transaction of what they tell of."""
    TimelineEntry.objects.bulk_create(entries)


def draft_entry(relation, kind, *, by, title, text="", object=None, visible_to_client=False):
    """A line that is not written yet; arguments as `write_entry`, the relation may be its id."""
    group = kind_of(kind)
    return drawn(
        TimelineEntry,
        relation_id=getattr(relation, "pk", relation),
        kind=group,
        event=kind,
        member=by if isinstance(by, TeamMember) else None,
        actor_label=actor_parts(by)[2][:160],
        on_behalf_of=acts_for(by, getattr(relation, "pk", relation)),
        title=title[:300],
        text=text,
        object_kind=object._meta.label_lower if object is not None else "",
        object_id=object.pk if object is not None else None,
        visible_to_client=visible_to_client and group not in NEVER_PUBLISHED,
    )


def rewrite_entries(subject, *, title=None, text=None):
    """Correct the words of the lines that point to a row; their moment and actor stay."""
    values = {key: value for key, value in (("title", title), ("text", text)) if value is not None}
    return TimelineEntry.objects.filter(object_id=subject.pk, object_kind=subject._meta.label_lower).update(
        **values
    )


def show_entries(subject, *, text, visible_to_client):
    """Give the lines that point to a row its words of now, and show them to the client or not."""
    rows = TimelineEntry.objects.filter(object_id=subject.pk, object_kind=subject._meta.label_lower)
    return rows.update(text=text, visible_to_client=visible_to_client)
