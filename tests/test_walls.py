"""The walls between offices, tried on every model of every app.

For each office model: list through the ORM, raw SQL, create in another office, point at another office. Every
model gets a row in both offices first (the practice data fill them all), so that a leak has something to leak.
"""

import io
import threading

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.http import StreamingHttpResponse
from psycopg2.extras import execute_values

from offices.checks import OUTSIDE, our_models, walls_stand
from offices.middleware import keep_open
from offices.models import AuditEvent, AuthorisationRole, Label, OfficeOwned, RoleGrant, belongs_to
from offices.scope import NoOffice, office_scope
from offices.walls import OfficeKey, OfficeWall, SameOffice

WALLED = [model for model in our_models() if model._meta.label not in OUTSIDE]
OWNED = [model for model in WALLED if issubclass(model, OfficeOwned)]


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model._meta.label)
def test_table_has_policy_and_key(model, db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = %s", [model._meta.db_table])
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT count(*) FROM pg_policies WHERE tablename = %s", [model._meta.db_table])
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model._meta.label)
def test_model_lists_nothing_without_an_office(model, db):
    with pytest.raises(NoOffice):
        model._default_manager.count()
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
        assert cursor.fetchone() == (0,)


def labels(offices):
    """One label per office, named after it."""
    made = {}
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            made[kantoor.office.slug] = Label.objects.create(name=f"geheim {kantoor.office.slug}")
    return made


def test_orm_lists_own_rows_only(offices):
    labels(offices)
    with offices.alfa.scope:
        assert [label.name for label in Label.objects.all()] == ["geheim alfa"]
    with offices.beta.scope:
        assert [label.name for label in Label.objects.all()] == ["geheim beta"]


def test_query_of_one_office_is_empty_in_another(offices):
    labels(offices)
    with offices.alfa.scope:
        rows = Label.objects.all()
    with offices.beta.scope:
        assert list(rows) == []


def test_raw_sql_sees_own_rows_only(offices):
    labels(offices)
    with offices.alfa.scope, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM offices_label")
        assert cursor.fetchall() == [("geheim alfa",)]


def test_office_does_not_outlive_its_scope_in_a_transaction(offices):
    labels(offices)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM offices_label")
        assert cursor.fetchone() == (0,)


def test_two_offices_in_one_transaction_see_their_own(offices):
    labels(offices)
    with transaction.atomic():
        seen = []
        for kantoor in (offices.alfa, offices.beta, offices.alfa):
            with kantoor.scope:
                seen.append(Label.objects.get().name)
    assert seen == ["geheim alfa", "geheim beta", "geheim alfa"]


def test_create_in_another_office_is_refused(offices):
    with offices.alfa.scope, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Label.objects.create(name="indringer", office_id=offices.beta.office.pk)


def test_moving_to_another_office_is_refused(offices):
    label = labels(offices)["alfa"]
    with offices.alfa.scope, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Label.objects.filter(pk=label.pk).update(office_id=offices.beta.office.pk)


def test_pointing_at_another_office_is_refused(offices):
    with offices.beta.scope:
        role = AuthorisationRole.objects.get(shipped="ADMIN")
    with offices.alfa.scope, pytest.raises(IntegrityError, match="offices_rolegrant_role_office"), transaction.atomic():
        RoleGrant.objects.create(role_id=role.pk, permission="audit.view", scope="A")
        connection.check_constraints()


def test_update_and_delete_of_another_office_touch_nothing(offices):
    label = labels(offices)["beta"]
    with offices.alfa.scope:
        assert Label.objects.filter(pk=label.pk).update(name="gewijzigd") == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM offices_label WHERE id = %s", [str(label.pk)])
            assert cursor.rowcount == 0
    with offices.beta.scope:
        assert Label.objects.get(pk=label.pk).name == "geheim beta"


def test_savepoint_rollback_keeps_the_office(offices):
    labels(offices)
    with offices.alfa.scope, transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic():
            Label.objects.create(name="x" * 99)
        assert Label.objects.get().name == "geheim alfa"


def test_execute_values_passes_the_wall(offices):
    labels(offices)
    ask = "SELECT l.name FROM (VALUES %s) v(n) JOIN offices_label l ON true"
    with offices.alfa.scope, connection.cursor() as cursor:
        assert execute_values(cursor.cursor, ask, [(1,)], fetch=True) == [("geheim alfa",)]
    with connection.cursor() as cursor:
        assert execute_values(cursor.cursor, ask, [(1,)], fetch=True) == []


