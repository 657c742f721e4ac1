"""A product: a kind of work the office does."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from crm.enums import FilingKind
from offices.models import Edited
from workflows.enums import Frequency, FrequencySource


class Product(Edited):
    """What the office does for relations. `filing_kinds` says which filings it makes."""

    code = models.CharField("Code", max_length=20)
    name = models.CharField("Naam", max_length=80)
    filing_kinds = ArrayField(
        models.CharField(max_length=20, choices=FilingKind), verbose_name="Soort aangifte", default=list, blank=True
    )
    frequency_source = models.CharField("Tijdvak", max_length=12, choices=FrequencySource)
    frequencies = ArrayField(
        models.CharField(max_length=12, choices=Frequency), verbose_name="Toegestane tijdvakken", default=list
    )
    # Relation types and rechtsvormen that never have this product.
    never_for = ArrayField(models.CharField(max_length=20), verbose_name="Nooit bij", default=list, blank=True)
    # Fields of a relation that the work cannot do without.
    required_fields = ArrayField(models.CharField(max_length=40), verbose_name="Nodige gegevens", default=list, blank=True)
    active = models.BooleanField("Actief", default=True)

    class Meta(Edited.Meta):
        verbose_name = "Product"
        verbose_name_plural = "Producten"
        ordering = ["name"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint("office", Lower("code"), name="workflows_product_code"),
            models.CheckConstraint(condition=~models.Q(frequencies=[]), name="workflows_product_frequencies"),
        ]
        indexes = [models.Index(fields=["office", "name", "id"], name="workflows_product_name")]

    def __str__(self):
        return self.name

    @property
    def kind_labels(self) -> list[str]:
        """The filings it makes, in Dutch."""
        return [FilingKind(kind).label for kind in self.filing_kinds]

    @property
    def frequency_labels(self) -> list[str]:
        """The rhythms it allows, in Dutch."""
        return [Frequency(value).label for value in self.frequencies]

    def fits(self, relation) -> bool:
        """Whether a relation of this type and rechtsvorm can have it."""
        return relation.type not in self.never_for and (relation.rechtsvorm or "") not in self.never_for
