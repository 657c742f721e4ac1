"""A product on a relation, with the rhythm that differs from the usual one."""

from django.db import models

from crm.validity import in_order, no_overlap
from offices.history import history
from offices.models import Edited, OfficeManager, OfficeOwned, belongs_to
from offices.walls import SameOffice
from workflows.enums import Frequency
from workflows.queries import RelationProductQuerySet


@history("relation")
class RelationProduct(Edited):
    """From when until when the office does this for a relation; both days count."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="products", verbose_name="Relatie")
    product = belongs_to("workflows.Product", models.PROTECT, related_name="on_relations", verbose_name="Product")
    starts_on = models.DateField("Vanaf")
    ends_on = models.DateField("Tot en met", null=True, blank=True)
    first_period = models.CharField("Eerste periode", max_length=12, blank=True)
    note = models.CharField("Notitie", max_length=500, blank=True)

    objects = OfficeManager.from_queryset(RelationProductQuerySet)()

    class Meta(Edited.Meta):
        verbose_name = "Product van een relatie"
        verbose_name_plural = "Producten van relaties"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("product"),
            models.CheckConstraint(condition=in_order("starts_on", "ends_on"), name="workflows_relationproduct_dates"),
            no_overlap("relation", "product", name="workflows_relationproduct_once", start="starts_on", end="ends_on"),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="workflows_relproduct_relation"),
            models.Index(fields=["office", "product", "relation"], name="workflows_relproduct_product"),
        ]

    def __str__(self):
        return f"{self.product} vanaf {self.starts_on:%d-%m-%Y}"


@history("relation_product", index_name="workflows_frequency")
class RelationProductFrequency(OfficeOwned):
    """A rhythm of its own from a day on, until the next row."""

    relation_product = belongs_to("workflows.RelationProduct", models.CASCADE, related_name="frequencies")
    frequency = models.CharField("Tijdvak", max_length=12, choices=Frequency)
    valid_from = models.DateField("Vanaf")

    class Meta(OfficeOwned.Meta):
        verbose_name = "Afwijkend tijdvak"
        verbose_name_plural = "Afwijkende tijdvakken"
        ordering = ["valid_from"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation_product"),
            models.UniqueConstraint(
                fields=["office", "relation_product", "valid_from"], name="workflows_frequency_from"
            ),
        ]

    def __str__(self):
        return f"{self.get_frequency_display()} vanaf {self.valid_from:%d-%m-%Y}"
