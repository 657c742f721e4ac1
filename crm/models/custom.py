"""Fields an office adds itself, and their values."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.enums import FieldTarget, FieldType
from offices.history import history
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


class CustomField(Edited):
    """Vrij veld. `key` never changes; `shown_for` is a condition of crm/conditions.py, empty is always."""

    label = models.CharField("Veldnaam", max_length=60)
    key = models.CharField(max_length=60, editable=False)
    target = models.CharField("Voor", max_length=8, choices=FieldTarget)
    type = models.CharField("Soort", max_length=12, choices=FieldType)
    choices = ArrayField(models.CharField(max_length=80), verbose_name="Keuzes", default=list, blank=True)
    required = models.BooleanField("Verplicht", default=False)
    shown_for = models.JSONField("Alleen bij", default=dict, blank=True)
    group = models.CharField("Groep", max_length=60, blank=True)
    order = models.PositiveSmallIntegerField("Volgorde", default=0)
    sync_mappable = models.BooleanField("Mag uit een koppeling komen", default=False)
    searchable = models.BooleanField("Doorzoekbaar", default=False)
    active = models.BooleanField("Actief", default=True)

    class Meta(Edited.Meta):
        verbose_name = "vrij veld"
        verbose_name_plural = "vrije velden"
        ordering = ["group", "order", "label"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "target", "key"], name="crm_customfield_once"),
        ]

    def __str__(self):
        return self.label


@history("relation", "contact")
class CustomValue(OfficeOwned):
    """The value of a custom field on one relation or contact; its shape follows the type of the field."""

    field = belongs_to("crm.CustomField", models.CASCADE, related_name="values")
    relation = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="custom_values")
    contact = belongs_to("crm.Contact", models.CASCADE, null=True, related_name="custom_values")
    value = models.JSONField()

    class Meta(OfficeOwned.Meta):
        verbose_name = "waarde van vrij veld"
        verbose_name_plural = "waarden van vrije velden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("field"),
            SameOffice("relation"),
            SameOffice("contact"),
            models.CheckConstraint(
                condition=Q(relation=None, contact__isnull=False) | Q(relation__isnull=False, contact=None),
                name="crm_customvalue_one_owner",
            ),
            models.UniqueConstraint(fields=["office", "field", "relation"], name="crm_customvalue_relation"),
            models.UniqueConstraint(fields=["office", "field", "contact"], name="crm_customvalue_contact"),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_customvalue_of_relation"),
            models.Index(fields=["office", "contact"], name="crm_customvalue_of_contact"),
        ]

    def __str__(self):
        return f"{self.field_id}"
