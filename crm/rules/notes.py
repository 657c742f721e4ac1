"""Notes and decisions about a relation."""

from django.db import transaction
from django.utils import timezone

from crm.access import may_on
from crm.enums import NoteVisibility
from crm.models import Note
from crm.rules.cleaning import clean_field
from crm.timeline import show_entries, write_entry
from offices.audit import record
from offices.errors import Forbidden, RuleBroken
from offices.models import TeamMember
from offices.permissions import permission
from offices.texts import changed_meanwhile, required


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


def change_note(note, *, by, version, text=None, visibility=None, pinned=None):
    """Change the words of a note, whether the client sees it, or whether it stands on top.

    One's own notes with note.edit_own, those of others with note.edit_all. Raises Forbidden, StaleForm (G02) and G01.
    """
    with transaction.atomic():
        fresh = Note.objects.select_for_update(of=("self",)).select_related("relation").get(pk=note.pk)
        _may_change(by, fresh)
        if int(version) != fresh.version:
            raise changed_meanwhile("Een collega", timezone.localtime(fresh.updated_at))
        before = (fresh.text, fresh.visibility, fresh.pinned)
        if text is not None:
            fresh.text = clean_field(Note, "text", text)
            if not fresh.text:
                raise RuleBroken(required("Notitie"), code="G01", field="text")
        if visibility is not None and visibility != fresh.visibility:
            _may_share(by, fresh.relation, visibility == NoteVisibility.GEDEELD)
            fresh.visibility = visibility
        fresh.pinned = fresh.pinned if pinned is None else pinned
        if (fresh.text, fresh.visibility, fresh.pinned) != before:
            fresh.version += 1
            fresh.save()
            show_entries(fresh, text=fresh.text, visible_to_client=fresh.visibility == NoteVisibility.GEDEELD)
            record(by, "note.changed", fresh, data={"visibility": fresh.visibility, "pinned": fresh.pinned}, relation=fresh.relation)
    return fresh


def may_change(member, note) -> bool:
    """Whether this member may change a note: his own, or everybody's with the right for that."""
    own = note.created_by_id == member.pk and may_on(member, "note.edit_own", note.relation)
    return own or may_on(member, "note.edit_all", note.relation)


def _may_change(by, note):
    if isinstance(by, TeamMember) and not may_change(by, note):
        raise Forbidden(
            f"U heeft hiervoor het recht '{permission('note.edit_all').label}' nodig. Vraag uw beheerder om dit recht.",
            field="text",
        )


def _may_share(by, relation, shared):
    if shared and isinstance(by, TeamMember) and not may_on(by, "timeline.publish", relation):
        raise Forbidden(
            f"U heeft hiervoor het recht '{permission('timeline.publish').label}' nodig. "
            "Vraag uw beheerder om dit recht.",
            field="visibility",
        )
