"""*Aanslagen*: what incoming assessments ask, before which day, and who did it."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskList, DeskView
from sbr_inbox.models import Filing, FilingAction
from sbr_inbox.rules.assessments import finish_action, reopen_action
from sbr_inbox.rules.fetching import RIGHT as FETCH_RIGHT
from sbr_inbox.rules.fetching import fetch_incoming


def visible_actions(member, permission: str = "filing.view"):
    """What is asked about filings this member may see."""
    return FilingAction.objects.filter(filing__in=Filing.objects.visible_to(member, permission))


def open_actions(member):
    """Those that wait."""
    return visible_actions(member).filter(done_at=None)


class ActionList(DeskList):
    """Everything that is asked, nearest day first."""

    permission = "filing.view"
    nav = "filings"
    template_name = "sbr_inbox/action_list.html"
    sorts = {"uiterlijk": ("due_on", "id")}
    default_sort = "uiterlijk"
    things = "punten"

    def rows(self):
        """What is open, unless the address asks for what was done."""
        rows = visible_actions(self.member).select_related("relation", "filing", "done_by__user")
        return rows.filter(done_at__isnull=not self.request.GET.get("klaar"))

    def context(self):
        """The list, and which half of it."""
        return super().context() | {"done": bool(self.request.GET.get("klaar")), "may_fetch": self.may(FETCH_RIGHT), "today": timezone.localdate()}


class ActionSet(DeskView):
    """The buttons *Afgehandeld* and *Toch niet*; POST only."""

    permission = "filing.review"
    nav = "filings"
    http_method_names = ["post"]

    def post(self, request, pk: UUID):
        """One rule, and back to where the button was."""
        action = get_object_or_404(visible_actions(self.member, self.permission), pk=pk)
        back = desk_url("sbr_inbox:filing", action.filing_id) if request.POST.get("terug") == "aangifte" else desk_url("sbr_inbox:action_list")
        try:
            if request.POST.get("open"):
                reopen_action(action, by=self.member)
                return self.done(f"{action} staat weer open.", back)
            finish_action(action, by=self.member, note=request.POST.get("note", ""))
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done(f"{action} is afgehandeld.", back)


class FetchMessages(DeskView):
    """The button *Ophalen bij Digipoort*; POST only."""

    permission = FETCH_RIGHT
    nav = "filings"
    http_method_names = ["post"]

    def post(self, request):
        """One rule, and what came of it."""
        back = desk_url("sbr_inbox:action_list")
        try:
            results = fetch_incoming(by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, back)
        new = sum(result.status == 201 for result in results)
        return self.done(f"{new} nieuw{'' if new == 1 else 'e'} bericht{'' if new == 1 else 'en'} opgehaald." if new else "Er lag niets nieuws klaar.", back)


def card_actions(relation, member) -> dict:
    """What is still asked about this relation, nearest first."""
    rows = visible_actions(member).filter(relation=relation, done_at=None).select_related("filing")
    return {"rows": list(rows.order_by("due_on", "id")[:8]), "today": timezone.localdate()}
