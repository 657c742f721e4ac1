"""Long work that somebody asked for and waits for."""

from django.db import models
from django.utils import timezone

from offices.enums import JobState
from offices.fields import EncryptedJSONField
from offices.models.base import OfficeOwned, belongs_to
from offices.walls import SameOffice


class Job(OfficeOwned):
    """One piece of work with progress, that can be cancelled and goes on after a kill.

    `arguments` and `result` belong to the kind of work (offices/jobs.py). The row says what is due; a lost ring or a
    killed worker only makes the sweeper ring again.
    """

    kind = models.CharField(max_length=40)
    title = models.CharField("wat", max_length=200)
    asked_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    state = models.CharField("status", max_length=9, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField("gedaan", default=0)
    total = models.PositiveIntegerField("totaal", default=0)
    arguments = EncryptedJSONField(blank=True, default="")
    result = EncryptedJSONField(blank=True, default="")
    error = models.CharField("fout", max_length=500, blank=True)
    file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+")
    cancel_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField("gevraagd op", default=timezone.now)
    ended_at = models.DateTimeField("klaar op", null=True, blank=True)
    expires_at = models.DateTimeField("vervalt op", null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "achtergrondtaak", "achtergrondtaken"
        constraints = [*OfficeOwned.Meta.constraints, SameOffice("asked_by"), SameOffice("file")]
        indexes = [
            models.Index(fields=["office", "due_at"], name="offices_job_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["office", "asked_by", "-asked_at"], name="offices_job_asked"),
            models.Index(fields=["office", "file"], name="offices_job_file"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0
