"""The dossier of a relation and the folders of the office tree."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from dossier.enums import PeriodSetting, SystemRole, Visibility
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice

DEPTH_MOST = 8


class Dossier(OfficeOwned):
    """The record of one relation. The folder tree is the office's; items hang on relation and folder."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="dossiers")
    opened_on = models.DateField("geopend op", default=timezone.localdate)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "dossier", "dossiers"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "relation"], name="dossier_dossier_relation"),
        ]

    def __str__(self):
        return f"Dossier {self.relation_id}"


class Folder(Edited):
    """A folder of the office tree (no relation) or of one relation. Files live only where no folder lies below."""

    relation = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="own_folders")
    parent = belongs_to("dossier.Folder", models.PROTECT, null=True, related_name="children")
    name = models.CharField("naam", max_length=80)
    # 1 for a folder at the top; kept so that the database can refuse a ninth level.
    depth = models.PositiveSmallIntegerField("diepte", default=1, editable=False)
    period_setting = models.CharField(
        "periode vragen", max_length=10, choices=PeriodSetting.choices, default=PeriodSetting.NONE
    )
    visibility = models.CharField(
        "zichtbaar voor", max_length=6, choices=Visibility.choices, default=Visibility.OFFICE
    )
    payroll_only = models.BooleanField("alleen voor contacten die loongegevens mogen zien", default=False)
    allow_relation_children = models.BooleanField("eigen submappen per relatie", default=False)
    system_role = models.CharField(
        "systeemrol", max_length=24, choices=SystemRole.choices, blank=True, default="", editable=False
    )
    order = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "map", "mappen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("parent"),
            models.UniqueConstraint(
                "office",
                "relation",
                "parent",
                Lower("name"),
                nulls_distinct=False,
                name="dossier_folder_name",
            ),
            models.UniqueConstraint(
                fields=["office", "system_role"],
                condition=~Q(system_role=""),
                name="dossier_folder_system_role",
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1, depth__lte=DEPTH_MOST), name="dossier_folder_depth"
            ),
            models.CheckConstraint(
                condition=Q(relation__isnull=True) | Q(parent__isnull=False),
                name="dossier_folder_own_below_global",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="dossier_folder_relation"),
            models.Index(fields=["office", "parent"], name="dossier_folder_parent"),
        ]

    def __str__(self):
        return self.name


class FolderFreeze(OfficeOwned):
    """A folder in which nothing changes: for one relation or all, one year or all."""

    relation = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="folder_freezes")
    folder = belongs_to("dossier.Folder", models.CASCADE, related_name="freezes")
    year = models.PositiveSmallIntegerField("jaar", null=True, blank=True)
    reason = models.CharField("reden", max_length=200)
    frozen_by = belongs_to("offices.TeamMember", models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField("bevroren op", default=timezone.now)
    thawed_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    thawed_at = models.DateTimeField("geopend op", null=True, blank=True)
    thaw_reason = models.CharField("reden van openen", max_length=200, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "bevriezing", "bevriezingen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            SameOffice("folder"),
            SameOffice("frozen_by"),
            SameOffice("thawed_by"),
            models.UniqueConstraint(
                fields=["office", "relation", "folder", "year"],
                condition=Q(thawed_at__isnull=True),
                nulls_distinct=False,
                name="dossier_folderfreeze_one_live",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="dossier_freeze_relation"),
            models.Index(fields=["office", "folder"], name="dossier_freeze_folder"),
            models.Index(fields=["office", "frozen_by"], name="dossier_freeze_by"),
            models.Index(fields=["office", "thawed_by"], name="dossier_freeze_thawed_by"),
        ]

    def __str__(self):
        return f"{self.folder_id} {self.year or ''}".strip()
