"""Step one: from bytes to what the filing says about itself."""

from django.db import transaction
from django.utils import timezone

from crm.enums import Direction, FilingKind
from offices.audit import SYSTEM
from offices.files import open_file, read_bytes
from offices.models import StoredFile
from sbr_inbox.enums import KeyType, State
from sbr_inbox.facts import frequency_of, source_name
from sbr_inbox.indexes import base_of, key_index
from sbr_inbox.keys import make_key
from sbr_inbox.matching import Found
from sbr_inbox.models import Filing, FilingReading, FilingSubject
from sbr_inbox.payment import payment_reference
from sbr_inbox.reading import MAX_XML, Reading, Unreadable, content_type, read_limited, split
from sbr_inbox.rules.dating import set_dates
from sbr_inbox.rules.issues import sync_issues
from sbr_inbox.rules.leasing import LEASE, Lease
from sbr_inbox.rules.moving import Ledger
from sbr_inbox.rules.papers import join_papers

READER_VERSION = 1
TOO_HEAVY = Unreadable("TOO_HEAVY", "het bestand is te zwaar om te lezen")
# What this step may change.
WRITTEN = (
    "state", "state_at", "version", "attempt", "due_at", "lease_until", "kind", "entrypoint", "taxonomy", "tijdvak", "year",
    "period_start", "period_end", "frequency", "key_type", "key_value", "key_hmac", "base_hmac", "branch", "amount",
    "direction", "package_name", "supplier_reference", "deadline", "deadline_rule", "payment_reference", "payment_due",
    "supersedes",
)  # fmt: skip
PAPER = Reading(kind=FilingKind.OVERIG.value, entrypoint="pdf zonder aangiftebestand")


def read_filings(ids: list) -> None:
    """Read these filings, which the caller has claimed: RECEIVED becomes PARSED or UNREADABLE."""
    lease, outcomes = Lease(ids), {}
    for row in Filing.objects.filter(pk__in=ids).select_related("xml_file", "pdf_file"):
        outcomes[row.pk] = _read(row)
        lease.keep()
    _write(ids, outcomes)


def give_up(pk) -> None:
    """Call a filing unreadable that could not be read in five attempts: too heavy is a result, not a retry."""
    _write([pk], {pk: TOO_HEAVY})


def _read(filing: Filing) -> Reading | Unreadable:
    """What stands in the file; nothing is written here."""
    if filing.xml_file is None:
        return PAPER
    stored: StoredFile = filing.xml_file
    if stored.size > MAX_XML and not _is_zip(stored):
        return Unreadable("TOO_LARGE", "het bestand is groter dan 20 MB")
    try:
        data = read_bytes(stored)
        if content_type(data) == "zip":
            # A zip gets here only when it is a report package or when it may not be unpacked; split says why.
            split(data, filename=filing.name)
        return read_limited(data, filing.name)
    except Unreadable as fault:
        return fault


def _is_zip(stored: StoredFile) -> bool:
    with open_file(stored) as body:
        return content_type(body.read(8)) == "zip"


def _write(ids: list, outcomes: dict) -> None:
    with transaction.atomic():
        locked = list(
            Filing.objects.select_for_update(of=("self",)).filter(pk__in=ids, state=State.RECEIVED).order_by("pk")
        )
        ledger, issues, readings, subjects = Ledger(SYSTEM), {}, [], []
        for filing in locked:
            outcome = outcomes[filing.pk]
            if isinstance(outcome, Unreadable):
                issues[filing] = [_unreadable(filing, outcome, ledger)]
                continue
            take_over(filing, outcome)
            ledger.move(filing, State.PARSED, "filing.read")
            # The next step follows in this same job; when that dies, the lease runs out and the sweeper rings.
            filing.attempt, filing.due_at, filing.lease_until = 1, timezone.now(), timezone.now() + LEASE
            readings.append(_reading(filing, outcome))
            subjects += _subjects(filing, outcome)
            issues[filing] = [Found(note.code, "file", {"text": note.text}) for note in outcome.issues if note.code == "E01"]
        _supersede(locked, ledger)
        set_dates(filing for filing in locked if filing.state == State.PARSED)
        Filing.objects.rewrite(locked, WRITTEN)
        FilingReading.objects.bulk_create(readings)
        FilingSubject.objects.bulk_create(subjects)
        if any(issues.values()):
            sync_issues(issues, codes=("E01",), by=SYSTEM)
        ledger.write()
        join_papers(locked)


def _unreadable(filing: Filing, fault: Unreadable, ledger: Ledger) -> Found:
    ledger.move(filing, State.UNREADABLE, "filing.unreadable", code="E01", text=fault.text, data={"reason": fault.code})
    return Found("E01", "file", {"reason": fault.reason, "package": source_name(filing), "text": _e01(fault)})


def _e01(fault: Unreadable) -> str:
    return f"Het bestand kan niet worden gelezen ({fault.reason}). {fault.remedy}"


def take_over(filing: Filing, reading: Reading) -> None:
    """Put on the filing what was read; nothing is saved here."""
    key = make_key(reading.key_type, reading.key_value)
    filing.kind, filing.entrypoint, filing.taxonomy = reading.kind, reading.entrypoint[:160], reading.taxonomy[:60]
    filing.tijdvak, filing.year = reading.tijdvak[:60], reading.year
    filing.period_start, filing.period_end = reading.period_start, reading.period_end
    filing.frequency = frequency_of(reading.kind, reading.period_start, reading.period_end)
    filing.key_type, filing.key_value = KeyType(reading.key_type), reading.key_value
    filing.key_hmac, filing.base_hmac = key_index(key.normal), base_of(key.normal)
    filing.branch = reading.branch_btw_id
    filing.amount, filing.direction = reading.amount, reading.direction
    filing.package_name = reading.package_name[:100]
    filing.supplier_reference = reading.supplier_reference[:40]
    if reading.direction == Direction.TO_PAY:
        filing.payment_reference = payment_reference(reading.kind, key, reading.period_start, reading.period_end)


def _reading(filing: Filing, reading: Reading) -> FilingReading:
    return FilingReading(
        filing=filing,
        reader_version=READER_VERSION,
        summary=reading.summary,
        facts=list(reading.facts),
        warnings=[{"code": note.code, "text": note.text} for note in reading.warnings],
        dates={name: day.isoformat() for name, day in reading.dates.items()},
    )


def _subjects(filing: Filing, reading: Reading) -> list[FilingSubject]:
    return [
        FilingSubject(
            filing=filing,
            position=row.position,
            number=row.number,
            number_hmac=key_index(make_key(KeyType.UNKNOWN, row.number).normal),
            year=row.year,
            tax=row.tax[:20],
        )
        for row in reading.subjects
    ]


def _supersede(filings: list[Filing], ledger: Ledger) -> None:
    """A file that comes in again replaces its withdrawn or unreadable earlier self."""
    wanted = {filing.sha256: filing for filing in filings}
    earlier = Filing.objects.filter(
        sha256__in=wanted, state__in=(State.UNREADABLE, State.WITHDRAWN, State.DISCARDED)
    ).exclude(pk__in=[filing.pk for filing in filings])
    for row in earlier.order_by("pk"):
        wanted[row.sha256].supersedes = row
        if row.state == State.UNREADABLE:
            ledger.move(row, State.SUPERSEDED, "filing.superseded", text="Hetzelfde bestand kwam opnieuw binnen.")
            row.save()
