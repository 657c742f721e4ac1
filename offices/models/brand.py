"""What an office looks and sounds like to its clients."""

from django.db import models
from django.db.models import Q

from offices.models.base import Edited, belongs_to
from offices.walls import SameOffice


class Brand(Edited):
    """Logo, sender and words of the office; the colour stands at the office itself, outside the wall."""

    name = models.CharField("naam", max_length=120, blank=True)
    is_default = models.BooleanField("standaard", default=True)
    logo = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+")
    favicon = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+")
    sender = models.CharField("afzender van e-mail", max_length=120, blank=True)
    reply_to = models.EmailField("antwoordadres", blank=True)
    mail_footer = models.TextField("voettekst van e-mail", blank=True, max_length=2_000)
    letterhead = models.TextField("briefhoofd", blank=True, max_length=2_000)
    welcome_text = models.TextField("welkomsttekst in het portaal", blank=True, max_length=2_000)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "huisstijl", "huisstijlen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("logo"),
            SameOffice("favicon"),
            models.UniqueConstraint(fields=["office"], condition=Q(is_default=True), name="offices_brand_one_default"),
        ]
        indexes = [
            models.Index(fields=["office", "logo"], name="offices_brand_logo"),
            models.Index(fields=["office", "favicon"], name="offices_brand_favicon"),
        ]

    def __str__(self):
        return self.name or "Huisstijl"
