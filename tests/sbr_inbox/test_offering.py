"""Offering, withdrawing, closing: guards, codes, and what lies in the dossier afterwards."""

import pytest

from crm.enums import FilingKind
from dossier.models import DossierItem
from offices.errors import Forbidden, RuleBroken
from offices.files import store
from sbr_inbox import practice_files
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalRequest, Filing
from sbr_inbox.rules.closing import (
    discard,
    dossier_only,
    mark_correction,
    mark_filed_elsewhere,
    replace_earlier,
)
from sbr_inbox.rules.moving import WrongState
from sbr_inbox.rules.offering import Blocked, offer, offer_many, withdraw
from sbr_inbox.rules.reviewing import approve_by_office, back_from_review, reviewed, to_review
from tests.factories.crm import make_person
from tests.factories.sbr import (
    codes,
    extension,
    give_contact,
    lh_file,
    make_taxpayer,
    ob_file,
    ob_number,
    ready_filing,
    receive,
    received,
    sba_file,
    uitstel_file,
    work_off,
)

pytestmark = pytest.mark.django_db
NUMBER = "001234560B01"


def test_offer_asks_the_client_for_these_bytes(in_alfa):
    filing = offer(ready_filing(), by=in_alfa.manager)
    request = ApprovalRequest.objects.get()
    assert (filing.state, request.filing_id, request.sha256) == (State.OFFERED, filing.pk, filing.sha256)
    assert filing.is_frozen
    assert filing.offered_at is not None


def test_offer_needs_the_right(in_alfa):
    filing = ready_filing()
    with pytest.raises(Forbidden):
        offer(filing, by=in_alfa.viewer)
    with pytest.raises(Forbidden):
        offer(filing, by=in_alfa.editor)
    assert ApprovalRequest.objects.count() == 0


def test_offer_twice_is_refused(in_alfa):
    filing = offer(ready_filing(), by=in_alfa.manager)
    with pytest.raises(WrongState):
        offer(filing, by=in_alfa.manager)
    assert ApprovalRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [({"contact": False}, "E12"), ({"invited": False}, "E13")],
)
def test_filing_without_somebody_to_ask_waits(in_alfa, values, code):
    relation = make_taxpayer(FilingKind.OB, ob=True, **values)
    filing = received(ob_file(ob_number(relation)))
    assert (filing.state, codes(filing)) == (State.MATCHED, ["E10", code])
    with pytest.raises(WrongState):
        offer(filing, by=in_alfa.manager)


def test_contact_without_mail_gives_e12(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True, contact=False)
    give_contact(relation, email="")
    assert codes(received(ob_file(ob_number(relation)))) == ["E10", "E12"]


