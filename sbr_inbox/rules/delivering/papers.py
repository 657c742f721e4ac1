"""After the verdict: its receipt and the signed answers of the receiver lie sealed in the dossier."""

from sbr_inbox.models import Delivery
from sbr_inbox.rules.receipts import status_receipt


def settle_papers(pk) -> None:
    """Make the receipt of the verdict with the answers it rests on; doing it again changes nothing."""
    status_receipt(Delivery.objects.select_related("filing__relation").get(pk=pk).filing)
    Delivery.objects.filter(pk=pk).update(due_at=None, lease_until=None)
