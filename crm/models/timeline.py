"""What happened around a relation, readable for people, and the notes they write."""

from django.db import models
from django.utils import timezone

from crm.enums import NoteVisibility, TimelineKind
from offices.history import history
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


class TimelineEntry(OfficeOwned):
    """One thing that happened. Moment and actor never change; the rule that corrects its source rewrites the text."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="timeline")
    kind = models.CharField("Soort", max_length=8, choices=TimelineKind)
    event = models.CharField(max_length=40)
    at = models.DateTimeField("Wanneer", default=timezone.now)
    member = belongs_to("offices.TeamMember", models.SET_NULL, null=True, blank=True, related_name="+")
    actor_label = models.CharField("Wie", max_length=160)
    on_behalf_of = models.CharField("Namens", max_length=160, blank=True)
    title = models.CharField("Wat", max_length=300)
    text = models.TextField("Tekst", blank=True)
    # A pointer without a key: what it points to may lie in an app to the right.
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    visible_to_client = models.BooleanField("Zichtbaar voor cliënt", default=False)
    muted = models.BooleanField("Verborgen", default=False)

    class Meta(OfficeOwned.Meta):
        verbose_name = "regel op de tijdlijn"
        verbose_name_plural = "tijdlijn"
        constraints = [*OfficeOwned.Meta.constraints, SameOffice("relation"), SameOffice("member")]
        indexes = [
            models.Index(fields=["office", "relation", "-at", "-id"], name="crm_timeline_relation"),
            models.Index(fields=["office", "member"], name="crm_timeline_member"),
            models.Index(fields=["office", "object_id"], name="crm_timeline_object"),
        ]

    def __str__(self):
        return self.title


@history("relation")
class Note(Edited):
    """Notitie or besluit about a relation."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="notes")
    text = models.TextField("Notitie", max_length=20_000)
    visibility = models.CharField(
        "Zichtbaarheid", max_length=7, choices=NoteVisibility, default=NoteVisibility.INTERN
    )
    is_decision = models.BooleanField("Besluit", default=False)
    pinned = models.BooleanField("Vastgezet", default=False)

    class Meta(Edited.Meta):
        verbose_name = "notitie"
        verbose_name_plural = "notities"
        constraints = [*Edited.Meta.constraints, SameOffice("relation")]
        indexes = [
            models.Index(fields=["office", "relation", "-created_at"], name="crm_note_relation"),
        ]

    def __str__(self):
        return self.text[:60]
