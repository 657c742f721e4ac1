"""Asking and answering: every guard of the approval, and that a refusal leaves everything as it was."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from crm.enums import PortalAccess, RelationStatus
from crm.models import RelationContact
from offices.errors import NotHere, RuleBroken
from offices.models import AuditEvent, OutgoingMail
from sbr_inbox.approval_enums import Decision, Factor, RequestState
from sbr_inbox.asked import requests_before
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalPolicy, ApprovalRequest
from sbr_inbox.rules.approval import approve, close_requests, expire_due, mark_seen, request_for
from sbr_inbox.rules.summaries import make_summary
from tests.factories.offices import make_account
from tests.factories.portal import (
    REASON,
    make_client,
    make_client_contact,
    make_client_relation,
    make_filing,
    put_before,
    refusal,
    say_no,
    say_yes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(in_alfa):
    """(request, account, filing) of office alfa, with a filing before the client."""
    relation, _contact, account = make_client(in_alfa)
    filing = make_filing(relation)
    return put_before(filing, by=in_alfa.editor), account, filing


def _unchanged(request, filing):
    """Nothing was written about this request or filing."""
    request.refresh_from_db()
    filing.refresh_from_db()
    return (request.state, filing.state, Approval.objects.count()) == (RequestState.OPEN, State.OFFERED, 0)


def test_new_office_asks_a_strong_factor_of_one_person(in_alfa):
    rows = ApprovalPolicy.objects.filter(relation=None).order_by("kind").values_list("kind", "quorum", "factor", "expires_after")
    assert list(rows) == [
        (kind, "ANY_ONE", "STRONG", 21)
        for kind in sorted(
            ["OB", "OB_SUPPLETIE", "ICP", "LH", "LH_CORRECTIE", "IB", "VPB", "KVK", "KREDIET", "VA_VPB", "ERF", "SCHENK", "BZW", "OVERIG"]
        )
    ]


def test_offer_freezes_hashes_sentence_and_term(case):
    request, _, filing = case
    assert request.sha256 == filing.sha256
    assert request.expires_at - request.offered_at == timedelta(days=21)
    assert request.sentence_values == {
        "kind": "omzetbelasting",
        "period": "oktober 2026",
        "relation": "Bakkerij De Vries B.V.",
        "amount": "te betalen €\u00a07.886",
    }


def test_offer_asks_the_preferred_contact_only(in_alfa):
    relation, contact, _ = make_client(in_alfa)
    make_client_contact(relation, "anna@devries.example", name="Anna de Vries")
    request = put_before(make_filing(relation), by=in_alfa.editor)
    assert [one.contact for one in request.addressees.all()] == [contact]


def test_offer_mail_holds_a_link_and_no_amount_or_number(case):
    request, _, filing = case
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind) == ("johan@devries.example", "approval.asked")
    assert f"/p/alfa/aangiften/{request.pk}/" in mail.body
    for secret in ("7.886", "7886", "001000019", "Bakkerij", filing.sha256):
        assert secret not in mail.subject + mail.body


def test_offer_without_anybody_to_ask_is_e12(in_alfa):
    relation = make_client_relation()
    make_client_contact(relation, "leest@devries.example", access=PortalAccess.READ)
    filing = make_filing(relation)
    assert refusal(put_before, filing, by=in_alfa.editor) == "E12"
    assert ApprovalRequest.objects.count() == 0


def test_offer_to_somebody_without_access_is_por05(in_alfa):
    relation, contact, _ = make_client(in_alfa)
    other = make_client_contact(relation, "leest@devries.example", access=PortalAccess.READ, name="Leest")
    assert refusal(put_before, make_filing(relation), by=in_alfa.editor, addressees=[contact, other]) == "POR05"


def test_offer_of_changed_bytes_is_refused(in_alfa):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation)
    Path(default_storage.path(filing.xml_file.key)).chmod(0o640)
    Path(default_storage.path(filing.xml_file.key)).write_bytes(b"<other/>")
    assert refusal(put_before, filing, by=in_alfa.editor) == "POR13"


def test_approval_moves_the_filing_and_keeps_what_was_shown(case):
    request, account, filing = case
    answer = say_yes(request, account, ip="192.0.2.7", agent="Browser 1")
    request.refresh_from_db()
    filing.refresh_from_db()
    assert (request.state, filing.state) == (RequestState.APPROVED, State.APPROVED)
    assert (answer.decision, answer.factor, answer.ip, answer.agent) == (Decision.APPROVED, "STRONG", "192.0.2.7", "Browser 1")
    assert (answer.sha256, answer.pdf_sha256) == (filing.sha256, "")
    assert answer.sentence == (
        "Ik heb de aangifte omzetbelasting over oktober 2026 van Bakkerij De Vries B.V. (te betalen €\u00a07.886) "
        "gezien en ga akkoord met indiening."
    )
    assert AuditEvent.objects.filter(event="filing.approved").count() == 1


def test_second_click_of_one_person_gives_the_same_answer(case):
    request, account, _ = case
    assert say_yes(request, account) == say_yes(request, account)
    assert Approval.objects.count() == 1


def test_mailed_code_alone_is_por03(case):
    request, account, filing = case
    assert refusal(say_yes, request, account, factor=Factor.NORMAL) == "POR03"
    assert _unchanged(request, filing)


def test_mailed_code_is_enough_where_the_office_lowered_it(in_alfa):
    relation, _, account = make_client(in_alfa)
    ApprovalPolicy.objects.filter(kind="OB").update(factor=Factor.NORMAL)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    assert say_yes(request, account, factor=Factor.NORMAL).factor == "NORMAL"


def test_other_kinds_cannot_be_lowered(in_alfa):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalPolicy.objects.filter(kind="VPB").update(factor=Factor.NORMAL)


@pytest.mark.parametrize("field", ["sha256_shown", "pdf_sha256_shown"])
def test_another_file_shown_is_por04(case, field):
    request, account, filing = case
    assert refusal(say_yes, request, account, **{field: "0" * 64}) == "POR04"
    assert refusal(say_no, request, account, **{field: "0" * 64}) == "POR04"
    assert _unchanged(request, filing)


def test_bytes_changed_in_the_store_are_por13_and_logged(case):
    request, account, filing = case
    path = Path(default_storage.path(filing.xml_file.key))
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"7886", b"7887"))
    assert refusal(say_yes, request, account) == "POR13"
    assert _unchanged(request, filing)
    assert AuditEvent.objects.filter(event="approval.blocked").count() == 1


def test_bytes_gone_from_the_store_are_por13(case):
    request, account, filing = case
    default_storage.delete(filing.xml_file.key)
    assert refusal(say_yes, request, account) == "POR13"


def test_another_pdf_in_the_store_is_por13(in_alfa):
    relation, _, account = make_client(in_alfa)
    filing = make_filing(relation, pdf=b"%PDF-1.7 een")
    request = put_before(filing, by=in_alfa.editor)
    path = Path(default_storage.path(filing.pdf_file.key))
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.7 twee")
    assert request.pdf_sha256 == filing.pdf_file.sha256
    assert refusal(say_yes, request, account) == "POR13"


def test_withdrawn_request_is_por04_and_tells_the_client(case):
    request, account, filing = case
    with transaction.atomic():
        assert close_requests(filing, by=account, reason="Nieuwe versie") == 1
    assert refusal(say_yes, request, account) == "POR04"
    assert Approval.objects.count() == 0
    assert OutgoingMail.objects.filter(kind="approval.withdrawn").count() == 1


def test_withdrawn_request_points_to_the_new_version(case, alfa):
    request, account, filing = case
    with transaction.atomic():
        close_requests(filing, by=alfa.editor, reason="Nieuwe versie")
        filing.state = State.WITHDRAWN
        filing.save()
    newer = put_before(make_filing(filing.relation, amount=7000), by=alfa.editor)
    with pytest.raises(RuleBroken) as broken:
        say_yes(request, account)
    assert (broken.value.code, broken.value.link) == ("POR04", f"/p/alfa/aangiften/{newer.pk}/")


def test_term_passed_is_por10_also_before_the_sweep(case):
    request, account, filing = case
    with time_machine.travel(request.expires_at + timedelta(seconds=1), tick=False):
        assert refusal(say_yes, request, account) == "POR10"
        assert _unchanged(request, filing)


def test_sweep_expires_what_is_due_and_nothing_else(case, alfa):
    request, account, filing = case
    assert expire_due() == 0
    with time_machine.travel(request.expires_at + timedelta(seconds=1), tick=False):
        assert expire_due() == 1
        assert expire_due() == 0
        assert refusal(say_yes, request, account) == "POR10"
    request.refresh_from_db()
    filing.refresh_from_db()
    assert (request.state, filing.state) == (RequestState.EXPIRED, State.EXPIRED)


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": date(2020, 12, 31)},
        {"portal_access": PortalAccess.READ},
        {"portal_access": PortalAccess.NONE},
        {"sees": ["DOSSIER", "ICP"]},
    ],
)
def test_right_that_ended_between_opening_and_clicking_is_por05(case, change):
    request, account, filing = case
    RelationContact.objects.update(**change)
    assert refusal(say_yes, request, account) == "POR05"
    assert refusal(say_no, request, account) == "POR05"
    assert _unchanged(request, filing)


def test_deceased_contact_is_por05(case):
    request, account, _filing = case
    contact = request.addressees.get().contact
    type(contact).objects.filter(pk=contact.pk).update(deceased_on=timezone.localdate())
    assert refusal(say_yes, request, account) == "POR05"


def test_blocked_relation_is_por05(case):
    request, account, filing = case
    type(filing.relation).objects.update(status=RelationStatus.BLOCKED)
    assert refusal(say_yes, request, account) == "POR05"
    assert _unchanged(request, filing)


def test_por05_says_until_when_and_whom_to_call(case):
    request, account, _ = case
    RelationContact.objects.update(valid_to=date(2020, 12, 31))
    with pytest.raises(RuleBroken) as broken:
        say_yes(request, account)
    assert broken.value.text == (
        "U bent voor Bakkerij De Vries B.V. niet bevoegd om Btw-aangifte te accorderen "
        "(bevoegdheid liep tot 31\u00a0december 2020). Bel Kantoor Alfa."
    )


def test_inactive_account_is_not_here(case):
    request, account, filing = case
    account.active = False
    with pytest.raises(NotHere):
        say_yes(request, account)
    assert _unchanged(request, filing)


def test_contact_who_was_not_asked_is_not_here(case, alfa):
    request, _, filing = case
    other = make_client_contact(filing.relation, "anna@devries.example", name="Anna de Vries")
    account = make_account(alfa.office, other.pk, "anna@devries.example")
    with pytest.raises(NotHere):
        say_yes(request, account)
    with pytest.raises(NotHere):
        request_for(other.pk, request.pk)
    assert _unchanged(request, filing)


def test_client_of_the_other_office_is_not_here(case, beta):
    request, _, filing = case
    with beta.scope:
        _, _, stranger = make_client(beta, "beta@elders.example")
        with pytest.raises(NotHere):
            request_for(stranger.contact_id, request.pk)
        with pytest.raises(NotHere):
            approve(request, account=stranger, sha256_shown=request.sha256, pdf_sha256_shown="", factor=Factor.STRONG)
    assert _unchanged(request, filing)


@pytest.mark.parametrize("reason", ["", "         ", "te kort", "123456789"])
def test_decline_without_a_real_reason_is_por06(case, reason):
    request, account, filing = case
    assert refusal(say_no, request, account, reason=reason) == "POR06"
    assert _unchanged(request, filing)


def test_decline_moves_the_filing_and_keeps_the_reason(case):
    request, account, filing = case
    answer = say_no(request, account, reason=f"  {REASON}  ")
    request.refresh_from_db()
    filing.refresh_from_db()
    assert (request.state, filing.state, answer.reason) == (RequestState.DECLINED, State.DECLINED, REASON)
    assert list(filing.issues.values_list("code", flat=True)) == ["E16", "E17"]


def test_declined_filing_can_be_offered_again(case, alfa):
    request, account, filing = case
    say_no(request, account)
    again = put_before(filing, by=alfa.editor)
    say_yes(again, account)
    filing.refresh_from_db()
    assert filing.state == State.APPROVED


def test_answer_is_never_changed_or_removed(case):
    request, account, _ = case
    answer = say_yes(request, account)
    for change in (lambda: Approval.objects.update(reason="x"), answer.delete):
        with pytest.raises(Exception, match=r"append_only|[Cc]annot"), transaction.atomic():
            change()
    assert Approval.objects.get().reason == ""


def test_one_person_answers_once_in_the_database(case):
    request, account, _ = case
    answer = say_yes(request, account)
    answer.pk, answer._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save(force_insert=True)


def test_one_open_request_per_filing(case, alfa):
    _, _, filing = case
    with transaction.atomic():
        from sbr_inbox.rules.approval import open_request

        assert refusal(open_request, filing, by=alfa.editor) == "E06"


def test_seen_is_noted_once(case):
    request, account, _ = case
    mark_seen(request, account=account)
    first = request.addressees.get().seen_at
    mark_seen(request, account=account)
    assert first is not None
    assert request.addressees.get().seen_at == first


def test_rows_of_another_office_cannot_be_pointed_at(case, beta):
    request, _, _ = case
    with beta.scope:
        _relation, contact, _ = make_client(beta, "beta@elders.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        request.addressees.create(contact_id=contact.pk)
        connection.check_constraints()


def test_filing_linked_to_another_relation_is_gone_for_who_was_asked(case, alfa):
    """The old client sees nothing of what turned out to be of another, nor does the new one see his name."""
    request, account, filing = case
    make_summary(request.pk)
    other, _, stranger = make_client(alfa, "piet@ander.example", name="Ander B.V.", number="2001")
    with transaction.atomic():
        close_requests(filing, by=alfa.editor, reason="Andere relatie")
        filing.relation, filing.state = other, State.READY
        filing.save()
    with pytest.raises(NotHere):
        request_for(account.contact_id, request.pk)
    with pytest.raises(NotHere):
        say_yes(request, account)
    assert list(requests_before(account.contact_id)) == []
    again = put_before(filing, by=alfa.editor)
    assert (again.pdf_file, again.sentence_values["relation"]) == (None, "Ander B.V.")
    make_summary(again.pk)
    again.refresh_from_db()
    request.refresh_from_db()
    assert again.pdf_sha256 != request.pdf_sha256
    assert list(requests_before(stranger.contact_id)) == [again]
