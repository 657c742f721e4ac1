"""*SBR Foutmeldingen*: what is open per E-code, since when, whose it is, and whether trying again can help."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from offices.models import TeamMember
from sbr_inbox.enums import Level
from sbr_inbox.issues import CODES, issue_text
from sbr_inbox.models import DigipoortStatus, Filing, FilingIssue, StatusCode

_LEVELS = {
    Level.BLOCKS_OFFER: ("bad", "circle-x"),
    Level.BLOCKS_SENDING: ("bad", "send"),
    Level.WARNING: ("warn", "triangle-alert"),
}


@dataclass(frozen=True)
class BoardRow:
    """One code: how often it is open now, the oldest, who has it, and how many are being tried again."""

    code: str
    cause: str
    remedy: str
    level: Level
    retry: bool
    count: int
    oldest: datetime
    owners: str
    busy: int

    @property
    def mark(self) -> tuple[str, str]:
        """Tone and icon of what it stops."""
        return _LEVELS[self.level]


def board(member) -> list[BoardRow]:
    """Every code that is open on filings this member may see, the most serious first. Three queries."""
    seen = Filing.objects.visible_to(member).filter(archived=False)
    open_now = FilingIssue.objects.filter(closed_at=None, filing__in=seen).order_by()
    due = Q(filing__due_at__lte=timezone.now()) | Q(filing__deliveries__due_at__lte=timezone.now())
    rows = open_now.values("code").annotate(
        count=Count("filing", distinct=True), oldest=Min("opened_at"), busy=Count("filing", filter=due, distinct=True)
    )
    owners = _owners(open_now)
    found = [
        BoardRow(
            row["code"],
            CODES[row["code"]].cause,
            remedy(row["code"]),
            Level(CODES[row["code"]].level),
            CODES[row["code"]].retry,
            row["count"],
            row["oldest"],
            owners.get(row["code"], ""),
            row["busy"],
        )
        for row in rows
        if row["code"] in CODES
    ]
    return sorted(found, key=lambda row: (row.level == Level.WARNING, row.oldest))


def remedy(code: str) -> str:
    """What one does about a code whatever the filing: its sentence without the cause in front."""
    return issue_text(code, {}).partition(". ")[2] or issue_text(code, {})


def unknown_codes() -> list[dict]:
    """Status codes of receivers that the table does not know, with how often they came."""
    known = StatusCode.objects.values("code")
    rows = DigipoortStatus.objects.filter(phase="UNKNOWN").exclude(code__in=known).order_by()
    return list(rows.values("code", "text").annotate(count=Count("id"), last=Min("at")).order_by("-count")[:20])


def _owners(open_now) -> dict[str, str]:
    """Code -> «Fatima (3), nog niemand (2)»: the members to whom filings with it are assigned."""
    held = open_now.values("code", member=F("filing__assignee")).annotate(count=Count("filing", distinct=True)).order_by("-count")
    rows = list(held)
    wanted = {row["member"] for row in rows if row["member"]}
    members = TeamMember.objects.filter(pk__in=wanted).select_related("user") if wanted else ()
    names = {one.pk: str(one) for one in members}
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["code"], []).append(f"{names.get(row['member'], 'nog niemand')} ({row['count']})")
    return {code: ", ".join(each[:3]) + (" en anderen" if len(each) > 3 else "") for code, each in said.items()}
