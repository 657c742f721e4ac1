"""Invitation of a contact to the portal."""

from django.db import models
from django.db.models import Q

from crm.enums import InvitationState
from offices.models import Edited, belongs_to
from offices.walls import SameOffice

LIVE = (InvitationState.QUEUED, InvitationState.SENT, InvitationState.OPENED)


class Invitation(Edited):
    """One invitation by mail; a contact has at most one that can still be accepted."""

    contact = belongs_to("crm.Contact", models.CASCADE, related_name="invitations")
    state = models.CharField("Status", max_length=12, choices=InvitationState, default=InvitationState.QUEUED)
    email = models.EmailField("Verzonden naar")
    sent_at = models.DateTimeField("Verzonden op", null=True, blank=True)
    opened_at = models.DateTimeField("Geopend op", null=True, blank=True)
    accepted_at = models.DateTimeField("Geaccepteerd op", null=True, blank=True)
    expires_at = models.DateTimeField("Verloopt op")
    bounced_reason = models.CharField("Reden", max_length=200, blank=True)
    invited_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    text = models.TextField("Persoonlijke tekst", blank=True, max_length=2_000)

    class Meta(Edited.Meta):
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("contact"),
            SameOffice("invited_by"),
            models.UniqueConstraint(
                fields=["office", "contact"], condition=Q(state__in=LIVE), name="crm_invitation_one_live"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "contact", "-created_at"], name="crm_invitation_contact"),
            models.Index(fields=["office", "state", "expires_at"], name="crm_invitation_expires"),
            models.Index(fields=["office", "invited_by"], name="crm_invitation_by"),
        ]

    def __str__(self):
        return f"Uitnodiging van {self.contact_id}"
