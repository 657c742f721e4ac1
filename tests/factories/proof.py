"""Filings that went the whole way: approved, sent, answered and decided about."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from offices.files import store
from sbr_inbox.approval_enums import Factor
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState, Environment, StatusPhase
from sbr_inbox.enums import Route, State
from sbr_inbox.models import Delivery, DeliveryAttempt, DigipoortStatus, Filing, Release
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.summaries import make_summary
from tests.factories.portal import make_client, make_filing, put_before, shown_on

SENT_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ANSWER = b'<?xml version="1.0"?><soap:Envelope xmlns:soap="x"><identiteit>001000019B01</identiteit>%d</soap:Envelope>'


def approved_filing(kantoor, *, pdf=None, **client):
    """(answer, filing, account) of a filing approved by its client, with our summary when it has no PDF."""
    relation, _, account = make_client(kantoor, **client)
    request = put_before(make_filing(relation, pdf=pdf), by=kantoor.editor)
    if pdf is None:
        make_summary(request.pk)
    answer = approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    return answer, Filing.objects.select_related("relation").get(pk=request.filing_id), account


def deliver(filing, *, environment=Environment.PRODUCTION, state=State.ACCEPTED, reference="KR-0001", codes=("100", "301", "500")):
    """The ledger of a filing whose receiver has decided, with two signed answers."""
    with transaction.atomic():
        delivery = Delivery.objects.create(
            filing=filing, route=Route.DIGIPOORT, environment=environment, state=DeliveryState.DONE, aanleverkenmerk=reference,
            sha256=filing.sha256, kenmerk="kenmerk-1", sent_at=SENT_AT, settled_at=SENT_AT + timedelta(minutes=5), due_at=None,
        )  # fmt: skip
        first, second = (store(ANSWER % number, name="antwoord.xml", purpose="answer") for number in (1, 2))
        DeliveryAttempt.objects.create(
            delivery=delivery, number=1, aanleverkenmerk=reference, idempotency_key=reference, sha256=filing.sha256,
            started_at=SENT_AT, ended_at=SENT_AT, outcome=DeliveryOutcome.SENT, answer=first,
        )  # fmt: skip
        for minute, code in enumerate(codes):
            DigipoortStatus.objects.create(
                delivery=delivery, kenmerk="kenmerk-1", code=code, text=f"Status {code}", at=SENT_AT + timedelta(minutes=minute),
                phase=StatusPhase.PROGRESS, answer=second, foutbeschrijving="nummer 001000019B01",
            )  # fmt: skip
        Filing.objects.filter(pk=filing.pk).update(state=state)
    filing.refresh_from_db()
    return delivery


def release(filing, kantoor):
    """Two members let a filing go without approval of the client."""
    now = timezone.now()
    return Release.objects.create(
        filing=filing, sha256=filing.sha256, asked_by=kantoor.manager, asked_at=now, reason="Cliënt 123456782 is onbereikbaar.",
        confirmed_by=kantoor.admin, confirmed_at=now,
    )  # fmt: skip
