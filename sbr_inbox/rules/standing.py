"""Whether the approval of a filing still stands at this moment: the answer the last gate asks for."""

from offices.errors import RuleBroken
from sbr_inbox.approval_enums import APPROVED_BY_OFFICE, RequestState
from sbr_inbox.models import ApprovalRequest, FilingEvent, Release
from sbr_inbox.rules.counting import standing


class NotStanding(RuleBroken):
    """The approval was withdrawn, or who gave it may not any more."""

    code = "POR05"


def still_approved(filing) -> str:
    """The sha256 that was approved, for a locked filing.

    Raises NotStanding when no approval holds any more: no completed request over these bytes, or too few approvals of
    people who are still entitled. A confirmed release counts as approval, and so does the office's own for its own
    kinds. Each of them counts only for exactly the bytes it was about.
    """
    release = Release.objects.filter(filing=filing, refused_at=None).exclude(confirmed_by=None).first()
    if release and release.sha256 == filing.sha256:
        return release.sha256
    if filing.kind in APPROVED_BY_OFFICE:
        return _by_office(filing)
    requests = ApprovalRequest.objects.filter(filing=filing, relation_id=filing.relation_id, state=RequestState.APPROVED)
    latest = requests.select_related("policy").order_by("-offered_at").first()
    if latest is None or latest.sha256 != filing.sha256:
        raise NotStanding(f"Voor {filing.title} is geen akkoord op dit bestand. Bied de aangifte opnieuw aan.")
    if not standing(latest, filing).count.complete:
        names = ", ".join(latest.answers.values_list("person_name", flat=True))
        raise NotStanding(
            f"{names} gaf akkoord, maar is voor {filing.relation} niet meer bevoegd. Leg de bevoegdheid vast, of laat twee "
            "collega's de verzending zonder akkoord vragen en bevestigen."
        )
    return latest.sha256


def _by_office(filing) -> str:
    if not FilingEvent.objects.filter(filing=filing, event="filing.approved").exists():
        raise NotStanding(f"{filing.title} is niet door uw kantoor goedgekeurd. Laat haar eerst controleren.")
    return filing.sha256
