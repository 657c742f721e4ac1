"""Filings of a practice office in every state that exists, each brought there by the rules of the product."""

import calendar
from datetime import date, timedelta

from django.utils import timezone

from crm.models import TaxNumber
from offices.practice import Plan
from sbr_inbox import practice_approval, practice_delivery
from sbr_inbox import practice_files as make
from sbr_inbox.approval_enums import Factor
from sbr_inbox.enums import Channel, Source, State
from sbr_inbox.models import Approval, ApprovalRequest, Filing
from sbr_inbox.rules import closing, offering, reviewing
from sbr_inbox.rules.approval import approve, decline
from sbr_inbox.rules.asking import expire_due
from sbr_inbox.rules.intake import take_in
from sbr_inbox.rules.linking import link
from sbr_inbox.rules.read_step import read_filings
from sbr_inbox.rules.receipts import make_receipt
from sbr_inbox.rules.summaries import make_summary
from sbr_inbox.rules.working import work

DOCTYPE = b'<?xml version="1.0"?>\n<!DOCTYPE xbrl [<!ENTITY x "y">]>\n<xbrl>&x;</xbrl>'
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def month(year: int, number: int) -> dict:
    """Start and end of a month."""
    return {"start": date(year, number, 1), "end": date(year, number, calendar.monthrange(year, number)[1])}


def quarter(year: int, number: int) -> dict:
    """Start and end of a quarter."""
    return {"start": date(year, 3 * number - 2, 1), "end": month(year, 3 * number)["end"]}


