"""Rights of roles: changed with the differences shown, never beyond one's own, and never so that nobody can repair them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from offices.errors import RuleBroken, StaleForm
from offices.models import AuditEvent, AuthorisationRole, PersonalGrant, RoleGrant, TeamMember
from offices.rules.authorisation import (
    Change,
    change_grants,
    copy_role,
    delete_role,
    find_changes,
    rename_role,
)
from offices.rules.ownership import accept_ownership, is_owner, offer_ownership
from offices.rules.personal_grants import give_by_name, withdraw_by_name
from tests.conftest import desk_client_for
from tests.factories.offices import make_member

TODAY = timezone.localdate()


def role(code):
    return AuthorisationRole.objects.get(shipped=code)


def fresh(member):
    return TeamMember.objects.select_related("user", "office", "role").get(pk=member.pk)


def test_grants_change_as_they_were_shown(in_alfa):
    editor = role("EDITOR")
    changes = find_changes({(editor.pk, "crm.relation.view"): "A", (editor.pk, "crm.relation.edit"): "L", (editor.pk, "crm.relation.create"): ""})
    assert [(change.key, change.before, change.after) for change in changes] == [("crm.relation.view", "L", "A"), ("crm.relation.create", "A", "")]
    assert change_grants(in_alfa.office, changes, by=in_alfa.admin) == 2
    grants = fresh(in_alfa.editor).grants
    assert (grants["crm.relation.view"], "crm.relation.create" in grants) == ("A", False)
    said = AuditEvent.objects.get(event="grant.changed")
    assert (said.subject_id, said.data["rechten"]["crm.relation.view"]) == (str(editor.pk), "eigen relaties > heel kantoor")


def test_grants_of_one_office_leave_another_alone(offices):
    with offices.alfa.scope:
        editor = role("EDITOR")
    with offices.beta.scope:
        before = dict(RoleGrant.objects.filter(role=role("EDITOR")).values_list("permission", "scope"))
        with pytest.raises(RuleBroken):
            change_grants(offices.beta.office, [Change(editor.pk, "crm.relation.view", "L", "A")], by=offices.beta.admin)
        assert dict(RoleGrant.objects.filter(role=role("EDITOR")).values_list("permission", "scope")) == before
    with offices.alfa.scope:
        assert RoleGrant.objects.get(role=editor, permission="crm.relation.view").scope == "L"


@pytest.mark.parametrize(
    ("shipped", "key", "before", "after", "code"),
    [
        ("ADMIN", "access.grant", "A", "", "ADM03"),
        ("EDITOR", "wwft.fiu", "", "A", "ADM18"),
        ("EDITOR", "crm.relation.view", "A", "L", "G02"),
        ("EDITOR", "crm.relation.view", "L", "Z", "NIET_GEVONDEN"),
    ],
)
def test_grants_that_cannot_change_stay(in_alfa, shipped, key, before, after, code):
    with pytest.raises(RuleBroken) as fault:
        change_grants(in_alfa.office, [Change(role(shipped).pk, key, before, after)], by=in_alfa.admin)
    assert (fault.value.code, isinstance(fault.value, StaleForm), AuditEvent.objects.filter(event="grant.changed").count()) == (code, code == "G02", 0)


def test_nobody_gives_a_right_he_lacks(in_alfa):
    helper = copy_role(role("VIEWER"), name="Rechten", by=in_alfa.admin)
    change_grants(in_alfa.office, [Change(helper.pk, "access.grant", "", "A"), Change(helper.pk, "team.manage", "", "A")], by=in_alfa.admin)
    clerk = make_member(in_alfa.office, "VIEWER", "rechten@alfa.example")
    TeamMember.objects.filter(pk=clerk.pk).update(role=helper)
    codes = []
    for target, key in ((helper, "crm.relation.edit"), (role("MANAGER"), "crm.relation.view")):
        before = dict(RoleGrant.objects.filter(role=target).values_list("permission", "scope")).get(key, "")
        with pytest.raises(RuleBroken) as fault:
            change_grants(in_alfa.office, [Change(target.pk, key, before, "L")], by=fresh(clerk))
        codes.append(fault.value.code)
    assert codes == ["ADM08", "ADM08"]


def test_role_is_copied_renamed_and_deleted_after_replacement(in_alfa):
    made = copy_role(role("EDITOR"), name="  Salaris   extern ", by=in_alfa.admin)
    TeamMember.objects.filter(pk=in_alfa.viewer.pk).update(role=made)
    assert (made.name, fresh(in_alfa.viewer).grants == fresh(in_alfa.editor).grants) == ("Salaris extern", True)
    assert rename_role(role("VIEWER"), name="Inkijker", by=in_alfa.admin).name == "Inkijker"
    with pytest.raises(RuleBroken) as taken:
        copy_role(role("EDITOR"), name="salaris extern", by=in_alfa.admin)
    with pytest.raises(RuleBroken) as held:
        delete_role(in_alfa.office, made, by=in_alfa.admin)
    with pytest.raises(RuleBroken) as shipped:
        delete_role(in_alfa.office, role("VIEWER"), by=in_alfa.admin, replacement=role("EDITOR"))
    assert [fault.value.code for fault in (taken, held, shipped)] == ["ADM20", "ADM02", "ADM19"]
    assert delete_role(in_alfa.office, made, by=in_alfa.admin, replacement=role("VIEWER")) == 1
    assert fresh(in_alfa.viewer).role == role("VIEWER")


def test_right_by_name_counts_only_by_name(in_alfa):
    RoleGrant.objects.bulk_create([RoleGrant(role=role("ADMIN"), permission="label.x", scope="A")])
    PersonalGrant.objects.create(member=in_alfa.viewer, permission="team.manage", granted_by=in_alfa.admin, valid_from=TODAY)
    give_by_name(in_alfa.viewer, "wwft.fiu", by=in_alfa.admin)
    grants = fresh(in_alfa.viewer).grants
    assert (grants.get("wwft.fiu"), "team.manage" in grants) == ("A", False)
    assert "wwft.fiu" not in fresh(in_alfa.admin).grants


@pytest.mark.parametrize(("begin", "end", "held"), [(-5, -1, False), (1, None, False), (-5, 0, True), (0, None, True)])
def test_right_by_name_holds_on_its_days(in_alfa, begin, end, held):
    PersonalGrant.objects.create(
        member=in_alfa.viewer, permission="wwft.fiu", granted_by=in_alfa.admin, valid_from=TODAY + timedelta(days=begin),
        valid_to=None if end is None else TODAY + timedelta(days=end),
    )  # fmt: skip
    assert ("wwft.fiu" in fresh(in_alfa.viewer).grants) == held


def test_right_by_name_is_refused_for_oneself_and_for_rights_of_roles(in_alfa):
    codes = []
    for member, key in ((in_alfa.admin, "wwft.fiu"), (in_alfa.viewer, "crm.relation.edit")):
        with pytest.raises(RuleBroken) as fault:
            give_by_name(member, key, by=in_alfa.admin)
        codes.append(fault.value.code)
    row = give_by_name(in_alfa.viewer, "wwft.fiu", by=in_alfa.admin)
    with pytest.raises(RuleBroken) as twice:
        give_by_name(in_alfa.viewer, "wwft.fiu", by=in_alfa.admin)
    withdraw_by_name(row, by=in_alfa.admin)
    assert (codes, twice.value.code, "wwft.fiu" in fresh(in_alfa.viewer).grants) == (["ADM18", "ADM18"], "ADM18", False)


def test_owner_right_moves_only_when_both_say_so(offices):
    alfa = offices.alfa
    with alfa.scope:
        with pytest.raises(RuleBroken):
            offer_ownership(alfa.office, to=alfa.manager, by=alfa.editor)
        offer_ownership(alfa.office, to=alfa.manager, by=alfa.admin)
        with pytest.raises(RuleBroken) as other:
            accept_ownership(alfa.office, by=alfa.editor)
        accept_ownership(alfa.office, by=alfa.manager)
        alfa.office.refresh_from_db()
        assert (alfa.office.owner, other.value.code, is_owner(alfa.office, alfa.admin)) == (alfa.manager.user, "ADM25", False)
        with pytest.raises(RuleBroken):
            offer_ownership(alfa.office, to=alfa.editor, by=alfa.admin)
        with pytest.raises(RuleBroken) as again:
            accept_ownership(alfa.office, by=alfa.manager)
        assert again.value.code == "ADM25"
        with pytest.raises(RuleBroken):
            offer_ownership(alfa.office, to=offices.beta.manager, by=alfa.manager)


def test_matrix_is_changed_in_two_steps(in_alfa):
    client, editor = desk_client_for(in_alfa.admin), role("EDITOR")
    page = client.get("/k/alfa/beheer/autorisatie/wijzigen/").content.decode()
    name = f"{editor.pk}:crm.relation.view"
    assert (f'name="{name}"' in page, "op naam" in page) == (True, True)
    shown = client.post("/k/alfa/beheer/autorisatie/wijzigen/", {name: "A", "doen": "bekijken"}).content.decode()
    assert ("1 wijziging" in shown, RoleGrant.objects.get(role=editor, permission="crm.relation.view").scope) == (True, "L")
    value = f"{editor.pk}|crm.relation.view|L|A"
    assert value in shown
    answer = client.post("/k/alfa/beheer/autorisatie/wijzigen/", {"wijziging": value, "doen": "bewaren"})
    assert (answer.status_code, RoleGrant.objects.get(role=editor, permission="crm.relation.view").scope) == (302, "A")


def test_matrix_comes_as_a_sheet(in_alfa):
    rename_role(role("VIEWER"), name="=cmd|' /C calc'!A0", by=in_alfa.admin)
    text = desk_client_for(in_alfa.admin).get("/k/alfa/beheer/autorisatie/export/").content.decode()
    assert ("Relaties inzien;crm.relation.view;eigen relaties;eigen relaties;heel kantoor;heel kantoor" in text, "'=cmd" in text) == (True, True)
