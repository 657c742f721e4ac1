"""A repeated POST is done once."""

import threading

import pytest
from django.db import connection

from crm.models import Relation
from tests.api.conftest import program_of
from tests.factories.offices import make_kantoor


def test_same_key_and_body_give_the_first_answer(program, alfa):
    first = program.post("relations/", {"name": "Eén keer"}, key="k1")
    again = program.post("relations/", {"name": "Eén keer"}, key="k1")
    assert again == first
    with alfa.scope:
        assert Relation.objects.filter(name="Eén keer").count() == 1


def test_same_key_and_another_body_are_refused(program):
    program.post("relations/", {"name": "A"}, key="k1")
    status, told = program.post("relations/", {"name": "B"}, key="k1")
    assert (status, told["code"]) == (409, "SLEUTEL")


def test_a_refused_request_keeps_its_key_free(program):
    assert program.post("relations/", {"name": ""}, key="k1")[0] == 422
    assert program.post("relations/", {"name": "Nu wel"}, key="k1")[0] == 201


def test_keys_of_two_offices_do_not_meet(program, stranger):
    program.post("relations/", {"name": "Van alfa"}, key="k1")
    status, made = stranger.post("relations/", {"name": "Van beta"}, key="k1")
    assert (status, made["name"]) == (201, "Van beta")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one():
    alfa = make_kantoor("alfa")
    programs, answers = [program_of(alfa.admin)] * 2, []

    def post(one):
        answers.append(one.post("relations/", {"name": "Tegelijk"}, key="samen"))
        connection.close()

    threads = [threading.Thread(target=post, args=(one,)) for one in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in answers] == [201, 201]
    assert answers[0][1]["id"] == answers[1][1]["id"]
    with alfa.scope:
        assert Relation.objects.filter(name="Tegelijk").count() == 1
