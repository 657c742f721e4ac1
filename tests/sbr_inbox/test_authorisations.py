"""The register of machtigingen: steps that follow each other, codes that stay hidden, and who is missing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm.enums import FilingKind, RelationStatus
from crm.models import Relation
from offices.errors import Forbidden, StaleForm
from sbr_inbox.authorisations import MOVES, begins_on, missing
from sbr_inbox.delivery_enums import AuthorisationState
from sbr_inbox.models import AuthorisationStep, ServiceAuthorisation
from sbr_inbox.rules.authorisations import (
    AuthorisationFault,
    move_authorisation,
    request_authorisation,
    request_many,
)
from tests.conftest import desk_client_for
from tests.factories.sbr import make_taxpayer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def _asked(kantoor, relation=None, *, service="SBA", tax="VPB", year=2026):
    relation = relation or make_taxpayer(FilingKind.VPB)
    return request_authorisation(relation, by=kantoor.manager, service=service, tax=tax, year=year)


def _moved(kantoor, row, *states, **more):
    for state in states:
        row = move_authorisation(row, state, by=kantoor.manager, on=timezone.localdate(), version=row.version, **more)
    return row


def test_every_state_has_its_moves_and_none_leads_to_itself():
    assert set(MOVES) == set(AuthorisationState)
    assert not any(state in following for state, following in MOVES.items())


def test_steps_are_kept_with_their_day_and_person(in_alfa):
    row = _moved(in_alfa, _asked(in_alfa), "LETTER_SENT", "ACTIVE", "ENDED")
    steps = AuthorisationStep.objects.filter(authorisation=row).values_list("state", "by")
    assert list(steps) == [(state, in_alfa.manager.pk) for state in ("REQUESTED", "LETTER_SENT", "ACTIVE", "ENDED")]
    assert (row.state, row.valid_to) == ("ENDED", timezone.localdate())


@pytest.mark.parametrize(("path", "wrong"), [((), "CODE_NEEDED"), (("LETTER_SENT",), "CODE_NEEDED"), (("ACTIVE",), "LETTER_SENT"), (("REFUSED",), "ACTIVE"), (("ENDED",), "ACTIVE")])
def test_step_that_does_not_follow_is_refused(in_alfa, path, wrong):
    row = _moved(in_alfa, _asked(in_alfa), *path)
    with pytest.raises(AuthorisationFault):
        _moved(in_alfa, row, wrong)
    assert ServiceAuthorisation.objects.get(pk=row.pk).state == (path[-1] if path else "REQUESTED")


def test_prefilled_return_needs_its_code_which_is_encrypted(in_alfa):
    row = _moved(in_alfa, _asked(in_alfa, service="VIA", tax="IB"), "LETTER_SENT", "CODE_NEEDED")
    with pytest.raises(AuthorisationFault) as broken:
        _moved(in_alfa, row, "ACTIVE")
    assert broken.value.field == "code"
    row = _moved(in_alfa, row, "ACTIVE", code="KB93-XQ71")
    assert ServiceAuthorisation.objects.get(pk=row.pk).code == "KB93-XQ71"
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM sbr_inbox_serviceauthorisation WHERE id = %s", [row.pk])
        assert "KB93" not in str(cursor.fetchone()[0])


def test_day_is_neither_in_the_future_nor_before_the_last_step(in_alfa):
    row = _asked(in_alfa)
    for day in (timezone.localdate() + timedelta(days=1), timezone.localdate() - timedelta(days=1)):
        with pytest.raises(AuthorisationFault) as broken:
            move_authorisation(row, "LETTER_SENT", by=in_alfa.manager, on=day, version=row.version)
        assert broken.value.field == "on"


def test_machtiging_without_code_counts_after_the_term_of_objection(in_alfa):
    row = _moved(in_alfa, _asked(in_alfa), "LETTER_SENT")
    assert begins_on(row) == row.state_on + timedelta(days=26)
    assert begins_on(_moved(in_alfa, row, "ACTIVE")) is None


def test_old_form_and_missing_right_are_refused(in_alfa):
    row = _asked(in_alfa)
    with pytest.raises(StaleForm):
        move_authorisation(row, "ACTIVE", by=in_alfa.manager, on=timezone.localdate(), version=9)
    with pytest.raises(Forbidden):
        move_authorisation(row, "ACTIVE", by=in_alfa.editor, on=timezone.localdate(), version=row.version)


@pytest.mark.parametrize(
    ("values", "field"), [({"service": "VIA", "tax": "VPB"}, "tax"), ({"year": 1999}, "year"), ({"tax": "XX"}, "tax")]
)
def test_impossible_request_is_refused(in_alfa, values, field):
    with pytest.raises(AuthorisationFault) as broken:
        _asked(in_alfa, **values)
    assert (broken.value.field, ServiceAuthorisation.objects.count()) == (field, 0)


def test_running_one_is_not_asked_again_and_an_ended_one_begins_anew(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    row = _asked(in_alfa, relation)
    with pytest.raises(AuthorisationFault):
        _asked(in_alfa, relation)
    _moved(in_alfa, row, "ENDED")
    again = _asked(in_alfa, relation)
    assert (again.pk, again.state, again.valid_to) == (row.pk, "REQUESTED", None)


def test_missing_names_clients_with_the_return_and_without_machtiging(in_alfa):
    bare, going_on, year_only, ended, other = (make_taxpayer(FilingKind.VPB) for _ in range(5))
    former, no_return = make_taxpayer(FilingKind.VPB), make_taxpayer(FilingKind.OB, ob=True)
    Relation.objects.filter(pk=former.pk).update(status=RelationStatus.PROSPECT)
    _asked(in_alfa, going_on, year=None)
    _asked(in_alfa, year_only, year=2027)
    _moved(in_alfa, _asked(in_alfa, ended, year=2027), "REFUSED")
    _asked(in_alfa, other, year=2026)
    found = set(missing(in_alfa.manager, service="SBA", tax="VPB", year=2027))
    assert found == {bare, ended, other}
    assert no_return not in found


def test_asking_for_many_goes_on_after_one_that_cannot(in_alfa):
    first, second = make_taxpayer(FilingKind.VPB), make_taxpayer(FilingKind.VPB)
    _asked(in_alfa, first, year=2027)
    results = request_many([first, second], by=in_alfa.manager, service="SBA", tax="VPB", year=2027)
    assert [row is not None for _, row, _ in results] == [False, True]


def test_pages_ask_move_and_write_the_letter(alfa, beta):
    with alfa.scope:
        relation, other = make_taxpayer(FilingKind.VPB), make_taxpayer(FilingKind.VPB)
    with beta.scope:
        theirs = _asked(beta)
        stranger = make_taxpayer(FilingKind.VPB)
    client, base = desk_client_for(alfa.manager), "/k/alfa/beheer/sbr/machtigingen/"
    query = {"dienst": "SBA", "belasting": "VPB", "jaar": 2027}
    page = client.get(f"{base}wie-mist/", query).content.decode()
    assert relation.name in page
    assert stranger.name not in page
    client.post(f"{base}wie-mist/", query | {"pk": [str(relation.pk), str(stranger.pk)]})
    with alfa.scope:
        row = ServiceAuthorisation.objects.get()
        assert (row.relation, row.year) == (relation, 2027)
    assert client.post(f"{base}nieuw/", {"relation": str(other.number), "service": "SBA", "tax": "VPB", "year": 2026}).status_code == 302
    assert client.post(f"{base}nieuw/", {"relation": "999999", "service": "SBA", "tax": "VPB"}).status_code == 422
    assert client.get(base).status_code == 200
    assert relation.name in client.get(base, {"jaar": 2027, "status": "REQUESTED"}).content.decode()
    form = {"state": "LETTER_SENT", "on": f"{timezone.localdate():%d-%m-%Y}", "version": row.version}
    assert client.post(f"{base}{row.pk}/", form).status_code == 302
    letter = client.get(f"{base}{row.pk}/brief/")
    assert (letter.status_code, letter.content[:5]) == (200, b"%PDF-")
    for part in ("", "brief/"):
        assert client.get(f"{base}{theirs.pk}/{part}").status_code == 404
