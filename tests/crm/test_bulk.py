"""Bulk work: a plan per row, carried out with the rights of now, and taken back."""

import pytest
from django.utils import timezone

from crm import selections
from crm.enums import FieldTarget, FieldType, ItemResult, PlanState, Rechtsvorm
from crm.models import (
    ChangePlan,
    CustomField,
    CustomValue,
    Provenance,
    Relation,
    RelationGroup,
    RelationKind,
    RelationLabel,
    TeamAssignment,
)
from crm.registry import bulk_actions
from crm.rules import bulk
from crm.rules.bulk import carry_out, counts_of, plan_bulk, take_back
from crm.rules.relations import change_relation
from offices.errors import NotHere, RuleBroken
from offices.jobs import work
from offices.models import Job, Label, TeamRole
from tests.factories.crm import assign, make_contact, make_person, make_relation
from tests.factories.workflows import product_for

pytestmark = pytest.mark.django_db


def action(key, screen="relations"):
    return next(one for one in bulk_actions if (one.key, one.screen) == (key, screen))


def planned(key, values, *, by, rows=None):
    return plan_bulk(action(key), Relation.objects.filter(type__in=("ORGANISATION", "PERSON")) if rows is None else rows, values, by=by)


def outcomes(plan):
    return {item.label: (item.result, item.reason) for item in plan.items.order_by("position")}


@pytest.fixture
def three(in_alfa):
    return [make_relation(name=f"{letter} B.V.", sector=sector) for letter, sector in zip("ABC", ("", "Bouw", "Zorg"), strict=True)]


def test_plan_says_of_each_row_what_changes(in_alfa, three):
    plan = planned("wijzigen", {"sector": "Bouw"}, by=in_alfa.manager)
    assert counts_of(plan) == {"todo": 2, "SAME": 1}
    assert outcomes(plan)["B B.V."] == (ItemResult.SAME, "Was al zo.")
    assert [item.changes for item in plan.items.filter(result="")] == [{"sector": ["", "Bouw"]}, {"sector": ["Zorg", "Bouw"]}]
    assert set(Relation.objects.filter(name__endswith="B.V.").values_list("sector", flat=True)) == {"", "Bouw", "Zorg"}


def test_plan_is_carried_out_and_taken_back(in_alfa, three):
    plan = planned("wijzigen", {"sector": "Bouw"}, by=in_alfa.manager)
    assert carry_out(plan, by=in_alfa.manager) is None
    assert set(Relation.objects.filter(name__endswith=" B.V.").values_list("sector", flat=True)) == {"Bouw"}
    assert Provenance.objects.filter(source_kind="BULK").count() == 2
    plan.refresh_from_db()
    assert plan.state == PlanState.DONE
    take_back(plan, by=in_alfa.manager)
    assert [Relation.objects.get(pk=row.pk).sector for row in three] == ["", "Bouw", "Zorg"]
    assert counts_of(plan) == {"UNDONE": 2, "SAME": 1}


def test_row_changed_in_between_is_left_alone_both_ways(in_alfa, three):
    plan = planned("wijzigen", {"sector": "Bouw"}, by=in_alfa.manager)
    change_relation(three[2], by=in_alfa.admin, version=three[2].version, values={"sector": "Visserij"}, strict=False)
    carry_out(plan, by=in_alfa.manager)
    assert outcomes(plan)["C B.V."][0] == ItemResult.STALE
    first = Relation.objects.get(pk=three[0].pk)
    change_relation(first, by=in_alfa.admin, version=first.version, values={"sector": "Eigen"}, strict=False)
    plan.refresh_from_db()
    take_back(plan, by=in_alfa.manager)
    assert outcomes(plan)["A B.V."][0] == ItemResult.KEPT
    assert Relation.objects.get(pk=three[0].pk).sector == "Eigen"


def test_row_out_of_reach_says_so_and_stays(in_alfa, three):
    assign(three[0], in_alfa.editor)
    plan = planned("wijzigen", {"sector": "Nieuw"}, by=in_alfa.editor)
    assert counts_of(plan) == {"todo": 1, "FAILED": 2}
    carry_out(plan, by=in_alfa.editor)
    assert [Relation.objects.get(pk=row.pk).sector for row in three] == ["Nieuw", "Bouw", "Zorg"]


