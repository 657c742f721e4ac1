"""OB and LH numbers of a relation, and permitted repeats of a fiscal number."""

from django.db import models
from django.db.models import Q

from crm.enums import NumberKind, TaxNumberKind
from crm.queries import TaxNumberQuerySet
from crm.validity import in_order, no_overlap
from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import OfficeManager, OfficeOwned, belongs_to
from offices.walls import SameOffice


@history("relation")
class TaxNumber(OfficeOwned):
    """An OB-nummer, loonheffingennummer or btw-id for ICP; encrypted, for an eenmanszaak's number holds a BSN."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="tax_numbers")
    kind = models.CharField("Soort", max_length=10, choices=TaxNumberKind)
    value = EncryptedTextField("Nummer")
    value_hmac = models.CharField(max_length=64, editable=False)
    base_hmac = models.CharField(max_length=64, editable=False)
    is_main = models.BooleanField("Hoofdnummer", default=False)
    valid_from = models.DateField("Vanaf", null=True, blank=True)
    valid_to = models.DateField("Tot en met", null=True, blank=True)
    note = models.CharField("Notitie", max_length=200, blank=True)

    objects = OfficeManager.from_queryset(TaxNumberQuerySet)()

    class Meta(OfficeOwned.Meta):
        verbose_name = "fiscaal nummer"
        verbose_name_plural = "fiscale nummers"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.CheckConstraint(condition=in_order(), name="crm_taxnumber_dates"),
            no_overlap("relation", "kind", "value_hmac", name="crm_taxnumber_no_overlap"),
            no_overlap("relation", "kind", name="crm_taxnumber_one_main", condition=Q(is_main=True)),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_taxnumber_relation"),
            models.Index(fields=["office", "kind", "value_hmac"], name="crm_taxnumber_value"),
            models.Index(fields=["office", "kind", "base_hmac"], name="crm_taxnumber_base"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} van {self.relation_id}"


class NumberOverride(OfficeOwned):
    """Somebody with the right allowed a number to be there twice, and why. Never changed."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="number_overrides")
    kind = models.CharField("Soort", max_length=20, choices=NumberKind)
    number_hmac = models.CharField(max_length=64, editable=False)
    reason = models.CharField("Reden", max_length=500)
    by = belongs_to("offices.TeamMember", models.PROTECT, related_name="+")
    at = models.DateTimeField("Op", auto_now_add=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "toegestaan dubbel nummer"
        verbose_name_plural = "toegestane dubbele nummers"
        constraints = [*OfficeOwned.Meta.constraints, SameOffice("relation"), SameOffice("by")]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_override_relation"),
            models.Index(fields=["office", "by"], name="crm_override_by"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} dubbel bij {self.relation_id}"
