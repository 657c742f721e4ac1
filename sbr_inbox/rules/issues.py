"""Opening and closing the E-codes of a filing; at most one open per code and field."""

from django.db.models import Q
from django.utils import timezone

from offices.audit import draft, record_all
from offices.errors import RuleBroken
from sbr_inbox.access import require_on_filing
from sbr_inbox.enums import Level
from sbr_inbox.issues import CODES
from sbr_inbox.matching import Found
from sbr_inbox.models import FilingIssue

LADDER = ("E02", "E03", "E04", "E05", "E07", "E24")


def open_issue(filing, code: str, *, field: str = "", values: dict | None = None) -> None:
    """Open one issue, or refresh what an open one says. A warning that a person set aside stays aside."""
    if CODES[code].level == Level.WARNING and _set_aside(filing, code, field, values or {}):
        return
    _, made = FilingIssue.objects.update_or_create(
        filing=filing, code=code, field=field, closed_at=None, defaults={"values": values or {}}
    )
    if made:
        record_all([draft(_system(), "issue.opened", filing, data={"code": code})])


def close_issues(filing, *codes: str, by) -> int:
    """Close open issues of these codes; returns how many were open."""
    closed = FilingIssue.objects.filter(filing=filing, code__in=codes, closed_at=None).update(closed_at=timezone.now())
    if closed:
        record_all([draft(by, "issue.closed", filing, data={"codes": ", ".join(codes)})])
    return closed


def sync_issues(found: dict, *, codes: tuple[str, ...], by) -> None:
    """Make the open issues of these codes equal to what was found now, for many filings at once.

    `found` maps a locked filing to its Found list. Issues that are gone are closed, new ones opened; one that stays
    keeps its age. Two to four statements whatever the number.
    """
    rows = FilingIssue.objects.filter(Q(closed_at=None) | Q(ignored_by__isnull=False), filing__in=found, code__in=codes)
    standing, ignored = [row for row in rows if row.closed_at is None], [_said(row) for row in rows if row.ignored_by_id]
    open_now = {(row.filing_id, row.code, row.field): row for row in standing}
    fresh, kept, lines = [], set(), []
    for filing, issues in found.items():
        for issue in issues:
            key = (filing.pk, issue.code, issue.field)
            if (*key, issue.values) in ignored:
                # A person set exactly this aside; it comes back only when it says something else.
                continue
            kept.add(key)
            if key not in open_now:
                open_now[key] = FilingIssue(filing=filing, code=issue.code, field=issue.field, values=issue.values)
                fresh.append(open_now[key])
                lines.append(draft(by, "issue.opened", filing, data={"code": issue.code}))
            elif open_now[key].values != issue.values and not open_now[key]._state.adding:
                FilingIssue.objects.filter(pk=open_now[key].pk).update(values=issue.values)
    by_id = {filing.pk: filing for filing in found}
    gone = [row for key, row in open_now.items() if key not in kept]
    if gone:
        FilingIssue.objects.filter(pk__in=[row.pk for row in gone]).update(closed_at=timezone.now())
        lines += [draft(by, "issue.closed", by_id[row.filing_id], data={"code": row.code}) for row in gone]
    FilingIssue.objects.bulk_create(fresh)
    record_all(lines)


def _set_aside(filing, code: str, field: str, values: dict) -> bool:
    same = FilingIssue.objects.filter(filing=filing, code=code, field=field, ignored_by__isnull=False, values=values)
    return same.exists()


def _said(row: FilingIssue) -> tuple:
    return row.filing_id, row.code, row.field, row.values


def ignore_issue(issue: FilingIssue, *, by, reason: str) -> None:
    """Set a warning aside with a reason; what blocks cannot be ignored."""
    require_on_filing(by, "filing.review", issue.filing)
    if CODES[issue.code].level != "W":
        raise RuleBroken("Alleen een waarschuwing kan worden genegeerd. Los deze melding op.", code="SBR02")
    if not reason.strip():
        raise RuleBroken("Vul een reden in.", code="G01", field="reason")
    issue.ignored_by, issue.ignored_reason, issue.closed_at = by, reason.strip(), timezone.now()
    issue.save()
    record_all([draft(by, "issue.ignored", issue.filing, data={"code": issue.code, "reason": reason.strip()})])


def open_codes(filing) -> list[FilingIssue]:
    """The open issues of a filing, in order of code."""
    return list(FilingIssue.objects.filter(filing=filing, closed_at=None))


def as_found(issues) -> list[Found]:
    """Stored issues in the shape of the ladder."""
    return [Found(issue.code, issue.field, issue.values) for issue in issues]


def _system():
    from offices.audit import SYSTEM

    return SYSTEM
