"""Bulk work on a list: choose what, look at the plan, carry it out, look at how each row went, take it back."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property

from crm.enums import ItemResult, PlanState
from crm.lists import LISTS
from crm.plan_words import changes_in_words
from crm.rules.bulk import MOST, action_called, carry_out, counts_of, own_plan, take_back
from crm.rules.plans import fresh_plan, settle_plan, stale_text
from crm.selections import Selection, start_plan
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskView

PAGE = 100
TONES = {
    "": ("wait", "hourglass"),
    ItemResult.DONE: ("ok", "circle-check"),
    ItemResult.SAME: ("mute", "circle-minus"),
    ItemResult.STALE: ("warn", "history"),
    ItemResult.FAILED: ("bad", "circle-x"),
    ItemResult.UNDONE: ("info", "undo-2"),
    ItemResult.KEPT: ("warn", "history"),
    ItemResult.STUCK: ("bad", "circle-x"),
}


class Bulk(DeskView):
    """The form of an action for a selection, and the plan that comes of it. The right of the action is asked too."""

    permission = "team.view"
    http_method_names = ["post"]
    template_name = "crm/bulk_form.html"

    @property
    def nav(self):
        """The list it is about."""
        return "contacts" if self.kwargs["screen"] == "contacts" else "crm"

    @cached_property
    def kind(self):
        """The list the selection comes from."""
        if self.kwargs["screen"] not in LISTS:
            raise Http404("No such list.")
        return LISTS[self.kwargs["screen"]]

    @cached_property
    def back(self) -> str:
        """The list as it was."""
        name = "crm:contact_list" if self.kind.screen == "contacts" else "crm:relation_list"
        return desk_url(name, query=self.request.POST.get("lijst", ""))

    def post(self, request, screen):
        """Show the form; with an answer in it, make the plan and show that."""
        try:
            action = action_called(request.POST.get("verb", ""), self.kind.screen, self.member)
            selection = Selection.said(self.kind.screen, request.POST)
            rows = selection.rows(self.member)
        except RuleBroken as fault:
            if fault.status in (403, 404):
                raise
            return self.failed(fault, self.back)
        form = action.form(self.member, request.POST if "maak" in request.POST else None)
        if "maak" not in request.POST or not form.is_valid():
            return self.show(action, rows, form, status=422 if "maak" in request.POST else 200)
        title = f"{action.label}: {self.count(rows)} {self.kind.things}"
        try:
            reason = request.POST.get("reason", "")
            plan, job = start_plan(action, selection, action.pack(form), by=self.member, reason=reason, title=title)
        except RuleBroken as fault:
            return self.failed(fault, self.back)
        return redirect(desk_url("offices:job", job.pk) if job else desk_url("crm:bulk_plan", plan.pk))

    def count(self, rows) -> int:
        """How many rows are chosen, counted to one more than is allowed."""
        return rows.order_by()[: MOST + 1].count()

    def show(self, action, rows, form, *, status):
        """The form of the action with the selection in it."""
        data = self.request.POST
        context = {
            "action": action, "form": form, "count": self.count(rows), "things": self.kind.things, "back": self.back,
            "kept": [(key, value) for key in ("pk", "alles", "lijst", "verb") for value in data.getlist(key)],
            "reason": data.get("reason", ""),
        }  # fmt: skip
        return self.render(self.template_name, context, status=status)


class OwnPlan(DeskView):
    """A page about a plan that this member made."""

    permission = "team.view"
    nav = "crm"

    @cached_property
    def plan(self):
        """The plan; one whose job gave up is ended first."""
        return settle_plan(own_plan(self.member, self.kwargs["pk"]), by=self.member)

    @property
    def here(self) -> str:
        """The page of the plan."""
        return desk_url("crm:bulk_plan", self.plan.pk)


class BulkPlan(OwnPlan):
    """What a plan will do, per row; afterwards how it went."""

    http_method_names = ["get", "head"]

    def get(self, request, pk):
        """A page of rows, by position."""
        plan = own_plan(self.member, pk)
        counts = counts_of(plan)
        asked = request.GET.get("uitkomst", "")
        after = request.GET.get("na", "0")
        rows = plan.items.filter(position__gt=int(after) if after.isdigit() else 0).order_by("position")
        if asked:
            rows = rows.filter(result="" if asked == "todo" else asked)
        items = list(rows[: PAGE + 1])
        words = changes_in_words(items[:PAGE])
        busy = plan.job is not None and not plan.job.is_over
        context = {
            "plan": plan,
            "items": [{"row": item, "changes": words[item.pk], "look": TONES[item.result]} for item in items[:PAGE]],
            "next": items[PAGE - 1].position if len(items) > PAGE else None,
            "counts": counts,
            "tabs": self.tabs(plan, counts),
            "current": asked,
            "asked": asked,
            "todo": counts.get("todo", 0),
            "busy": busy,
            "may_apply": plan.state == PlanState.MADE and not busy and counts.get("todo"),
            "may_undo": plan.state in (PlanState.DONE, PlanState.DONE_WITH_ERRORS, PlanState.CANCELLED) and not busy and counts.get("DONE"),
            "stale": stale_text(plan),
        }
        return self.render("crm/bulk_plan.html", context)

    def tabs(self, plan, counts):
        """The outcomes there are, as tabs with counts."""
        here = desk_url("crm:bulk_plan", plan.pk)
        words = {"todo": "Te doen", **dict(ItemResult.choices)}
        found = [{"key": key, "label": words[key], "url": f"{here}?uitkomst={key}", "count": counts[key]} for key in words if counts.get(key)]
        return [{"key": "", "label": "Alle", "url": here, "count": sum(counts.values())}, *found]


class BulkApply(OwnPlan):
    """Carry a plan out."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Now, or as long work with a page."""
        try:
            job = carry_out(self.plan, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, self.here)
        if job is not None:
            return redirect(desk_url("offices:job", job.pk))
        return self.done(f"{self.plan.title} uitgevoerd", self.here, undo=desk_url("crm:bulk_undo", self.plan.pk))


class BulkUndo(OwnPlan):
    """Take back what a plan did."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Now, or as long work with a page."""
        try:
            job = take_back(self.plan, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, self.here)
        if job is not None:
            return redirect(desk_url("offices:job", job.pk))
        return self.done(f"{self.plan.title} teruggedraaid", self.here)


class BulkAgain(OwnPlan):
    """A new plan of only the rows that changed in the meantime."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """To the new plan, when something is left to do."""
        fresh = fresh_plan(self.plan, by=self.member)
        if fresh is None:
            return self.done("Er is niets meer te wijzigen", self.here)
        return redirect(desk_url("crm:bulk_plan", fresh.pk))