def test_copy_out_gives_own_rows_and_copy_in_is_refused(offices):
    labels(offices)
    with offices.alfa.scope, connection.cursor() as cursor:
        out = io.StringIO()
        cursor.cursor.copy_expert("COPY (SELECT name FROM offices_label) TO STDOUT", out)
        assert out.getvalue() == "geheim alfa\n"
        with pytest.raises(Exception, match="COPY FROM not supported"), transaction.atomic():
            cursor.cursor.copy_expert("COPY offices_label (id) FROM STDIN", io.StringIO(""))


def test_named_cursor_is_refused(offices):
    with offices.alfa.scope, transaction.atomic():
        cursor = connection.connection.cursor("naam")
        with pytest.raises(RuntimeError, match="server-side"):
            cursor.execute("SELECT 1")


def test_thread_starts_without_an_office(offices):
    seen = []
    with offices.alfa.scope:
        thread = threading.Thread(target=lambda: seen.append(_count_or_refusal()))
        thread.start()
        thread.join()
    assert seen == ["NoOffice"]


def _count_or_refusal():
    try:
        return AuditEvent.objects.count()
    except NoOffice as refusal:
        return type(refusal).__name__


def test_streamed_answer_is_read_with_its_office_open(offices):
    labels(offices)
    with offices.alfa.scope:
        # Two loops: the first source of a generator is opened at once, and it is the late reading that matters.
        response = StreamingHttpResponse(label.name.encode() for rows in [Label.objects.all()] for label in rows)
    response = keep_open(response, offices.alfa.office.pk)
    assert b"".join(response.streaming_content) == b"geheim alfa"


def test_related_fetch_passes_the_scope(offices):
    with offices.beta.scope:
        grant = RoleGrant.objects.select_related(None).first()
    with offices.alfa.scope, pytest.raises(AuthorisationRole.DoesNotExist):
        str(grant.role)


def test_application_role_can_neither_truncate_nor_become_owner(db):
    for statement in ("TRUNCATE offices_label", "SET ROLE kantoor_owner", "ALTER TABLE offices_label DISABLE ROW LEVEL SECURITY"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def planted(**attributes):
    """A model of our own, forgotten again after the test."""
    meta = attributes.pop("Meta", None)
    body = {"__module__": "offices.models", **attributes}
    if meta is not None:
        body["Meta"] = meta
    return type("Planted", (attributes.pop("base", models.Model),), {k: v for k, v in body.items() if k != "base"})


@pytest.fixture
def forget_planted():
    yield
    apps.all_models["offices"].pop("planted", None)
    apps.clear_cache()


def faults_of(model) -> list[str]:
    return sorted({fault.id for fault in walls_stand(None) if fault.obj is model})


def test_check_refuses_a_model_without_office(forget_planted):
    assert faults_of(planted(Meta=type("Meta", (), {"app_label": "offices"}))) == ["walls.E001"]


def test_check_refuses_a_lost_meta(forget_planted):
    model = planted(base=OfficeOwned, Meta=type("Meta", (), {"app_label": "offices"}))
    assert faults_of(model) == ["walls.E002", "walls.E003", "walls.E006"]


def test_check_refuses_a_key_without_same_office_or_index(forget_planted):
    meta = type("Meta", (OfficeOwned.Meta,), {"app_label": "offices", "abstract": False})
    model = planted(base=OfficeOwned, role=belongs_to(AuthorisationRole, models.CASCADE, related_name="+"), Meta=meta)
    assert faults_of(model) == ["walls.E004"]


def test_check_refuses_a_key_without_index(forget_planted):
    constraints = [*OfficeOwned.Meta.constraints, SameOffice("role")]
    meta = type("Meta", (OfficeOwned.Meta,), {"app_label": "offices", "abstract": False, "constraints": constraints})
    model = planted(base=OfficeOwned, role=belongs_to(AuthorisationRole, models.CASCADE, related_name="+"), Meta=meta)
    assert faults_of(model) == ["walls.E005"]


def test_all_our_models_pass_the_checks(db):
    assert [fault for fault in run_checks(databases=["default"]) if fault.is_serious()] == []


def test_every_office_model_has_wall_key_and_scope():
    for model in OWNED:
        kinds = {type(constraint) for constraint in model._meta.constraints}
        assert {OfficeWall, OfficeKey} <= kinds, model
        assert model._meta.base_manager_name == "objects", model


def test_scope_nests_and_closes():
    from offices.scope import office_id

    with office_scope(1):
        with office_scope(2):
            assert office_id() == 2
        assert office_id() == 1
    assert office_id() is None
