"""Keys with which the office signs towards Digipoort, and certificates by which we know Digipoort's answers."""

from django.db import models

from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import Edited
from sbr_inbox.delivery_enums import Environment, Service


class Certificate(Edited):
    """A PKIoverheid certificate with its key; the key is encrypted and never shown again."""

    name = models.CharField("Naam", max_length=100)
    subject = models.CharField("Houder", max_length=300)
    issuer = models.CharField("Uitgever", max_length=300)
    serial = models.CharField("Serienummer", max_length=60)
    fingerprint = models.CharField("Vingerafdruk (SHA-256)", max_length=64)
    valid_from = models.DateTimeField("Geldig vanaf")
    valid_to = models.DateTimeField("Geldig tot")
    chain = models.TextField("Keten (PEM)")
    key = EncryptedTextField("Sleutel")
    # Put here by a platform admin and used by other offices of this installation too; each office has its own row.
    pooled = models.BooleanField("Gedeeld", default=False)
    environment = models.CharField("Omgeving", max_length=16, choices=Environment, default=Environment.PRODUCTION)
    active = models.BooleanField("In gebruik", default=True)
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField("Verwijderd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Certificaat"
        verbose_name_plural = "Certificaten"
        ordering = ["-valid_to"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "fingerprint"], name="sbr_inbox_certificate_once"),
            models.UniqueConstraint(
                fields=["office", "environment"],
                condition=models.Q(active=True, removed_at=None),
                name="sbr_inbox_certificate_active",
            ),
        ]
        indexes = [models.Index(fields=["office", "valid_to"], name="sbr_inbox_certificate_until")]

    def __str__(self):
        return self.name


@history()
class ServiceCertificate(Edited):
    """A certificate with which Digipoort signs its answers; several hold at once, because they rotate."""

    environment = models.CharField("Omgeving", max_length=16, choices=Environment)
    name = models.CharField("Naam", max_length=100)
    pem = models.TextField("Certificaat (PEM)")
    fingerprint = models.CharField("Vingerafdruk (SHA-256)", max_length=64)
    valid_from = models.DateTimeField("Geldig vanaf")
    valid_to = models.DateTimeField("Geldig tot")
    source = models.CharField("Bron", max_length=300, blank=True)
    checked_on = models.DateField("Gecontroleerd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Servicecertificaat"
        verbose_name_plural = "Servicecertificaten"
        ordering = ["environment", "-valid_to"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "environment", "fingerprint"], name="sbr_inbox_servicecert_once"),
        ]

    def __str__(self):
        return self.name


@history()
class DigipoortAddress(Edited):
    """Where a service of Digipoort answers; a row per environment, with where the address was found and when."""

    environment = models.CharField("Omgeving", max_length=16, choices=Environment)
    service = models.CharField("Dienst", max_length=10, choices=Service)
    url = models.URLField("Adres", max_length=300, blank=True)
    source = models.CharField("Bron", max_length=300, blank=True)
    checked_on = models.DateField("Gecontroleerd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Adres van Digipoort"
        verbose_name_plural = "Adressen van Digipoort"
        ordering = ["environment", "service"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "environment", "service"], name="sbr_inbox_address_once"),
        ]

    def __str__(self):
        return f"{self.get_service_display()} ({self.get_environment_display().lower()})"