def test_right_lost_in_between_stops_the_row(in_alfa, three):
    assignment = assign(three[0], in_alfa.editor)
    plan = planned("wijzigen", {"sector": "Nieuw"}, by=in_alfa.editor)
    assignment.delete()
    carry_out(plan, by=in_alfa.editor)
    assert outcomes(plan)["A B.V."][0] == ItemResult.FAILED
    assert Relation.objects.get(pk=three[0].pk).sector == ""


def test_more_rows_than_allowed_are_refused(in_alfa, three, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    with pytest.raises(RuleBroken) as fault:
        planned("wijzigen", {"sector": "Bouw"}, by=in_alfa.manager)
    assert fault.value.code == "G09"
    assert ChangePlan.objects.count() == 0


def test_several_fields_change_at_once_and_persons_have_no_rechtsvorm(in_alfa, three):
    kind, group = RelationKind.objects.create(name="bank"), RelationGroup.objects.create(name="Familie")
    field = CustomField.objects.create(label="Pakket", key="pakket", target=FieldTarget.RELATION, type=FieldType.TEXT)
    person = make_person(last_name="Mens")
    values = {
        "kind": str(kind.pk), "rechtsvorm": Rechtsvorm.STICHTING, "groups": {"add": [str(group.pk)]}, "custom.pakket": "Exact",
        "client_since": "2021-02-03", "is_private": False,
    }  # fmt: skip
    plan = planned("wijzigen", values, by=in_alfa.manager)
    assert outcomes(plan)[person.name] == (ItemResult.FAILED, "Een persoon heeft geen rechtsvorm.")
    carry_out(plan, by=in_alfa.manager)
    row = Relation.objects.get(pk=three[0].pk)
    assert (row.kind, row.rechtsvorm, f"{row.client_since:%d-%m-%Y}") == (kind, "STICHTING", "03-02-2021")
    assert list(row.groups.all()) == [group]
    assert CustomValue.objects.get(field=field, relation=row).value == "Exact"
    plan.refresh_from_db()
    take_back(plan, by=in_alfa.manager)
    row.refresh_from_db()
    assert (row.kind, row.rechtsvorm, row.groups.count(), CustomValue.objects.count()) == (None, "BV", 0, 0)


def test_labels_come_and_go(in_alfa, three):
    old, new = (Label.objects.create(name=name, audience="RELATIONS") for name in ("oud", "nieuw"))
    RelationLabel.objects.create(label=old, relation=three[0])
    plan = planned("label", {"labels": {"add": [str(new.pk)], "remove": [str(old.pk)]}}, by=in_alfa.manager)
    carry_out(plan, by=in_alfa.manager)
    assert {(link.relation_id, link.label.name) for link in RelationLabel.objects.all()} == {(row.pk, "nieuw") for row in three}
    plan.refresh_from_db()
    take_back(plan, by=in_alfa.manager)
    assert [(link.relation_id, link.label) for link in RelationLabel.objects.all()] == [(three[0].pk, old)]


def test_role_is_replaced_and_given_back(in_alfa, three):
    role = TeamRole.objects.get(code="ACCOUNTANT")
    assign(three[0], in_alfa.editor, role="ACCOUNTANT")
    values = {"role": str(role.pk), "member": str(in_alfa.viewer.pk), "mode": "replace"}
    plan = planned("rol", values, by=in_alfa.manager)
    carry_out(plan, by=in_alfa.manager)

    def holders():
        rows = TeamAssignment.objects.valid().filter(role=role)
        return {(row.relation_id, row.member_id) for row in rows}

    assert holders() == {(row.pk, in_alfa.viewer.pk) for row in three}
    plan.refresh_from_db()
    take_back(plan, by=in_alfa.manager)
    assert holders() == {(three[0].pk, in_alfa.editor.pk)}


def test_role_that_changed_in_between_is_left_alone(in_alfa, three):
    role = TeamRole.objects.get(code="ACCOUNTANT")
    plan = planned("rol", {"role": str(role.pk), "member": str(in_alfa.viewer.pk), "mode": "add"}, by=in_alfa.manager)
    assign(three[1], in_alfa.editor, role="ACCOUNTANT")
    carry_out(plan, by=in_alfa.manager)
    assert outcomes(plan)["B B.V."][0] == ItemResult.STALE


def test_product_is_added_and_taken_away(in_alfa, three):
    product = product_for("OB")
    values = {"product": str(product.pk), "what": "add", "day": "2026-01-01"}
    plan = planned("product", values, by=in_alfa.manager)
    carry_out(plan, by=in_alfa.manager)
    assert {row.relation_id for row in product.on_relations.all()} == {row.pk for row in three}
    ending = planned("product", values | {"what": "end", "day": "2026-06-30"}, by=in_alfa.manager)
    carry_out(ending, by=in_alfa.manager)
    assert {f"{row.ends_on:%m-%d}" for row in product.on_relations.all()} == {"06-30"}
    for done in (ending, plan):
        done.refresh_from_db()
    take_back(ending, by=in_alfa.manager)
    assert {row.ends_on for row in product.on_relations.all()} == {None}


def test_big_plan_is_long_work(in_alfa, three, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    plan = planned("wijzigen", {"sector": "Bouw"}, by=in_alfa.manager)
    job = carry_out(plan, by=in_alfa.manager)
    with pytest.raises(RuleBroken):
        carry_out(plan, by=in_alfa.manager)
    work(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("DONE", "")
    assert counts_of(plan) == {"DONE": 2, "SAME": 1}


# ── Pages ────────────────────────────────────────────────────────────────────


def test_selection_is_chosen_planned_and_carried_out(alfa, in_alfa, three, desk_client):
    client, root = desk_client(alfa.manager), f"/k/{alfa.office.slug}/"
    chosen = {"verb": "wijzigen", "pk": [str(row.pk) for row in three[:2]], "lijst": "sort=naam"}
    page = client.post(f"{root}lijst/relations/selectie/", chosen)
    assert (page.status_code, page.context["count"]) == (200, 2)
    empty = client.post(f"{root}lijst/relations/selectie/", chosen | {"maak": "1"})
    assert empty.status_code == 422
    answer = client.post(f"{root}lijst/relations/selectie/", chosen | {"maak": "1", "doe-sector": "on", "sector": "Vis", "reason": "opschonen"})
    plan = ChangePlan.objects.get()
    assert answer.url == f"{root}bulk/{plan.pk}/"
    page = client.get(answer.url)
    assert (page.context["todo"], plan.reason) == (2, "opschonen")
    assert "Branche" in page.content.decode() and "Vis" in page.content.decode()
    client.post(f"{answer.url}uitvoeren/")
    assert [Relation.objects.get(pk=row.pk).sector for row in three] == ["Vis", "Vis", "Zorg"]
    assert client.get(f"{answer.url}?uitkomst=DONE").status_code == 200
    client.post(f"{answer.url}terug/")
    assert [Relation.objects.get(pk=row.pk).sector for row in three] == ["", "Bouw", "Zorg"]
    assert client.post(f"{answer.url}opnieuw/").status_code == 302


def test_everything_behind_the_filter_can_be_chosen(alfa, in_alfa, three, desk_client):
    client, root = desk_client(alfa.manager), f"/k/{alfa.office.slug}/"
    page = client.post(f"{root}lijst/relations/selectie/", {"verb": "label", "alles": "1", "lijst": "branche=Bouw"})
    assert page.context["count"] == 1
    wrong = client.post(f"{root}lijst/relations/selectie/", {"verb": "label", "alles": "1", "lijst": "status=ONZIN"})
    assert wrong.status_code == 302


def test_plan_of_many_rows_is_made_as_long_work(offices, alfa, in_alfa, three, desk_client, monkeypatch):
    monkeypatch.setattr(selections, "AT_ONCE", 1)
    with offices.beta.scope:
        stranger = make_relation(name="Vreemde Bouw B.V.", sector="Bouw")
    client, root = desk_client(alfa.manager), f"/k/{alfa.office.slug}/"
    chosen = {"verb": "wijzigen", "lijst": "sort=naam", "maak": "1", "doe-sector": "on", "sector": "Vis", "reason": "opschonen"}
    some = chosen | {"pk": [str(row.pk) for row in (*three[:2], stranger)]}
    answer = client.post(f"{root}lijst/relations/selectie/", some)
    job = Job.objects.get()
    assert (answer.url, job.total, ChangePlan.objects.count()) == (f"{root}voortgang/{job.pk}/", 2, 0)
    assert work(job.pk) is True
    job.refresh_from_db()
    plan = ChangePlan.objects.get()
    assert (job.state, job.done, plan.reason, plan.made_by) == ("DONE", 2, "opschonen", alfa.manager)
    assert {item.object_id for item in plan.items.all()} == {row.pk for row in three[:2]}
    assert f"{root}bulk/{plan.pk}/" in client.get(answer.url).content.decode()
    client.post(f"{root}lijst/relations/selectie/", chosen | {"alles": "1", "lijst": "q=B.V."})
    whole = Job.objects.exclude(pk=job.pk).get()
    work(whole.pk)
    assert {item.object_id for item in ChangePlan.objects.exclude(pk=plan.pk).get().items.all()} >= {row.pk for row in three}


def test_plan_made_as_long_work_is_made_once(alfa, in_alfa, three, monkeypatch):
    monkeypatch.setattr(selections, "AT_ONCE", 1)
    chosen = selections.Selection("relations", keys=tuple(row.pk for row in three))
    _plan, job = selections.start_plan(action("wijzigen"), chosen, {"sector": "Vis"}, by=alfa.manager, title="Vis")
    work(job.pk)
    # A worker killed after the plan was written gets the same job again.
    Job.objects.filter(pk=job.pk).update(state="QUEUED", due_at=timezone.now(), lease_until=None)
    assert work(job.pk) is True
    assert ChangePlan.objects.count() == 1


def test_plan_made_as_long_work_asks_the_right_again(alfa, in_alfa, three, monkeypatch):
    monkeypatch.setattr(selections, "AT_ONCE", 1)
    chosen = selections.Selection("relations", keys=tuple(row.pk for row in three))
    _plan, job = selections.start_plan(action("wijzigen"), chosen, {"sector": "Vis"}, by=alfa.manager, title="Vis")
    Job.objects.filter(pk=job.pk).update(asked_by=alfa.viewer)
    work(job.pk)
    job.refresh_from_db()
    assert (job.state, ChangePlan.objects.count()) == ("FAILED", 0)


@pytest.mark.parametrize("verb", ["wijzigen", "label", "groep", "rol", "product"])
def test_every_action_has_a_form(alfa, in_alfa, three, desk_client, verb):
    client, root = desk_client(alfa.admin), f"/k/{alfa.office.slug}/"
    assert client.post(f"{root}lijst/relations/selectie/", {"verb": verb, "pk": str(three[0].pk)}).status_code == 200


def test_contacts_get_labels_too(alfa, in_alfa, desk_client):
    client, root = desk_client(alfa.admin), f"/k/{alfa.office.slug}/"
    contact, label = make_contact(), Label.objects.create(name="vip", audience="CONTACTS")
    data = {"verb": "label", "pk": str(contact.pk), "maak": "1", "add": str(label.pk)}
    plan_page = client.post(f"{root}lijst/contacts/selectie/", data, follow=True)
    assert plan_page.status_code == 200
    client.post(f"{root}bulk/{ChangePlan.objects.get().pk}/uitvoeren/")
    assert [link.label for link in contact.contact_labels.all()] == [label]


def test_plan_is_for_who_made_it(offices, alfa, in_alfa, three, desk_client):
    plan = planned("wijzigen", {"sector": "Bouw"}, by=in_alfa.manager)
    for path in ("", "uitvoeren/", "terug/", "opnieuw/"):
        url = f"/k/{alfa.office.slug}/bulk/{plan.pk}/{path}"
        assert (desk_client(alfa.admin).post(url) if path else desk_client(alfa.admin).get(url)).status_code == 404
    with offices.beta.scope, pytest.raises(NotHere):
        bulk.own_plan(offices.beta.admin, plan.pk)
    assert Relation.objects.get(pk=three[0].pk).sector == ""


def test_selection_of_another_office_is_nothing(offices, alfa, in_alfa, three, desk_client):
    client = desk_client(offices.beta.admin)
    answer = client.post(f"/k/{offices.beta.office.slug}/lijst/relations/selectie/", {"verb": "label", "pk": str(three[0].pk)})
    assert answer.context["count"] == 0
