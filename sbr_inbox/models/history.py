"""What is wrong with a filing, what happened to it, and what people chose before."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from crm.enums import FilingKind
from offices.models import AppendOnly, OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox.enums import State
from sbr_inbox.issues import CODES


class FilingIssue(OfficeOwned):
    """One fault or warning (*SBR-foutmelding*); `values` hold ids, names are filled in for who reads."""

    filing = belongs_to("sbr_inbox.Filing", models.CASCADE, related_name="issues")
    code = models.CharField("Code", max_length=4)
    field = models.CharField("Veld", max_length=40, blank=True)
    values = models.JSONField(default=dict)
    opened_at = models.DateTimeField("Ontstaan", default=timezone.now)
    closed_at = models.DateTimeField("Opgelost", null=True, blank=True)
    ignored_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Genegeerd door")
    ignored_reason = models.TextField("Reden van negeren", blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "SBR-foutmelding"
        verbose_name_plural = "SBR-foutmeldingen"
        ordering = ["code", "field"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("filing"),
            SameOffice("ignored_by"),
            models.UniqueConstraint(
                fields=["office", "filing", "code", "field"],
                condition=Q(closed_at__isnull=True),
                name="sbr_inbox_issue_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "filing"], name="sbr_inbox_issue_filing"),
            models.Index(
                fields=["office", "code", "filing"], condition=Q(closed_at__isnull=True), name="sbr_inbox_issue_open"
            ),
            models.Index(fields=["office", "ignored_by"], name="sbr_inbox_issue_ignored"),
        ]

    def __str__(self):
        return f"{self.code} {CODES[self.code].cause}" if self.code in CODES else self.code

    @property
    def cause(self) -> str:
        """In a few words what is wrong."""
        return CODES[self.code].cause

    @property
    def blocks(self) -> bool:
        """Whether it keeps the filing from being offered."""
        return CODES[self.code].level == "B"

    @property
    def stops(self) -> bool:
        """Whether it keeps the filing from going on: from being offered or from being sent."""
        return CODES[self.code].level in ("B", "S")


class FilingEvent(AppendOnly):
    """One thing that happened to a filing; never changed."""

    filing = belongs_to("sbr_inbox.Filing", models.CASCADE, related_name="events")
    at = models.DateTimeField("Op", default=timezone.now)
    actor = models.CharField("Door", max_length=160)
    on_behalf_of = models.CharField("Namens", max_length=160, blank=True)
    before = models.CharField("Van", max_length=20, choices=State, blank=True)
    after = models.CharField("Naar", max_length=20, choices=State, blank=True)
    event = models.CharField("Gebeurtenis", max_length=40)
    code = models.CharField("Code", max_length=10, blank=True)
    text = models.TextField("Toelichting", blank=True)
    raw = models.JSONField(null=True, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = "Gebeurtenis"
        verbose_name_plural = "Gebeurtenissen"
        ordering = ["at", "id"]
        constraints = [*AppendOnly.Meta.constraints, SameOffice("filing")]
        indexes = [models.Index(fields=["office", "filing", "at"], name="sbr_inbox_event_filing")]

    def __str__(self):
        return self.event


class MatchMemory(OfficeOwned):
    """Which relation a person chose for a number and kind; it confirms, it never overrules the numbers."""

    key_hmac = models.CharField(max_length=64)
    kind = models.CharField("Soort", max_length=20, choices=FilingKind)
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="+", verbose_name="Relatie")
    by = belongs_to("offices.TeamMember", models.SET_NULL, null=True, related_name="+", verbose_name="Door")
    at = models.DateTimeField("Op", default=timezone.now)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Eerdere keuze"
        verbose_name_plural = "Eerdere keuzes"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            SameOffice("by"),
            models.UniqueConstraint(fields=["office", "key_hmac", "kind"], name="sbr_inbox_memory_once"),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="sbr_inbox_memory_relation"),
            models.Index(fields=["office", "by"], name="sbr_inbox_memory_by"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.relation_id}"
