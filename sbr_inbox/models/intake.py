"""Every file that was ever offered, also a refused one: nothing disappears."""

from django.db import models
from django.utils import timezone

from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox.enums import Channel


class Intake(OfficeOwned):
    """One offered file and what became of it. `code` is empty when it became a filing."""

    channel = models.CharField("Kanaal", max_length=10, choices=Channel)
    name = models.CharField("Naam", max_length=255)
    size = models.PositiveBigIntegerField("Grootte", default=0)
    stored_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+")
    code = models.CharField("Code", max_length=10, blank=True)
    text = models.TextField("Uitkomst", blank=True)
    filing = belongs_to("sbr_inbox.Filing", models.SET_NULL, null=True, related_name="intakes", verbose_name="Aangifte")
    by = belongs_to("offices.TeamMember", models.SET_NULL, null=True, related_name="+", verbose_name="Door")
    by_label = models.CharField("Door", max_length=160, blank=True)
    at = models.DateTimeField("Op", default=timezone.now)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Ontvangen bestand"
        verbose_name_plural = "Ontvangen bestanden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("stored_file"),
            SameOffice("filing"),
            SameOffice("by"),
        ]
        indexes = [
            models.Index(fields=["office", "stored_file"], name="sbr_inbox_intake_file"),
            models.Index(fields=["office", "filing"], name="sbr_inbox_intake_filing"),
            models.Index(fields=["office", "by", "id"], name="sbr_inbox_intake_by"),
        ]

    def __str__(self):
        return self.name

    @property
    def refused(self) -> bool:
        """Whether no filing came of it."""
        return self.filing_id is None and bool(self.code)
