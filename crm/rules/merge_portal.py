"""The login of a contact that goes into another one: it moves when the address stays the same, else it closes."""

from crm.models import Contact
from crm.rules.portal import close_portal
from offices.models import PortalAccount


def take_portal(winner, loser, *, by) -> dict:
    """Give the account of the loser to the winner when that keeps its address and has none; else close it.

    Gives what happened, for undoing: {"account": id} when it moved.
    """
    if not isinstance(winner, Contact):
        return {}
    rows = PortalAccount.objects.filter(office_id=winner.office_id, contact_id__in=[winner.pk, loser.pk])
    accounts = {row.contact_id: row for row in rows.select_related("user")}
    mine, other = accounts.get(winner.pk), accounts.get(loser.pk)
    if other is None:
        return {}
    if mine is None and other.active and other.user.email.casefold() == winner.email.casefold():
        PortalAccount.objects.filter(pk=other.pk).update(contact_id=winner.pk)
        return {"account": str(other.pk)}
    close_portal(loser, by=by)
    return {}


def give_portal_back(winner, loser, what: dict) -> None:
    """Give a moved account back. One that was closed stays closed: the contact is invited again."""
    if what.get("account"):
        PortalAccount.objects.filter(pk=what["account"], contact_id=winner.pk).update(contact_id=loser.pk)
