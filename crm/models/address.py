"""Visiting, postal, invoice and private addresses."""

from django.db import models
from django.db.models import Q

from crm.enums import AddressKind
from offices.history import history
from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice


@history("relation", "contact")
class Address(OfficeOwned):
    """One address of one relation or one contact."""

    relation = belongs_to("crm.Relation", models.CASCADE, null=True, blank=True, related_name="addresses")
    contact = belongs_to("crm.Contact", models.CASCADE, null=True, blank=True, related_name="addresses")
    kind = models.CharField("Soort", max_length=7, choices=AddressKind)
    street = models.CharField("Straat", max_length=80, blank=True)
    house_number = models.PositiveIntegerField("Huisnummer", null=True, blank=True)
    house_suffix = models.CharField("Toevoeging", max_length=10, blank=True)
    postal_code = models.CharField("Postcode", max_length=10, blank=True)
    city = models.CharField("Plaats", max_length=60, blank=True)
    country = models.CharField("Land", max_length=2, default="NL")
    source = models.CharField("Herkomst", max_length=20, default="hand")

    class Meta(OfficeOwned.Meta):
        verbose_name = "adres"
        verbose_name_plural = "adressen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            SameOffice("contact"),
            models.CheckConstraint(
                condition=Q(relation__isnull=False, contact__isnull=True)
                | Q(relation__isnull=True, contact__isnull=False),
                name="crm_address_one_owner",
            ),
            models.UniqueConstraint(
                fields=["office", "relation", "kind"],
                condition=Q(relation__isnull=False),
                name="crm_address_relation_kind",
            ),
            models.UniqueConstraint(
                fields=["office", "contact", "kind"],
                condition=Q(contact__isnull=False),
                name="crm_address_contact_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_address_relation"),
            models.Index(fields=["office", "contact"], name="crm_address_contact"),
            models.Index(fields=["office", "postal_code", "house_number"], name="crm_address_postal_code"),
        ]

    def __str__(self):
        return ", ".join(part for part in (self.line, f"{self.postal_code} {self.city}".strip()) if part)

    @property
    def line(self):
        """Street, number and suffix in one line."""
        number = f"{self.house_number or ''}{self.house_suffix}"
        return f"{self.street} {number}".strip()
