"""An import of clients and contacts: the file, what its columns mean, and each row with what was found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from crm.enums import ImportGroup, ImportMatch, ImportSheet, ImportState, ItemResult
from offices.fields import EncryptedJSONField
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


class ImportTemplate(Edited):
    """What the columns of a source mean, learned from the last import of it or shipped as a profile."""

    name = models.CharField("Naam", max_length=80)
    system = models.CharField("Bron", max_length=40, blank=True)
    # {sheet: {column heading, folded: field}} and {field: {value of the source, folded: our value}}
    columns = models.JSONField(default=dict)
    value_maps = models.JSONField(default=dict)

    class Meta(Edited.Meta):
        verbose_name = "importprofiel"
        verbose_name_plural = "importprofielen"
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint("office", Lower("name"), name="crm_importtemplate_name"),
        ]

    def __str__(self):
        return self.name


class ImportBatch(Edited):
    """One file that is imported, and how far it is."""

    name = models.CharField("Bestand", max_length=200)
    file = belongs_to("offices.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField("Status", max_length=16, choices=ImportState, default=ImportState.UPLOADED)
    template = belongs_to("crm.ImportTemplate", models.SET_NULL, null=True, related_name="batches")
    mapping = models.JSONField(default=dict)
    # Which of our relations the group «Alleen bij ons» is judged against: {} is all, else {kind: id}.
    scope = models.JSONField(default=dict)
    # What new records get: language, labels …
    defaults = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    # When its rows were last compared with what stands here.
    compared_at = models.DateTimeField("Vergeleken op", null=True, blank=True, editable=False)
    plan = belongs_to("crm.ChangePlan", models.SET_NULL, null=True, related_name="batches")
    job = belongs_to("offices.Job", models.SET_NULL, null=True, related_name="+")
    fault = models.CharField("Fout", max_length=500, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "import"
        verbose_name_plural = "imports"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("file"),
            SameOffice("template"),
            SameOffice("plan"),
            SameOffice("job"),
            models.UniqueConstraint(
                fields=["office"], condition=Q(state__in=[ImportState.APPLYING, ImportState.UNDOING]), name="crm_importbatch_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-created_at"], name="crm_importbatch_made"),
            models.Index(fields=["office", "sha256"], name="crm_importbatch_sha256"),
            models.Index(fields=["office", "file"], name="crm_importbatch_file"),
            models.Index(fields=["office", "template"], name="crm_importbatch_template"),
            models.Index(fields=["office", "plan"], name="crm_importbatch_plan"),
            models.Index(fields=["office", "job"], name="crm_importbatch_job"),
        ]

    def __str__(self):
        return self.name


class ImportRow(OfficeOwned):
    """One row of a sheet: as it stood, as we read it, what it was recognised as, and what somebody decided."""

    batch = belongs_to("crm.ImportBatch", models.CASCADE, related_name="rows")
    sheet = models.CharField("Tabblad", max_length=8, choices=ImportSheet)
    number = models.PositiveIntegerField("Regel")
    raw = EncryptedJSONField()
    normalised = EncryptedJSONField(blank=True, default="")
    label = models.CharField("Naam", max_length=260, blank=True)
    # The relation or contact number the row gives, and what may stand only once in a file: «n:…», «e:…», hashed.
    key = models.CharField(max_length=20, blank=True)
    keys = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    group = models.CharField("Groep", max_length=14, choices=ImportGroup, blank=True)
    match = models.CharField("Herkend op", max_length=10, choices=ImportMatch, default=ImportMatch.NONE, blank=True)
    target_id = models.UUIDField(null=True, blank=True)
    seen_version = models.PositiveIntegerField(null=True)
    # {field: [ours, theirs]} of what differs, and {field: "KEEP" or "OVERWRITE"} of what somebody chose.
    differences = EncryptedJSONField(blank=True, default="")
    decisions = models.JSONField(default=dict)
    # [{field, text}] in Dutch; nothing of the value itself beyond what the sentence quotes.
    errors = EncryptedJSONField(blank=True, default="")
    chosen = models.BooleanField("Meenemen", default=True)
    result = models.CharField("Resultaat", max_length=6, choices=ItemResult, default=ItemResult.WAITING, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "regel van een import"
        verbose_name_plural = "regels van imports"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("batch"),
            models.UniqueConstraint(fields=["office", "batch", "sheet", "number"], name="crm_importrow_number"),
        ]
        indexes = [
            models.Index(fields=["office", "batch", "group", "sheet", "number"], name="crm_importrow_group"),
            models.Index(fields=["office", "batch", "sheet", "key"], name="crm_importrow_by_key"),
        ]

    def __str__(self):
        return f"{self.get_sheet_display()} regel {self.number}"
