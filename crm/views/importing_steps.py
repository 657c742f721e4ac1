"""The steps of an import that change something: columns, choices, repairs, plan, carrying out, taking back."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404

from crm.importing import applying, batches, deciding, words
from crm.importing.columns import import_columns
from crm.importing.exporting import invalid_bytes, plan_bytes
from crm.models import ImportRow
from crm.registry import list_filters
from crm.views.importing import XLSX, ImportPage
from offices.errors import RuleBroken
from offices.files.answers import bytes_response
from offices.urls_helpers import desk_url

_SCOPES = ("group", "label", "kind", "manager")


class ImportStep(ImportPage):
    """One step: call one rule and go back to the page of the import."""

    http_method_names = ["post"]
    says = ""

    def post(self, request, pk):
        """Do it, or say why not."""
        here = desk_url("crm:import_batch", pk)
        back = self.back_url(here)
        try:
            self.act(self.batch(pk), request.POST)
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done(self.says, here if self.moves_on else back)

    moves_on = True

    def act(self, batch, posted: QueryDict) -> None:
        """Call the rule."""
        raise NotImplementedError(f"{type(self).__name__} must call a rule.")


class ImportColumns(ImportStep):
    """What the columns mean, what new relations get, and against what the file is judged."""

    says = "Het bestand wordt vergeleken met wat u al heeft."

    def act(self, batch, posted):
        """Keep the mapping and compare."""
        tabs = [
            {
                "sheet": posted.get(f"blad-{place}", tab["sheet"]),
                "columns": [posted.get(f"kolom-{place}-{at}", "") for at in range(len(tab["headings"]))],
            }
            for place, tab in enumerate(batch.mapping["tabs"])
        ]
        defaults = {"status": posted.get("status", "CLIENT"), "language": posted.get("taal", "nl")}
        chosen = {"labels": posted.getlist("labels")} | {f"extra.{one.key}": posted.getlist(one.key) for one in import_columns}
        defaults |= {name: values for name, values in chosen.items() if values}
        name, _, value = posted.get("bereik", "").partition(":")
        scope = {name: value} if name in {*_SCOPES, *(one.key for one in list_filters)} and value else {}
        batches.start_matching(batch, by=self.member, tabs=tabs, values=batch.mapping.get("values", {}), defaults=defaults, scope=scope)


class ImportChoices(ImportStep):
    """Choices per field on one page of «In beide»; with the button of the plan it goes on."""

    says = "Uw keuzes zijn bewaard."
    moves_on = False

    def act(self, batch, posted):
        """Keep what stands in the form."""
        rows: dict = {}
        for key in posted:
            if key.startswith("v:"):
                _, row, name = key.split(":", 2)
                rows.setdefault(row, {})[name] = posted[key]
        deciding.choose_fields(batch, rows, by=self.member)


class ImportWhole(ImportStep):
    """One choice for everything, or for a column."""

    says = "De keuze geldt voor alle regels waar u niet zelf koos."
    moves_on = False

    def act(self, batch, posted):
        """Keep the rule."""
        deciding.choose_whole(
            batch, by=self.member, whole=posted.get("alles", ""), field=posted.get("veld", ""), choice=posted.get("keuze", "")
        )


class ImportWords(ImportStep):
    """What words of the file stand for, once for all rows that hold them."""

    says = "De regels met deze woorden worden opnieuw gelezen."

    def act(self, batch, posted):
        """Keep what was chosen; a word without a choice stays as it is."""
        said: dict = {}
        for key in posted:
            if key.startswith("w:") and posted[key]:
                _, column, word = key.split(":", 2)
                said.setdefault(column, {})[word] = posted[key].removeprefix("=")
        if not said:
            raise RuleBroken("Kies eerst wat een woord betekent.", code="G01")
        words.say_words(batch, said, by=self.member)


class ImportRows(ImportStep):
    """Take rows along or leave them out."""

    says = "Uw keuze is bewaard."
    moves_on = False

    def act(self, batch, posted):
        """Rows that are ticked, or the whole group."""
        ids = posted.getlist("regel") or None
        group = posted.get("groep", "")
        if ids is None and not group:
            raise RuleBroken("Kies eerst regels.", code="G01")
        deciding.choose_rows(batch, ids, posted.get("mee") == "ja", by=self.member, group=group)


class ImportRepair(ImportPage):
    """One row typed anew, skipped, or said to be somebody."""

    http_method_names = ["post"]

    def post(self, request, pk, row_id):
        """Judge the row again and say what became of it."""
        batch = self.batch(pk)
        row = get_object_or_404(ImportRow.objects.select_related("batch"), pk=row_id, batch=batch)
        back = self.back_url(desk_url("crm:import_batch", pk))
        typed = {key[2:]: request.POST[key] for key in request.POST if key.startswith("c:")}
        try:
            if request.POST.get("doen") == "overslaan":
                deciding.choose_rows(batch, [row.pk], False, by=self.member)
                return self.done(f"Regel {row.number} wordt overgeslagen.", back)
            fresh = deciding.rejudge(row, by=self.member, typed=typed, target=request.POST.get("is"))
        except RuleBroken as fault:
            return self.failed(fault, back)
        if fresh.errors:
            return self.failed(RuleBroken(f"Regel {row.number} klopt nog niet: {fresh.errors[0]['text']}"), back)
        return self.done(f"Regel {row.number} is hersteld: {fresh.get_group_display().lower()}.", back)


class ImportPlanStep(ImportStep):
    """Write down exactly what will happen."""

    says = "Het plan wordt gemaakt."

    def act(self, batch, posted):
        """Start it."""
        applying.start_planning(batch, by=self.member)


class ImportApply(ImportStep):
    """Do what the plan says."""

    says = "De import loopt. U kunt deze pagina verlaten."

    def act(self, batch, posted):
        """Start it, with the hash of the plan that was on the page."""
        applying.start_applying(batch, by=self.member, plan_hash=posted.get("plan", ""))


class ImportUndo(ImportStep):
    """Take it back."""

    says = "De import wordt teruggedraaid."

    def act(self, batch, posted):
        """Start it."""
        applying.start_undo(batch, by=self.member)


class ImportCancel(ImportStep):
    """Put it aside; nothing was changed."""

    says = "De import is gesloten. Er is niets gewijzigd."

    def act(self, batch, posted):
        """Drop its rows."""
        batches.cancel(batch, by=self.member)


class ImportInvalidFile(ImportPage):
    """Only the rows that are wrong, with what is wrong, to work on in a spreadsheet."""

    def get(self, request, pk):
        """The workbook."""
        batch = self.batch(pk)
        return bytes_response(invalid_bytes(batch), filename=f"ongeldig-{batch.name.rpartition('.')[0]}.xlsx", mime=XLSX)


class ImportPlanFile(ImportPage):
    """The plan as a table: every field of every record, old and new."""

    def get(self, request, pk):
        """The workbook."""
        batch = self.batch(pk)
        if batch.plan is None:
            raise RuleBroken("Maak eerst het plan.", code="PLN05")
        return bytes_response(plan_bytes(batch), filename=f"plan-{batch.plan.hash[:6]}.xlsx", mime=XLSX)
