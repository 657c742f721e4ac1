"""Tabs of the relation card that the crm serves itself."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from crm.absence import mark_stand_ins
from crm.card import CardView
from crm.enums import EndReason, NoteVisibility, RelationStatus, TimelineKind
from crm.forms.small import EndForm, NoteForm, ReasonForm
from crm.history import grouped_fields
from crm.models import TimelineEntry
from crm.numbers import mask
from crm.registry import card_lights, card_panels, opener_of
from crm.rules.notes import write_note
from crm.rules.status import MOVES, move_status
from offices.audit import record
from offices.errors import RuleBroken
from offices.files import file_response
from offices.urls_helpers import desk_url
from offices.views import keyset_page

TONES = {
    TimelineKind.FILING: ("info", "file-text"),
    TimelineKind.NOTE: ("warn", "pen-line"),
    TimelineKind.ITEM: ("", "file-plus"),
    TimelineKind.PORTAL: ("wait", "mail"),
    TimelineKind.CALL: ("info", "phone"),
    TimelineKind.CHANGE: ("", "pencil"),
    TimelineKind.TASK: ("ok", "square-check"),
}


def dressed(entries):
    """Entries with tone, icon and the address of what they point to."""
    for entry in entries:
        entry.tone, entry.icon = TONES.get(entry.kind, ("", "circle-dot"))
        opener = opener_of(entry.object_kind)
        entry.href = desk_url(opener.url_name, entry.object_id) if opener and entry.object_id else ""
    return entries


class Overview(CardView):
    """First tab: running work, latest timeline, contacts, team and numbers."""

    permission = "crm.relation.view"
    tab = "overview"

    def get(self, request, relation_id):
        """Put together what this member may see of the relation."""
        relation, may = self.relation, self.reach.may
        mark_stand_ins(relation)
        entries = []
        if may("timeline.view"):
            rows = TimelineEntry.objects.filter(relation=relation, muted=False).order_by("-at", "id")
            entries = dressed(list(rows[:8]))
        links = []
        if may("crm.contact.view"):
            links = list(
                relation.contact_links.valid()
                .select_related("contact")
                .order_by("-is_preferred", "contact__sort_name")[:6]
            )
        panels = [
            {"panel": panel, **panel.context(relation, self.member)}
            for panel in card_panels
            if may(panel.permission)
        ]
        context = {
            "entries": entries,
            "contact_links": links,
            "panels": panels,
            "lights": lights(relation, self.member, may),
            "numbers": relation.tax_numbers.valid().order_by("kind", "-is_main"),
            "account": relation.bank_accounts.filter(is_main=True).first(),
            "note_form": NoteForm(may_share=may("timeline.publish")) if may("note.edit_own") else None,
        }
        return self.render("crm/card_overview.html", context)


def lights(relation, member, may):
    """Every light that says something to this member."""
    shone = [light.shine(relation, member) for light in card_lights if may(light.permission)]
    return [light for light in shone if light is not None]


class Fields(CardView):
    """Alle gegevens: every field in groups; a BSN stays masked."""

    permission = "crm.relation.view"
    tab = "fields"

    def get(self, request, relation_id):
        """All groups of this type of relation."""
        context = {"groups": grouped_fields(self.relation), "may_reveal": self.reach.may("crm.bsn.reveal")}
        return self.render("crm/card_fields.html", context)


class Avatar(CardView):
    """The logo or photo of the relation."""

    permission = "crm.relation.view"

    def get(self, request, relation_id):
        """The picture; 404 when there is none."""
        if self.relation.avatar is None:
            raise Http404("No picture.")
        return file_response(self.relation.avatar, filename="logo", inline=True)


class BsnReveal(CardView):
    """Show the BSN for 30 seconds, to somebody with the right and a fresh factor; written in the activity log."""

    permission = "crm.bsn.reveal"
    step_up = True

    def ask_step_up(self, request, *args, **kwargs):
        """After the factor the person comes back to the card and asks again."""
        from offices.signin.levels import require_step_up

        return require_step_up(request, desk_url("crm:relation_fields", kwargs["relation_id"]))

    def post(self, request, relation_id):
        """The number, once."""
        relation = self.relation
        record(self.member, "bsn.read", relation)
        return self._part(relation, relation.bsn)

    def _part(self, relation, bsn):
        response = render(
            self.request, "crm/parts/bsn.html", {"relation": relation, "bsn": bsn, "may_reveal": True}
        )
        response["Cache-Control"] = "no-store"
        return response


class BsnMasked(CardView):
    """The masked BSN, which takes the place of the number after 30 seconds."""

    permission = "crm.relation.view"

    def get(self, request, relation_id):
        """Only the end of the number."""
        context = {
            "relation": self.relation,
            "may_reveal": self.reach.may("crm.bsn.reveal"),
            "masked": mask(self.relation.bsn),
        }
        return render(request, "crm/parts/bsn.html", context)


class Timeline(CardView):
    """Everything that happened around the relation, newest first, by kind."""

    permission = "timeline.view"
    tab = "timeline"
    size = 50

    def get(self, request, relation_id):
        """One page of the timeline."""
        rows = TimelineEntry.objects.filter(relation=self.relation, muted=False)
        kind = request.GET.get("soort", "")
        if kind in TimelineKind.values:
            rows = rows.filter(kind=kind)
        if request.GET.get("wie") == "client":
            rows = rows.filter(visible_to_client=True)
        if request.GET.get("besluit"):
            rows = rows.filter(event="decision.recorded")
        entries, _, last, _, more = keyset_page(
            rows, keys=("at", "id"), size=self.size, position=request.GET.get("na", ""), descending=True
        )
        query = request.GET.copy()
        query["na"] = last
        context = {
            "entries": dressed(entries),
            "next_url": f"?{query.urlencode()}" if more else None,
            "kinds": [
                {"value": value, "label": label, "current": value == kind}
                for value, label in TimelineKind.choices
            ],
            "kind": kind,
            "note_form": NoteForm(may_share=self.reach.may("timeline.publish"))
            if self.reach.may("note.edit_own")
            else None,
        }
        return self.render("crm/card_timeline.html", context)


class NoteCreate(CardView):
    """Write a note from the overview or the timeline."""

    permission = "note.edit_own"
    tab = "timeline"

    def post(self, request, relation_id):
        """One note; a shared one asks the right to publish."""
        form = NoteForm(request.POST, may_share=self.reach_on_relation().may("timeline.publish"))
        back = self.back_url(self.url("crm:relation_timeline"))
        if not form.is_valid():
            return self.render("crm/card_note.html", {"note_form": form}, status=422)
        shared = form.cleaned_data.get("shared")
        write_note(
            self.relation,
            by=self.member,
            text=form.cleaned_data["text"],
            visibility=NoteVisibility.GEDEELD if shared else NoteVisibility.INTERN,
            is_decision=form.cleaned_data["is_decision"],
        )
        return self.done("Notitie bewaard", back)

    def reach_on_relation(self):
        """The reach, with the relation loaded and judged."""
        assert self.relation
        return self.reach


class StatusMove(CardView):
    """Move the relation to another status."""

    permission = "crm.relation.view"
    tab = "fields"

    def post(self, request, relation_id, status):
        """One move; a broken rule comes back as a notice on the card."""
        relation = self.relation
        if status not in RelationStatus.values:
            raise Http404("No such status.")
        self.reach.require(right_to_move(relation, status))
        form = EndForm(request.POST) if status == RelationStatus.ENDED else ReasonForm(request.POST)
        if not form.is_valid():
            for texts in form.errors.values():
                messages.error(request, " ".join(texts))
            return redirect(self.url("crm:relation"))
        try:
            move_status(relation, status, by=self.member, **form.cleaned_data)
        except RuleBroken as fault:
            return self.failed(fault, self.url("crm:relation"))
        return self.done(
            f"{relation.name} is nu {RelationStatus(status).label.lower()}", self.url("crm:relation")
        )


def right_to_move(relation, status):
    """The right that a move of this relation to a status asks."""
    return MOVES.get((RelationStatus(relation.status), RelationStatus(status)), "crm.relation.end")


class StatusForm(CardView):
    """The page that asks what a move of status needs: a reason, or a day and a reason of ending."""

    permission = "crm.relation.view"
    tab = "overview"

    def get(self, request, relation_id, status):
        """The question."""
        if status not in RelationStatus.values:
            raise Http404("No such status.")
        relation = self.relation
        self.reach.require(right_to_move(relation, status))
        form = (
            EndForm(initial={"ended_on": timezone.localdate()})
            if status == RelationStatus.ENDED
            else ReasonForm()
        )
        context = {"form": form, "status": RelationStatus(status), "reasons": EndReason.choices}
        return self.render("crm/card_status.html", context)
