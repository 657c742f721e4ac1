"""Items of a dossier, the bytes of their versions, and pictures of their pages."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossier import periods
from dossier.enums import ItemStatus, Source
from dossier.querysets import ItemQuerySet
from offices.models import Edited, OfficeManager, OfficeOwned, Thrown, belongs_to
from offices.walls import Finder, SameOffice


class DossierItem(Edited, Thrown):
    """A piece in the dossier of a relation. Visible to the client when its folder and the item both say so."""

    relation = belongs_to("crm.Relation", models.PROTECT, related_name="items")
    folder = belongs_to("dossier.Folder", models.PROTECT, related_name="items")
    name = models.CharField("naam", max_length=200)
    sort_key = models.CharField(max_length=260, editable=False)
    # The name folded to words, for searching.
    search_text = models.CharField(max_length=260, default="", editable=False)
    # As it was sent; never changed.
    original_filename = models.CharField("oorspronkelijke naam", max_length=255, editable=False)
    year = models.PositiveSmallIntegerField("jaar", null=True, blank=True)
    period = models.CharField("periode", max_length=3, blank=True, default="")
    is_public = models.BooleanField("zichtbaar voor cliënt", default=False)
    status = models.CharField(
        "status", max_length=10, choices=ItemStatus.choices, default=ItemStatus.AVAILABLE
    )
    document_date = models.DateField("documentdatum", null=True, blank=True)
    source = models.CharField("herkomst", max_length=14, choices=Source.choices)
    source_ref = models.CharField(
        "kenmerk van de bron", max_length=200, blank=True, default="", editable=False
    )
    sealed = models.BooleanField("verzegeld", default=False)
    note = models.TextField("notitie", blank=True, max_length=20_000)
    # The newest version; its id is known before it is saved.
    current = belongs_to("dossier.ItemVersion", models.PROTECT, related_name="+", editable=False)
    destroy_reason = models.CharField("reden van vernietiging", max_length=200, blank=True, editable=False)

    objects = OfficeManager.from_queryset(ItemQuerySet)()

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "dossieritem", "dossieritems"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("deleted_by"),
            SameOffice("relation"),
            SameOffice("folder"),
            SameOffice("current"),
            models.UniqueConstraint(
                fields=["office", "source", "source_ref"],
                condition=~Q(source_ref=""),
                name="dossier_item_source_ref",
            ),
            # Not in order: sorting what a common word finds would take longer than finding it.
            Finder(
                name="dossier_find_items",
                arguments="fragment text, most int",
                sql=(
                    "SELECT id FROM dossier_dossieritem WHERE office_id = {open_office} AND status = 'AVAILABLE' "
                    "AND search_text LIKE {like_fragment} LIMIT least(most, 1000)"
                ),
            ),
            models.CheckConstraint(
                condition=Q(period="") | Q(year__isnull=False), name="dossier_item_period_has_year"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | ~Q(status=ItemStatus.AVAILABLE),
                name="dossier_item_bin",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "relation", "folder", "year", "id"], name="dossier_item_by_year"),
            models.Index(
                fields=["office", "relation", "folder", "sort_key", "id"], name="dossier_item_by_name"
            ),
            models.Index(fields=["office", "folder", "relation", "id"], name="dossier_item_by_folder"),
            models.Index(fields=["office", "current"], name="dossier_item_current"),
            GinIndex(
                fields=["office", "search_text"], opclasses=["int8_ops", "gin_trgm_ops"], name="dossier_item_search"
            ),
            models.Index(
                fields=["office", "deleted_at", "id"],
                condition=Q(status=ItemStatus.TRASHED),
                name="dossier_item_in_bin",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def period_label(self) -> str:
        """Year and period in words."""
        return periods.label(self.year, self.period)


class ItemVersion(OfficeOwned):
    """The bytes of an item at one moment. Never replaced; `pages` is filled when the file has been read."""

    item = belongs_to(DossierItem, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("versie")
    # Empty only when the item was destroyed; hash, size and type stay.
    stored_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="item_versions")
    sha256 = models.CharField("vingerafdruk", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("grootte in bytes", editable=False)
    mime = models.CharField("type", max_length=100, editable=False)
    # None: not looked at. 0: could not be read.
    pages = models.PositiveIntegerField("pagina's", null=True, editable=False)
    original_filename = models.CharField("oorspronkelijke naam", max_length=255, editable=False)
    uploaded_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    uploaded_label = models.CharField("door", max_length=160, editable=False)
    at = models.DateTimeField("op", default=timezone.now)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "versie", "versies"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("item"),
            SameOffice("stored_file"),
            SameOffice("uploaded_by"),
            models.UniqueConstraint(fields=["office", "item", "number"], name="dossier_itemversion_number"),
        ]
        indexes = [
            models.Index(fields=["office", "stored_file"], name="dossier_version_file"),
            models.Index(fields=["office", "uploaded_by"], name="dossier_version_by"),
            models.Index(fields=["office", "sha256"], name="dossier_version_sha256"),
        ]

    def __str__(self):
        return f"versie {self.number}"


class PagePreview(OfficeOwned):
    """A picture of one page of a version, made once."""

    item_version = belongs_to(ItemVersion, models.CASCADE, related_name="previews")
    page = models.PositiveIntegerField("pagina")
    stored_file = belongs_to("offices.StoredFile", models.PROTECT, related_name="page_previews")

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "voorbeeld", "voorbeelden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("item_version"),
            SameOffice("stored_file"),
            models.UniqueConstraint(
                fields=["office", "item_version", "page"], name="dossier_pagepreview_page"
            ),
        ]
        indexes = [models.Index(fields=["office", "stored_file"], name="dossier_preview_file")]

    def __str__(self):
        return f"{self.item_version_id} pagina {self.page}"
