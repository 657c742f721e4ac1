"""The practice offices: complete, repeatable, and walled off from each other."""

import json

import pytest
from django.core.management import CommandError, call_command

from crm.models import Relation
from offices.events import NOUNS, VERBS
from offices.models import AuditEvent, Office, User
from offices.scope import office_scope


@pytest.fixture
def practice(transactional_db, tmp_path):
    """Two practice offices, and what the command told about them."""
    out = tmp_path / "out.json"
    call_command("load_practice_office", offices=2, relations=20, seed=3, canaries=True, json=str(out), verbosity=0)
    return json.loads(out.read_text(encoding="utf-8"))


def test_practice_offices_are_complete_and_apart(practice):
    slugs = [office["slug"] for office in practice["offices"]]
    assert slugs == ["lindeboom", "duin-en-dijk"]
    marks = [office["canary"] for office in practice["offices"]]
    for office, other in ((0, 1), (1, 0)):
        with office_scope(Office.objects.get(slug=slugs[office]).pk):
            names = "\n".join(Relation.objects.values_list("name", flat=True))
            events = {event.partition(".")[::2] for event in AuditEvent.objects.values_list("event", flat=True)}
        assert [event for event in sorted(events) if event[0] not in NOUNS or event[1] not in VERBS] == []
        assert marks[office] in names
        assert marks[other] not in names


def test_practice_knows_one_person_in_two_offices(practice):
    noor = User.objects.get(email="noor.bakker@example.org")
    assert sorted(noor.memberships.values_list("office__slug", flat=True)) == ["duin-en-dijk", "lindeboom"]


def test_practice_is_loaded_once(practice):
    with pytest.raises(CommandError, match="Er zijn al oefenkantoren"):
        call_command("load_practice_office", verbosity=0)
