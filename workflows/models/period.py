"""A period (*tijdvak*) of work, shared by all relations of the office."""

from django.db import models

from offices.models import OfficeOwned
from workflows.enums import Frequency


class Period(OfficeOwned):
    """One period; both days count. Made when first needed and never changed."""

    frequency = models.CharField("Tijdvak", max_length=12, choices=Frequency)
    year = models.PositiveSmallIntegerField("Jaar")
    index = models.PositiveSmallIntegerField("Nummer")
    start = models.DateField("Van")
    end = models.DateField("Tot en met")
    label = models.CharField("Naam", max_length=20)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Periode"
        verbose_name_plural = "Perioden"
        ordering = ["start", "frequency"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "frequency", "start", "end"], name="workflows_period_once"),
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="workflows_period_dates"),
        ]

    def __str__(self):
        return self.label
