"""Packs with which an office or one relation leaves or arrives."""

from django.db import models

from offices.enums import PackDirection, PackReach, PackState
from offices.fields import EncryptedJSONField
from offices.models.base import Edited, belongs_to
from offices.walls import SameOffice


class TransferPack(Edited):
    """One pack that was made here or brought here. Of one that was brought, `mask` says how its ids became ours."""

    direction = models.CharField("richting", max_length=3, choices=PackDirection)
    reach = models.CharField("omvang", max_length=8, choices=PackReach)
    state = models.CharField("status", max_length=8, choices=PackState, default=PackState.BUSY)
    name = models.CharField("naam", max_length=200)
    # The relation it is about, here; a pointer without a key.
    relation_id = models.UUIDField(null=True, blank=True, editable=False)
    internal = models.BooleanField("met interne notities", default=False)
    file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+")
    # Of the manifest, which holds the hash of every part.
    sha256 = models.CharField("vingerafdruk", max_length=64, blank=True)
    mask = models.CharField(max_length=16, blank=True, editable=False)
    # What was found when it was looked at, and what was decided; may hold names and numbers of a client.
    findings = EncryptedJSONField(blank=True, default="")
    counts = models.JSONField(default=dict, blank=True)
    job = belongs_to("offices.Job", models.PROTECT, null=True, related_name="+")
    fault = models.CharField("fout", max_length=500, blank=True)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "overdrachtspakket", "overdrachtspakketten"
        constraints = [*Edited.Meta.constraints, SameOffice("file"), SameOffice("job")]
        indexes = [
            models.Index(fields=["office", "-id"], name="offices_pack_recent"),
            models.Index(fields=["office", "file"], name="offices_pack_file"),
            models.Index(fields=["office", "job"], name="offices_pack_job"),
        ]

    def __str__(self):
        return self.name
