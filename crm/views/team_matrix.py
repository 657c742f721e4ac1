"""Tab Teamleden: which colleague holds which role on which relation, and whom each colleague serves."""

from collections import defaultdict

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from crm.card import RelationMixin
from crm.counting import capped_counts, shown
from crm.filters import RelationFilter
from crm.filters.relations import nobody_is
from crm.lists import LISTS
from crm.models import Relation, TeamAssignment
from crm.rules.bulk import actions_for
from crm.rules.team import set_role
from crm.views.lists import CrmList, crm_tabs
from offices.errors import RuleBroken
from offices.ids import is_key
from offices.models import StandIn, TeamMember, TeamRole
from offices.urls_helpers import desk_url
from offices.views import DeskView


def active_roles():
    """The roles of the office in their order."""
    return list(TeamRole.objects.filter(active=True).order_by("order", "name"))


def held_now(keys):
    """{(relation id, role id): members} of today, in one query."""
    rows = TeamAssignment.objects.valid().filter(relation_id__in=keys).select_related("member__user")
    held = defaultdict(list)
    for row in rows.order_by("valid_from"):
        held[row.relation_id, row.role_id].append(row.member)
    return held


class TeamMatrix(CrmList):
    """Relations against roles: who holds what, where nobody does, and a change in place."""

    permission = "crm.relation.view"
    nav = "crm"
    screen, tab, list_url, row_url = "team", "team", "crm:team_matrix", "crm:relation_team"
    template_name = "crm/team_matrix.html"
    sorts = LISTS["relations"].sorts
    default_sort = "naam"
    filter_class = RelationFilter
    things = "relaties"

    def rows(self):
        """Relations this member may see."""
        return Relation.objects.visible_to(self.member).only("id", "name", "number", "sort_name", "status", "is_private")

    def catalogue(self):
        """The list of roles stands in its place."""
        return []

    @cached_property
    def columns(self):
        """No columns of the list of relations; the roles are the columns."""
        return []

    @cached_property
    def roles(self):
        """The columns: the roles of the office."""
        return active_roles()

    def verbs(self):
        """Only assigning."""
        return [
            {"value": action.key, "label": "Toewijzen", "icon": action.icon}
            for action in actions_for("relations", self.member)
            if action.key == "rol"
        ]

    def unheld(self):
        """{role id: (how many relations nobody holds it on, capped, and in words)}."""
        rows = Relation.objects.visible_to(self.member)
        counts = capped_counts({str(role.pk): rows.filter(nobody_is(role.pk)) for role in self.roles})
        return {key: (count, shown(count)) for key, count in counts.items()}

    def context(self):
        """Per row the people in each role."""
        context = super().context()
        rows = context["page"].rows
        held, unheld = held_now([row.pk for row in rows]), self.unheld()
        here = desk_url("crm:team_matrix")
        heads = [
            {"role": role, "count": unheld[str(role.pk)][0], "label": unheld[str(role.pk)][1], "url": f"{here}?zonder={role.pk}"}
            for role in self.roles
        ]
        lines = [{"row": row, "cells": [(role, held.get((row.pk, role.pk), [])) for role in self.roles]} for row in rows]
        bulk = {"bulk_url": desk_url("crm:bulk", "relations")}
        return context | bulk | {"heads": heads, "lines": lines, "may_assign": self.may("crm.team.assign"), "columns_url": "", "export_url": ""}

    def shipped(self):
        """Who reads the matrix the other way round goes to the page per colleague."""
        return []


class RoleCell(RelationMixin, DeskView):
    """Who holds one role on one relation, changed in place."""

    permission = "crm.team.assign"
    nav = "crm"

    @cached_property
    def role(self):
        """The role of the address."""
        role = TeamRole.objects.filter(pk=self.kwargs["role_id"]).first()
        if role is None:
            raise Http404("No such role.")
        return role

    def get(self, request, relation_id, role_id):
        """A small form for in the cell; without script the tab of the relation."""
        relation, _ = self.relation, self.role
        if not request.htmx:
            return redirect(desk_url("crm:relation_team", relation.pk))
        if "terug" in request.GET:
            return self.cell()
        return self.form()

    def post(self, request, relation_id, role_id):
        """Give the role to this colleague alone, or to nobody."""
        relation, key = self.relation, request.POST.get("member", "")
        member = self.members().filter(pk=key).first() if is_key(key) else None
        if key and member is None:
            return self.form("Kies een teamlid uit de lijst.", status=422)
        try:
            set_role(relation, role=self.role, member=member, by=self.member)
        except RuleBroken as fault:
            return self.form(fault.text, status=422)
        if request.htmx:
            return self.cell()
        who = f"{member} is nu {self.role.name}" if member else f"Niemand is nu {self.role.name}"
        return self.done(f"{who} bij {relation.name}", desk_url("crm:relation_team", relation.pk))

    def members(self):
        """Colleagues who work here today."""
        working = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
        rows = TeamMember.objects.filter(working, office=self.office, state="ACTIVE")
        return rows.select_related("user").order_by("user__name", "number")

    def form(self, fault="", *, status=200):
        """The form in the cell."""
        now = held_now([self.relation.pk]).get((self.relation.pk, self.role.pk), [])
        context = {"relation": self.relation, "role": self.role, "members": self.members(), "now": now, "fault": fault}
        return render(self.request, "crm/parts/role_form.html", context, status=status)

    def cell(self):
        """The cell as it is now."""
        now = held_now([self.relation.pk]).get((self.relation.pk, self.role.pk), [])
        context = {"row": self.relation, "role": self.role, "members": now, "may_assign": True}
        return render(self.request, "crm/parts/role_cell.html", context)


class Served(DeskView):
    """Whom each colleague serves: relations per role, and who stands in for him today."""

    permission = "crm.relation.view"
    nav = "crm"

    def get(self, request):
        """The page; two questions for any number of colleagues."""
        roles = active_roles()
        today = timezone.localdate()
        seen = Relation.objects.visible_to(self.member).exclude(status="ENDED")
        rows = TeamAssignment.objects.valid(today).filter(relation__in=seen)
        held = {(member, role): count for member, role, count in rows.values_list("member_id", "role_id").annotate(Count("pk"))}
        members = TeamMember.objects.filter(office=self.office).exclude(state="ENDED").select_related("user")
        stand_ins = defaultdict(list)
        for row in StandIn.objects.filter(valid_from__lte=today, valid_to__gte=today).select_related("acting_member__user"):
            stand_ins[row.absent_member_id].append(row)
        here = desk_url("crm:team_matrix")
        lines = [
            {
                "member": member,
                "stand_ins": stand_ins.get(member.pk, []),
                "url": f"{here}?teamlid={member.pk}",
                "cells": [(held.get((member.pk, role.pk), 0), f"{here}?teamlid={member.pk}&rol={role.pk}") for role in roles],
            }
            for member in members.order_by("user__name", "number")
        ]
        context = {"roles": roles, "lines": lines, "crm_tabs": crm_tabs(self.member), "crm_tab": "team", "today": today}
        return self.render("crm/team_served.html", context)
