"""A person links; the trace says who, the choice is remembered, an open offer is void."""

import pytest

from crm.enums import FilingKind
from offices.errors import Forbidden, NotHere, StaleForm
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.enums import MatchRule, State
from sbr_inbox.models import ApprovalRequest, FilingSubject, MatchMemory
from sbr_inbox.rules.closing import discard
from sbr_inbox.rules.linking import link, link_row
from sbr_inbox.rules.moving import WrongState
from sbr_inbox.rules.offering import offer
from sbr_inbox.rules.retrying import preview_retry, retry
from tests.factories.crm import assign, make_person
from tests.factories.sbr import (
    codes,
    extension,
    make_taxpayer,
    ob_file,
    ob_number,
    ready_filing,
    received,
    uitstel_file,
)
from tests.factories.workflows import give_product

pytestmark = pytest.mark.django_db
NUMBER = "001234560B01"


def test_link_makes_an_unmatched_filing_ready(in_alfa):
    filing = received(ob_file(NUMBER))
    relation = make_taxpayer(FilingKind.OB, ob=True)
    link(filing, relation, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id, filing.match_rule) == (State.READY, relation.pk, MatchRule.PERSON)
    assert codes(filing) == ["E10"]
    last = filing.match_trace[-1]
    assert (last["step"], last["candidates"]) == ("PERSON", [str(relation.pk)])
    assert str(in_alfa.manager) in last["text"]


def test_link_is_remembered_for_number_and_kind(in_alfa):
    filing = received(ob_file(NUMBER))
    relation = make_taxpayer(FilingKind.OB, ob=True)
    link(filing, relation, by=in_alfa.manager)
    memory = MatchMemory.objects.get()
    assert (memory.key_hmac, memory.kind, memory.relation_id) == (filing.key_hmac, "OB", relation.pk)
    later = received(ob_file(NUMBER))
    assert (later.state, later.suggestions) == (State.UNMATCHED, [str(relation.pk)])


def test_link_needs_the_right_on_the_relation(in_alfa):
    filing = received(ob_file(NUMBER))
    relation = make_taxpayer(FilingKind.OB, ob=True)
    with pytest.raises(NotHere):
        link(filing, relation, by=in_alfa.editor)
    with pytest.raises(Forbidden):
        link(filing, relation, by=in_alfa.viewer)
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id, MatchMemory.objects.count()) == (State.UNMATCHED, None, 0)
    assign(relation, in_alfa.editor)
    assert link(filing, relation, by=in_alfa.editor).relation_id == relation.pk


def test_relink_voids_the_offer_and_its_request(in_alfa):
    filing = ready_filing()
    offer(filing, by=in_alfa.manager)
    other = make_taxpayer(FilingKind.OB, ob=True)
    link(filing, other, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id) == (State.READY, other.pk)
    assert list(ApprovalRequest.objects.values_list("state", flat=True)) == [RequestState.WITHDRAWN]
    assert other.timeline.filter(event="filing.relinked").count() == 1


@pytest.mark.parametrize("state", [State.APPROVED, State.ACCEPTED, State.WITHDRAWN, State.DISCARDED, State.DOSSIER_ONLY])
def test_what_is_approved_or_over_is_never_linked_again(in_alfa, state):
    filing = ready_filing()
    type(filing).objects.filter(pk=filing.pk).update(state=state)
    with pytest.raises(WrongState):
        link(filing, make_taxpayer(ob=True), by=in_alfa.manager)


def test_link_to_a_relation_of_another_office_is_not_here(offices):
    with offices.beta.scope:
        foreign = make_taxpayer(FilingKind.OB, ob=True)
    with offices.alfa.scope:
        filing = received(ob_file(NUMBER))
        with pytest.raises(NotHere):
            link(filing, foreign, by=offices.alfa.editor)