def test_relation_without_rechtsvorm_gives_e11(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    type(relation).objects.filter(pk=relation.pk).update(rechtsvorm="")
    assert codes(received(ob_file(ob_number(relation)))) == ["E10", "E11"]


def test_offer_with_an_issue_that_opened_just_now_is_blocked(in_alfa):
    from sbr_inbox.rules.issues import open_issue

    filing = ready_filing()
    open_issue(filing, "E22", values={"source": "Twinfield"})
    with pytest.raises(Blocked) as caught:
        offer(filing, by=in_alfa.manager)
    assert (caught.value.code, filing.state) == ("E22", State.READY)
    assert ApprovalRequest.objects.count() == 0


def test_bulk_offer_answers_per_row_and_one_fault_stops_no_other(in_alfa):
    good, other = ready_filing(), ready_filing()
    waiting = received(ob_file(NUMBER))
    results = offer_many([good, waiting, other], by=in_alfa.manager)
    assert [(row.filing.pk, row.ok) for row in results] == [(good.pk, True), (waiting.pk, False), (other.pk, True)]
    assert "Niet gekoppeld".lower() in results[1].text.lower()
    assert Filing.objects.filter(state=State.OFFERED).count() == 2


def test_withdraw_ends_the_offer_for_good(in_alfa):
    filing = offer(ready_filing(), by=in_alfa.manager)
    withdraw(filing, by=in_alfa.manager, reason="Bedrag klopt niet")
    filing.refresh_from_db()
    assert (filing.state, filing.is_final) == (State.WITHDRAWN, True)
    assert ApprovalRequest.objects.get().state == "WITHDRAWN"
    with pytest.raises(WrongState):
        withdraw(filing, by=in_alfa.manager)


def test_withdrawn_bytes_may_come_in_again_and_supersede_the_withdrawn_row(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    content = ob_file(ob_number(relation))
    first = withdraw(offer(received(content), by=in_alfa.manager), by=in_alfa.manager)
    again = received(content)
    assert (again.pk != first.pk, again.supersedes_id, again.state) == (True, first.pk, State.READY)


def test_second_filing_over_the_same_period_waits_with_e06(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    first = received(ob_file(ob_number(relation)))
    second = received(ob_file(ob_number(relation)))
    assert (first.state, second.state, codes(second)) == (State.READY, State.MATCHED, ["E06", "E10"])


def test_two_filings_over_the_same_period_in_one_job_leave_one_waiting(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    made = [receive(ob_file(ob_number(relation))).filing.pk for _ in range(3)]
    work_off()
    states = [Filing.objects.get(pk=pk).state for pk in made]
    assert states == [State.READY, State.MATCHED, State.MATCHED]


def test_suppletie_and_icp_over_the_same_period_do_not_collide(in_alfa):
    relation = make_taxpayer(FilingKind.OB, FilingKind.OB_SUPPLETIE, FilingKind.ICP, ob=True)
    number = ob_number(relation)
    period = {"start": ready_filing(relation).period_start, "end": Filing.objects.get().period_end}
    extra = practice_files.suppletie(number=number, rubrieken={"1a": (100, 21)}, **period)
    icp = practice_files.icp(number=number, customers=[practice_files.Customer("DE", "123456789", 500)], **period)
    assert {received(body).state for body in (extra, icp)} == {State.READY}


def test_other_lh_sub_number_over_the_same_period_does_not_collide(in_alfa):
    relation = make_taxpayer(FilingKind.LH, lh="001234560L01")
    from crm.rules.relations import change_relation

    values = {"loonheffingennummers": ["001234560L01", "001234560L02"]}
    change_relation(relation, by=in_alfa.admin, version=relation.version, values=values)
    made = [received(lh_file(f"001234560L0{n}")) for n in (1, 2)]
    assert [filing.state for filing in made] == [State.READY, State.READY]


def test_replace_lets_the_new_filing_go_on_and_voids_the_old_offer(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    first = offer(received(ob_file(ob_number(relation))), by=in_alfa.manager)
    second = received(ob_file(ob_number(relation)))
    replace_earlier(second, by=in_alfa.manager)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.supersedes_id, second.sequence) == (
        State.SUPERSEDED, State.READY, first.pk, 1,
    )  # fmt: skip
    assert ApprovalRequest.objects.get().state == "WITHDRAWN"


def test_replace_never_touches_an_approved_filing(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    first = received(ob_file(ob_number(relation)))
    Filing.objects.filter(pk=first.pk).update(state=State.APPROVED)
    second = received(ob_file(ob_number(relation)))
    with pytest.raises(WrongState):
        replace_earlier(second, by=in_alfa.manager)


def test_correction_stands_beside_the_filing_it_corrects(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    first = received(ob_file(ob_number(relation)))
    second = received(ob_file(ob_number(relation)))
    mark_correction(second, by=in_alfa.manager)
    second.refresh_from_db()
    assert (second.state, second.sequence, second.corrects_id) == (State.READY, 2, first.pk)


def test_filed_elsewhere_puts_filing_and_evidence_in_the_dossier_sealed(in_alfa):
    filing = ready_filing()
    proof = store(b"%PDF-1.4 bewijs", name="bewijs.pdf", purpose="evidence")
    mark_filed_elsewhere(filing, by=in_alfa.manager, evidence="Ingediend via Mijn Belastingdienst", evidence_file=proof)
    filing.refresh_from_db()
    assert (filing.state, filing.closing_note) == (State.FILED_ELSEWHERE, "Ingediend via Mijn Belastingdienst")
    items = DossierItem.objects.filter(relation=filing.relation)
    assert sorted(items.values_list("folder__name", "year", "period", "sealed")) == [("Omzetbelasting", 2026, "m10", True)] * 2


def test_filed_elsewhere_needs_evidence(in_alfa):
    filing = ready_filing()
    with pytest.raises(RuleBroken) as caught:
        mark_filed_elsewhere(filing, by=in_alfa.manager, evidence=" ")
    filing.refresh_from_db()
    assert (caught.value.code, filing.state, DossierItem.objects.count()) == ("G01", State.READY, 0)


def test_discard_needs_a_reason_and_keeps_the_bytes(in_alfa):
    filing = received(ob_file(NUMBER))
    with pytest.raises(RuleBroken):
        discard(filing, by=in_alfa.manager, reason="")
    discard(filing, by=in_alfa.manager, reason="Dubbel ontvangen")
    filing.refresh_from_db()
    assert (filing.state, filing.xml_file is not None) == (State.DISCARDED, True)


def test_assessment_goes_to_the_dossier_by_itself(in_alfa):
    relation = make_taxpayer(contact=False, rsin="001234560")
    filing = received(sba_file("001234560"))
    assert (filing.state, filing.relation_id, codes(filing)) == (State.DOSSIER_ONLY, relation.pk, [])
    item = DossierItem.objects.get(relation=relation)
    assert (item.folder.name, item.sealed, item.source) == ("Aanslagen", True, "FILING")


def test_lone_pdf_goes_to_the_dossier_of_the_relation_a_person_chose(in_alfa):
    from sbr_inbox.rules.linking import link

    filing = received(b"%PDF-1.4 brief", name="brief.pdf")
    relation = make_taxpayer(FilingKind.OB, ob=True)
    link(filing, relation, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, codes(filing)) == (State.MATCHED, ["E02"])
    dossier_only(filing, by=in_alfa.manager, kind="SBA")
    filing.refresh_from_db()
    assert (filing.state, filing.kind) == (State.DOSSIER_ONLY, "SBA")
    assert DossierItem.objects.get().folder.name == "Aanslagen"


def test_review_goes_there_and_back(in_alfa):
    filing = to_review(ready_filing(), by=in_alfa.manager)
    assert filing.state == State.IN_REVIEW
    assert back_from_review(filing, by=in_alfa.manager, note="Controleer 1b").state == State.MATCHED
    filing = reviewed(to_review(ready_filing(), by=in_alfa.manager), by=in_alfa.admin)
    assert filing.state == State.READY


def test_request_for_extensions_is_approved_by_the_office(in_alfa):
    make_person(bsn="123456782")
    filing = received(uitstel_file(extension("123456782")))
    assert filing.state == State.READY
    approve_by_office(filing, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, filing.approved_at is not None) == (State.APPROVED, True)


def test_office_never_approves_what_a_client_decides(in_alfa):
    with pytest.raises(WrongState):
        approve_by_office(ready_filing(), by=in_alfa.manager)
