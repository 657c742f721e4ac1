"""Authorisations to fetch messages for clients (*machtigingen*), and what an incoming message asks of the office."""

from django.db import models
from django.db.models import Q

from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox.delivery_enums import ActionKind, AuthorisationState, AuthorisedService


@history("relation")
class ServiceAuthorisation(Edited):
    """For which tax and year a client lets the office receive messages; without year it goes on (*doorlopend*)."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="authorisations", verbose_name="Relatie")
    service = models.CharField("Dienst", max_length=10, choices=AuthorisedService)
    tax = models.CharField("Belasting", max_length=20)
    year = models.PositiveSmallIntegerField("Jaar", null=True, blank=True)
    state = models.CharField("Status", max_length=12, choices=AuthorisationState, default=AuthorisationState.REQUESTED)
    state_on = models.DateField("Sinds")
    code = EncryptedTextField("Activeringscode", blank=True)
    valid_to = models.DateField("Geldig tot en met", null=True, blank=True)
    note = models.CharField("Notitie", max_length=300, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Machtiging"
        verbose_name_plural = "Machtigingen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(
                fields=["office", "relation", "service", "tax", "year"], nulls_distinct=False, name="sbr_inbox_authorisation_once"
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "year"], name="sbr_inbox_authorisation_state")]

    def __str__(self):
        return f"{self.get_service_display()} {self.tax} {self.year or 'doorlopend'}"


class AuthorisationStep(OfficeOwned):
    """One moment in the life of an authorisation: which state it took, on which day, by whom."""

    authorisation = belongs_to("sbr_inbox.ServiceAuthorisation", models.CASCADE, related_name="steps")
    state = models.CharField("Status", max_length=12, choices=AuthorisationState)
    on = models.DateField("Datum")
    at = models.DateTimeField("Vastgelegd op", auto_now_add=True)
    by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Door")

    class Meta(OfficeOwned.Meta):
        verbose_name = "Stap van een machtiging"
        verbose_name_plural = "Stappen van machtigingen"
        ordering = ["at", "id"]
        constraints = [*OfficeOwned.Meta.constraints, SameOffice("authorisation"), SameOffice("by")]
        indexes = [
            models.Index(fields=["office", "authorisation", "at"], name="sbr_inbox_authstep_of"),
            models.Index(fields=["office", "by"], name="sbr_inbox_authstep_by"),
        ]

    def __str__(self):
        return f"{self.get_state_display()} {self.on}"


class FilingAction(OfficeOwned):
    """Something that must be done before a day because of an incoming message: pay, object, appeal."""

    filing = belongs_to("sbr_inbox.Filing", models.CASCADE, related_name="actions")
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="filing_actions")
    kind = models.CharField("Soort", max_length=10, choices=ActionKind)
    due_on = models.DateField("Uiterlijk")
    # Empty when the message itself names the day.
    reckoned = models.CharField("Berekend uit", max_length=200, blank=True)
    done_at = models.DateTimeField("Afgehandeld op", null=True, blank=True)
    done_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Afgehandeld door")
    note = models.CharField("Notitie", max_length=300, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Te doen na een aanslag"
        verbose_name_plural = "Te doen na aanslagen"
        ordering = ["due_on", "id"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("filing"),
            SameOffice("relation"),
            SameOffice("done_by"),
            models.UniqueConstraint(fields=["office", "filing", "kind"], name="sbr_inbox_action_once"),
        ]
        indexes = [
            models.Index(fields=["office", "relation", "due_on"], name="sbr_inbox_action_relation"),
            models.Index(fields=["office", "due_on"], condition=Q(done_at=None), name="sbr_inbox_action_open"),
            models.Index(fields=["office", "done_by"], name="sbr_inbox_action_doer"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} uiterlijk {self.due_on:%d-%m-%Y}"
