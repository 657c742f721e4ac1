"""Handing over the work of a colleague: choose who takes it, see what goes, do it, take it back."""

from django import forms
from django.shortcuts import redirect

from crm.enums import PlanKind, PlanState
from crm.forms.parts import DutchForm
from crm.models import ChangePlan
from crm.rules.hand_over import plan_hand_over
from crm.rules.plans import apply_plan, refuse_late_undo, settle_plan, tally, undo_plan
from offices.errors import NotHere, RuleBroken
from offices.jobs import JobKind, job_kinds, start_job
from offices.rules.team import own_member
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.beheer import BeheerForm, InBeheer
from offices.views.process_teams import working_members

AT_ONCE = 200
SHOWN = 500
TEAM = ("Teamleden", "offices:team_list")


class HandOverForm(DutchForm):
    """Who takes the work."""

    to = forms.ModelChoiceField(None, label="Neemt alles over", empty_label="Kies een collega")
    reason = forms.CharField(label="Reden", max_length=500, required=False)

    def __init__(self, *args, leaver, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = working_members(leaver.office).filter(state="ACTIVE").exclude(pk=leaver.pk)


class HandOver(BeheerForm):
    """Makes the plan; nothing changes yet."""

    permission, step_up = "team.manage", True
    form_class, submit_label, list_url, parents = HandOverForm, "Voorbeeld bekijken", "offices:team_list", (TEAM,)

    @property
    def leaver(self):
        """The colleague of the address."""
        return own_member(self.office, self.kwargs["pk"])

    def form_arguments(self):
        return {"leaver": self.leaver}

    def save(self, form):
        return plan_hand_over(self.leaver, by=self.member, **form.cleaned_data)

    def success_url(self, result):
        return desk_url("crm:hand_over_plan", result.pk)

    def around(self):
        lead = "Rollen op relaties, standaard rollen en procesteams. U ziet eerst wat er verandert; terugdraaien kan dertig dagen."
        return {"title": f"Werk van {self.leaver} overdragen", "lead": lead}


class HandOverPlan(InBeheer, DeskView):
    """What goes to whom; doing it and taking it back."""

    permission, step_up = "team.manage", True
    parents = (TEAM,)

    def get(self, request, *args, pk, **kwargs):
        """The plan with its items and how they ended."""
        plan = own_plan(pk)
        self.title = plan.title
        context = self.frame() | {
            "plan": plan, "items": plan.items.order_by("position")[:SHOWN], "most": SHOWN, "results": tally(plan).results,
            "may_apply": plan.state == PlanState.MADE, "may_undo": may_undo(plan),
            "given_up": plan.state == PlanState.APPLYING and plan.job is not None and plan.job.is_over,
        }  # fmt: skip
        return self.render("crm/hand_over_plan.html", context)

    def post(self, request, *args, pk, **kwargs):
        """Do it or take it back: at once when it is little, else as a job."""
        plan, here = own_plan(pk), desk_url("crm:hand_over_plan", pk)
        back = request.POST.get("doen") == "terug"
        try:
            if request.POST.get("doen") == "afronden":
                return self.done("Het plan is afgesloten.", desk_url("crm:hand_over_plan", settle_plan(plan, by=self.member).pk))
            if plan.items.count() > AT_ONCE:
                job = start_job(KIND, by=self.member, title=plan.title, arguments={"plan": str(plan.pk), "back": back}, total=plan.items.count())
                return redirect(desk_url("offices:job", job.pk))
            ended = (undo_plan if back else apply_plan)(plan, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, here)
        text = "Teruggedraaid." if back else "Het werk is overgedragen."
        return self.done(f"{text} {ended.failed} niet gelukt, zie de lijst." if ended.failed else text, here)


def may_undo(plan) -> bool:
    """Whether the plan can still be taken back."""
    try:
        refuse_late_undo(plan)
    except RuleBroken:
        return False
    return True


def own_plan(pk) -> ChangePlan:
    """A plan of handing over in the open office. Raises NotHere for any other."""
    plan = ChangePlan.objects.select_related("job").filter(pk=pk, kind=PlanKind.BULK, items__object_kind__endswith="#handover").first()
    if plan is None:
        raise NotHere("Dit plan bestaat niet. Begin bij het teamlid.")
    return plan


def _run(run):
    plan = own_plan(run.arguments["plan"])
    (undo_plan if run.arguments["back"] else apply_plan)(plan, by=run.by, run=run)


KIND = "crm.handover"
job_kinds.register(JobKind(KIND, _run, opens=lambda job: desk_url("crm:hand_over_plan", job.arguments["plan"])))
