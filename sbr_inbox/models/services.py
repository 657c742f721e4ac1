"""Authorisations to fetch messages for clients (*machtigingen*)."""

from django.db import models

from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import Edited, belongs_to
from offices.walls import SameOffice
from sbr_inbox.delivery_enums import AuthorisationState, AuthorisedService


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
