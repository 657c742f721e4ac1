"""Two at once, on connections of their own: one wins, the other hears it, and nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.enums import FilingKind
from offices.scope import office_scope
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalRequest, Filing, FilingEvent, Intake
from sbr_inbox.rules.linking import link
from sbr_inbox.rules.offering import offer, offer_many, withdraw
from sbr_inbox.rules.working import work
from tests.factories.offices import make_kantoor
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, ready_filing, receive, received

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    kantoor = make_kantoor("alfa")
    make_kantoor("beta")
    with kantoor.scope:
        yield kantoor


def at_once(kantoor, *acts):
    """Run these at the same moment, each on its own connection; results, or the exception of each."""
    start = Barrier(len(acts))

    def run(act):
        try:
            with office_scope(kantoor.office.pk):
                start.wait(10)
                return act()
        except Exception as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("attempt", range(3))
def test_two_uploads_of_the_same_file_make_one_filing(office, attempt):
    content = ob_file("001234560B01")
    results = at_once(office, *[lambda: receive(content, name="ob.xbrl")] * 4)
    assert sorted(result.status for result in results) == [200, 200, 200, 201]
    assert (Filing.objects.count(), Intake.objects.count()) == (1, 4)
    assert len({result.filing.pk for result in results}) == 1


def test_two_workers_take_each_filing_once(office):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    for _ in range(12):
        receive(ob_file(ob_number(relation)))
    done = at_once(office, *[lambda: work(most=4)] * 3)
    while work():
        continue
    assert sum(done) <= 12
    assert FilingEvent.objects.filter(event="filing.read").count() == 12
    assert Filing.objects.filter(state=State.READY).count() == 1
    assert Filing.objects.filter(state=State.MATCHED).count() == 11


@pytest.mark.parametrize("attempt", range(3))
def test_two_offers_of_one_filing_make_one_request(office, attempt):
    filing = ready_filing()
    at_once(office, *[lambda: offer(filing, by=office.manager)] * 3)
    assert ApprovalRequest.objects.count() == 1
    assert FilingEvent.objects.filter(event="filing.offered").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_withdraw_against_offering_again_leaves_a_whole_outcome(office, attempt):
    filing = offer(ready_filing(), by=office.manager)
    at_once(office, lambda: withdraw(filing, by=office.manager), lambda: offer(filing, by=office.manager))
    filing.refresh_from_db()
    assert (filing.state, ApprovalRequest.objects.get().state) == (State.WITHDRAWN, RequestState.WITHDRAWN)


@pytest.mark.parametrize("attempt", range(3))
def test_two_links_at_once_leave_one_relation_and_a_trace_of_both(office, attempt):
    filing = received(ob_file("001234560B01"))
    relations = [make_taxpayer(FilingKind.OB, ob=True) for _ in range(2)]
    at_once(office, *[lambda r=r: link(filing, r, by=office.manager) for r in relations])
    filing.refresh_from_db()
    chosen = [step["candidates"][0] for step in filing.match_trace if step["step"] == "PERSON"]
    assert len(chosen) == 2
    assert str(filing.relation_id) == chosen[-1]
    assert filing.state == State.READY


def test_link_against_offer_never_asks_the_wrong_client(office):
    filing = ready_filing()
    other = make_taxpayer(FilingKind.OB, ob=True)
    at_once(office, lambda: offer(filing, by=office.manager), lambda: link(filing, other, by=office.manager))
    filing.refresh_from_db()
    for request in ApprovalRequest.objects.filter(state=RequestState.OPEN):
        asked = request.addressees.get().contact
        assert asked.links.get().relation_id == filing.relation_id


def test_two_bulk_offers_offer_each_once(office):
    filings = [ready_filing() for _ in range(4)]
    at_once(office, lambda: offer_many(filings, by=office.manager), lambda: offer_many(filings[::-1], by=office.manager))
    assert Filing.objects.filter(state=State.OFFERED).count() == 4
    assert ApprovalRequest.objects.count() == 4


def test_two_filings_over_one_period_are_never_both_live(office):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    made = [receive(ob_file(ob_number(relation))).filing.pk for _ in range(2)]
    at_once(office, *[lambda pk=pk: work(first=str(pk), most=1) for pk in made])
    while work():
        continue
    assert sorted(Filing.objects.values_list("state", flat=True)) == [State.MATCHED, State.READY]
