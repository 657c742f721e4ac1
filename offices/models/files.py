"""The row of a blob: bytes exist once, everything that needs them points here with PROTECT."""

from django.db import models
from django.utils import timezone

from offices.models.base import OfficeOwned


class StoredFile(OfficeOwned):
    """Bytes in the storage. Made by `offices.files` only; never changed, removed only by the orphan sweep."""

    key = models.CharField("sleutel", max_length=200, editable=False)
    sha256 = models.CharField("vingerafdruk", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("grootte in bytes", editable=False)
    # What the first bytes say, not what the sender said.
    mime = models.CharField("type", max_length=100, editable=False)
    purpose = models.CharField("waarvoor", max_length=40, editable=False)
    at = models.DateTimeField("bewaard op", default=timezone.now, editable=False)

    class Meta(OfficeOwned.Meta):
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "key"], name="offices_storedfile_key_once"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.sha256[:12]}"
