"""Which requests for approval stand before a contact, and who was asked for a filing."""

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils import timezone

from crm.enums import PortalAccess, RelationStatus
from crm.models import RelationContact
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.models import Approval, ApprovalAddressee, ApprovalRequest


def requests_before(contact_id):
    """Requests this contact was asked for and whose filing it may see today, newest first."""
    asked = ApprovalAddressee.objects.filter(request_id=OuterRef("pk"), contact_id=contact_id)
    links = RelationContact.objects.with_access().filter(
        contact_id=contact_id, relation_id=OuterRef("filing__relation_id"), sees__contains=[OuterRef("filing__kind")]
    )
    found = ApprovalRequest.objects.filter(Exists(asked), Exists(links), relation_id=F("filing__relation_id"))
    return found.select_related("filing__relation").order_by("-offered_at", "-id")


def waiting_for(contact_id):
    """Open requests on which this contact can answer now, the first to expire on top."""
    answered = Approval.objects.filter(request_id=OuterRef("pk"), contact_id=contact_id)
    able = RelationContact.objects.with_access().filter(
        contact_id=contact_id, relation_id=OuterRef("filing__relation_id"), portal_access=PortalAccess.FULL
    ).exclude(relation__status=RelationStatus.BLOCKED)  # fmt: skip
    waiting = requests_before(contact_id).filter(~Exists(answered), Exists(able), state=RequestState.OPEN)
    return waiting.filter(expires_at__gt=timezone.now()).order_by("expires_at", "id")


def requests_of(filing) -> list[ApprovalRequest]:
    """Every request of a filing with who was asked, who looked and who answered, newest first. Three queries."""
    asked = ApprovalAddressee.objects.select_related("contact").order_by("order", "id")
    answers = Approval.objects.select_related("contact", "member__user").prefetch_related("receipts").order_by("at")
    requests = ApprovalRequest.objects.filter(filing=filing).select_related("policy").order_by("-offered_at")
    return list(requests.prefetch_related(Prefetch("addressees", asked), Prefetch("answers", answers)))
