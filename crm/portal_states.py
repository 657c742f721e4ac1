"""How far contacts are with the portal, and contacts with what a list shows of them."""

from django.db.models import prefetch_related_objects

from crm.models import Invitation
from crm.queries import links_now
from offices.models import PortalAccount

_WAITING = ("wait", "mail")
_TONES = {
    "OPENED": ("info", "mail-open"),
    "BOUNCED": ("bad", "mail-warning"),
    "EXPIRED": ("warn", "clock-alert"),
    "REVOKED": ("mute", "ban"),
    "ACTIVE": ("mute", "circle-dashed"),
}


def portal_states(contacts, office):
    """{contact id: (tone, icon, words)}: active, invited or not, for a page of contacts."""
    keys = [contact.pk for contact in contacts]
    active = set(
        PortalAccount.objects.filter(office=office, active=True, contact_id__in=keys).values_list("contact_id", flat=True)
    )
    latest = {}
    for row in Invitation.objects.filter(contact_id__in=keys).order_by("created_at"):
        latest[row.contact_id] = row
    states = {}
    for key in keys:
        if key in active:
            states[key] = ("ok", "circle-check", "Actief")
        elif key not in latest:
            states[key] = ("mute", "circle-dashed", "Niet uitgenodigd")
        else:
            states[key] = (*_TONES.get(latest[key].state, _WAITING), latest[key].get_state_display())
    return states


def dressed(contacts, *, member):
    """Contacts with their relations of today, as far as this member may see them, and their portal state."""
    prefetch_related_objects(contacts, links_now(member))
    states = portal_states(contacts, member.office)
    for contact in contacts:
        contact.portal = states[contact.pk]
    return contacts
