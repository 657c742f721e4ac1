"""When an authority is recorded after the offer, the warning that it was lacking goes away."""

from sbr_inbox.entitlement import Authority, own_link
from sbr_inbox.models import ApprovalRequest, FilingIssue
from sbr_inbox.rules.issues import close_issues


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
