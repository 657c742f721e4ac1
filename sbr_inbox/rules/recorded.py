"""What a change of a relation, its contacts or their authority means for what was put before them."""

from django.utils import timezone

from sbr_inbox.approval_enums import RequestState
from sbr_inbox.entitlement import Authority, own_link
from sbr_inbox.models import ApprovalRequest, Filing, FilingIssue
from sbr_inbox.rules.counting import tally
from sbr_inbox.rules.issues import close_issues
from sbr_inbox.rules.moving import note
from sbr_inbox.rules.owners import tell_owner
from sbr_inbox.states import FINAL


def authority_changed(relation, *, by) -> None:
    """Look again at what waits for the contacts of this relation; one statement when nothing does."""
    if Filing.objects.filter(relation=relation).exclude(state__in=FINAL).exists():
        authority_recorded(relation, by=by)
        nobody_left(relation, by=by)


def authority_changed_for(relations, *, by) -> None:
    """`authority_changed` for many relations; one statement when nothing waits for any of them."""
    waiting = Filing.objects.filter(relation__in=[relation.pk for relation in relations]).exclude(state__in=FINAL)
    ids = set(waiting.values_list("relation_id", flat=True))
    for relation in relations:
        if relation.pk in ids:
            authority_changed(relation, by=by)


def authority_recorded(relation, *, by) -> None:
    """Close E16 on filings of this relation whose addressees all have a recorded authority now."""
    open_issues = FilingIssue.objects.filter(filing__relation=relation, code="E16", closed_at=None).select_related("filing")
    for issue in open_issues:
        request = ApprovalRequest.objects.filter(filing=issue.filing).order_by("-offered_at").first()
        if request is None:
            continue
        authority = Authority(issue.filing)
        asked = request.addressees.filter(partner_link=None)
        links = [own_link(one.contact_id, issue.filing) for one in asked]
        if all(link and authority.of(link).ok and not authority.of(link).unrecorded for link in links):
            close_issues(issue.filing, "E16", by=by)


def nobody_left(relation, *, by) -> None:
    """Bring an open request back to the office when those who were asked cannot complete it any more.

    Somebody died, was unlinked, or lost his authority. The request stays open: access that comes back is enough.
    """
    requests = ApprovalRequest.objects.filter(relation=relation, state=RequestState.OPEN, silent_at=None)
    for request in requests.select_related("policy", "filing__relation", "filing__assignee__user"):
        if not tally(request, request.filing).hopeless:
            continue
        request.silent_at = timezone.now()
        request.save(update_fields=["silent_at"])
        note(request.filing, by=by, event="filing.silent", text="Wie om akkoord is gevraagd, kan niet meer voldoende akkoord geven.")
        tell_owner(request.filing, request, "stuck")
