"""Notities en besluiten of a relation: everything that was written, to read, print, correct and keep on top."""

from functools import cached_property

from django import forms
from django.http import Http404

from crm.card import CardView, RelationMixin
from crm.enums import NoteVisibility
from crm.forms.parts import DutchForm
from crm.models import Note
from crm.rules.notes import change_note, may_change
from crm.views.comparing import Comparing
from offices.errors import Forbidden
from offices.urls_helpers import desk_url
from offices.views import DeskForm, keyset_page


class NoteList(CardView):
    """All notes and decisions, those on top first; the page prints as a case paper."""

    permission = "timeline.view"
    tab = "timeline"
    size = 100

    def get(self, request, relation_id):
        """One page, newest first."""
        relation, member = self.relation, self.member
        rows = Note.objects.filter(relation=relation).select_related("created_by__user", "relation")
        if request.GET.get("besluit"):
            rows = rows.filter(is_decision=True)
        notes, _, last, _, more = keyset_page(
            rows, keys=("created_at", "id"), size=self.size, position=request.GET.get("na", ""), descending=True
        )
        query = request.GET.copy()
        query["na"] = last
        on_top = [] if request.GET.get("na") else list(rows.filter(pinned=True).order_by("-created_at", "-id")[: self.size])
        every = self.reach.may("note.edit_all")
        own = self.reach.may("note.edit_own")
        for note in (*notes, *on_top):
            note.editable = every or (own and note.created_by_id == member.pk)
        shown = {note.pk for note in on_top}
        context = {
            "on_top": on_top,
            "notes": [note for note in notes if note.pk not in shown],
            "next_url": f"?{query.urlencode()}" if more else None,
        }
        return self.render("crm/card_notes.html", context)


class NoteMixin(RelationMixin):
    """The note of the address, of this relation, when this member may change it."""

    @cached_property
    def note(self):
        """The note; 404 when it is not of this relation."""
        row = Note.objects.filter(relation=self.relation, pk=self.kwargs["pk"]).select_related("relation").first()
        if row is None:
            raise Http404("No such note.")
        return row


class NoteChangeForm(DutchForm):
    """The words of a note and who sees it."""

    text = forms.CharField(label="Notitie", max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    visibility = forms.ChoiceField(label="Zichtbaarheid", choices=NoteVisibility.choices)
    pinned = forms.BooleanField(label="Bovenaan vastzetten", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteEdit(Comparing, NoteMixin, DeskForm):
    """Correct a note; what it said stays in the history."""

    permission = "note.edit_own"
    nav = "crm"
    form_class = NoteChangeForm
    title = "Notitie wijzigen"

    def form_arguments(self):
        """The note as it is now."""
        if not may_change(self.member, self.note):
            raise Forbidden("Deze notitie is van een collega. Schrijf zelf een notitie als u iets wilt toevoegen.")
        return {"initial": self.now()}

    def now(self):
        """The note as it is stored by now."""
        return Note.objects.values("text", "visibility", "pinned", "version").get(pk=self.note.pk)

    def save(self, form):
        """Change it."""
        given = form.cleaned_data
        names = ("text", "visibility", "pinned")
        return change_note(self.note, by=self.member, version=given["version"] or 0, **{name: given[name] for name in names})

    def saved_text(self, result):
        """Past tense with the object."""
        return "Notitie gewijzigd"

    def success_url(self, result):
        """The notes."""
        return desk_url("crm:note_list", self.relation.pk)

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": self.success_url(None)}


class NotePin(NoteMixin, CardView):
    """Put a note on top, or back in its place."""

    permission = "note.edit_own"

    def post(self, request, relation_id, pk):
        """One note of this relation."""
        note = self.note
        change_note(note, by=self.member, version=note.version, pinned=not note.pinned)
        return self.done("Notitie losgemaakt" if note.pinned else "Notitie staat nu bovenaan", self.url("crm:note_list"))
