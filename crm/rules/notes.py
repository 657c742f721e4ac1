"""Notes and decisions about a relation."""

from django.db import transaction

from crm.enums import NoteVisibility
from crm.models import Note
from crm.rules.cleaning import clean_field
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import Forbidden, RuleBroken
from offices.models import TeamMember
from offices.permissions import permission
from offices.texts import required


def write_note(relation, *, by, text, visibility=NoteVisibility.INTERN, is_decision=False, pinned=False):
    """Write a note on the timeline of a relation.

    A shared note (GEDEELD) is seen by the client and asks the right timeline.publish. Raises G01 for an empty text.
    """
    text = clean_field(Note, "text", text)
    if not text:
        raise RuleBroken(required("Notitie"), code="G01", field="text")
    shared = visibility == NoteVisibility.GEDEELD
    _may_share(by, relation, shared)
    with transaction.atomic():
        note = Note.objects.create(
            relation=relation,
            text=text,
            visibility=visibility,
            is_decision=is_decision,
            pinned=pinned,
            created_by=by if isinstance(by, TeamMember) else None,
        )
        event = "decision.recorded" if is_decision else "note.written"
        record(by, event, note, data={"visibility": visibility}, relation=relation)
        title = "Besluit vastgelegd" if is_decision else "Notitie geschreven"
        write_entry(relation, event, by=by, title=title, text=text, object=note, visible_to_client=shared)
    return note


def _may_share(by, relation, shared):
    from crm.access import may_on

    if shared and isinstance(by, TeamMember) and not may_on(by, "timeline.publish", relation):
        raise Forbidden(
            f"U heeft hiervoor het recht '{permission('timeline.publish').label}' nodig. "
            "Vraag uw beheerder om dit recht.",
            field="visibility",
        )
