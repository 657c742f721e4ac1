"""Labels and process teams: counted, merged, taken away; one office never touches another."""

import pytest

from crm.models import RelationLabel
from offices.errors import RuleBroken
from offices.models import Label, MemberLabel, ProcessTeam, TeamMember, TeamRole
from offices.rules.labels import counts, delete_label, merge_labels, save_label
from offices.rules.process_teams import delete_process_team, save_process_team
from offices.rules.team import change_member
from tests.conftest import desk_client_for
from tests.factories.crm import make_relation


@pytest.fixture
def two(in_alfa):
    """Two labels: one on two relations, the other on one of them."""
    old = save_label(None, name="Oud", color=2, by=in_alfa.admin)
    new = save_label(None, name="Nieuw", color=3, by=in_alfa.admin)
    both, one = make_relation(), make_relation()
    for relation, label in ((both, old), (both, new), (one, old)):
        RelationLabel.objects.create(relation=relation, label=label)
    return old, new


def test_labels_are_merged_without_doubles(in_alfa, two):
    old, new = two
    assert counts() == {old.pk: 2, new.pk: 1}
    assert merge_labels(old, new, by=in_alfa.manager) == 2
    assert (counts(), Label.objects.filter(pk=old.pk).exists()) == ({new.pk: 2}, False)


def test_label_goes_with_all_its_uses(in_alfa, two):
    assert delete_label(two[0], by=in_alfa.manager) == 2
    assert list(RelationLabel.objects.values_list("label_id", flat=True)) == [two[1].pk]


def test_label_that_cannot_be_is_refused(in_alfa, two):
    codes = []
    for values in ({"name": "oud", "color": 1}, {"name": " ", "color": 1}, {"name": "x" * 31, "color": 1}, {"name": "Rood", "color": 99}):
        with pytest.raises(RuleBroken) as fault:
            save_label(None, by=in_alfa.admin, **values)
        codes.append(fault.value.code)
    contact = save_label(None, name="Post", color=1, audience="CONTACTS", by=in_alfa.admin)
    with pytest.raises(RuleBroken) as fault:
        merge_labels(two[0], contact, by=in_alfa.admin)
    assert [*codes, fault.value.code] == ["ADM20", "G01", "G03", "ADM05", "ADM22"]


def test_label_of_another_office_is_not_merged(offices, two):
    with offices.beta.scope:
        other = save_label(None, name="Nieuw", color=1, by=offices.beta.admin)
    with offices.alfa.scope, pytest.raises(RuleBroken) as fault:
        merge_labels(two[0], other, by=offices.alfa.admin)
    with offices.beta.scope:
        assert (fault.value.code, Label.objects.count()) == ("ADM22", 1)


def test_member_gets_and_loses_labels(in_alfa):
    label = save_label(None, name="Thuis", color=1, audience="MEMBERS", by=in_alfa.admin)
    change_member(in_alfa.editor, by=in_alfa.admin, labels=[label])
    held = list(MemberLabel.objects.values_list("member_id", "label_id"))
    change_member(in_alfa.editor, by=in_alfa.admin, labels=[])
    assert (held, MemberLabel.objects.count()) == ([(in_alfa.editor.pk, label.pk)], 0)


def test_process_team_has_members_lead_and_roles(in_alfa):
    tax = TeamRole.objects.get(code="TAX")
    team = save_process_team(None, name="Aangiften", members=[in_alfa.editor, in_alfa.viewer], lead=in_alfa.editor, roles=[tax], by=in_alfa.admin)
    team = save_process_team(team, name="Aangiften", members=[in_alfa.viewer], by=in_alfa.admin)
    assert ([row.member_id for row in team.members.all()], team.roles.count(), team.lead, team.version) == ([in_alfa.viewer.pk], 0, None, 2)
    codes = []
    for values in ({"name": "aangiften", "members": [in_alfa.viewer]}, {"name": "Leeg", "members": []}, {"name": "X", "members": [in_alfa.viewer], "lead": in_alfa.editor}):
        with pytest.raises(RuleBroken) as fault:
            save_process_team(None, by=in_alfa.admin, **values)
        codes.append(fault.value.code)
    delete_process_team(team, by=in_alfa.admin)
    assert (codes, ProcessTeam.objects.count(), TeamMember.objects.filter(pk=in_alfa.viewer.pk).exists()) == (["ADM20", "G01", "ADM21"], 0, True)


def test_label_of_another_office_is_not_there(offices):
    with offices.beta.scope:
        other = save_label(None, name="Van beta", color=1, by=offices.beta.admin)
    client = desk_client_for(offices.alfa.admin)
    address = f"/k/alfa/beheer/labels/{other.pk}/"
    got = [client.get(address), client.get(f"{address}samenvoegen/"), client.post(address, {"name": "x", "color": 1}), client.post(f"{address}weg/")]
    assert ([answer.status_code for answer in got], any(b"Van beta" in answer.content for answer in got)) == ([404] * 4, False)
