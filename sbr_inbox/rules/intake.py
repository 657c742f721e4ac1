"""Taking in what is offered: bytes to the final storage, then the row, then the answer (quality R1)."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.db import transaction

from offices.audit import Program
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.permissions import require
from sbr_inbox.enums import Channel, Source
from sbr_inbox.models import Filing, Intake
from sbr_inbox.reading import Unreadable, content_type, is_report_package, split
from sbr_inbox.rules.arrivals import PURPOSE, Arrived, clean, pair, settle_bytes, stem_of
from sbr_inbox.rules.moving import Ledger
from sbr_inbox.rules.refreshing import ChangedInSource, replace_changed

__all__ = ["PURPOSE", "IntakeResult", "pair", "refuse", "take_in"]


@dataclass(frozen=True)
class IntakeResult:
    """What became of one offered file; `more` are the members of a zip."""

    filing: Filing | None
    intake: Intake
    created: bool
    more: tuple["IntakeResult", ...] = field(default=())

    @property
    def text(self) -> str:
        """The outcome in a Dutch sentence."""
        return self.intake.text

    @property
    def code(self) -> str:
        """E06 for bytes that were there already, DOS01, DOS02 or E22 for a refusal, else empty."""
        return self.intake.code

    @property
    def status(self) -> int:
        """What the interface answers: 201 new, 200 known already, 413 too large, 422 refused."""
        if self.created or any(result.created for result in self.more):
            return 201
        if self.filing is not None or any(result.filing for result in self.more):
            return 200
        return 413 if self.code == "DOS01" else 422


def take_in(
    content,
    *,
    name: str,
    channel: str,
    by,
    pdf=None,
    source: str = Source.MANUAL,
    source_ref: str = "",
    source_relation=None,
) -> IntakeResult:
    """Take in one file and let the reading begin.

    `content` and `pdf` are bytes, a stream, a finished or unfinished Incoming, or a StoredFile. The same bytes as a
    filing that counts give that filing and nothing new. An empty file and one above 100 MB are refused with a
    visible Intake row; nothing is raised for them. Raises Forbidden when a member may not add filings.
    """
    if isinstance(by, TeamMember):
        require(by, "filing.upload")
    offer = _Offer(name=clean(name), channel=channel, by=by, source=source, source_ref=source_ref or "")
    offer.source_relation = source_relation
    try:
        arrived = settle_bytes(content, offer.name)
    except RuleBroken as fault:
        return refuse(offer.name, fault, channel=channel, by=by)
    if parts := _parts(arrived, offer.name):
        return _take_zip(offer, arrived, parts)
    companion = settle_bytes(pdf, f"{offer.stem}.pdf") if pdf is not None else None
    return _take_one(offer, arrived, companion)


def refuse(name: str, fault: RuleBroken, *, channel: str, by, size: int = 0) -> IntakeResult:
    """Keep visible that a file was offered and why it was refused."""
    with transaction.atomic():
        row = _intake(name, channel, by, size=size, code=fault.code, text=fault.text)
        row.save(force_insert=True)
    return IntakeResult(None, row, created=False)


@dataclass
class _Offer:
    name: str
    channel: str
    by: object
    source: str
    source_ref: str
    source_relation: object = None

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


def _parts(arrived: Arrived, name: str) -> list[tuple[str, bytes]]:
    """The files in a zip; empty for anything else, also for a zip that may not be opened (it is read as it is)."""
    if content_type(arrived.head()) != "zip":
        return []
    data = arrived.bytes()
    if is_report_package(data):
        return []
    try:
        return split(data, filename=name)
    except Unreadable:
        return []


def _take_zip(offer: _Offer, arrived: Arrived, parts: list[tuple[str, bytes]]) -> IntakeResult:
    """One filing per member; the zip itself is not kept, its members are."""
    results = []
    for main, paper in pair([name for name, _ in parts]):
        name, data = parts[main]
        inner = _Offer(clean(f"{offer.name}/{name}"), offer.channel, offer.by, offer.source, "", offer.source_relation)
        try:
            companion = settle_bytes(parts[paper][1], name) if paper is not None else None
            results.append(_take_one(inner, settle_bytes(data, inner.name), companion))
        except RuleBroken as fault:
            results.append(refuse(inner.name, fault, channel=offer.channel, by=offer.by))
    arrived.drop()
    fresh = sum(result.created for result in results)
    text = f"{offer.name} is uitgepakt: {fresh} nieuw, {len(results) - fresh} al bekend of geweigerd."
    with transaction.atomic():
        row = _intake(offer.name, offer.channel, offer.by, size=arrived.size, text=text)
        row.save(force_insert=True)
    first = next((result.filing for result in results if result.filing), None)
    return IntakeResult(first, row, created=False, more=tuple(results))


def _take_one(offer: _Offer, arrived: Arrived, companion: Arrived | None) -> IntakeResult:
    try:
        with transaction.atomic():
            result = _write(offer, arrived, companion)
    except RuleBroken as fault:
        arrived.drop()
        if companion:
            companion.drop()
        if isinstance(fault, ChangedInSource):
            fault.keep_visible()
        return refuse(offer.name, fault, channel=offer.channel, by=offer.by, size=arrived.size)
    if not result.created:
        arrived.drop()
        if companion:
            companion.drop()
    return result


def _write(offer: _Offer, arrived: Arrived, companion: Arrived | None) -> IntakeResult:
    """The filing first, because its unique key decides who was first; then the files it points to."""
    filing = _new_filing(offer, arrived, companion)
    if not Filing.objects.insert_new(filing):
        if existing := Filing.objects.not_gone().filter(sha256=filing.sha256).first():
            return _known(offer, arrived, existing)
        filing.supersedes = replace_changed(offer.source, offer.source_ref, by=offer.by)
        if not Filing.objects.insert_new(filing):
            raise RuleBroken(
                f"{offer.name} kwam tegelijk nog een keer binnen. Bied het bestand opnieuw aan.", code="E06", retryable=True
            )
    arrived.keep()
    if companion:
        companion.keep()
    row = _intake(offer.name, offer.channel, offer.by, size=arrived.size, text=f"{offer.name} is ontvangen.")
    row.filing, row.stored_file_id = filing, arrived.id
    row.save(force_insert=True)
    ledger = Ledger(offer.by)
    ledger.note(filing, "filing.received", data={"name": offer.name, "channel": offer.channel})
    ledger.write()
    _ring(filing)
    return IntakeResult(filing, row, created=True)


def _new_filing(offer: _Offer, arrived: Arrived, companion: Arrived | None) -> Filing:
    paper_only = companion is None and content_type(arrived.head()) == "pdf"
    filing = Filing(
        name=offer.name,
        stem=stem_of(offer.name),
        source=offer.source,
        source_ref=offer.source_ref[:100],
        source_relation_id=getattr(offer.source_relation, "pk", None),
        received_by=offer.by if isinstance(offer.by, TeamMember) else None,
        sha256=arrived.sha256,
    )
    if paper_only:
        filing.pdf_file_id = arrived.id
    else:
        filing.xml_file_id = arrived.id
        filing.pdf_file_id = companion.id if companion else None
    return filing


def _known(offer: _Offer, arrived: Arrived, existing: Filing) -> IntakeResult:
    text = f"{offer.name} is al ontvangen op {existing.received_at:%d-%m-%Y}: {existing.title}."
    row = _intake(offer.name, offer.channel, offer.by, size=arrived.size, code="E06", text=text)
    row.filing = existing
    row.save(force_insert=True)
    return IntakeResult(existing, row, created=False)


def _intake(name: str, channel: str, by, *, size: int = 0, code: str = "", text: str = "") -> Intake:
    return Intake(
        channel=Channel(channel),
        name=clean(name),
        size=size,
        code=code,
        text=text,
        by=by if isinstance(by, TeamMember) else None,
        by_label=by.name if isinstance(by, Program) else str(by)[:160],
    )


def _ring(filing: Filing) -> None:
    from sbr_inbox.bell import ring_soon

    ring_soon(first=str(filing.pk))
