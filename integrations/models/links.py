"""Links to other systems and what each run did. Models of other apps are named as text only."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from integrations.enums import ConnectionState, ItemOutcome, RunState
from offices.history import history
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


@history()
class Connection(Edited):
    """One link of this office; `memory` is what the connector must remember between two runs."""

    connector = models.CharField("soort", max_length=40)
    name = models.CharField("naam", max_length=60)
    state = models.CharField("status", max_length=8, choices=ConnectionState, default=ConnectionState.ACTIVE)
    settings = models.JSONField(default=dict, blank=True)
    memory = models.JSONField(default=dict, blank=True, editable=False)
    last_run_at = models.DateTimeField("laatste ronde", null=True, blank=True, editable=False)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "koppeling", "koppelingen"
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint("office", "connector", Lower("name"), name="integrations_connection_name"),
        ]

    def __str__(self):
        return self.name


class SyncRun(OfficeOwned):
    """One round of a connection."""

    connection = belongs_to(Connection, models.CASCADE, related_name="runs")
    state = models.CharField("status", max_length=8, choices=RunState, default=RunState.RUNNING)
    asked_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField("begonnen", default=timezone.now)
    finished_at = models.DateTimeField("klaar", null=True, blank=True)
    seen = models.PositiveIntegerField("gezien", default=0)
    taken = models.PositiveIntegerField("opgehaald", default=0)
    known = models.PositiveIntegerField("was er al", default=0)
    refused = models.PositiveIntegerField("geweigerd", default=0)
    waiting = models.PositiveIntegerField("nog niet klaar", default=0)
    error = models.TextField("fout", blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "ronde", "rondes"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("connection"),
            SameOffice("asked_by"),
            models.UniqueConstraint(
                fields=["office", "connection"], condition=Q(state=RunState.RUNNING), name="integrations_one_running"
            ),
        ]
        indexes = [models.Index(fields=["office", "connection", "-id"], name="integrations_run_connection")]

    def __str__(self):
        return f"{self.started_at:%d-%m-%Y %H:%M} {self.get_state_display()}"


class SyncItem(OfficeOwned):
    """One thing a connection brought: written before it is taken in, so that a crash doubles nothing."""

    connection = belongs_to(Connection, models.CASCADE, related_name="items")
    run = belongs_to(SyncRun, models.CASCADE, related_name="items")
    external_id = models.CharField(max_length=100)
    name = models.CharField("naam", max_length=255)
    size = models.PositiveBigIntegerField("grootte in bytes", default=0)
    outcome = models.CharField("uitkomst", max_length=8, choices=ItemOutcome, default=ItemOutcome.TAKING)
    text = models.TextField("uitleg", blank=True)
    filing = belongs_to("sbr_inbox.Filing", models.SET_NULL, null=True, related_name="sync_items")
    at = models.DateTimeField("wanneer", default=timezone.now)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "opgehaald bestand", "opgehaalde bestanden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("connection"),
            SameOffice("run"),
            SameOffice("filing"),
            models.UniqueConstraint(fields=["office", "connection", "external_id"], name="integrations_item_once"),
        ]
        indexes = [
            models.Index(fields=["office", "connection", "-id"], name="integrations_item_recent"),
            models.Index(fields=["office", "run"], name="integrations_item_run"),
            models.Index(fields=["office", "filing"], name="integrations_item_filing"),
        ]

    def __str__(self):
        return self.name
