"""Which requests for approval stand before a contact, and who was asked for a filing."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q
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
    seated = (Exists(asked.filter(partner_link=None)) & Exists(links)) | Exists(_as_partner(contact_id))
    found = ApprovalRequest.objects.filter(seated, relation_id=F("filing__relation_id"))
    return found.select_related("filing__relation").order_by("-offered_at", "-id")


def _as_partner(contact_id):
    """Being asked as the partner in a joint return: himself, or with full access to his own relation."""
    own = RelationContact.objects.with_access().filter(
        contact_id=contact_id, portal_access=PortalAccess.FULL, sees__contains=[OuterRef("request__filing__kind")]
    )
    sides = ("partner_link__person_a_id", "partner_link__person_b_id")
    beside = [
        Q(Exists(own.filter(relation_id=OuterRef(side)))) & ~Q(**{side: F("request__filing__relation_id")}) for side in sides
    ]
    himself = Q(partner_link__contact_b_id=contact_id, contact__deceased_on=None)
    asked = ApprovalAddressee.objects.filter(request_id=OuterRef("pk"), contact_id=contact_id, partner_link__isnull=False)
    return asked.filter(himself | beside[0] | beside[1])


def waiting_for(contact_id):
    """Open requests on which this contact can answer now, also when it is his turn only; the first to expire on top."""
    answered = Approval.objects.filter(Q(contact_id=contact_id) | Q(on_behalf_of_id=contact_id), request_id=OuterRef("pk"))
    able = RelationContact.objects.with_access().filter(
        contact_id=contact_id, relation_id=OuterRef("filing__relation_id"), portal_access=PortalAccess.FULL
    )
    turn = ApprovalAddressee.objects.filter(request_id=OuterRef("pk"), contact_id=contact_id, asked_at__isnull=False)
    seated = Exists(able) | Exists(_as_partner(contact_id))
    waiting = requests_before(contact_id).filter(Exists(turn), ~Exists(answered), seated)
    waiting = waiting.filter(state=RequestState.OPEN, expires_at__gt=timezone.now())
    return waiting.exclude(filing__relation__status=RelationStatus.BLOCKED).order_by("expires_at", "id")


def requests_of(filing) -> list[ApprovalRequest]:
    """Every request of a filing with who was asked, who looked and who answered, newest first. Three queries."""
    asked = ApprovalAddressee.objects.select_related("contact").order_by("order", "id")
    answers = Approval.objects.select_related("contact", "member__user", "mandate").prefetch_related("receipts").order_by("at")
    requests = ApprovalRequest.objects.filter(filing=filing).select_related("policy").order_by("-offered_at")
    return list(requests.prefetch_related(Prefetch("addressees", asked), Prefetch("answers", answers)))
