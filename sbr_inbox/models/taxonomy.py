"""Uploaded taxonomy packages, the Dutch labels in them, and filings held against them."""

from django.db import models

from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox.delivery_enums import CheckState, PackageState


class TaxonomyPackage(Edited):
    """A zip of the publisher; its label linkbases are indexed in the background."""

    name = models.CharField("Naam", max_length=200)
    generation = models.CharField("Generatie", max_length=20, blank=True)
    file = belongs_to("offices.StoredFile", models.PROTECT, related_name="+", verbose_name="Bestand")
    labels_count = models.PositiveIntegerField("Labels", default=0)
    state = models.CharField("Status", max_length=10, choices=PackageState, default=PackageState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    fault = models.CharField("Fout", max_length=300, blank=True)
    done = models.PositiveIntegerField("Gelezen bestanden", default=0)
    total = models.PositiveIntegerField("Bestanden", default=0)
    active = models.BooleanField("In gebruik", default=True)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Edited.Meta):
        verbose_name = "Taxonomiepakket"
        verbose_name_plural = "Taxonomiepakketten"
        ordering = ["-created_at"]
        constraints = [*Edited.Meta.constraints, SameOffice("file")]
        indexes = [models.Index(fields=["office", "file"], name="sbr_inbox_taxonomy_file")]

    def __str__(self):
        return self.name

    @property
    def dialog(self) -> str:
        """The id of the dialog that asks before removing."""
        return f"weg-{self.pk}"


class TaxonomyLabel(OfficeOwned):
    """The Dutch label of one element of a package."""

    package = belongs_to("sbr_inbox.TaxonomyPackage", models.CASCADE, related_name="labels")
    element = models.CharField("Element", max_length=200)
    label = models.TextField("Label")
    type = models.CharField("Type", max_length=60, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Label"
        verbose_name_plural = "Labels"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("package"),
            models.UniqueConstraint(fields=["office", "package", "element"], name="sbr_inbox_label_once"),
        ]
        indexes = [models.Index(fields=["office", "element"], name="sbr_inbox_label_element")]

    def __str__(self):
        return self.label


class TaxonomyPlace(OfficeOwned):
    """Where an element stands in the presentation of one entrypoint: its turn, how deep, and under which heading."""

    package = belongs_to("sbr_inbox.TaxonomyPackage", models.CASCADE, related_name="places")
    entrypoint = models.CharField("Entrypoint", max_length=160)
    element = models.CharField("Element", max_length=200)
    parent = models.CharField("Staat onder", max_length=200, blank=True)
    position = models.PositiveIntegerField("Volgorde")
    depth = models.PositiveSmallIntegerField("Diepte", default=0)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Plaats in de presentatie"
        verbose_name_plural = "Plaatsen in de presentatie"
        ordering = ["position"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("package"),
            models.UniqueConstraint(fields=["office", "package", "entrypoint", "element"], name="sbr_inbox_place_once"),
        ]
        indexes = [models.Index(fields=["office", "entrypoint", "element"], name="sbr_inbox_place_entrypoint")]

    def __str__(self):
        return self.element


class FilingCheck(OfficeOwned):
    """The verdict of the validator about one filing; a missing validator or package is no error."""

    filing = belongs_to("sbr_inbox.Filing", models.CASCADE, related_name="checks")
    state = models.CharField("Status", max_length=10, choices=CheckState, default=CheckState.WAITING)
    reason = models.CharField("Reden", max_length=300, blank=True)
    messages = models.JSONField("Meldingen", default=list, blank=True)
    at = models.DateTimeField("Op", null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Validatie"
        verbose_name_plural = "Validaties"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("filing"),
            models.UniqueConstraint(fields=["office", "filing"], name="sbr_inbox_check_once"),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], condition=models.Q(due_at__isnull=False), name="sbr_inbox_check_due"),
        ]

    def __str__(self):
        return self.get_state_display()
