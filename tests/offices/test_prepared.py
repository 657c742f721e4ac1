"""Questions whose SQL is kept: the office, the member, the rights and the day are those of the asking, never of the making."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db.models import CharField, F
from django.http import QueryDict
from django.utils import timezone

from crm.filters import RelationFilter
from crm.models import Relation
from offices.db.prepared import STAND_IN, OneOf, Prepared
from offices.models import Label
from offices.questions import MemberQuestion
from offices.scope import NoOffice
from tests.factories.crm import assign, make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def labels(offices):
    """A label in each of two offices, of the same name."""
    made = {}
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            made[kantoor.office.slug] = Label.objects.create(name="zelfde naam").pk
    return made


def test_question_made_in_one_office_answers_each_with_its_own(offices, labels):
    question = Prepared(lambda name: Label.objects.filter(name=name).values_list("pk"), name=CharField())
    for kantoor in (offices.alfa, offices.beta, offices.alfa):
        with kantoor.scope:
            assert question.rows(name="zelfde naam") == [(labels[kantoor.office.slug],)]
            assert question.first(name="andere naam") is None


def test_question_is_refused_without_an_office(labels):
    question = Prepared(lambda: Label.objects.values_list("pk"))
    with pytest.raises(NoOffice):
        question.rows()


def test_question_keeps_no_office_in_its_sql(offices, labels):
    question = Prepared(lambda: Label.objects.values_list("pk"))
    with offices.alfa.scope:
        question.rows()
    _, params, _ = question._made
    assert (offices.alfa.office.pk in params, STAND_IN in params) == (False, True)


def test_one_of_takes_a_list_and_finds_nothing_in_an_empty_one(offices, labels):
    from django.contrib.postgres.fields import ArrayField
    from django.db.models import UUIDField

    question = Prepared(
        lambda keys: Label.objects.filter(OneOf(F("pk"), keys)).values_list("pk"),
        keys=ArrayField(UUIDField()),
    )
    with offices.alfa.scope:
        assert question.rows(keys=list(labels.values())) == [(labels["alfa"],)]
        assert question.rows(keys=[]) == []


VISIBLE = MemberQuestion(
    lambda member: Relation.objects.visible_to(member).order_by("name").values_list("name"),
    "crm.relation.view",
    "crm.relation.private",
)


def names(member) -> list[str]:
    """What a member sees by the kept question; fails when the ORM would give something else."""
    kept = [name for (name,) in VISIBLE.rows(member)]
    assert kept == list(Relation.objects.visible_to(member).order_by("name").values_list("name", flat=True))
    return kept


def test_question_of_a_member_follows_role_rights_and_day(alfa, in_alfa):
    make_relation(name="Open B.V.", is_private=False)
    closed = make_relation(name="Afgeschermd B.V.", is_private=True)
    own = make_relation(name="Eigen B.V.")
    today = timezone.localdate()
    assign(own, alfa.editor, valid_to=today)
    everything = names(alfa.admin)
    assert {"Open B.V.", "Afgeschermd B.V.", "Eigen B.V."} <= set(everything)
    assert (names(alfa.editor), names(alfa.viewer)) == (["Eigen B.V."], [])
    assert "Afgeschermd B.V." not in names(alfa.manager)
    assign(closed, alfa.manager)
    assert "Afgeschermd B.V." in names(alfa.manager)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert names(alfa.editor) == []


def test_question_of_a_member_works_with_the_rights_of_now(alfa, in_alfa):
    relation = make_relation(name="Eigen B.V.")
    assign(relation, alfa.editor)
    assert names(alfa.editor) == ["Eigen B.V."]
    alfa.editor.grants = {"crm.relation.view": "A"}
    assert "Eigen B.V." in names(alfa.editor) and len(names(alfa.editor)) > 1
    alfa.editor.grants = {"crm.relation.view": "L"}
    assert names(alfa.editor) == ["Eigen B.V."]


def test_question_that_asks_a_right_it_did_not_name_is_refused(alfa, in_alfa):
    careless = MemberQuestion(
        lambda member: Relation.objects.visible_to(member).values_list("pk"), "crm.relation.view"
    )
    with pytest.raises(KeyError):
        careless.rows(alfa.admin)


def test_filter_of_a_list_asks_the_request_it_was_made_for(offices):
    """Two filters at the same time: each method of a filter sees its own member."""
    with offices.alfa.scope:
        own = make_relation(name="Eigen B.V.")
        assign(own, offices.alfa.editor, valid_from=date(2020, 1, 1))
        asked = QueryDict("mijn=true")
        rows = Relation.objects.all()
        of_editor, of_admin = (
            RelationFilter(asked, queryset=rows, request=SimpleNamespace(member=member, office=member.office))
            for member in (offices.alfa.editor, offices.alfa.admin)
        )
        assert [row.name for row in of_editor.qs] == ["Eigen B.V."]
        assert list(of_admin.qs) == []
        assert of_editor.form.fields["mijn"] is not of_admin.form.fields["mijn"]
