"""Filing rhythm, small-business scheme, fiscal years and fiscal unities."""

from django.db import models
from django.db.models import F, Q

from crm.enums import FREQUENCIES, FilingFrequency, FiscalUnityKind, QuarterStart, TaxKind
from crm.validity import in_order, no_overlap
from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice


@history("relation")
class TaxFrequency(OfficeOwned):
    """Aangiftetijdvak of OB or LH, from a day on until the next row."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="tax_frequencies")
    kind = models.CharField("Belasting", max_length=2, choices=TaxKind)
    frequency = models.CharField("Tijdvak", max_length=10, choices=FilingFrequency)
    quarter_start = models.PositiveSmallIntegerField(
        "Kwartalen", choices=QuarterStart, default=QuarterStart.JANUARY
    )
    valid_from = models.DateField("Vanaf")

    class Meta(OfficeOwned.Meta):
        verbose_name = "aangiftetijdvak"
        verbose_name_plural = "aangiftetijdvakken"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(
                fields=["office", "relation", "kind", "valid_from"], name="crm_taxfrequency_from"
            ),
            models.CheckConstraint(
                condition=Q(kind=TaxKind.OB, frequency__in=FREQUENCIES[TaxKind.OB])
                | Q(kind=TaxKind.LH, frequency__in=FREQUENCIES[TaxKind.LH]),
                name="crm_taxfrequency_fits",
            ),
            models.CheckConstraint(
                condition=Q(quarter_start=QuarterStart.JANUARY)
                | Q(kind=TaxKind.OB, frequency=FilingFrequency.QUARTER, quarter_start__in=[2, 3]),
                name="crm_taxfrequency_quarters",
            ),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_taxfrequency_relation")]

    def __str__(self):
        return f"{self.get_kind_display()} per {self.get_frequency_display().lower()}"


@history("relation")
class KorMark(OfficeOwned):
    """Kleineondernemersregeling: while valid no btw-aangifte is expected."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="kor_marks")
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "kleineondernemersregeling"
        verbose_name_plural = "kleineondernemersregelingen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.CheckConstraint(condition=in_order(), name="crm_kormark_dates"),
            no_overlap("relation", name="crm_kormark_no_overlap"),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_kormark_relation")]

    def __str__(self):
        return f"KOR vanaf {self.valid_from:%d-%m-%Y}"


@history("relation")
class FiscalYear(OfficeOwned):
    """Boekjaar that differs from the calendar year: 1 to 24 months."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="fiscal_years")
    start = models.DateField("Begin boekjaar")
    end = models.DateField("Einde boekjaar")

    class Meta(OfficeOwned.Meta):
        verbose_name = "boekjaar"
        verbose_name_plural = "boekjaren"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="crm_fiscalyear_dates"),
            no_overlap("relation", name="crm_fiscalyear_no_overlap", start="start", end="end"),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_fiscalyear_relation")]

    def __str__(self):
        return f"{self.start:%d-%m-%Y} t/m {self.end:%d-%m-%Y}"


@history()
class FiscalUnity(OfficeOwned):
    """Fiscale eenheid: several relations that file as one, with a number of its own and a head."""

    kind = models.CharField("Soort", max_length=3, choices=FiscalUnityKind)
    name = models.CharField("Naam", max_length=200, blank=True)
    number = EncryptedTextField("Nummer")
    number_hmac = models.CharField(max_length=64, editable=False)
    head = belongs_to("crm.Relation", models.PROTECT, related_name="headed_unities")

    class Meta(OfficeOwned.Meta):
        verbose_name = "fiscale eenheid"
        verbose_name_plural = "fiscale eenheden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("head"),
            models.UniqueConstraint(fields=["office", "kind", "number_hmac"], name="crm_fiscalunity_number"),
        ]
        indexes = [models.Index(fields=["office", "head"], name="crm_fiscalunity_head")]

    def __str__(self):
        return self.name or f"Fiscale eenheid {self.get_kind_display().lower()}"


@history("unity", "relation")
class FiscalUnityMember(OfficeOwned):
    """A part of a fiscal unity, in at most one unity per kind and day."""

    unity = belongs_to("crm.FiscalUnity", models.CASCADE, related_name="members")
    # Copied from the unity, so that the database itself can refuse a second unity of the same kind.
    kind = models.CharField("Soort", max_length=3, choices=FiscalUnityKind)
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="unity_memberships")
    valid_from = models.DateField("Vanaf", null=True, blank=True)
    valid_to = models.DateField("Tot en met", null=True, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "onderdeel van fiscale eenheid"
        verbose_name_plural = "onderdelen van fiscale eenheden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("unity"),
            SameOffice("relation"),
            models.CheckConstraint(condition=in_order(), name="crm_unitymember_dates"),
            no_overlap("kind", "relation", name="crm_unitymember_no_overlap"),
        ]
        indexes = [
            models.Index(fields=["office", "unity"], name="crm_unitymember_unity"),
            models.Index(fields=["office", "relation"], name="crm_unitymember_relation"),
        ]

    def __str__(self):
        return f"{self.relation_id} in {self.unity_id}"
