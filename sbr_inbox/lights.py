"""Lights of the card about filings: how many are open or late, and which day comes first."""

from django.db.models import Count, Min, Q
from django.utils import timezone

from crm.registry import CardLight, Light, card_lights
from offices.urls_helpers import desk_url
from sbr_inbox.models import Filing

SOON = 7


def open_filings(relation, member) -> Light | None:
    """Filings in work, with what is late or due first."""
    today = timezone.localdate()
    rows = Filing.objects.visible_to(member).filter(relation=relation).in_work()
    found = rows.aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(deadline__lt=today, sent_at=None)), first=Min("deadline", filter=Q(deadline__gte=today, sent_at=None))
    )
    url = desk_url("sbr_inbox:relation_filings", relation.pk)
    if found["late"]:
        return Light("Open aangiften", str(found["open"]), f"{found['late']} over de uiterste datum", "bad", "file-text", url)
    if found["first"]:
        near = (found["first"] - today).days <= SOON
        return Light("Open aangiften", str(found["open"]), f"eerste uiterlijk {found['first']:%d-%m-%Y}", "warn" if near else "", "file-text", url)
    return Light("Open aangiften", str(found["open"]), "geen termijn in zicht", "" if found["open"] else "ok", "file-text", url)


card_lights.register(CardLight("filings", "filing.view", open_filings, order=10))
