"""Lights of the card that the crm itself can shine: completeness and the portal."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from crm.completeness import percent, verdicts
from crm.models import RelationContact
from crm.registry import CardLight, Light, card_lights
from offices.models import PortalAccount
from offices.urls_helpers import desk_url

GOOD = 90


def completeness(relation, member) -> Light | None:
    """How complete the relation is, and which work stops first."""
    if relation.type in ("INTERNAL", "SUPPLIER"):
        return None
    found = verdicts(relation)
    missing = [one for one in found if one.missing]
    share = percent(found)
    why = f"{missing[0].check.label}: {_begun(missing[0].check.stops)}" if missing else "niets houdt het werk op"
    stops = any(one.check.tone == "bad" for one in missing)
    tone = "bad" if stops else "ok" if share >= GOOD else "warn"
    return Light("Compleet", f"{share}%", why, tone, "list-checks", desk_url("crm:completeness", relation.pk))


def _begun(sentence: str) -> str:
    """A sentence as it goes on behind a colon; a name or a code in capitals stays as it is."""
    return sentence if sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def portal(relation, member) -> Light | None:
    """How many contacts may look in the portal, and how many of those ever came."""
    came = PortalAccount.objects.filter(
        office_id=OuterRef("office_id"), contact_id=OuterRef("contact_id"), active=True, last_seen__isnull=False
    )
    links = RelationContact.objects.with_access(timezone.localdate()).filter(relation=relation)
    found = list(links.annotate(came=Exists(came)).values_list("came", flat=True))
    url = desk_url("crm:relation_contacts", relation.pk)
    if not found:
        return Light("Portaal", "Dicht", "niemand heeft toegang", "warn", "door-open", url)
    active = sum(found)
    why = f"van {len(found)} met toegang" if active else "nog niemand is ingelogd"
    return Light("Portaal", f"{active} actief", why, "ok" if active else "warn", "door-open", url)


card_lights.register(CardLight("completeness", "crm.relation.view", completeness, order=30))
card_lights.register(CardLight("portal", "crm.contact.view", portal, order=40))
