"""Fetching assessments: nothing twice, nothing without an address, and a fault of the other side in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm.enums import FilingKind
from offices.errors import Forbidden, RuleBroken
from sbr_inbox import practice_files
from sbr_inbox.delivery_enums import DeliveryOutcome
from sbr_inbox.digipoort.client import CallFailed
from sbr_inbox.digipoort.fetching import Message
from sbr_inbox.models import Filing, FilingAction
from sbr_inbox.rules import fetching
from sbr_inbox.rules.fetching import FetchFault, fetch_incoming
from tests.conftest import desk_client_for
from tests.factories.sbr import make_taxpayer, work_off

pytestmark = pytest.mark.django_db
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}


@pytest.fixture
def other_side(monkeypatch):
    """What lies ready at the other side, kenmerk → bytes; `asked` holds what was said to be known."""
    ready, asked = {}, []

    def answer(line, *, known=frozenset(), **more):
        asked.append(known)
        at = datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
        rows = [(kenmerk, body) for kenmerk, body in ready.items() if kenmerk not in known]
        return tuple(Message(kenmerk, "SBA", "", f"{kenmerk}.xbrl", "text/xml", body, at) for kenmerk, body in rows)

    monkeypatch.setattr(fetching, "line_for", lambda service: None)
    monkeypatch.setattr(fetching, "fetch_messages", answer)
    return ready, asked


def _assessment(relation, balance=100):
    return practice_files.sba(
        stem="vpb", number=relation.rsin, balance=balance, number_of_assessment="001V", dated=date(2026, 10, 30), **YEAR
    )


def test_message_comes_in_once_and_goes_to_its_relation(in_alfa, other_side):
    ready, asked = other_side
    relation = make_taxpayer(FilingKind.VPB)
    ready["K1"] = _assessment(relation)
    assert [result.status for result in fetch_incoming(by=in_alfa.editor)] == [201]
    work_off()
    filing = Filing.objects.get()
    assert (filing.relation, filing.source_ref, FilingAction.objects.count()) == (relation, "digipoort:K1", 1)
    assert fetch_incoming(by=in_alfa.editor) == []
    assert asked == [frozenset(), frozenset({"K1"})]


def test_known_messages_of_another_office_are_not_known_here(alfa, beta, other_side):
    ready, asked = other_side
    with beta.scope:
        ready["K1"] = _assessment(make_taxpayer(FilingKind.VPB))
        fetch_incoming(by=beta.editor)
    with alfa.scope:
        fetch_incoming(by=alfa.editor)
    assert asked == [frozenset(), frozenset()]


def test_fault_of_the_other_side_is_said_and_takes_nothing_in(in_alfa, other_side, monkeypatch):
    def fail(line, **more):
        raise CallFailed(DeliveryOutcome.TROUBLE, "geen antwoord")

    monkeypatch.setattr(fetching, "fetch_messages", fail)
    with pytest.raises(FetchFault, match="geen antwoord"):
        fetch_incoming(by=in_alfa.editor)
    assert Filing.objects.count() == 0


def test_without_environment_the_page_says_what_is_missing(alfa):
    with alfa.scope, pytest.raises(RuleBroken):
        fetch_incoming(by=alfa.editor)
    answer = desk_client_for(alfa.editor).post("/k/alfa/sbr-inbox/aanslagen/ophalen/", follow=True)
    assert "Beheer" in answer.content.decode()


def test_viewer_may_not_fetch(in_alfa, other_side):
    with pytest.raises(Forbidden):
        fetch_incoming(by=in_alfa.viewer)
    assert other_side[1] == []
