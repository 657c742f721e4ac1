"""Importing clients and contacts: the file, its columns, the four groups, the plan and the report."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from crm.enums import ImportGroup, ImportState, ItemResult, PlanState
from crm.importing import batches
from crm.importing.applying import start_again
from crm.importing.columns import CLIENTS, CONTACTS, columns_of, import_columns
from crm.importing.outdated import why_not
from crm.importing.planning import plan_counts
from crm.importing.reading.cells import bare
from crm.importing.reviewing import HERE, PAGE, masked_cell, only_here, page_of
from crm.importing.words import unknown_words
from crm.importing.workbook import template_bytes
from crm.models import ImportBatch, ImportRow, RelationGroup, RelationKind
from crm.registry import list_filters
from offices.enums import JobState
from offices.errors import RuleBroken
from offices.files import StraightToStore
from offices.files.answers import bytes_response
from offices.models import Label, TeamMember
from offices.urls_helpers import desk_url
from offices.views import COUNT_CAP, DeskView

BUSY = ("QUEUED", "BUSY")
FILES = ".xlsx,.ods,.csv,.txt"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GROUPS = {"nieuw": ImportGroup.NEW, "verschillen": ImportGroup.BOTH, "hier": HERE, "ongeldig": ImportGroup.INVALID}
_BUCKETS = (
    ("nieuw", "Nieuw", "worden aangemaakt", "circle-plus", "ok"),
    ("verschillen", "Verschillen", "staan in beide, met andere waarden", "git-compare", "warn"),
    ("hier", "Alleen hier", "staan niet in het bestand", "eye-off", "info"),
    ("ongeldig", "Ongeldig", "eerst herstellen", "circle-x", "bad"),
)
_HEADS = {
    CLIENTS: ("Nummer", "Type", "Rechtsvorm", "RSIN/BSN", "KvK", "Bezoekadres", "E-mail"),
    CONTACTS: ("Nummer", "Relaties", "E-mail", "Mobiel", "Functie", "Portaal"),
}


class ImportPage(DeskView):
    """What the pages of an import share."""

    permission = batches.RIGHT
    nav = "crm"
    steps = ((1, "Bestand"), (2, "Kolommen"), (3, "Nakijken"), (4, "Uitvoeren"), (5, "Klaar"))

    def batch(self, pk) -> ImportBatch:
        """The import of this address, in its true state."""
        rows = ImportBatch.objects.select_related("plan", "job", "file", "created_by__user")
        return batches.settle(get_object_or_404(rows, pk=pk), by=self.member)


@method_decorator(csrf_exempt, name="dispatch")
class ImportHome(ImportPage):
    """Where an import begins: a file, the template, and what was imported before.

    The check of the form's token waits until the upload handler stands: `received` asks it.
    """

    def get(self, request):
        """The page with the place for the file."""
        return self.show()

    def show(self, *, fault: RuleBroken | None = None):
        """The page, with what was wrong with the last file."""
        rows = ImportBatch.objects.select_related("created_by__user").order_by("-created_at", "-id")[:PAGE]
        context = {"batches": rows, "accept": FILES, "fault": fault}
        return self.render("crm/import_home.html", context, status=fault.status if fault else 200)

    def post(self, request):
        """Take in a file; it goes straight to the store."""
        handler = StraightToStore(request, purpose="import", max_bytes=batches.MAX_BYTES)
        request.upload_handlers = [handler]
        try:
            return self.received(request, handler)
        finally:
            handler.drop_rest()

    @method_decorator(csrf_protect)
    def received(self, request, handler):
        """Look at the file and go on to its columns."""
        _ = request.POST
        arrival = handler.arrivals[0] if handler.arrivals else None
        if arrival is None:
            return self.show(fault=RuleBroken("Kies eerst een bestand.", code="G01"))
        if arrival.refused:
            return self.show(fault=arrival.refused)
        try:
            with transaction.atomic():
                batch = batches.receive(arrival.incoming.keep(), by=self.member, name=arrival.name)
        except RuleBroken as fault:
            # A file that cannot be read is not kept: it may be full of numbers of people.
            arrival.incoming.rolled_back()
            return self.show(fault=fault)
        return self.done(f"{batch.name} is ontvangen. Er is nog niets gewijzigd.", desk_url("crm:import_batch", batch.pk))


class ImportTemplateFile(ImportPage):
    """The template with both tabs, instructions, lists and examples."""

    def get(self, request):
        """The workbook, made for this office."""
        return bytes_response(template_bytes(), filename="sjabloon-import.xlsx", mime=XLSX)


class ImportBatchPage(ImportPage):
    """An import in the step where it is."""

    def get(self, request, pk):
        """Columns, progress, groups or report."""
        batch = self.batch(pk)
        if batch.job is not None and batch.job.state in BUSY:
            return self.render("crm/import_busy.html", {"batch": batch, "job": batch.job, "step": 4 if batch.state in batches.RUNNING else 3})
        again = batch.state == ImportState.REVIEW and request.GET.get("stap") == "kolommen"
        if batch.state == ImportState.PARSED or again:
            return self.render("crm/import_columns.html", self.columns(batch))
        if batch.state == ImportState.REVIEW:
            return self.render("crm/import_groups.html", self.groups(batch))
        return self.render("crm/import_report.html", self.report(batch))

    def columns(self, batch) -> dict:
        """Each tab with its headings, a few cells, and what they may mean."""
        tabs = []
        for tab in batch.mapping["tabs"]:
            rows = ImportRow.objects.filter(batch=batch, sheet=tab["sheet"]).order_by("number")[: batches.SAMPLES]
            samples = [row.raw if isinstance(row.raw, list) else row.raw["cells"] for row in rows]
            choices = columns_of(tab["sheet"]) if tab["sheet"] != batches.SKIP else []
            tabs.append(tab | {"choices": choices, "lines": _lines(tab, samples)})
        scopes = {
            "group": RelationGroup.objects.order_by("name"),
            "label": Label.objects.filter(audience="RELATIONS"),
            "kind": RelationKind.objects.filter(active=True).order_by("name"),
            "manager": TeamMember.objects.filter(office=self.office, state="ACTIVE").select_related("user"),
        }
        failed = batch.job.error if batch.job is not None and batch.job.state == "FAILED" else batch.fault
        return {
            "batch": batch, "tabs": tabs, "step": 2, "earlier": batches.earlier(batch), "labels": scopes["label"],
            "scopes": scopes, "narrowings": _narrowings(batch), "begins": _begins(batch), "defaults": batch.defaults, "failed": failed,
        }  # fmt: skip

    def groups(self, batch) -> dict:
        """One group, a page of it, and the counts of all."""
        name = self.request.GET.get("groep", "")
        if name not in _GROUPS:
            name = next((one for one in ("ongeldig", "verschillen", "nieuw") if batch.counts.get(_GROUPS[one])), "nieuw")
        sheet = CONTACTS if self.request.GET.get("blad") == "contacten" else CLIENTS
        after = self.request.GET.get("na", "0")
        here = only_here(batch, self.member)
        count = here.order_by()[: COUNT_CAP + 1].count()
        context = {"batch": batch, "group": name, "sheet": sheet, "step": 3, "buckets": _buckets(batch), "here_label": f"{COUNT_CAP}+" if count > COUNT_CAP else count}
        if name == "hier":
            context |= {"here": here[: PAGE * 4], "more": count > PAGE * 4}
        else:
            rows, following = page_of(batch, _GROUPS[name], sheet, int(after) if after.isdigit() else 0)
            if not rows and sheet == CLIENTS and batch.counts.get(f"CONTACTS.{_GROUPS[name]}"):
                context["sheet"] = sheet = CONTACTS
                rows, following = page_of(batch, _GROUPS[name], sheet, 0)
            context |= {"rows": rows, "next": following, "rule": batch.defaults.get("rule", {})}
            context["heads"] = _HEADS[sheet]
            context["unknown"] = unknown_words(batch) if name == "ongeldig" else []
            context["here_count"] = batch.counts.get(f"{sheet}.{_GROUPS[name]}", 0)
            context["fields"] = sorted({(line.name, line.label) for row in rows for line in row.lines}, key=lambda pair: pair[1])
        context["both_sheets"] = all(any(batch.counts.get(f"{one}.{group}") for group in ImportGroup) for one in (CLIENTS, CONTACTS))
        why = why_not(batch)
        plan = None if why else batch.plan
        planned = plan_counts(plan) if plan else None
        return context | {"plan": plan, "planned": planned, "orphans": _orphans(batch.counts.get("orphans", 0)), "told": why or _told(batch)}

    def report(self, batch) -> dict:
        """What was done, what was not and why, and the way back."""
        results = batch.counts.get("results", {})
        told = [(ItemResult(key).label, count) for key, count in results.items() if key]
        wanted = (ItemResult.FAILED, ItemResult.STALE, ItemResult.KEPT, ItemResult.STUCK)
        items = batch.plan.items.filter(result__in=wanted).order_by("position")[:100] if batch.plan else []
        may_undo = batch.state in (ImportState.DONE, ImportState.DONE_WITH_ERRORS) and batch.plan.state != PlanState.ROLLED_BACK
        return {"batch": batch, "told": told, "items": items, "may_undo": may_undo, "step": 5, "stale": results.get(ItemResult.STALE, 0)}


class ImportAgain(ImportPage):
    """The same file once more, for what is left."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """A new import of this file."""
        batch = start_again(self.batch(pk), by=self.member)
        return self.done("Hetzelfde bestand opnieuw. Kijk na wat er nu nog verschilt.", desk_url("crm:import_batch", batch.pk))


def _narrowings(batch) -> list[dict]:
    """What other apps can narrow the comparison to: (value, words, chosen) of each choice."""
    return [
        {"label": one.label, "choices": [(f"{one.key}:{value}", words, batch.scope.get(one.key) == str(value)) for value, words in one.choices()]}
        for one in list_filters
    ]


def _begins(batch) -> list[dict]:
    """What new relations can begin with, of the apps that own it."""
    return [
        {"key": one.key, "choices": [(text, label, text in batch.defaults.get(f"extra.{one.key}", ())) for text, label in one.choices()]}
        for one in import_columns
    ]


def _buckets(batch) -> list[dict]:
    names = ("key", "label", "says", "icon", "tone")
    return [dict(zip(names, one, strict=True)) | {"count": batch.counts.get(_GROUPS[one[0]], 0)} for one in _BUCKETS]


def _told(batch) -> str:
    """What the last job of this import left for somebody to know: why it failed, or that it compared the rows anew."""
    if batch.job is None or batch.plan is not None:
        return ""
    if batch.job.state == JobState.FAILED:
        return batch.job.error
    result = batch.job.result or {}
    return result["text"] if result.get("anew") else ""


def _orphans(count: int) -> str:
    who = "1 contact gaat niet mee, omdat een relatie die het noemt" if count == 1 else f"{count} contacten gaan niet mee, omdat een relatie die zij noemen"
    return f"{who} ook niet meegaat. Herstel eerst die regels bij Cliënten, of neem ze mee, en maak het plan opnieuw."


def _lines(tab, samples) -> list[dict]:
    """Per heading: what it is taken for and the first few cells."""
    found = []
    for place, (heading, chosen) in enumerate(zip(tab["headings"], tab["columns"], strict=True)):
        cells = [masked_cell(chosen, bare(row[place])) for row in samples if place < len(row) and row[place]]
        found.append({"heading": heading, "chosen": chosen, "cells": cells[:3]})
    return found
