"""Merging two relations or two contacts: find the other, choose per field, see what goes along, do it, undo it."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect

from crm.access import may_on
from crm.enums import ItemResult, PlanKind, PlanState
from crm.models import ChangePlan, Contact, Relation
from crm.rules.merge_fields import pairs_of
from crm.rules.merging import RIGHT, carriers_of, objections, plan_merge
from crm.rules.plans import apply_plan, check_plan, undo_plan
from crm.search import find_contacts, find_relations
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskView

MOST = 12


class MergePage(DeskView):
    """What both kinds of merging share. `model` and the names of the pages are set by each."""

    permission = RIGHT
    model: type = Relation
    page = "crm:relation"
    step = "crm:relation_merge"
    do = "crm:relation_merge_do"
    undo = "crm:relation_merge_undo"
    nav = "crm"
    noun = "relatie"

    def visible(self):
        """Rows this member may merge."""
        return self.model.objects.visible_to(self.member, RIGHT)

    @cached_property
    def winner(self):
        """The one that stays, from the address; 404 when it may not be merged by this member."""
        row = self.visible().filter(pk=self.kwargs["row_id"]).first()
        if row is None or (isinstance(row, Relation) and not may_on(self.member, RIGHT, row)):
            raise Http404("No such record for this member.")
        return row

    def other(self, text):
        """The one that goes, by its id; None when there is none this member may merge."""
        try:
            return self.visible().filter(pk=text).exclude(pk=self.winner.pk).first() if text else None
        except (ValueError, ValidationError):
            return None

    def base_context(self):
        """What every page of merging shows."""
        return {
            "winner": self.winner,
            "noun": self.noun,
            "back": desk_url(self.page, self.winner.pk),
            "step_url": desk_url(self.step, self.winner.pk),
        }


class Merge(MergePage):
    """Find the other, or compare the two side by side."""

    def get(self, request, row_id):
        """The search, or the comparison with what was found."""
        winner, text = self.winner, request.GET.get("q", "").strip()
        loser = self.other(request.GET.get("met", ""))
        if loser is None:
            rows = self.visible().exclude(pk=winner.pk)
            found = self._find(rows, text).order_by("sort_name", "pk")[:MOST] if len(text) > 1 else []
            return self.render("crm/merge_find.html", self.base_context() | {"found": found, "text": text})
        return self.compared(loser)

    def _find(self, rows, text):
        if self.model is Contact:
            return find_contacts(rows, text)
        return find_relations(rows, text, member=self.member)

    def compared(self, loser, *, problem=None, status=200):
        """Both side by side."""
        winner = self.winner
        pairs = pairs_of(winner, loser, self.member)
        counts = [(one.label, one.count(loser)) for one in carriers_of(winner)]
        context = {
            "loser": loser,
            "pairs": [pair for pair in pairs if pair.differs],
            "same": [pair for pair in pairs if not pair.differs],
            "carried": [(label, count) for label, count in counts if count],
            "objections": objections(winner, loser),
            "swap_url": f"{desk_url(self.step, loser.pk)}?met={winner.pk}",
            "problem": problem,
        }
        return self.render("crm/merge_compare.html", self.base_context() | context, status=status)

    def post(self, request, row_id):
        """Write the plan that was chosen, and show it."""
        loser = self.other(request.POST.get("met", ""))
        if loser is None:
            return self.render("crm/merge_find.html", self.base_context() | {"found": [], "text": "", "unknown": True}, status=422)
        chosen = [name.removeprefix("veld:") for name, value in request.POST.items() if name.startswith("veld:") and value == "gaat"]
        try:
            plan = plan_merge(self.winner, loser, by=self.member, chosen=chosen)
        except RuleBroken as fault:
            return self.compared(loser, problem=fault, status=fault.status)
        return redirect(desk_url(self.do, self.winner.pk, plan.pk))


class MergeDo(MergePage):
    """The plan: exactly this happens, once."""

    @cached_property
    def plan(self):
        """The plan of the address, for this record only."""
        row = ChangePlan.objects.filter(pk=self.kwargs["plan_id"], kind=PlanKind.MERGE, items__object_id=self.winner.pk).first()
        if row is None:
            raise Http404("No such plan.")
        return row

    def get(self, request, row_id, plan_id):
        """What will happen."""
        winner = self.winner
        if self.plan.state != PlanState.MADE:
            return redirect(desk_url(self.page, winner.pk))
        item = self.plan.items.get()
        loser = self.other(item.changes["#loser"][1]["id"])
        if loser is None:
            raise Http404("The other one is gone.")
        names = set(item.changes)
        context = {
            "plan": self.plan,
            "loser": loser,
            "taken": [pair for pair in pairs_of(winner, loser, self.member) if pair.name in names],
            "carried": [(one.label, one.count(loser)) for one in carriers_of(winner) if one.count(loser)],
        }
        return self.render("crm/merge_do.html", self.base_context() | context)

    def post(self, request, row_id, plan_id):
        """Do it; what changed meanwhile is shown again."""
        url = desk_url(self.page, self.winner.pk)
        try:
            check_plan(self.plan)
            apply_plan(self.plan, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, url)
        item = self.plan.items.get()
        loser = item.changes["#loser"][1]
        if item.result == ItemResult.DONE:
            undo = desk_url(self.undo, self.winner.pk, self.plan.pk)
            return self.done(f"{loser['name']} is opgegaan in {self.winner.name}", url, undo=undo)
        again = f"{desk_url(self.step, self.winner.pk)}?met={loser['id']}"
        fault = RuleBroken(item.reason or "Samenvoegen is niet gelukt. Bekijk de twee opnieuw.", code="CRM49")
        return self.failed(fault, again if self.other(loser["id"]) else url)


class MergeUndo(MergeDo):
    """Take a merge back while nothing changed since."""

    http_method_names = ["post"]

    def post(self, request, row_id, plan_id):
        """Both records as they were."""
        url = desk_url(self.page, self.winner.pk)
        try:
            undo_plan(self.plan, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, url)
        item = self.plan.items.get()
        if item.result == ItemResult.UNDONE:
            return self.done(f"Samenvoeging met {item.changes['#loser'][1]['name']} ongedaan gemaakt", url)
        reason = item.reason or "Dit kan niet meer worden teruggedraaid."
        return self.failed(RuleBroken(f"De samenvoeging blijft staan. {reason}", code="PLN04"), url)


class ContactMergeNames:
    """The pages of merging contacts."""

    model = Contact
    page = "crm:contact"
    step = "crm:contact_merge"
    do = "crm:contact_merge_do"
    undo = "crm:contact_merge_undo"
    nav = "contacts"
    noun = "contact"


class ContactMerge(ContactMergeNames, Merge):
    """Find the other contact, or compare the two."""


class ContactMergeDo(ContactMergeNames, MergeDo):
    """The plan of merging two contacts."""


class ContactMergeUndo(ContactMergeNames, MergeUndo):
    """Take back a merge of contacts."""
