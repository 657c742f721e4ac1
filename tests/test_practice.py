"""The practice offices: complete, walled off from each other, loaded once, and with a past."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.as_of import begin_of_history
from crm.models import Relation
from offices.events import NOUNS, VERBS
from offices.models import AuditEvent, User

pytest_plugins = ["tests.guards.fixtures"]
pytestmark = pytest.mark.django_db


def test_practice_offices_are_complete_and_apart(world):
    for side, other in ((world.alfa, world.beta), (world.beta, world.alfa)):
        with side.scope:
            names = "\n".join(Relation.objects.values_list("name", flat=True))
            events = {event.partition(".")[::2] for event in AuditEvent.objects.values_list("event", flat=True)}
        assert [event for event in sorted(events) if event[0] not in NOUNS or event[1] not in VERBS] == []
        assert side.canary in names
        assert other.canary not in names


def test_practice_knows_one_person_in_two_offices(world):
    noor = User.objects.get(email="noor.bakker@example.org")
    assert sorted(noor.memberships.values_list("office__slug", flat=True)) == ["duin-en-dijk", "lindeboom"]


def test_practice_is_loaded_once(world):
    with pytest.raises(CommandError, match="Er zijn al oefenkantoren"):
        call_command("load_practice_office", verbosity=0)


def test_practice_relation_was_elsewhere_two_years_ago(world):
    today = timezone.localdate()
    with world.alfa.scope:
        clients = list(Relation.objects.clients().order_by("number"))
        old = [row for row in clients if begin_of_history(row.pk) == today - timedelta(days=1_100)]
        moved = next(row for row in old[1::4] if row.addresses.filter(kind="VISIT").exists())
        begins = {begin_of_history(row.pk) for row in clients}
        street = moved.addresses.get(kind="VISIT").street
    assert begins >= {today - timedelta(days=1_100), today - timedelta(days=400)}
    browser, card = world.alfa.browser("ADMIN"), f"/k/lindeboom/relaties/{moved.pk}/op-datum/"
    then = browser.get(f"{card}{today - timedelta(days=1_000)}/").content.decode()
    now = browser.get(f"{card}{today}/").content.decode()
    assert ("Oude Haven" in then, street in then) == (True, street == "Oude Haven")
    assert ("Oude Haven" in now, street in now) == (street == "Oude Haven", True)
