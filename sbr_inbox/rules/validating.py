"""Holding filings against their taxonomy when a validator is installed; a warning at most, never a hurdle."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crm.enums import FilingKind
from offices.files import read_bytes
from sbr_inbox.delivery_enums import CheckState, PackageState
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, FilingCheck, TaxonomyPackage
from sbr_inbox.validator import Verdict, validate

MAX_ATTEMPTS = 2
LEASE = timedelta(minutes=10)
_WORTH = (State.MATCHED, State.IN_REVIEW, State.READY)
# A loonaangifte is no XBRL; a report package brings its own taxonomy and is read by its readers.
_NOT_XBRL = (FilingKind.LH, FilingKind.LH_CORRECTIE, FilingKind.OVERIG)
_AT_ONCE = 20


def plan_checks() -> int:
    """Put filings that wait for people in line for the validator; nothing without one. Gives how many were added."""
    if not settings.ARELLE_COMMAND:
        return 0
    rows = Filing.objects.filter(state__in=_WORTH, checks=None, xml_file__isnull=False).exclude(kind__in=("", *_NOT_XBRL))
    made = [FilingCheck(filing=filing, due_at=timezone.now()) for filing in rows.order_by("id")[:_AT_ONCE]]
    FilingCheck.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def checks_due():
    """Ids of filings in line for the validator."""
    return FilingCheck.objects.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("filing_id", flat=True)


def check_filing(filing_id) -> FilingCheck | None:
    """Validate one filing that is in line; None when it is not its turn. The state of the filing never changes."""
    check = _claim(filing_id)
    if check is None or check.due_at is None:
        return check
    filing = check.filing
    verdict = validate(
        read_bytes(filing.xml_file), _packages(filing), command=settings.ARELLE_COMMAND, is_kvk=filing.kind == FilingKind.KVK
    )
    return _write(check.pk, verdict)


def _claim(filing_id) -> FilingCheck | None:
    now = timezone.now()
    with transaction.atomic():
        rows = FilingCheck.objects.select_for_update(of=("self",), skip_locked=True).select_related("filing__xml_file")
        check = rows.filter(filing_id=filing_id, due_at__lte=now).first()
        if check is None:
            return None
        check.attempt += 1
        check.due_at = now + LEASE if check.attempt <= MAX_ATTEMPTS else None
        if check.due_at is None:
            check.state, check.reason, check.at = CheckState.NOT, "De validatie lukte niet.", now
        check.save(update_fields=["attempt", "due_at", "state", "reason", "at"])
    return check


def _packages(filing: Filing) -> list[tuple[str, bytes]]:
    """The packages of the generation of the filing that are in use."""
    rows = TaxonomyPackage.objects.filter(active=True, state=PackageState.DONE, generation=filing.taxonomy).select_related("file")
    return [(row.name, read_bytes(row.file)) for row in rows[:5]]


def _write(pk, verdict: Verdict) -> FilingCheck:
    with transaction.atomic():
        check = FilingCheck.objects.select_for_update(of=("self",)).get(pk=pk)
        check.state, check.reason, check.messages = verdict.state, verdict.reason[:300], list(verdict.messages)
        check.at, check.due_at = timezone.now(), None
        check.save(update_fields=["state", "reason", "messages", "at", "due_at"])
    return check
