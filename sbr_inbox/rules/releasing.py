"""Sending without approval: one member asks with a reason, another confirms, for exactly the bytes of that moment."""

from django.db import transaction
from django.utils import timezone

from offices.errors import RuleBroken
from offices.models import TeamMember
from sbr_inbox.access import require_on_filing
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, Release
from sbr_inbox.rules.approved import approved
from sbr_inbox.rules.asking import close_requests
from sbr_inbox.rules.bytes import require_same_bytes
from sbr_inbox.rules.moving import WrongState, move, note
from sbr_inbox.rules.receipts import papers_of
from sbr_inbox.rules.voiding import end_release

RIGHT = "filing.send_without_approval"
REASON_LENGTH = 10
# Not what the client refused: that asks a new file or a new answer. Approved ones when their approval fell away.
RELEASABLE = (State.READY, State.OFFERED, State.EXPIRED, State.APPROVED)


def live_release(filing) -> Release | None:
    """The release of this filing that stands or waits for a second member."""
    rows = Release.objects.filter(filing=filing, refused_at=None)
    return rows.select_related("asked_by__user", "confirmed_by__user").first()


def ask_release(filing: Filing, *, by: TeamMember, reason: str) -> Release:
    """Ask to send a filing without the client's approval; another member has to confirm it.

    Raises WrongState, G01 for a reason under ten characters, SBR05 when it was asked already.
    """
    require_on_filing(by, RIGHT, filing)
    reason = _reason(reason)
    with transaction.atomic():
        filing = _locked(filing)
        if live_release(filing):
            raise RuleBroken(
                "Verzenden zonder akkoord is voor deze aangifte al gevraagd. Laat een collega het bevestigen.", code="SBR05"
            )
        require_same_bytes(filing.sha256, filing.xml_file or filing.pdf_file)
        release = Release.objects.create(
            filing=filing, sha256=filing.sha256, asked_by=by, asked_at=timezone.now(), reason=reason, created_by=by
        )
        note(filing, by=by, event="filing.release_asked", text=reason, data={"release": str(release.pk)})
    return release


def confirm_release(release: Release, *, by: TeamMember) -> Filing:
    """Confirm as another member; the filing counts as approved, and whoever was asked is told.

    Raises SBR05 for the one who asked it, for other bytes, or when it was refused or confirmed already.
    """
    require_on_filing(by, RIGHT, release.filing)
    with transaction.atomic():
        filing = _locked(release.filing)
        release = _lock(release)
        if release.asked_by_id == by.pk:
            raise RuleBroken(
                "U vroeg deze verzending zelf. Een andere collega met dit recht moet haar bevestigen.", code="SBR05"
            )
        if release.sha256 != filing.sha256:
            raise RuleBroken("Het bestand is een ander dan toen dit werd gevraagd. Vraag het opnieuw.", code="SBR05")
        require_same_bytes(release.sha256, filing.xml_file or filing.pdf_file)
        release.confirmed_by, release.confirmed_at = by, timezone.now()
        release.version += 1
        release.save()
        text = f"Zonder akkoord van de cliënt: gevraagd door {release.asked_by}, bevestigd door {by}. {release.reason}"
        data = {"release": str(release.pk), "asked_by": str(release.asked_by_id)}
        if filing.state == State.OFFERED:
            close_requests(filing, by=by, reason="Uw kantoor dient de aangifte in zonder uw akkoord.")
        if filing.state == State.APPROVED:
            note(filing, by=by, event="filing.released", text=text, data=data)
        else:
            move(filing, State.APPROVED, by=by, event="filing.released", text=text, data=data)
        approved(filing, by=by, receipt_files=papers_of(filing))
        _ring_proof(filing)
    return filing


def refuse_release(release: Release, *, by: TeamMember, reason: str) -> Release:
    """Refuse what a colleague asked, or take back what one asked oneself; only before it is confirmed."""
    require_on_filing(by, RIGHT, release.filing)
    reason = _reason(reason)
    with transaction.atomic():
        filing = Filing.objects.lock(release.filing_id)
        release = _lock(release)
        end_release(release, by=by, reason=reason)
        note(filing, by=by, event="filing.release_refused", text=reason, data={"release": str(release.pk)})
    return release


def _ring_proof(filing) -> None:
    from sbr_inbox.proof_tasks import make_proofs

    make_proofs.ring(office_id=filing.office_id, filing_id=str(filing.pk))


def _lock(release) -> Release:
    row = Release.objects.select_for_update(of=("self",)).select_related("asked_by__user").get(pk=release.pk)
    if row.refused_at or row.confirmed_by_id:
        word = "geweigerd" if row.refused_at else "bevestigd"
        raise RuleBroken(f"Dit verzoek is al {word}. Ververs de pagina.", code="SBR05")
    return row


def _locked(filing) -> Filing:
    filing = Filing.objects.lock(filing.pk)
    if filing.state not in RELEASABLE or filing.relation_id is None:
        raise WrongState(filing, "Verzenden zonder akkoord")
    return filing


def _reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < REASON_LENGTH:
        raise RuleBroken("Schrijf in minstens 10 tekens waarom er geen akkoord is.", code="G01", field="reason")
    return reason[:2000]