class Desk:
    """A practice office at work on its inbox."""

    def __init__(self, plan: Plan):
        self.plan, self.rng, self.by = plan, plan.rng, plan.members["MANAGER"]
        self.relations, self.account = plan.made["relations"], plan.made["account"]
        numbers = TaxNumber.objects.filter(relation__in=self.relations.values(), is_main=True)
        self.ob = {row.relation_id: row.value for row in numbers if row.kind == "OB"}
        self.lh = {row.relation_id: row.value for row in numbers if row.kind == "LH"}

    def take(self, name: str, content: bytes, *, wait=False, **more) -> Filing | None:
        """Take in a file and do the work of the machine at once."""
        result = take_in(content, name=name, channel=more.pop("channel", Channel.UPLOAD), by=self.by, **more)
        if result.filing is None or wait:
            return result.filing
        while work():
            pass
        return Filing.objects.get(pk=result.filing.pk)

    def ob_return(self, key: str, span: dict, **more) -> Filing:
        """An OB return of one of the relations with a story."""
        relation = self.relations[key]
        turnover = self.rng.randrange(20_000, 90_000)
        rubrieken = {"1a": (turnover, turnover * 21 // 100), "1b": (turnover // 3, turnover // 3 * 9 // 100)}
        content = make.ob(
            number=self.ob[relation.pk], rubrieken=rubrieken, input_tax=self.rng.randrange(1_000, turnover // 5), **span,
            reference=f"OB-{relation.number}-{span['start']:%Y%m}",
        )  # fmt: skip
        return self.take(f"ob-{relation.number}-{span['start']:%Y-%m}.xbrl", content, **more)

    def offered(self, filing: Filing) -> Filing:
        """Put a filing before the client, with the summary made."""
        offering.offer(filing, by=self.by, message=self.plan.mark("Graag uw akkoord voor het einde van de maand."))
        make_summary(self.request(filing).pk)
        return filing

    def request(self, filing: Filing) -> ApprovalRequest:
        """The latest request about a filing."""
        return ApprovalRequest.objects.filter(filing=filing).order_by("-offered_at").first()

    def shown(self, filing: Filing) -> dict:
        """What the client has on his screen."""
        request = self.request(filing)
        return {"account": self.account, "sha256_shown": request.sha256, "pdf_sha256_shown": request.pdf_sha256, "factor": Factor.STRONG}

    def approved(self, filing: Filing) -> Filing:
        """Offered, approved by the client, and proven."""
        approve(self.request(self.offered(filing)), **self.shown(filing))
        for pk in Approval.objects.filter(request__filing=filing).values_list("pk", flat=True):
            make_receipt(pk)
        return filing


def fill(plan: Plan) -> None:
    """Filings of every kind and in every state."""
    desk = Desk(plan)
    history(desk)
    every_kind(desk)
    every_state(desk)
    practice_delivery.fill(desk, (month(2025, number) for number in range(1, 13)))
    practice_delivery.in_doubt(desk, desk.ob_return("samples", quarter(2024, 1)))
    waiting_for_the_machine(desk)
    missing = set(State.values) - set(Filing.objects.values_list("state", flat=True))
    if missing:
        raise RuntimeError(f"No practice filing is in state {', '.join(sorted(missing))}.")


def history(desk: Desk) -> None:
    """The bakery files every month; the client approved the months before."""
    for number in (7, 8, 9):
        desk.approved(desk.ob_return("bakkerij", month(2026, number)))
    desk.offered(desk.ob_return("bakkerij", month(2026, 10)))


def every_kind(desk: Desk) -> None:
    """One filing of each kind that is read."""
    made, samples = desk.relations, desk.relations["samples"]
    customers = [make.Customer("DE", "123456789", supplies=4_200), make.Customer("BE", "0123456789", services=1_150)]
    desk.take("icp-q3.xbrl", make.icp(number=desk.ob[samples.pk], customers=customers, **quarter(2026, 3)))
    desk.take(
        "suppletie-2025.xbrl",
        make.suppletie(number=desk.ob[samples.pk], rubrieken={"1a": (90_000, 18_900)}, input_tax=4_000, old_total=13_000,
                       start=date(2025, 1, 1), end=date(2025, 12, 31)),
    )  # fmt: skip
    person = make.Person("V", "Voorbeeld", date(1975, 3, 14))
    desk.take("ib-2025.xbrl", make.ib(number="123456782", year=2025, person=person, savings=48_000))
    year = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    desk.take("vpb-2025.xbrl", make.vpb(number=samples.rsin, name=samples.name, profit=84_000, balance=12_400, advance=3_000, **year))
    desk.take("va-2026.xbrl", make.va_vpb(number=samples.rsin, name=samples.name, profit=90_000, start=date(2026, 1, 1), end=date(2026, 12, 31)))
    employees = [make.Employee("123456782", "Voorbeeld", 3_100), make.Employee("234567895", "Ander", 2_650)]
    desk.take("lh-2026-09.xml", make.lh(number=desk.lh[samples.pk], name=samples.name, employees=employees, **month(2026, 9)))
    desk.take("jaarrekening-2025.xbrl", make.kvk_classic(number=samples.kvk_nummer, name=samples.name, equity=50_000, assets=120_000, **year))
    desk.take("uitstel-2025.xbrl", make.uitstel(year=2025, extensions=[make.Extension("123456782", "Voorbeeld", "IB", date(2025, 1, 1), date(2025, 12, 31))]))
    desk.take(
        "aanslag-vpb-2024.xbrl",
        make.sba(stem="vpb", number=samples.rsin, start=date(2024, 1, 1), end=date(2024, 12, 31), balance=3_200,
                 number_of_assessment="001234560V40", dated=date(2026, 10, 30), name=samples.name, pay_before=date(2026, 12, 15),
                 object_before=date(2026, 12, 11)),
    )  # fmt: skip
    desk.take("jaarrekening-2025.xbri", make.kvk_inline(number=made["holding"].kvk_nummer, name=made["holding"].name, equity=10_000, **year))


def every_state(desk: Desk) -> None:
    """What is not reached by the ordinary course."""
    by, made = desk.by, desk.relations
    desk.take("oud-pakket.xbrl", DOCTYPE)
    desk.take("onbekend.xbrl", make.ob(number="001000044B37", rubrieken={"1a": (100, 21)}, **quarter(2026, 3)))
    bakkerij = made["bakkerij"]
    desk.take("vpb-bakkerij.xbrl", make.vpb(number=bakkerij.rsin, name=bakkerij.name, profit=12_000, balance=1_900, start=date(2025, 1, 1), end=date(2025, 12, 31)))
    desk.ob_return("camping", quarter(2026, 3))
    reviewing.to_review(desk.ob_return("samples", quarter(2026, 2)), by=by)
    ready = desk.ob_return("samples", quarter(2026, 3))
    waiting = Filing.objects.get(relation=made["bakkerij"], kind="OB", period_start=date(2026, 10, 1))
    practice_approval.fill(desk, told=desk.offered(desk.ob_return("samples", quarter(2026, 1))), waiting=waiting, ready=ready)
    refused = desk.offered(desk.ob_return("samples", quarter(2025, 4)))
    decline(desk.request(refused), reason=desk.plan.mark("De factuur van december ontbreekt nog."), **desk.shown(refused))
    late = desk.offered(desk.ob_return("samples", quarter(2025, 3)))
    ApprovalRequest.objects.filter(filing=late).update(expires_at=timezone.now() - timedelta(days=1))
    expire_due()
    back = desk.offered(desk.ob_return("samples", quarter(2025, 2)))
    offering.withdraw(back, by=by, reason="Ingediend met een oude versie van de administratie.")
    desk.offered(desk.ob_return("samples", quarter(2025, 1)))
    closing.replace_earlier(desk.ob_return("samples", quarter(2025, 1)), by=by)
    elsewhere = desk.ob_return("samples", quarter(2024, 4))
    closing.mark_filed_elsewhere(elsewhere, by=by, evidence="Ingediend via Mijn Belastingdienst Zakelijk op 28-01-2025.")
    unknown = desk.take("zonder-relatie.xbrl", make.ob(number="001000044B39", rubrieken={"1a": (500, 105)}, **quarter(2026, 2)))
    closing.discard(unknown, by=by, reason="Hoort bij een ander kantoor.")
    chosen = desk.take("gekozen.xbrl", make.ob(number="001000044B37", rubrieken={"1a": (900, 189)}, **quarter(2026, 1)))
    link(chosen, made["holding"], by=by)
    take_in(b"", name="leeg.xbrl", channel=Channel.UPLOAD, by=by)


def waiting_for_the_machine(desk: Desk) -> None:
    """What came in a moment ago; last of all, because each file that is taken in lets the machine work."""
    parsed = desk.take("wordt-gekoppeld.xbrl", make.ob(number="001234560B01", rubrieken={"1a": (10, 2)}, **quarter(2023, 4)), wait=True)
    read_filings([parsed.pk])
    desk.take("net-binnen.xbrl", make.ob(number="001234560B01", rubrieken={"1a": (20, 4)}, **quarter(2023, 3)), wait=True, source=Source.API)
