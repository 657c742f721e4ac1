"""Notes that change, and who stands in for whom, as the card tells it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.absence import mark_stand_ins
from crm.models import Relation, TimelineEntry
from crm.rules.notes import change_note, write_note
from crm.rules.stand_ins import make_stand_in
from offices.errors import RuleBroken
from offices.models import TeamRole
from tests.factories.crm import assign, make_relation

pytestmark = pytest.mark.django_db


def team_of(relation):
    row = Relation.objects.with_team().get(pk=relation.pk)
    mark_stand_ins(row)
    return {one.member.user.name: one.stand_in and one.stand_in.acting_member.user.name for one in row.team}


def test_note_changes_on_the_timeline_too(in_alfa):
    relation = make_relation()
    assign(relation, in_alfa.editor)
    note = write_note(relation, by=in_alfa.editor, text="Eerst")
    changed = change_note(note, by=in_alfa.editor, version=1, text="Later", visibility="GEDEELD", pinned=True)
    entry = TimelineEntry.objects.get(object_id=note.pk)
    assert (changed.version, changed.pinned, entry.text, entry.visible_to_client) == (2, True, "Later", True)
    with pytest.raises(RuleBroken) as fault:
        change_note(note, by=in_alfa.editor, version=1, text="Weer")
    assert fault.value.code == "G02"


def test_note_of_a_colleague_asks_the_right_for_it(in_alfa):
    relation = make_relation()
    assign(relation, in_alfa.editor)
    note = write_note(relation, by=in_alfa.admin, text="Van de baas")
    with pytest.raises(RuleBroken) as fault:
        change_note(note, by=in_alfa.editor, version=1, text="x")
    assert fault.value.status == 403
    assert change_note(note, by=in_alfa.manager, version=1, text="Beter").text == "Beter"


def test_notes_page_reads_corrects_and_pins(in_alfa, beta, desk_client):
    with beta.scope:
        write_note(make_relation(), by=beta.admin, text="Geheim van beta")
    relation = make_relation()
    note = write_note(relation, by=in_alfa.admin, text="Belt na vier uur", is_decision=True)
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/notities/"
    text = client.get(base).content.decode()
    assert ("Belt na vier uur" in text, "besluit" in text, "Geheim" in text) == (True, True, False)
    assert client.post(f"{base}{note.pk}/vastzetten/").status_code == 302
    assert "bovenaan" in client.get(base).content.decode()
    assert client.post(f"{base}{note.pk}/", {"text": "Belt na vijf uur", "visibility": "INTERN", "version": "2"}).status_code == 302
    assert "Belt na vijf uur" in client.get(base).content.decode()


def test_team_tells_who_stands_in_today(in_alfa):
    relation, other = make_relation(), make_relation()
    for one in (relation, other):
        assign(one, in_alfa.editor)
    today = timezone.localdate()
    role = TeamRole.objects.get(code="ACCOUNTANT")
    make_stand_in(
        in_alfa.editor, acting=in_alfa.manager, valid_from=today, valid_to=today + timedelta(days=7), by=in_alfa.admin,
        scope="RELATIONS", relations=[relation],
    )  # fmt: skip
    assert team_of(relation) == {"Editor": "Manager"}
    assert team_of(other) == {"Editor": None}
    assign(other, in_alfa.viewer, role="ACCOUNTANT")
    make_stand_in(
        in_alfa.viewer, acting=in_alfa.manager, valid_from=today, valid_to=today, by=in_alfa.admin, scope="ROLES", roles=[role]
    )
    assert team_of(other) == {"Editor": None, "Viewer": "Manager"}