def test_number_added_to_the_relation_links_by_itself(in_alfa):
    from crm.rules.relations import change_relation
    from tests.factories.sbr import work_off

    filing = received(ob_file(NUMBER))
    assert codes(filing) == ["E04"]
    relation = make_taxpayer(FilingKind.OB)
    relation = change_relation(relation, by=in_alfa.admin, version=relation.version, values={"ob_nummers": [NUMBER]}).row
    work_off()
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id, codes(filing)) == (State.READY, relation.pk, ["E10"])


def test_second_relation_with_the_number_makes_it_ambiguous_only_when_a_person_tries_again(in_alfa):
    relation = make_taxpayer(ob=NUMBER)
    filing = received(ob_file(NUMBER))
    assert (filing.state, codes(filing)) == (State.MATCHED, ["E08"])
    other = make_taxpayer(ob=NUMBER)
    difference = preview_retry(filing)
    assert [row[0] for row in difference.rows] == ["state", "relation", "rule", "issues"]
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id) == (State.MATCHED, relation.pk)
    retry(filing, by=in_alfa.manager, token=difference.token)
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id, codes(filing)) == (State.AMBIGUOUS, None, ["E05"])
    assert set(filing.suggestions) == {str(relation.pk), str(other.pk)}


def test_retry_confirms_only_what_was_shown(in_alfa):
    make_taxpayer(ob=NUMBER)
    filing = received(ob_file(NUMBER))
    difference = preview_retry(filing)
    assert not difference.changes
    make_taxpayer(ob=NUMBER)
    with pytest.raises(StaleForm):
        retry(filing, by=in_alfa.manager, token=difference.token)
    filing.refresh_from_db()
    assert filing.state == State.MATCHED


def test_rows_of_an_uitstel_link_one_by_one(in_alfa):
    person = make_person(bsn="123456782")
    filing = received(uitstel_file(extension("123456782"), extension("111222333")))
    assert (filing.state, filing.relation_id, codes(filing)) == (State.UNMATCHED, None, ["E04"])
    rows = list(FilingSubject.objects.filter(filing=filing))
    assert [row.relation_id for row in rows] == [person.pk, None]
    other = make_person(bsn="111222333")
    link_row(rows[1], other, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, filing.match_rule, codes(filing)) == (State.READY, MatchRule.ROWS, [])


def test_product_added_lets_the_filing_go_on(in_alfa):
    relation = make_taxpayer(ob=NUMBER, contact=True)
    filing = received(ob_file(NUMBER))
    assert (filing.state, codes(filing)) == (State.MATCHED, ["E08"])
    give_product(relation, FilingKind.OB)
    from tests.factories.sbr import work_off

    work_off()
    filing.refresh_from_db()
    assert (filing.state, codes(filing)) == (State.READY, ["E10"])


def test_ready_filing_goes_back_when_an_issue_opens_again(in_alfa):
    from datetime import date

    from sbr_inbox.rules.rechecking import recheck
    from workflows.rules.relation_products import end_product

    filing = ready_filing()
    end_product(filing.relation.products.get(), by=in_alfa.manager, ends_on=date(2026, 9, 30))
    recheck(filing)
    filing.refresh_from_db()
    assert (filing.state, codes(filing)) == (State.MATCHED, ["E08"])


def test_recheck_without_a_change_writes_nothing_of_it(in_alfa):
    from offices.models import AuditEvent
    from sbr_inbox.models import FilingEvent
    from sbr_inbox.rules.rechecking import recheck

    filing = received(ob_file(NUMBER))
    before = (FilingEvent.objects.count(), AuditEvent.objects.count(), filing.issues.get().pk)
    recheck(filing)
    assert (FilingEvent.objects.count(), AuditEvent.objects.count(), filing.issues.get().pk) == before


def test_discarded_filing_gives_its_number_free(in_alfa):
    filing = received(ob_file(NUMBER))
    discard(filing, by=in_alfa.manager, reason="Verkeerde cliënt")
    filing.refresh_from_db()
    assert (filing.state, filing.closing_note, codes(filing)) == (State.DISCARDED, "Verkeerde cliënt", [])


def test_number_shown_of_ready_filing(in_alfa):
    filing = ready_filing()
    assert filing.key_shown == ob_number(filing.relation)
