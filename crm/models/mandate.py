"""Who may bind a relation (*bevoegdheid*), and who is whose partner."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from crm.enums import MandateBasis, MandateMode, PartnerKind
from crm.validity import in_order, no_overlap
from offices.history import history
from offices.models import Edited, belongs_to
from offices.walls import SameOffice

# In `scope`: everything, and signing of documents; the rest are kinds of filing.
SCOPE_ALL, SCOPE_SIGN = "ALL", "SIGN"


@history("relation", "contact")
class Mandate(Edited):
    """Our record of somebody's authority, with its basis: the office decides, the product remembers (portal 11)."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="mandates", verbose_name="Relatie")
    contact = belongs_to("crm.Contact", models.PROTECT, related_name="mandates", verbose_name="Persoon")
    scope = ArrayField(models.CharField(max_length=20), verbose_name="Waarvoor", default=list)
    mode = models.CharField("Zelfstandig of gezamenlijk", max_length=6, choices=MandateMode, default=MandateMode.SOLE)
    basis = models.CharField("Grond", max_length=20, choices=MandateBasis)
    evidence_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Bewijs")
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)
    # From this moment on it holds no more, whatever the dates say; what was approved before stays approved.
    revoked_at = models.DateTimeField("Ingetrokken op", null=True, blank=True, editable=False)
    note = models.CharField("Notitie", max_length=500, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Bevoegdheid"
        verbose_name_plural = "Bevoegdheden"
        ordering = ["-valid_from"]
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("contact"),
            SameOffice("evidence_file"),
            models.CheckConstraint(condition=in_order(), name="crm_mandate_dates"),
            models.CheckConstraint(condition=~Q(scope=[]), name="crm_mandate_scope"),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_mandate_relation"),
            models.Index(fields=["office", "contact"], name="crm_mandate_contact"),
            models.Index(fields=["office", "evidence_file"], name="crm_mandate_evidence"),
        ]

    def __str__(self):
        return f"{self.get_basis_display()} ({self.get_mode_display().lower()})"


@history("mandate")
class MandatePartner(Edited):
    """With whom a joint mandate is exercised."""

    mandate = belongs_to("crm.Mandate", models.CASCADE, related_name="joint_with")
    contact = belongs_to("crm.Contact", models.PROTECT, related_name="+", verbose_name="Samen met")

    class Meta(Edited.Meta):
        verbose_name = "Samen bevoegd"
        verbose_name_plural = "Samen bevoegd"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("mandate"),
            SameOffice("contact"),
            models.UniqueConstraint(fields=["office", "mandate", "contact"], name="crm_mandatepartner_once"),
        ]
        indexes = [models.Index(fields=["office", "contact"], name="crm_mandatepartner_contact")]

    def __str__(self):
        return str(self.contact)


@history("person_a", "person_b")
class PartnerLink(Edited):
    """Two people who are partners; for the tax office at most one at a time."""

    person_a = belongs_to("crm.Relation", models.CASCADE, related_name="partner_links", verbose_name="Persoon")
    person_b = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="partner_of", verbose_name="Partner")
    contact_b = belongs_to("crm.Contact", models.CASCADE, null=True, related_name="partner_of", verbose_name="Partner (contact)")
    kind = models.CharField("Soort", max_length=10, choices=PartnerKind, default=PartnerKind.FISCAL)
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Partner"
        verbose_name_plural = "Partners"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("person_a"),
            SameOffice("person_b"),
            SameOffice("contact_b"),
            models.CheckConstraint(condition=in_order(), name="crm_partnerlink_dates"),
            models.CheckConstraint(
                condition=Q(person_b=None, contact_b__isnull=False) | Q(person_b__isnull=False, contact_b=None),
                name="crm_partnerlink_one_partner",
            ),
            models.CheckConstraint(
                condition=Q(person_b=None) | ~Q(person_b=F("person_a")), name="crm_partnerlink_not_self"
            ),
            no_overlap("person_a", name="crm_partnerlink_once_a", condition=Q(kind=PartnerKind.FISCAL)),
            no_overlap("person_b", name="crm_partnerlink_once_b", condition=Q(kind=PartnerKind.FISCAL)),
        ]
        indexes = [
            models.Index(fields=["office", "person_a"], name="crm_partnerlink_a"),
            models.Index(fields=["office", "person_b"], name="crm_partnerlink_b"),
            models.Index(fields=["office", "contact_b"], name="crm_partnerlink_contact"),
        ]

    def __str__(self):
        return self.get_kind_display()
