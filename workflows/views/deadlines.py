"""*Beheer > Termijnen*: dated rules per tax with source and check, free days, percentages of the becon scheme."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from crm.enums import FilingKind
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from workflows.deadline_forms import ConfirmForm, FreeDayForm, PercentageForm, VersionForm
from workflows.enums import Checked
from workflows.models import BeconRow, DeadlineRule, OfficeHoliday
from workflows.rules import deadline_rules as rules
from workflows.workdays import holidays_of

_FIELDS = (*rules.CHANGES, "version")
_ORDER = {kind: place for place, kind in enumerate(FilingKind.values)}
LIST = "workflows:deadline_list"


class DeadlineList(DeskView):
    """Every date of the law the product counts with, grouped per kind, with what still has to be checked on top."""

    permission = rules.RIGHT
    nav = "settings"

    def get(self, request):
        """The tables; an office has some tens of rows, so they are shown whole."""
        rows = sorted(DeadlineRule.objects.select_related("confirmed_by__user"), key=_place)
        becon = list(BeconRow.objects.select_related("confirmed_by__user"))
        today = timezone.localdate()
        context = {
            "groups": [(FilingKind(kind).label, list(each)) for kind, each in groupby(rows, key=lambda row: row.kind)],
            "open": sum(row.status == Checked.UNCHECKED for row in rows),
            "becon": [(year, list(each)) for year, each in groupby(becon, key=lambda row: row.return_year)],
            "free": OfficeHoliday.objects.filter(day__year__gte=today.year),
            "holidays": [(year, holidays_of(year).items()) for year in (today.year, today.year + 1)],
        }
        return self.render("workflows/deadline_list.html", context)


def _place(row: DeadlineRule):
    return _ORDER[row.kind], row.purpose != "STANDARD", row.purpose, row.frequency, row.valid_from or row.valid_from is not None


class RuleForm(DeskForm):
    """A small form about one rule."""

    permission = rules.RIGHT
    nav = "settings"
    template_name = "workflows/deadline_form.html"

    @property
    def rule(self) -> DeadlineRule:
        """The row of the address."""
        return get_object_or_404(DeadlineRule, pk=self.kwargs["pk"])

    def context(self):
        """Where one came from."""
        return {"title": f"{self.title}: {self.rule}", "cancel_url": desk_url(LIST), "lead": self.lead}

    def success_url(self, result):
        """Back to the tables."""
        return desk_url(LIST)


class NewVersion(RuleForm):
    """Let a rule say something else from a day on."""

    form_class = VersionForm
    title = "Nieuwe versie"
    lead = "Tijdvakken die eerder eindigen, houden hun datum. Open aangiften daarna krijgen de nieuwe datum."
    submit_label = "Versie opslaan"

    def form_arguments(self):
        """What it says now."""
        rule = self.rule
        return {"initial": {name: getattr(rule, name) for name in _FIELDS}}

    def save(self, form):
        """One rule."""
        return rules.new_version(self.rule, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} heeft een versie vanaf {result.valid_from:%d-%m-%Y}. Bevestig die met een bron."


class ConfirmRule(RuleForm):
    """Say that a rule was compared with its source."""

    form_class = ConfirmForm
    title = "Bevestigen"
    lead = "Hiermee verdwijnt het merk «te controleren». Uw naam en de bron blijven erbij staan."
    submit_label = "Bevestigen"

    def form_arguments(self):
        """The source it has."""
        rule = self.rule
        return {"initial": {"source": rule.source, "version": rule.version}}

    def save(self, form):
        """One rule."""
        values = form.cleaned_data
        return rules.confirm_rule(
            self.rule, by=self.member, version=values["version"] or 0, checked_on=values["checked_on"], source=values["source"]
        )

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} is bevestigd."


class AddFreeDay(DeskForm):
    """An extra free day."""

    permission = rules.RIGHT
    nav = "settings"
    template_name = "workflows/deadline_form.html"
    form_class = FreeDayForm
    title = "Vrije dag toevoegen"
    submit_label = "Toevoegen"

    def context(self):
        """Where one came from."""
        return {"cancel_url": desk_url(LIST), "lead": ""}

    def save(self, form):
        """One rule."""
        return rules.add_free_day(by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} is toegevoegd."

    def success_url(self, result):
        """Back to the tables."""
        return desk_url(LIST)


class RemoveFreeDay(DeskView):
    """Take an extra free day away."""

    permission = rules.RIGHT
    nav = "settings"

    def post(self, request, pk):
        """One rule."""
        rules.remove_free_day(get_object_or_404(OfficeHoliday, pk=pk), by=self.member)
        return redirect(desk_url(LIST))


class ConfirmBeconYear(DeskForm):
    """Say that the percentages of a return year were compared with their source."""

    permission = rules.RIGHT
    nav = "settings"
    template_name = "workflows/deadline_form.html"
    form_class = ConfirmForm
    submit_label = "Bevestigen"

    @property
    def rows(self):
        """The rows of the year in the address."""
        rows = list(BeconRow.objects.filter(return_year=self.kwargs["year"]))
        if not rows:
            raise Http404("No percentages of this year.")
        return rows

    def form_arguments(self):
        """The source they have."""
        return {"initial": {"source": self.rows[0].source}}

    def context(self):
        """Where one came from."""
        title = f"Percentages over {self.kwargs['year']} bevestigen"
        return {"title": title, "cancel_url": desk_url(LIST), "lead": "Alle negen percentages van dit aangiftejaar."}

    def save(self, form):
        """One rule."""
        values = form.cleaned_data
        return rules.confirm_becon_year(
            self.rows[0].return_year, by=self.member, checked_on=values["checked_on"], source=values["source"]
        )

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} percentages zijn bevestigd."

    def success_url(self, result):
        """Back to the tables."""
        return desk_url(LIST)


class ChangePercentage(DeskForm):
    """Change one percentage."""

    permission = rules.RIGHT
    nav = "settings"
    template_name = "workflows/deadline_form.html"
    form_class = PercentageForm

    @property
    def row(self) -> BeconRow:
        """The row of the address."""
        return get_object_or_404(BeconRow, pk=self.kwargs["pk"])

    def form_arguments(self):
        """What it is now."""
        row = self.row
        return {"initial": {"percentage": row.percentage, "version": row.version}}

    def context(self):
        """The row it is about."""
        row = self.row
        title = f"Percentage {row.return_year} op {row.month_end:%d-%m-%Y}"
        return {"title": title, "cancel_url": desk_url(LIST), "lead": "Na een wijziging moet het aangiftejaar opnieuw worden bevestigd."}

    def save(self, form):
        """One rule."""
        return rules.save_percentage(self.row, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return f"Het percentage op {result.month_end:%d-%m-%Y} is {result.percentage}."

    def success_url(self, result):
        """Back to the tables."""
        return desk_url(LIST)
