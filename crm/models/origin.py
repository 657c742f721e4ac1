"""Where a value comes from, and what the trade register said on a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from crm.enums import SourceKind
from offices.fields import EncryptedJSONField
from offices.models import AppendOnly, OfficeOwned, belongs_to
from offices.walls import AppReadsOnly, SameOffice


class Provenance(OfficeOwned):
    """Who or what set a field last. The row with an empty field tells who made the whole object."""

    relation = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="provenance")
    contact = belongs_to("crm.Contact", models.CASCADE, null=True, related_name="provenance")
    field = models.CharField("Veld", max_length=60, blank=True)
    source_kind = models.CharField("Bron", max_length=8, choices=SourceKind)
    # A pointer without a key (an import, a connection) and its name as people read it.
    source_id = models.UUIDField(null=True, blank=True)
    source_label = models.CharField("Naam van de bron", max_length=160, blank=True)
    set_at = models.DateTimeField("Gezet op", default=timezone.now)
    previous = EncryptedJSONField(blank=True, default="")

    class Meta(OfficeOwned.Meta):
        verbose_name = "herkomst"
        verbose_name_plural = "herkomst"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            SameOffice("contact"),
            models.CheckConstraint(
                condition=Q(relation=None, contact__isnull=False) | Q(relation__isnull=False, contact=None),
                name="crm_provenance_one_owner",
            ),
            # No row has both, and an empty owner is equal to nothing: no condition is needed.
            models.UniqueConstraint(fields=["office", "relation", "field"], name="crm_provenance_relation_field"),
            models.UniqueConstraint(fields=["office", "contact", "field"], name="crm_provenance_contact_field"),
        ]

    def __str__(self):
        return f"{self.field or 'alles'}: {self.get_source_kind_display()}"


class RegisterSnapshot(AppendOnly):
    """What the trade register answered on a day, as it came."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="register_snapshots")
    source = models.CharField("Bron", max_length=40)
    taken_at = models.DateTimeField("Opgehaald op", default=timezone.now)
    data = EncryptedJSONField()
    file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "uittreksel"
        verbose_name_plural = "uittreksels"
        constraints = [*AppendOnly.Meta.constraints, SameOffice("relation"), SameOffice("file")]
        indexes = [
            models.Index(fields=["office", "relation", "-taken_at"], name="crm_snapshot_relation"),
            models.Index(fields=["office", "file"], name="crm_snapshot_file"),
        ]

    def __str__(self):
        return f"{self.source} {self.taken_at:%d-%m-%Y}"


class PostcodePoint(models.Model):
    """An address with its place on the map, from a table the operator loads. Holds nothing of an office."""

    postal_code = models.CharField(max_length=6)
    number = models.PositiveIntegerField()
    street = models.CharField(max_length=80)
    city = models.CharField(max_length=60)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)

    class Meta:
        verbose_name = "adres"
        verbose_name_plural = "adrestabel"
        constraints = [
            models.UniqueConstraint(fields=["postal_code", "number"], name="crm_postcodepoint_once"),
            AppReadsOnly(name="crm_postcodepoint_reads_only"),
        ]

    def __str__(self):
        return f"{self.postal_code} {self.number}"
