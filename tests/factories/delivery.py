"""An office that may send, filings that are approved, and a receiver that records. An office must be open."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from crm.enums import FilingKind
from offices.audit import SYSTEM
from offices.models import PortalAccount
from offices.settings_registry import change_setting
from sbr_inbox.approval_enums import Factor
from sbr_inbox.delivery import Order, Sent, Statuses, StatusRow
from sbr_inbox.delivery_enums import DeliveryOutcome, Environment, Service, StatusPhase
from sbr_inbox.enums import Route
from sbr_inbox.models import (
    ApprovalRequest,
    Certificate,
    Delivery,
    DigipoortAddress,
    Filing,
    KindSetting,
    ServiceCertificate,
    StatusCode,
)
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.delivering.sending import deliver_due
from sbr_inbox.rules.offering import offer
from sbr_inbox.rules.summaries import make_summary
from tests.factories.offices import make_account
from tests.factories.portal import shown_on
from tests.factories.sbr import make_taxpayer, ready_filing

PEM = "-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----\n"
PHASES = {
    "105": StatusPhase.PROGRESS, "100": StatusPhase.PROGRESS, "110": StatusPhase.PROGRESS, "200": StatusPhase.PROGRESS,
    "301": StatusPhase.PROGRESS, "405": StatusPhase.PROGRESS, "400": StatusPhase.PROGRESS, "321": StatusPhase.TROUBLE,
    "420": StatusPhase.TROUBLE, "210": StatusPhase.REJECTED_DIGIPOORT, "230": StatusPhase.REJECTED_DIGIPOORT,
    "311": StatusPhase.REJECTED_DIGIPOORT, "410": StatusPhase.REJECTED_DIGIPOORT, "500": StatusPhase.ACCEPTED,
    "510": StatusPhase.REJECTED_RECEIVER,
}  # fmt: skip


@dataclass
class Receiver:
    """A route that records what it got and answers what a test tells it to."""

    key: str = Route.DIGIPOORT
    received: list[Order] = field(default_factory=list)
    asked: list[tuple[str, datetime | None]] = field(default_factory=list)
    answers: list = field(default_factory=list)
    told: list = field(default_factory=list)

    def send(self, order: Order) -> Sent:
        """Take it, or what the next answer says."""
        self.received.append(order)
        answer = self.answers.pop(0) if self.answers else Sent(DeliveryOutcome.SENT)
        if isinstance(answer, BaseException):
            raise answer
        if answer.outcome == DeliveryOutcome.SENT and not answer.kenmerk:
            return Sent(DeliveryOutcome.SENT, kenmerk=f"K{len(self.received)}-{order.aanleverkenmerk[:8]}", at=timezone.now(), answer=b"<signed/>")
        return answer

    def statuses(self, order: Order, *, kenmerk: str, since=None) -> Statuses:
        """What the next thing told says; nothing new when there is none."""
        self.asked.append((kenmerk, since))
        told = self.told.pop(0) if self.told else Statuses(True, kenmerk=kenmerk)
        if isinstance(told, BaseException):
            raise told
        return told


def status(kenmerk: str, code: str, *, foutcode="", text="", minutes=0, said="") -> StatusRow:
    """A status row, so many minutes from now."""
    at = (timezone.now() + timedelta(minutes=minutes)).replace(microsecond=0)
    return StatusRow(kenmerk, code, text or f"Tekst van {code}", at, foutcode, said)


def tells(kenmerk: str, *codes: str, answer=b"<statuses/>", **more) -> Statuses:
    """An answer with these codes, a minute apart."""
    rows = tuple(status(kenmerk, code, minutes=number, **more) for number, code in enumerate(codes))
    return Statuses(True, rows, kenmerk=kenmerk, answer=answer)


def may_send(*, environment=Environment.PREPRODUCTION, days=300, pooled=False) -> Certificate:
    """Give the open office all it needs to send: environment, names per kind, codes, addresses, certificate."""
    change_setting("sbr.environment", environment.value, by=SYSTEM)
    KindSetting.objects.filter(route=Route.DIGIPOORT).update(identity_type="BTW", role="INT")
    KindSetting.objects.filter(route=Route.DIGIPOORT, berichtsoort="").update(berichtsoort="Onbekend")
    StatusCode.objects.bulk_create([StatusCode(code=code, phase=phase) for code, phase in PHASES.items()], ignore_conflicts=True)
    now = timezone.now()
    for service in Service:
        DigipoortAddress.objects.update_or_create(
            environment=environment, service=service, defaults={"url": "https://receiver.example/service"}
        )
    span = {"valid_from": now - timedelta(days=10), "valid_to": now + timedelta(days=300)}
    ServiceCertificate.objects.create(environment=environment, name="Dienst", pem=PEM, fingerprint="b" * 64, **span)
    return Certificate.objects.create(
        name="Kantoor", subject="CN=Kantoor", issuer="CN=CA", serial="1", fingerprint="a" * 64, chain=PEM, key="sleutel",
        environment=environment, pooled=pooled, valid_from=now - timedelta(days=10), valid_to=now + timedelta(days=days),
    )  # fmt: skip


def account_of(kantoor, relation):
    """The portal account of the preferred contact of a relation."""
    contact = relation.contact_links.select_related("contact").first().contact
    known = PortalAccount.objects.filter(office=kantoor.office, contact_id=contact.pk).first()
    return known or make_account(kantoor.office, contact.pk, contact.email)


def approved_filing(kantoor, relation=None, *, filing=None, **file) -> Filing:
    """An OB filing that its client approved; a new one unless one that is ready is given."""
    relation = relation or make_taxpayer(FilingKind.OB, ob=True)
    filing = filing or ready_filing(relation, **file)
    offer(filing, by=kantoor.manager)
    request = ApprovalRequest.objects.get(filing=filing)
    make_summary(request.pk)
    approve(request, account=account_of(kantoor, relation), factor=Factor.STRONG, **shown_on(request))
    filing.refresh_from_db()
    return filing


def run(most: int = 20) -> int:
    """Make everything on deliveries due now, and do it."""
    Delivery.objects.exclude(due_at=None).update(due_at=timezone.now() - timedelta(seconds=1))
    return deliver_due(most=most)


def run_until_rest(most: int = 30) -> None:
    """Work until nothing is left to ask or nothing changes any more."""
    for _ in range(most):
        if not run():
            return
