"""A stand-in sees and does what the absent colleague does on his relations, for as long as it lasts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.access import Reach, may_on
from crm.models import Relation, TimelineEntry
from crm.rules.notes import write_note
from crm.rules.stand_ins import end_stand_in, make_stand_in
from offices.enums import StandInScope
from offices.errors import Forbidden, RuleBroken
from offices.models import AuditEvent, LoginSession, StandIn, TeamMember, TeamRole
from offices.signin.arrival import arrive
from tests.conftest import desk_client_for
from tests.factories.crm import assign, make_relation
from tests.factories.offices import make_member

TODAY = timezone.localdate()
WEEK = timedelta(days=7)


def fresh(member):
    """The member as the next request loads him."""
    return TeamMember.objects.select_related("user", "office", "role").get(pk=member.pk)


def seen(member):
    return set(Relation.objects.visible_to(fresh(member)).exclude(type="INTERNAL"))


def stand_in(absent, acting, *, by=None, **values):
    values = {"valid_from": TODAY, "valid_to": TODAY + WEEK} | values
    return make_stand_in(absent, acting=acting, by=by or absent, **values)


@pytest.fixture
def three(in_alfa):
    """Relations of the editor (two roles), of a third colleague, and of nobody; the viewer holds none."""
    tax, books = make_relation(name="Fiscaal B.V."), make_relation(name="Boeken B.V.")
    assign(tax, in_alfa.editor, role="TAX")
    assign(books, in_alfa.editor, role="BOOKKEEPING")
    third = make_member(in_alfa.office, "EDITOR", "derde@alfa.example")
    far = make_relation(name="Ver B.V.")
    assign(far, third, role="TAX")
    return {"tax": tax, "books": books, "far": far, "third": third, "nobody": make_relation(name="Niemand B.V.")}


def test_stand_in_reaches_what_the_absent_one_holds(in_alfa, three):
    assert seen(in_alfa.viewer) == set()
    stand_in(in_alfa.editor, in_alfa.viewer)
    assert seen(in_alfa.viewer) == {three["tax"], three["books"]}
    acting = fresh(in_alfa.viewer)
    rows = Relation.objects.with_team().in_bulk()
    assert [may_on(acting, "crm.relation.view", three[name]) for name in ("tax", "far", "nobody")] == [True, False, False]
    assert [Reach(acting, rows[three[name].pk]).may("crm.relation.view") for name in ("tax", "far")] == [True, False]


def test_stand_in_gives_no_right_beyond_the_own_role(in_alfa, three):
    stand_in(in_alfa.editor, in_alfa.viewer)
    assert may_on(fresh(in_alfa.viewer), "crm.relation.edit", three["tax"]) is False


def test_stand_in_for_roles_reaches_only_those(in_alfa, three):
    stand_in(in_alfa.editor, in_alfa.viewer, scope=StandInScope.ROLES, roles=[TeamRole.objects.get(code="TAX")])
    assert seen(in_alfa.viewer) == {three["tax"]}


def test_stand_in_for_relations_reaches_only_those(in_alfa, three):
    stand_in(in_alfa.editor, in_alfa.viewer, scope=StandInScope.RELATIONS, relations=[three["books"]])
    assert seen(in_alfa.viewer) == {three["books"]}
    assert Reach(fresh(in_alfa.viewer), Relation.objects.with_team().get(pk=three["tax"].pk)).holds_role is False


@pytest.mark.parametrize(("begin", "end", "count"), [(0, 0, 2), (-7, -1, 0), (1, 7, 0), (-7, 7, 2)])
def test_stand_in_works_on_its_days_only(in_alfa, three, begin, end, count):
    StandIn.objects.create(
        absent_member=in_alfa.editor, acting_member=in_alfa.viewer,
        valid_from=TODAY + timedelta(days=begin), valid_to=TODAY + timedelta(days=end),
    )  # fmt: skip
    assert len(seen(in_alfa.viewer)) == count


def test_stand_in_cannot_be_passed_on(in_alfa, three):
    stand_in(three["third"], in_alfa.editor)
    stand_in(in_alfa.editor, in_alfa.viewer)
    assert seen(in_alfa.editor) == {three["tax"], three["books"], three["far"]}
    assert seen(in_alfa.viewer) == {three["tax"], three["books"]}


def test_stand_in_ends_at_once(in_alfa, three):
    row = stand_in(in_alfa.editor, in_alfa.viewer)
    end_stand_in(row, by=in_alfa.editor)
    assert (seen(in_alfa.viewer), StandIn.objects.count()) == (set(), 0)
    StandIn.objects.create(absent_member=in_alfa.editor, acting_member=in_alfa.viewer, valid_from=TODAY - WEEK, valid_to=TODAY + WEEK)
    end_stand_in(StandIn.objects.get(), by=in_alfa.editor)
    assert (seen(in_alfa.viewer), StandIn.objects.get().valid_to) == (set(), TODAY - timedelta(days=1))


def test_stand_in_of_one_office_opens_nothing_in_another(offices):
    with offices.beta.scope:
        assign(make_relation(), offices.beta.editor)
    with offices.alfa.scope:
        relation = make_relation()
        assign(relation, offices.alfa.editor)
        stand_in(offices.alfa.editor, offices.alfa.viewer)
        assert seen(offices.alfa.viewer) == {relation}
        with pytest.raises(RuleBroken) as fault:
            stand_in(offices.alfa.editor, offices.beta.viewer)
    with offices.beta.scope:
        assert (seen(offices.beta.viewer), StandIn.objects.count()) == (set(), 0)
    assert fault.value.code == "ADM04"


def test_stand_in_shows_both_names(in_alfa, three):
    assign(three["nobody"], in_alfa.manager, role="TAX")
    assign(three["tax"], in_alfa.manager, role="PAYROLL")
    stand_in(in_alfa.editor, in_alfa.manager)
    acting = fresh(in_alfa.manager)
    for name in ("books", "tax", "nobody", "far"):
        write_note(three[name], text="Gebeld over de aangifte", by=acting)
    said = dict(AuditEvent.objects.filter(event="note.written").values_list("relation_id", "on_behalf_of"))
    told = dict(TimelineEntry.objects.filter(kind="NOTE").values_list("relation_id", "on_behalf_of"))
    expected = {three["books"].pk: str(in_alfa.editor), three["tax"].pk: "", three["nobody"].pk: "", three["far"].pk: ""}
    assert (said, told) == (expected, expected)


def test_stand_in_comes_with_the_one_question_of_who_comes_in(in_alfa, three):
    stand_in(in_alfa.editor, in_alfa.viewer, scope=StandInScope.ROLES, roles=list(TeamRole.objects.filter(code__in=["TAX", "PAYROLL"])))
    desk_client_for(in_alfa.viewer)
    own = LoginSession.objects.filter(user=in_alfa.viewer.user).latest("started_at").session_hash
    arrive(own, slug="alfa")
    with CaptureQueriesContext(connection) as asked:
        place = arrive(own, slug="alfa").place
        found = place.stands_in
    assert (len(asked), found, len(found[0].roles)) == (1, fresh(in_alfa.viewer).stands_in, 2)


def test_stand_in_page_of_relation_opens_for_the_acting_colleague(in_alfa, three):
    client = desk_client_for(in_alfa.viewer)
    address = f"/k/alfa/relaties/{three['tax'].pk}/"
    before = client.get(address).status_code
    stand_in(in_alfa.editor, in_alfa.viewer)
    assert (before, client.get(address).status_code, client.get(f"/k/alfa/relaties/{three['far'].pk}/").status_code) == (404, 200, 404)
    assert "Fiscaal B.V." in client.get("/k/alfa/relaties/").content.decode()


def test_stand_in_without_any_asks_the_same_sql_as_before(in_alfa, three):
    sql = str(Relation.objects.visible_to(fresh(in_alfa.viewer)).query)
    assert ("standin" in sql, sql.count("crm_teamassignment")) == (False, str(Relation.objects.mine(in_alfa.viewer.pk).query).count("crm_teamassignment"))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"valid_to": TODAY - timedelta(days=1)}, "CRM19"),
        ({"valid_from": TODAY - WEEK, "valid_to": TODAY - timedelta(days=1)}, "ADM16"),
        ({"valid_to": TODAY + timedelta(days=400)}, "ADM16"),
        ({"scope": StandInScope.ROLES}, "G01"),
        ({"scope": StandInScope.RELATIONS}, "G01"),
    ],
)
def test_stand_in_that_cannot_be_is_refused(in_alfa, three, values, code):
    with pytest.raises(RuleBroken) as fault:
        stand_in(in_alfa.editor, in_alfa.viewer, **values)
    assert (fault.value.code, StandIn.objects.count()) == (code, 0)


def test_stand_in_is_somebody_else_who_stays(in_alfa, three):
    TeamMember.objects.filter(pk=in_alfa.viewer.pk).update(ends_on=TODAY + timedelta(days=3))
    codes = []
    for acting in (in_alfa.editor, in_alfa.viewer):
        with pytest.raises(RuleBroken) as fault:
            stand_in(in_alfa.editor, acting)
        codes.append((fault.value.code, fault.value.field))
    assert codes == [("ADM04", "acting_member")] * 2


def test_stand_in_for_a_relation_of_somebody_else_is_refused(in_alfa, three):
    with pytest.raises(RuleBroken) as fault:
        stand_in(in_alfa.editor, in_alfa.viewer, scope=StandInScope.RELATIONS, relations=[three["far"]])
    assert fault.value.code == "ADM17"


def test_stand_in_twice_in_one_period_is_refused(in_alfa, three):
    stand_in(in_alfa.editor, in_alfa.viewer)
    with pytest.raises(RuleBroken) as fault:
        stand_in(in_alfa.editor, in_alfa.viewer, valid_from=TODAY + WEEK, valid_to=TODAY + 2 * WEEK)
    assert fault.value.code == "ADM17"


def test_stand_in_for_a_colleague_asks_the_right_to_manage_the_team(in_alfa, three):
    with pytest.raises(Forbidden):
        stand_in(in_alfa.editor, in_alfa.viewer, by=in_alfa.manager)
    row = stand_in(in_alfa.editor, in_alfa.viewer, by=in_alfa.admin)
    with pytest.raises(Forbidden):
        end_stand_in(row, by=in_alfa.viewer)
    assert list(AuditEvent.objects.filter(event__startswith="standin.").values_list("event", "actor_id")) == [("standin.given", str(in_alfa.admin.pk))]
    assert row.valid_from == date.today()


def test_why_somebody_may_names_the_stand_in_on_that_relation(in_alfa, three):
    client, page = desk_client_for(in_alfa.admin), "/k/alfa/beheer/autorisatie/waarom/"
    stand_in(in_alfa.editor, in_alfa.viewer)
    asked = {"wie": str(in_alfa.viewer.pk), "relatie": three["tax"].number}
    shown = client.get(page, asked).content.decode()
    assert (f"Fiscaal als waarnemer van {in_alfa.editor}" in shown, "neemt vandaag waar voor één collega" in shown) == (True, True)
    other = client.get(page, asked | {"relatie": three["far"].number}).content.decode()
    assert "heeft hier geen rol en neemt voor niemand waar" in other
    assert "U ziet geen relatie met dit nummer" in desk_client_for(in_alfa.viewer).get(page, asked | {"relatie": three["far"].number}).content.decode()
