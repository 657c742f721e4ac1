"""How somebody likes to look: a filter, columns and an order with a name."""

from django.db import models
from django.db.models import Q

from offices.enums import DefaultFor, SharedWith
from offices.models.base import Edited, belongs_to
from offices.walls import SameOffice


class SavedView(Edited):
    """A view of one list; `query` is what stands behind the question mark of its address, without page and sort."""

    screen = models.CharField(max_length=40)
    name = models.CharField("naam", max_length=60)
    query = models.TextField("filter", blank=True, max_length=4_000)
    columns = models.JSONField("kolommen", default=list, blank=True)
    sort = models.CharField("volgorde", max_length=40, blank=True)
    owner = belongs_to("offices.TeamMember", models.PROTECT, related_name="saved_views")
    shared_with = models.CharField("gedeeld met", max_length=6, choices=SharedWith, default=SharedWith.ME)
    team = belongs_to("offices.ProcessTeam", models.SET_NULL, null=True, related_name="+", verbose_name="procesteam")
    default_for = models.CharField("opent vanzelf voor", max_length=6, choices=DefaultFor, default=DefaultFor.NOBODY, blank=True)
    order = models.PositiveSmallIntegerField("volgorde in het menu", default=0)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "weergave", "weergaven"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("owner"),
            SameOffice("team"),
            models.UniqueConstraint(fields=["office", "screen", "owner", "name"], name="offices_savedview_name"),
            models.CheckConstraint(condition=~Q(shared_with="TEAM") | Q(team__isnull=False), name="offices_savedview_team"),
        ]
        indexes = [
            models.Index(fields=["office", "screen", "shared_with"], name="offices_savedview_screen"),
            models.Index(fields=["office", "team"], name="offices_savedview_team"),
        ]

    def __str__(self):
        return self.name
