"""Roles on relations, the standard team of new ones, and handing over the work of who leaves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.models import DefaultAssignment, Relation, RelationKind, TeamAssignment, TimelineEntry
from crm.rules.default_roles import delete_default, give_default_roles_to_all, save_default
from crm.rules.hand_over import plan_hand_over
from crm.rules.plans import apply_plan, undo_plan
from crm.rules.team_roles import delete_team_role, save_team_role, use_of_roles
from offices.errors import Forbidden, RuleBroken
from offices.models import AuditEvent, TeamMember, TeamRole
from offices.rules.process_teams import save_process_team
from tests.conftest import desk_client_for
from tests.factories.crm import assign, make_person, make_relation
from tests.factories.offices import make_member

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


def role(code):
    return TeamRole.objects.get(code=code)


def held(member, day=None):
    rows = TeamAssignment.objects.valid(day).filter(member=member)
    return set(rows.values_list("relation__number", "role__code"))


def test_use_of_roles_counts_holders_and_clients_without(in_alfa):
    one, other = make_relation(), make_relation()
    make_person(status="PROSPECT")
    assign(one, in_alfa.editor, role="TAX")
    assign(one, in_alfa.viewer, role="TAX")
    assign(other, in_alfa.viewer, role="TAX", valid_to=YESTERDAY)
    assert use_of_roles()[role("TAX").pk] == {"members": 2, "relations": 1, "without": 1}
    assert use_of_roles()[role("PAYROLL").pk] == {"members": 0, "relations": 0, "without": 2}


def test_role_goes_only_after_replacement_and_keeps_its_past(in_alfa):
    relation = make_relation(number="R1")
    assign(relation, in_alfa.editor, role="TAX")
    assign(relation, in_alfa.viewer, role="TAX")
    assign(relation, in_alfa.viewer, role="ACCOUNTANT")
    tax, accountant = role("TAX"), role("ACCOUNTANT")
    for act in (lambda: delete_team_role(tax, by=in_alfa.admin), lambda: save_team_role(tax, name="Fiscaal", who=1, order=1, active=False, by=in_alfa.admin)):
        with pytest.raises(RuleBroken) as fault:
            act()
        assert (fault.value.code, fault.value.text) == ("ADM02", "Rol Fiscaal is nog bij 1 relaties in gebruik. Kies eerst een vervangende rol.")
    assert delete_team_role(tax, by=in_alfa.admin, replacement=accountant) == 1
    assert (held(in_alfa.editor), held(in_alfa.viewer)) == ({("R1", "ACCOUNTANT")}, {("R1", "ACCOUNTANT")})
    assert held(in_alfa.editor, YESTERDAY) == {("R1", "TAX")}
    assert TeamRole.objects.get(pk=tax.pk).active is False


def test_role_never_held_disappears(in_alfa):
    made = save_team_role(None, name="Loket", who=2, order=9, by=in_alfa.admin)
    delete_team_role(made, by=in_alfa.admin)
    with pytest.raises(RuleBroken) as fault:
        save_team_role(None, name="fiscaal", who=2, order=9, by=in_alfa.admin)
    assert (TeamRole.objects.filter(pk=made.pk).exists(), fault.value.code) == (False, "ADM20")


def test_new_relation_gets_the_first_line_that_fits(in_alfa):
    kind = RelationKind.objects.create(name="Horeca")
    horeca = {"all": [{"field": "kind", "op": "is", "value": [str(kind.pk)]}]}
    save_default(None, role=role("TAX"), member=in_alfa.viewer, order=20, by=in_alfa.admin)
    save_default(None, role=role("TAX"), member=in_alfa.editor, order=10, condition=horeca, by=in_alfa.admin)
    save_default(None, role=role("PAYROLL"), member=in_alfa.manager, condition=horeca, by=in_alfa.admin)
    make_relation(number="R1", kind=kind)
    make_relation(number="R2")
    assert held(in_alfa.editor) == {("R1", "TAX")}
    assert held(in_alfa.manager) == {("R1", "PAYROLL")}
    assert held(in_alfa.viewer) == {("R2", "TAX")}
    told = TimelineEntry.objects.filter(event="team.assigned", relation__number="R1").values_list("title", flat=True)
    assert sorted(told) == sorted([f"{in_alfa.editor} is nu Fiscaal (standaardteam)", f"{in_alfa.manager} is nu Salaris (standaardteam)"])


def test_many_new_relations_get_their_teams_in_as_many_statements_as_few(in_alfa):
    save_default(None, role=role("TAX"), member=in_alfa.viewer, by=in_alfa.admin)
    save_default(None, role=role("PAYROLL"), member=in_alfa.manager, condition={"all": [{"field": "rechtsvorm", "op": "is", "value": ["VOF"]}]}, by=in_alfa.admin)

    def statements(count):
        rows = [Relation(number=f"T{count}-{n}", type="ORGANISATION", name="Team", rechtsvorm="VOF" if n % 2 else "BV") for n in range(count)]
        Relation.objects.bulk_create(rows)
        TeamAssignment.objects.create(relation=rows[0], role=role("TAX"), member=in_alfa.editor, valid_from=timezone.localdate())
        with CaptureQueriesContext(connection) as asked:
            made = give_default_roles_to_all(rows, by=in_alfa.admin)
        assert len(made) == count + count // 2 - 1
        assert TeamAssignment.objects.filter(relation__in=rows).count() == count + count // 2
        assert TimelineEntry.objects.filter(relation__in=rows, event="team.assigned").count() == len(made)
        assert AuditEvent.objects.filter(relation_id__in=[row.pk for row in rows], event="team.assigned").count() == len(made)
        return len(asked)

    statements(60)
    assert statements(300) == statements(100)


def test_standard_team_passes_over_who_left_and_other_offices(offices):
    with offices.beta.scope:
        save_default(None, role=role("TAX"), member=offices.beta.editor, by=offices.beta.admin)
    alfa = offices.alfa
    with alfa.scope:
        line = save_default(None, role=role("TAX"), member=alfa.editor, order=1, by=alfa.admin)
        save_default(None, role=role("TAX"), member=alfa.viewer, order=2, by=alfa.admin)
        TeamMember.objects.filter(pk=alfa.editor.pk).update(ends_on=YESTERDAY)
        make_relation(number="R1")
        assert (held(alfa.editor), held(alfa.viewer)) == (set(), {("R1", "TAX")})
        with pytest.raises(RuleBroken) as fault:
            save_default(line, role=role("TAX"), member=TeamMember.objects.get(pk=alfa.editor.pk), by=alfa.admin)
        delete_default(line, by=alfa.admin)
        assert (fault.value.code, DefaultAssignment.objects.count()) == ("CRM19", 1)


@pytest.fixture
def leaving(in_alfa):
    """A colleague with roles on two relations, a default role and a process team; the other holds one already."""
    leaver = make_member(in_alfa.office, "EDITOR", "weg@alfa.example")
    for number in ("R1", "R2"):
        assign(make_relation(number=number), leaver, role="TAX")
    shared = make_relation(number="R3")
    assign(shared, leaver, role="PAYROLL")
    assign(shared, in_alfa.editor, role="PAYROLL")
    save_default(None, role=role("TAX"), member=leaver, by=in_alfa.admin)
    save_process_team(None, name="Aangiften", members=[leaver], lead=leaver, by=in_alfa.admin)
    return leaver


def test_work_is_handed_over_and_taken_back(in_alfa, leaving):
    own = held(in_alfa.editor)
    plan = plan_hand_over(leaving, to=in_alfa.editor, by=in_alfa.admin, reason="Nieuwe baan")
    assert (plan.counts["items"], held(in_alfa.editor)) == (5, own)
    ended = apply_plan(plan, by=in_alfa.admin)
    assert (ended.failed, held(leaving)) == (0, set())
    assert held(in_alfa.editor) == {("R1", "TAX"), ("R2", "TAX"), ("R3", "PAYROLL")}
    assert DefaultAssignment.objects.get().member == in_alfa.editor
    assert (list(in_alfa.editor.process_teams.values_list("team__name", "team__lead")), leaving.process_teams.count()) == ([("Aangiften", in_alfa.editor.pk)], 0)
    plan.refresh_from_db()
    undo_plan(plan, by=in_alfa.admin)
    assert held(leaving) == {("R1", "TAX"), ("R2", "TAX"), ("R3", "PAYROLL")}
    assert (held(in_alfa.editor), DefaultAssignment.objects.get().member, leaving.process_teams.count()) == (own, leaving, 1)
    assert AuditEvent.objects.filter(event="team.assigned", relation_id__isnull=False).count() == 6


def test_work_is_not_handed_to_who_cannot_take_it(offices, leaving):
    alfa, codes = offices.alfa, []
    with alfa.scope:
        TeamMember.objects.filter(pk=alfa.viewer.pk).update(state="ENDED")
        for to in (leaving, offices.beta.editor, TeamMember.objects.get(pk=alfa.viewer.pk)):
            with pytest.raises(RuleBroken) as fault:
                plan_hand_over(leaving, to=to, by=alfa.admin)
            codes.append(fault.value.code)
        with pytest.raises(RuleBroken) as nothing:
            plan_hand_over(alfa.manager, to=alfa.editor, by=alfa.admin)
        with pytest.raises(Forbidden):
            plan_hand_over(leaving, to=alfa.editor, by=alfa.manager)
    assert [*codes, nothing.value.code] == ["ADM24"] * 4


def test_hand_over_works_on_its_pages(in_alfa, leaving):
    client = desk_client_for(in_alfa.admin)
    answer = client.post(f"/k/alfa/beheer/teamleden/{leaving.pk}/overdragen/", {"to": str(in_alfa.editor.pk)})
    page = client.get(answer["Location"]).content.decode()
    assert ("Er is nog niets veranderd" in page, held(leaving) == set()) == (True, False)
    client.post(answer["Location"], {"doen": "uitvoeren"})
    after = client.get(answer["Location"]).content.decode()
    assert ("Terugdraaien" in after, held(leaving)) == (True, set())
    client.post(answer["Location"], {"doen": "terug"})
    assert len(held(leaving)) == 3


def test_team_list_shows_relations_held_in_fixed_questions(in_alfa, leaving, django_assert_max_num_queries):
    client = desk_client_for(in_alfa.admin)
    client.get("/k/alfa/beheer/teamleden/")
    with django_assert_max_num_queries(12):
        page = client.get("/k/alfa/beheer/teamleden/").content.decode()
    assert ("<td>3</td>" in page, "Standaardteam" in page, "Waarnemers" in page) == (True, True, True)
