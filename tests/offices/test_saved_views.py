"""Saved views: what they hold, who sees and changes them, which one opens by itself."""

import pytest
from django.http import QueryDict

from offices.enums import DefaultFor, SharedWith
from offices.errors import Forbidden, NotHere, RuleBroken
from offices.models import AuditEvent, ProcessTeam, ProcessTeamMember, SavedView
from offices.rules.saved_views import delete_view, may_change, renew_view, save_view
from offices.saved_views import address, default_on, differs, heads_on, state

pytestmark = pytest.mark.django_db
QUERY = "status=CLIENT&kolom=naam&kolom=btw&sort=-nummer&na=abc&weergave=x&filters=alle&q="


def made(by, name="Actief", **values):
    values.setdefault("screen", "relations")
    values.setdefault("query", QUERY)
    return save_view(None, by=by, name=name, **values)


def names(member):
    member.view_heads = None
    return [head.name for head in heads_on(member, "relations")]


def test_view_keeps_filter_order_and_columns_but_no_position(in_alfa):
    row = made(in_alfa.editor)
    assert (row.query, row.sort, row.columns) == ("status=CLIENT", "-nummer", ["naam", "btw"])
    assert address(row).partition("?")[2] == f"status=CLIENT&sort=-nummer&kolom=naam&kolom=btw&weergave={row.pk}"
    assert AuditEvent.objects.filter(event="view.made").count() == 1


def test_view_differs_when_filter_order_or_columns_change(in_alfa):
    row = made(in_alfa.editor)
    assert not differs(row, QueryDict(QUERY))
    assert differs(row, QueryDict("status=CLIENT&sort=-nummer&kolom=naam"))
    assert differs(row, QueryDict(QUERY.replace("CLIENT", "ENDED")))


def test_state_is_the_same_whatever_the_order_in_the_address():
    assert state(QueryDict("b=2&a=1&a=0")) == state(QueryDict("a=1&b=2&a=0&voor=x"))


@pytest.mark.parametrize("query", ["q=123456782", "q=1234.56.782", "q=0612345678", "plaats=123 456 782"])
def test_view_refuses_a_number_of_a_person(in_alfa, query):
    with pytest.raises(RuleBroken) as fault:
        made(in_alfa.editor, query=query)
    assert fault.value.code == "VEW02"
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("query", ["sinds_van=01-01-2024", "label=01890000-1234-7000-8000-123456789012", "q=bakker 12"])
def test_view_keeps_dates_keys_and_words(in_alfa, query):
    assert made(in_alfa.editor, query=query).query != ""


def test_private_view_is_seen_by_nobody_else(in_alfa):
    made(in_alfa.editor)
    assert names(in_alfa.editor) == ["Actief"]
    assert names(in_alfa.admin) == []


def test_view_of_a_team_is_seen_by_its_members(in_alfa):
    team = ProcessTeam.objects.create(name="Samenstel")
    for member in (in_alfa.editor, in_alfa.viewer):
        ProcessTeamMember.objects.create(team=team, member=member)
    made(in_alfa.editor, shared_with=SharedWith.TEAM, team=team)
    assert names(in_alfa.viewer) == ["Actief"]
    assert names(in_alfa.manager) == []


def test_view_of_the_office_asks_the_right_to_share(in_alfa):
    with pytest.raises(Forbidden):
        made(in_alfa.editor, shared_with=SharedWith.OFFICE)
    made(in_alfa.manager, shared_with=SharedWith.OFFICE)
    assert names(in_alfa.viewer) == ["Actief"]


def test_view_of_one_office_is_absent_in_another(offices):
    with offices.alfa.scope:
        made(offices.alfa.manager, shared_with=SharedWith.OFFICE)
    with offices.beta.scope:
        assert names(offices.beta.admin) == []
        assert SavedView.objects.count() == 0


def test_name_is_used_once_per_person_and_screen(in_alfa):
    made(in_alfa.editor)
    with pytest.raises(RuleBroken) as fault:
        made(in_alfa.editor)
    assert (fault.value.code, fault.value.field) == ("VEW01", "name")
    made(in_alfa.admin)
    made(in_alfa.editor, screen="contacts")


