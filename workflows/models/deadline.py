"""What holds for one relation: more time for a return, and an internal date that somebody moved."""

from django.db import models
from django.db.models import F, Q

from crm.enums import FilingKind
from offices.history import history
from offices.models import Edited, belongs_to
from offices.walls import SameOffice
from workflows.enums import ExtensionKind


@history("relation")
class Extension(Edited):
    """Uitstel for a return of one relation over one year."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="extensions", verbose_name="Relatie")
    tax = models.CharField("Belasting", max_length=20, choices=[(k.value, k.label) for k in (FilingKind.IB, FilingKind.VPB)])
    year = models.PositiveSmallIntegerField("Aangiftejaar")
    kind = models.CharField("Regeling", max_length=5, choices=ExtensionKind)
    until = models.DateField("Uitstel tot en met")
    registered_on = models.DateField("Aangemeld op")
    # The filing of kind UITSTEL that asked for it; a bare id, because filings live in an app further to the right.
    from_filing = models.UUIDField(null=True, blank=True, editable=False)
    note = models.CharField("Toelichting", max_length=300, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Uitstel"
        verbose_name_plural = "Uitstel"
        ordering = ["-year", "tax"]
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "relation", "tax", "year"], name="workflows_extension_once"),
            models.CheckConstraint(condition=Q(tax__in=[FilingKind.IB, FilingKind.VPB]), name="workflows_extension_tax"),
        ]
        indexes = [models.Index(fields=["office", "year", "kind"], name="workflows_extension_year")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.tax} {self.year} tot en met {self.until:%d-%m-%Y}"


@history("relation")
class Deadline(Edited):
    """The internal date of one product over one period, once somebody moved it; before that it is computed."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="deadlines", verbose_name="Relatie")
    product = belongs_to("workflows.Product", models.CASCADE, related_name="+", verbose_name="Product")
    period = belongs_to("workflows.Period", models.CASCADE, related_name="+", verbose_name="Tijdvak")
    statutory = models.DateField("Uiterste datum", null=True, blank=True)
    internal = models.DateField("Interne datum")
    reason = models.CharField("Reden", max_length=300)
    shift_count = models.PositiveSmallIntegerField("Keren verschoven", default=1)

    class Meta(Edited.Meta):
        verbose_name = "Interne datum"
        verbose_name_plural = "Interne datums"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("product"),
            SameOffice("period"),
            models.UniqueConstraint(fields=["office", "relation", "product", "period"], name="workflows_deadline_once"),
            models.CheckConstraint(
                condition=Q(statutory__isnull=True) | Q(internal__lte=F("statutory")), name="workflows_deadline_in_time"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "product"], name="workflows_deadline_product"),
            models.Index(fields=["office", "period"], name="workflows_deadline_period"),
        ]

    def __str__(self):
        return f"{self.internal:%d-%m-%Y}"
