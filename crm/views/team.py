"""Tab Teamleden: who holds which role on this relation."""

from django.http import Http404

from crm.absence import mark_stand_ins
from crm.card import CardView
from crm.forms.small import AssignForm
from crm.models import TeamAssignment
from crm.rules.team import assign, unassign
from offices.errors import RuleBroken
from offices.models import TeamMember, TeamRole


class Team(CardView):
    """Members by role, now and before."""

    permission = "crm.relation.view"
    tab = "team"

    def get(self, request, relation_id):
        """The team of today and who was in it before."""
        return self.show(AssignForm())

    def show(self, form, *, status=200):
        """The tab with this form."""
        relation = self.relation
        mark_stand_ins(relation)
        now = [row.pk for row in relation.team]
        rows = (
            relation.assignments.exclude(pk__in=now)
            .select_related("member__user", "role")
            .order_by("-valid_from")
        )
        empty = TeamRole.objects.filter(active=True).exclude(pk__in=[row.role_id for row in relation.team])
        context = {
            "former": rows[:50],
            "unheld": empty.order_by("order"),
            "form": form,
            "may_assign": self.reach.may("crm.team.assign"),
        }
        return self.render("crm/card_team.html", context, status=status)


class Assign(Team):
    """Give a colleague a role."""

    permission = "crm.team.assign"

    def post(self, request, relation_id):
        """One assignment; the form comes back when it cannot be."""
        relation, form = self.relation, AssignForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            row = assign(relation, by=self.member, **form.cleaned_data)
        except RuleBroken as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.text)
            return self.show(form, status=422)
        undo = self.url("crm:team_unassign", row.pk)
        return self.done(f"{row.member} is nu {row.role.name}", self.url("crm:relation_team"), undo=undo)


class Unassign(CardView):
    """Take a role away; the toast gives it back."""

    permission = "crm.team.assign"
    tab = "team"

    def post(self, request, relation_id, pk):
        """One assignment of this relation."""
        row = TeamAssignment.objects.filter(relation=self.relation, pk=pk).first()
        if row is None:
            raise Http404("No such assignment.")
        _, role, member = unassign(row, by=self.member)
        undo = self.url("crm:team_restore", role.pk, member.pk)
        return self.done(f"{member} is niet langer {role.name}", self.url("crm:relation_team"), undo=undo)


class Restore(CardView):
    """Undo of taking a role away."""

    permission = "crm.team.assign"
    tab = "team"

    def post(self, request, relation_id, role_id, member_id):
        """Give the role back from today on."""
        relation = self.relation
        role = TeamRole.objects.filter(pk=role_id).first()
        member = TeamMember.objects.filter(office=self.office, pk=member_id).first()
        if role is None or member is None:
            raise Http404("No such role or member.")
        try:
            assign(relation, role=role, member=member, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, self.url("crm:relation_team"))
        return self.done(f"{member} is weer {role.name}", self.url("crm:relation_team"))
