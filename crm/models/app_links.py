"""Apps & links: where an office goes from a relation, and where its clients go."""

from django.core.validators import URLValidator
from django.db import models

from crm.enums import LinkAudience
from offices.models import Edited, belongs_to
from offices.walls import SameOffice


class AppLink(Edited):
    """A link with a name; its address may hold {relatie.nummer} and {relatie.kvk_nummer}, never a BSN."""

    name = models.CharField("Naam", max_length=40)
    url = models.CharField("Adres", max_length=500)
    icon = models.CharField("Pictogram", max_length=40, default="external-link")
    description = models.CharField("Omschrijving", max_length=200, blank=True)
    group = models.CharField("Groep", max_length=40, blank=True)
    audience = models.CharField("Doelgroep", max_length=6, choices=LinkAudience)
    shown_for = models.JSONField("Alleen bij", default=dict, blank=True)
    order = models.PositiveSmallIntegerField("Volgorde", default=0)
    active = models.BooleanField("Actief", default=True)

    class Meta(Edited.Meta):
        verbose_name = "link"
        verbose_name_plural = "apps en links"
        ordering = ["group", "order", "name"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "audience", "name"], name="crm_applink_name"),
            models.CheckConstraint(condition=models.Q(url__startswith="https://"), name="crm_applink_https"),
        ]

    def __str__(self):
        return self.name


class AppLinkOverride(Edited):
    """Another address of a link for one relation."""

    link = belongs_to("crm.AppLink", models.CASCADE, related_name="overrides")
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="link_overrides")
    url = models.CharField("Adres", max_length=500, validators=[URLValidator(schemes=["https"])])

    class Meta(Edited.Meta):
        verbose_name = "afwijkende link"
        verbose_name_plural = "afwijkende links"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("link"),
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "link", "relation"], name="crm_applinkoverride_once"),
            models.CheckConstraint(condition=models.Q(url__startswith="https://"), name="crm_applinkoverride_https"),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_applinkoverride_relation")]

    def __str__(self):
        return self.url
