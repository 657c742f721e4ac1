"""The kantoor itself."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from offices.db.statistics import GrownTables
from offices.enums import Language, OfficeState

SLUG = RegexValidator(r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")
RESERVED_SLUGS = frozenset({"www", "api", "admin", "k", "p", "l", "health", "static", "inloggen"})


class Office(models.Model):
    """One kantoor. Outside the wall: it holds no client content."""

    name = models.CharField("kantoornaam", max_length=120)
    slug = models.CharField("webadres", max_length=40, unique=True, validators=[SLUG])
    is_practice = models.BooleanField("oefenkantoor", default=False)
    state = models.CharField("status", max_length=10, choices=OfficeState.choices, default=OfficeState.ACTIVE)
    language = models.CharField("taal", max_length=2, choices=Language.choices, default=Language.NL)
    kvk_nummer = models.CharField("KvK-nummer", max_length=8, blank=True)
    ob_nummer = models.CharField("OB-nummer", max_length=12, blank=True)
    rsin = models.CharField("RSIN", max_length=9, blank=True)
    beconnummer = models.CharField("beconnummer", max_length=6, blank=True)
    association = models.CharField("beroepsorganisatie", max_length=20, blank=True)
    sbr_vendor_number = models.CharField("SWO-nummer", max_length=8, blank=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    require_2fa = models.BooleanField("2FA verplicht", default=True)
    session_minutes = models.PositiveSmallIntegerField("sessieduur in minuten", default=60)
    relation_number_format = models.CharField("nummerformaat", max_length=40, default="{seq:5}")
    brand_hue = models.PositiveSmallIntegerField("kleurtint", default=205)
    brand_chroma = models.DecimalField("kleurkracht", max_digits=4, decimal_places=3, default="0.082")
    owner = models.ForeignKey("offices.User", models.PROTECT, null=True, blank=True, related_name="owned_offices")
    created_at = models.DateTimeField("aangemaakt op", auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "kantoor", "kantoren"
        constraints = [
            models.CheckConstraint(condition=models.Q(slug=Lower("slug")), name="offices_office_slug_lower"),
            models.CheckConstraint(
                condition=models.Q(brand_hue__lte=359) & models.Q(brand_chroma__gte=0) & models.Q(brand_chroma__lte="0.16"),
                name="offices_office_brand",
            ),
            GrownTables(),
        ]

    def __str__(self):
        return self.name