def test_newest_default_replaces_the_one_before(in_alfa):
    first = made(in_alfa.editor, default_for=DefaultFor.ME)
    made(in_alfa.editor, "Tweede", default_for=DefaultFor.ME)
    first.refresh_from_db()
    in_alfa.editor.view_heads = None
    assert first.default_for == ""
    assert default_on(in_alfa.editor, "relations").name == "Tweede"


def test_own_default_opens_before_that_of_the_office(in_alfa):
    made(in_alfa.manager, "Kantoor", shared_with=SharedWith.OFFICE, default_for=DefaultFor.OFFICE)
    in_alfa.editor.view_heads = None
    assert default_on(in_alfa.editor, "relations").name == "Kantoor"
    made(in_alfa.editor, "Mijn", default_for=DefaultFor.ME)
    in_alfa.editor.view_heads = None
    assert default_on(in_alfa.editor, "relations").name == "Mijn"
    assert default_on(in_alfa.editor, "contacts") is None


def test_default_of_the_office_must_be_shared_with_it(in_alfa):
    with pytest.raises(RuleBroken) as fault:
        made(in_alfa.manager, default_for=DefaultFor.OFFICE)
    assert fault.value.field == "shared_with"


def test_view_is_changed_by_its_owner_only(in_alfa):
    row = made(in_alfa.editor)
    with pytest.raises(Forbidden):
        renew_view(row, by=in_alfa.admin, query="status=ENDED")
    assert renew_view(row, by=in_alfa.editor, query="status=ENDED").query == "status=ENDED"
    assert may_change(made(in_alfa.manager, shared_with=SharedWith.OFFICE), in_alfa.admin)


def test_removed_view_comes_back_as_it_was(in_alfa):
    row = made(in_alfa.editor)
    kept = delete_view(row, by=in_alfa.editor)
    with pytest.raises(NotHere):
        delete_view(row, by=in_alfa.editor)
    again = save_view(None, by=in_alfa.editor, **kept)
    assert (again.name, again.query, again.sort, again.columns) == (row.name, row.query, row.sort, row.columns)


def test_filters_of_insights_are_kept_by_who_may_manage_them(in_alfa):
    with pytest.raises(Forbidden):
        made(in_alfa.editor, screen="relation_insights")
    assert made(in_alfa.manager, screen="relation_insights").screen == "relation_insights"


def test_list_opens_the_default_and_all_without_it(alfa, in_alfa, desk_client):
    row = made(in_alfa.editor, default_for=DefaultFor.ME)
    client = desk_client(alfa.editor)
    here = f"/k/{alfa.office.slug}/relaties/"
    opened = client.get(here, follow=True)
    assert opened.redirect_chain[-1][0].endswith(f"weergave={row.pk}")
    assert opened.context["views"]["head"].name == "Actief"
    assert not opened.context["views"]["changed"]
    assert client.get(f"{here}?weergave=alle").status_code == 200


def test_pages_save_change_remove_and_bring_back(alfa, in_alfa, desk_client):
    client, root = desk_client(alfa.editor), f"/k/{alfa.office.slug}/weergaven/"
    page = client.get(f"{root}bewaren/relations/?{QUERY}")
    assert page.status_code == 200
    data = {"query": QUERY, "name": "Proef", "shared_with": "ME", "default_for": ""}
    assert client.post(f"{root}bewaren/relations/", data).status_code == 302
    row = SavedView.objects.get(name="Proef")
    assert client.post(f"{root}bewaren/relations/", data | {"shared_with": "OFFICE", "name": "Breed"}).status_code == 422
    assert client.post(f"{root}{row.pk}/", data | {"name": "Anders", "version": row.version}).status_code == 302
    assert client.post(f"{root}{row.pk}/bijwerken/", {"query": "status=ENDED"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.query) == ("Anders", "status=ENDED")
    assert desk_client(alfa.admin).post(f"{root}{row.pk}/weg/").status_code == 404
    removed = client.post(f"{root}{row.pk}/weg/", follow=True)
    assert SavedView.objects.count() == 0
    undo = list(removed.context["messages"])[-1].extra_tags.removeprefix("undo:")
    client.post(undo)
    assert SavedView.objects.get().name == "Anders"


def test_view_stands_in_the_sidebar(alfa, in_alfa, desk_client):
    client = desk_client(alfa.editor)
    here = f"/k/{alfa.office.slug}/weergaven/"
    client.get(here)
    made(in_alfa.editor)
    assert f"{SavedView.objects.get().pk}/openen/" in client.get(here).content.decode()
