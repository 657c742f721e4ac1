"""Route SOURCE_PACKAGE: handed back once, and ended by what the package reports."""

import pytest

from offices.errors import RuleBroken
from sbr_inbox import delivery
from sbr_inbox.delivery import Sent
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.enums import Source, State
from sbr_inbox.models import Delivery, KindSetting
from sbr_inbox.rules.delivering.queueing import queue
from sbr_inbox.rules.delivering.source import source_reported
from tests.factories.delivery import approved_filing, run
from tests.factories.sbr import codes, make_taxpayer, ob_file, ob_number, receive, work_off

pytestmark = pytest.mark.django_db


class Package:
    """A source package that takes filings back."""

    key = Source.NEXTENS

    def __init__(self):
        self.taken, self.answers = [], []

    def hand_back(self, order, *, source_ref):
        self.taken.append((source_ref, order.sha256))
        return self.answers.pop(0) if self.answers else Sent(DeliveryOutcome.SENT, kenmerk="N-1")


@pytest.fixture
def package(monkeypatch):
    made = Package()
    monkeypatch.setattr(delivery.filing_sources, "_entries", [made])
    return made


@pytest.fixture
def handed(sending, package):
    """A filing from the package, approved and queued."""
    KindSetting.objects.filter(kind="OB").update(route="SOURCE_PACKAGE")
    relation = make_taxpayer("OB", ob=True)
    receive(ob_file(ob_number(relation)), source=Source.NEXTENS, source_ref="A-7")
    work_off()
    return approved_filing(sending, relation, filing=relation.filings.get())


def test_approved_filing_goes_back_to_its_package(handed, package):
    run()
    handed.refresh_from_db()
    assert (handed.state, package.taken) == (State.HANDED_BACK, [("A-7", handed.sha256)])
    source_reported(handed, accepted=True, by=handed_by(handed))
    source_reported(handed, accepted=True, by=handed_by(handed))
    handed.refresh_from_db()
    assert (handed.state, handed.events.filter(event="filing.accepted").count()) == (State.ACCEPTED, 1)


def handed_by(filing):
    from offices.audit import Program

    return Program("Nextens")


def test_package_that_is_away_is_tried_again(handed, package):
    package.answers = [Sent(DeliveryOutcome.TROUBLE, text="Geen verbinding.")]
    run()
    handed.refresh_from_db()
    assert (handed.state, "E21" in codes(handed)) == (State.DELIVERY_TROUBLE, True)
    run()
    handed.refresh_from_db()
    assert (handed.state, "E21" in codes(handed), Delivery.objects.get().state) == (State.HANDED_BACK, False, DeliveryState.DONE)


def test_package_that_reports_a_refusal_opens_e20(handed, package):
    run()
    source_reported(handed, accepted=False, by=handed_by(handed), text="Afgekeurd: periode gesloten.")
    handed.refresh_from_db()
    assert (handed.state, "E20" in codes(handed)) == (State.HANDED_BACK, True)


def test_filing_that_came_from_nowhere_cannot_go_back(sending, package):
    KindSetting.objects.filter(kind="OB").update(route="SOURCE_PACKAGE")
    filing = approved_filing(sending)
    assert (filing.state, "E21" in codes(filing)) == (State.APPROVED, True)
    with pytest.raises(RuleBroken) as broken:
        queue(filing, by=sending.manager)
    assert broken.value.code == "E21"
