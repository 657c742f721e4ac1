"""The ledger of sending: one row per filing, each attempt, and every status the receiver gave."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from offices.models import AppendOnly, Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState, Environment, StatusPhase
from sbr_inbox.enums import Route


class Delivery(Edited):
    """The sending of one filing: our own reference stands here before anything leaves (quality R4)."""

    filing = belongs_to("sbr_inbox.Filing", models.PROTECT, related_name="deliveries", verbose_name="Aangifte")
    route = models.CharField("Route", max_length=20, choices=Route)
    environment = models.CharField("Omgeving", max_length=16, choices=Environment)
    state = models.CharField("Status", max_length=10, choices=DeliveryState, default=DeliveryState.READY)
    # Ours, at most forty characters; a new one each time the same filing is sent again on purpose.
    aanleverkenmerk = models.CharField("Aanleverkenmerk", max_length=40)
    previous_aanleverkenmerk = models.CharField("Eerder aanleverkenmerk", max_length=40, blank=True)
    sha256 = models.CharField("Controlegetal aangifte", max_length=64)
    kenmerk = models.CharField("Kenmerk van de ontvanger", max_length=40, blank=True)
    queued_at = models.DateTimeField("In wachtrij sinds", default=timezone.now)
    sent_at = models.DateTimeField("Verzonden op", null=True, blank=True)
    settled_at = models.DateTimeField("Afgerond op", null=True, blank=True)
    # Tries of this aanleverkenmerk; ten is the end.
    tries = models.PositiveSmallIntegerField("Pogingen", default=0)
    polls = models.PositiveSmallIntegerField("Keren gevraagd", default=0)
    last_polled_at = models.DateTimeField("Laatst gevraagd", null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, editable=False, default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Made before the data were restored from a backup: waits for the operator (quality R10).
    held = models.BooleanField("Wacht op vrijgave", default=False)

    class Meta(Edited.Meta):
        verbose_name = "Verzending"
        verbose_name_plural = "Verzendingen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("filing"),
            models.UniqueConstraint(fields=["office", "filing"], name="sbr_inbox_delivery_once"),
            models.UniqueConstraint(fields=["office", "aanleverkenmerk"], name="sbr_inbox_delivery_reference"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="sbr_inbox_delivery_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], condition=Q(due_at__isnull=False), name="sbr_inbox_delivery_due"),
            models.Index(fields=["office", "state", "queued_at"], name="sbr_inbox_delivery_state"),
        ]

    def __str__(self):
        return self.aanleverkenmerk

    @property
    def is_simulated(self) -> bool:
        """Whether it only ever went to the simulator."""
        return self.environment == Environment.SIMULATION


class DeliveryAttempt(OfficeOwned):
    """One call to the receiver: written and committed before it, its outcome afterwards. Empty outcome = not known."""

    delivery = belongs_to("sbr_inbox.Delivery", models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField("Poging")
    certificate = belongs_to("sbr_inbox.Certificate", models.PROTECT, null=True, related_name="+", verbose_name="Certificaat")
    aanleverkenmerk = models.CharField("Aanleverkenmerk", max_length=40)
    idempotency_key = models.CharField(max_length=80)
    sha256 = models.CharField("Controlegetal", max_length=64)
    started_at = models.DateTimeField("Begonnen", default=timezone.now)
    ended_at = models.DateTimeField("Klaar", null=True, blank=True)
    outcome = models.CharField("Uitkomst", max_length=10, choices=DeliveryOutcome, blank=True)
    foutcode = models.CharField("Foutcode", max_length=20, blank=True)
    text = models.TextField("Toelichting", blank=True)
    # Kept verbatim: the signature of the receiver is over exactly these bytes.
    answer = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Antwoord")

    class Meta(OfficeOwned.Meta):
        verbose_name = "Verzendpoging"
        verbose_name_plural = "Verzendpogingen"
        ordering = ["started_at", "id"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("delivery"),
            SameOffice("certificate"),
            SameOffice("answer"),
            models.UniqueConstraint(fields=["office", "idempotency_key"], name="sbr_inbox_attempt_key"),
            models.UniqueConstraint(fields=["office", "delivery", "number"], name="sbr_inbox_attempt_number"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="sbr_inbox_attempt_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "certificate"], name="sbr_inbox_attempt_certificate"),
            models.Index(fields=["office", "answer"], name="sbr_inbox_attempt_answer"),
        ]

    def __str__(self):
        return f"Poging {self.number}"


class DigipoortStatus(AppendOnly):
    """One status row as the receiver gave it; the same row twice is one row."""

    delivery = belongs_to("sbr_inbox.Delivery", models.PROTECT, related_name="statuses")
    kenmerk = models.CharField("Kenmerk", max_length=40)
    code = models.CharField("Code", max_length=20)
    text = models.TextField("Omschrijving", blank=True)
    at = models.DateTimeField("Tijdstip")
    foutcode = models.CharField("Foutcode", max_length=20, blank=True)
    foutbeschrijving = models.TextField("Foutbeschrijving", blank=True)
    details = models.TextField("Details", blank=True)
    phase = models.CharField("Betekenis", max_length=20, choices=StatusPhase)
    read_at = models.DateTimeField("Gelezen op", default=timezone.now)
    answer = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Antwoord")

    class Meta(AppendOnly.Meta):
        verbose_name = "Status van de ontvanger"
        verbose_name_plural = "Statussen van de ontvanger"
        ordering = ["at", "id"]
        constraints = [
            *AppendOnly.Meta.constraints,
            SameOffice("delivery"),
            SameOffice("answer"),
            models.UniqueConstraint(fields=["office", "kenmerk", "code", "at"], name="sbr_inbox_status_once"),
        ]
        indexes = [
            models.Index(fields=["office", "delivery", "at"], name="sbr_inbox_status_delivery"),
            models.Index(fields=["office", "answer"], name="sbr_inbox_status_answer"),
        ]

    def __str__(self):
        return f"{self.code} {self.text}"
