"""*Volledigheidsmatrix*: expected against received per relation and period, and what to do about each gap."""

from datetime import date
from functools import cached_property

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from crm.card import RelationMixin
from crm.models import Relation
from crm.search import find_relations
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.completeness_csv import as_csv
from sbr_inbox.expecting.engine import expect
from sbr_inbox.expecting.facts import CellState
from sbr_inbox.expecting.loading import expected_relations, load
from sbr_inbox.expecting.rhythm import EXPECTED
from sbr_inbox.expecting.table import LOOKS, MONTHS, SHORT, Row, Shown, asked_kinds, counts, rows_of
from sbr_inbox.models import ExpectationMute
from sbr_inbox.rules import muting
from workflows.deadlines import DeadlineBook
from workflows.models import Product
from workflows.periods import span_of
from workflows.rules import extensions
from workflows.rules.periods import periods_for

VIEW = "filing.view"
RELATIONS = 50
YEARS_BACK = 5


class Matrix(DeskView):
    """The year of every relation this member may see; the address holds year, kinds, state and position."""

    permission = VIEW
    nav = "completeness"

    def get(self, request):
        """One page of relations, or the whole as a sheet."""
        if request.GET.get("als") == "csv":
            return self.sheet()
        page, behind, before = self.page()
        total = counts(self.rows)
        context = {
            "rows": page, "months": MONTHS, "year": self.year, "years": self.years(), "kinds": self.kind_tabs(), "kind": self.request.GET.get("soort", ""),
            "counters": self.counters(total), "state": self.state, "late": total["LATE"], "q": request.GET.get("q", ""),
            "relations": len({row.subject.id for row in self.chosen}), "now": self.now_month(),
            "next_url": behind, "previous_url": before, "as_list": request.GET.get("weergave") == "lijst",
            "list_url": self.address(weergave="lijst"), "matrix_url": self.address(weergave=""), "csv_url": self.address(als="csv"),
            "gaps": [shown for row in page for shown in row.cells if self.wanted(shown)],
            "foot": self.foot(),
        }  # fmt: skip
        return self.render("sbr_inbox/completeness.html", context)

    @cached_property
    def year(self) -> int:
        """The year in the address; this one unless it names another."""
        asked, now = self.request.GET.get("jaar", ""), timezone.localdate().year
        return int(asked) if asked.isdigit() and now - 20 <= int(asked) <= now + 1 else now

    @cached_property
    def state(self) -> str:
        """The state to narrow to, or nothing."""
        asked = self.request.GET.get("staat", "")
        return asked if asked in CellState.values or asked == "LATE" else ""

    @cached_property
    def rows(self) -> list[Row]:
        """Every row of the year and kinds, for the counters."""
        relations = expected_relations(self.member)
        if text := self.request.GET.get("q", "").strip():
            relations = find_relations(relations, text, member=self.member)
        subjects, facts = load(relations, self.year, member=self.member, today=timezone.localdate())
        return rows_of(subjects, facts, asked_kinds(self.request.GET))

    @cached_property
    def chosen(self) -> list[Row]:
        """The rows with a cell in the state of the address."""
        return [row for row in self.rows if any(map(self.wanted, row.cells))] if self.state else self.rows

    def wanted(self, shown: Shown) -> bool:
        """Whether a cell is one the address asks for; without a state every gap is."""
        if self.state == "LATE":
            return shown.cell.late
        return shown.cell.state == self.state if self.state else shown.cell.is_gap

    def page(self) -> tuple[list[Row], str | None, str | None]:
        """The rows of fifty relations behind or before the one in the address, and the addresses of the neighbours."""
        order = list(dict.fromkeys(row.subject.id for row in self.chosen))
        place = {str(pk): number for number, pk in enumerate(order)}
        behind, before = self.request.GET.get("na", ""), self.request.GET.get("voor", "")
        start = place[behind] + 1 if behind in place else max(0, place[before] - RELATIONS) if before in place else 0
        shown = set(order[start : start + RELATIONS])
        rows = [row for row in self.chosen if row.subject.id in shown]
        more = self.address(na=str(order[start + RELATIONS - 1])) if start + RELATIONS < len(order) else None
        return rows, more, self.address(voor=str(order[start])) if start else None

    def address(self, **values) -> str:
        """This page with something else in its address; empty takes it out."""
        query = self.request.GET.copy()
        for key in {"na", "voor", "als", *values}:
            query.pop(key, None)
        query.update({key: value for key, value in values.items() if value})
        return f"{self.request.path}?{query.urlencode()}"

    def years(self) -> list[dict]:
        """The years one can look at, newest first."""
        now = timezone.localdate().year
        return [{"key": str(year), "label": str(year), "url": self.address(jaar=str(year))} for year in range(now + 1, now - YEARS_BACK, -1)]

    def kind_tabs(self) -> list[dict]:
        """One tab per kind, and one for all."""
        tabs = [{"key": str(kind), "label": SHORT[kind], "url": self.address(soort=kind)} for kind in EXPECTED]
        return [{"key": "", "label": "Alles", "url": self.address(soort="")}, *tabs]

    def counters(self, total) -> list[dict]:
        """How many cells are in each state; each opens its list."""
        made = []
        for state in CellState:
            tone, icon, _ = LOOKS[state]
            if total[state]:
                made.append(
                    {"state": state, "label": state.label, "count": total[state], "tone": tone, "icon": icon,
                     "url": self.address(staat="" if self.state == state else str(state))}
                )  # fmt: skip
        return made

    def foot(self) -> list[str]:
        """Per month how many of the expected filings are done."""
        done = (CellState.ACCEPTED, CellState.ELSEWHERE, CellState.NOT_NEEDED, CellState.MUTED)
        ready, all_ = [0] * 13, [0] * 13
        for row in self.rows:
            for shown in row.cells:
                all_[shown.cell.end.month] += 1
                ready[shown.cell.end.month] += shown.cell.state in done
        return [f"{ready[month]}/{all_[month]}" for month in range(1, 13)]

    def now_month(self) -> int:
        """The month of the periods that are being worked on; 0 in another year."""
        today = timezone.localdate()
        return today.month if today.year == self.year else 0

    def sheet(self) -> HttpResponse:
        """Every cell the address leaves as CSV."""
        states = frozenset({self.state} - {"", "LATE"})
        answer = HttpResponse(as_csv(self.chosen, states), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="volledigheid-{self.year}.csv"'
        answer["Cache-Control"] = "no-store"
        return answer


class GapMixin(RelationMixin):
    """The cell of the address: relation, kind, last day of the period, place of the number."""

    nav = "completeness"

    @cached_property
    def shown(self) -> Shown:
        """The cell, computed anew; 404 when nothing is expected there any more."""
        try:
            end = date.fromisoformat(self.kwargs["end"])
        except ValueError:
            raise Http404("No such day.") from None
        relations = Relation.objects.filter(pk=self.relation.pk)
        subjects, facts = load(relations, end.year, member=self.member, today=timezone.localdate())
        for cell in expect(subjects[0], facts) if subjects else ():
            if (cell.kind, cell.end, cell.number) == (self.kwargs["kind"], end, self.kwargs["number"]):
                return Shown(cell, self.relation.name)
        raise Http404("Nothing is expected there.")

    @property
    def back(self) -> str:
        """The matrix of the year of the cell."""
        return desk_url("sbr_inbox:completeness", query=f"jaar={self.kwargs['end'][:4]}")


class GapPage(GapMixin, DeskView):
    """One expected filing: its state, cause and remedy, and the rule behind its dates."""

    permission = VIEW

    def get(self, request, relation_id, kind, end, number):
        """The page."""
        cell = self.shown.cell
        book = DeadlineBook.load(relations=[self.relation.pk])
        span = span_of(cell.start, cell.end)
        dates = book.dates(cell.kind, span.frequency if span else "", cell.end, relation=self.relation.pk)
        context = {
            "relation": self.relation, "shown": self.shown, "cell": cell, "dates": dates, "back": self.back,
            "product": Product.objects.filter(pk=cell.product).first() if cell.product else None,
            "may_mute": self.reach.may(muting.RIGHT) and cell.product is not None and span is not None,
            "may_shift": self.reach.may(extensions.RIGHT) and cell.product is not None and span is not None and cell.file_by is not None,
            "shift_url": desk_url("sbr_inbox:shift", self.relation.pk, kind, end, number),
            "mute_url": desk_url("sbr_inbox:mute", self.relation.pk, kind, end, number),
        }  # fmt: skip
        return self.render("sbr_inbox/gap.html", context)


class MuteForm(forms.Form):
    """Why nothing is expected, and until when."""

    reason = forms.CharField(label="Reden", max_length=300)
    until = forms.DateField(label="Tot en met", help_text="Hoogstens een jaar vooruit. Daarna staat de aangifte er weer.")
    all_periods = forms.BooleanField(label="Voor alle tijdvakken tot die dag, niet alleen dit", required=False)


class MutePage(GapMixin, DeskForm):
    """Set one gap aside."""

    permission = muting.RIGHT
    template_name = "sbr_inbox/mute_form.html"
    form_class = MuteForm
    title = "Aangifte niet verwachten"
    submit_label = "Opzijzetten"

    def context(self):
        """What it is about."""
        return {"shown": self.shown, "cancel_url": self.shown.url, "back": self.back}

    def save(self, form):
        """One rule."""
        cell, values = self.shown.cell, form.cleaned_data
        product = get_object_or_404(Product, pk=cell.product)
        span = None if values["all_periods"] else span_of(cell.start, cell.end)
        return muting.mute(self.relation, product, by=self.member, reason=values["reason"], until=values["until"], span=span)

    def saved_text(self, result):
        """Said on the matrix."""
        return f"{self.shown.kind} {self.shown.cell.label} van {self.relation.name} staat opzij tot en met {result.until:%d-%m-%Y}."

    def success_url(self, result):
        """Back to the matrix."""
        return self.back


class ShiftForm(forms.Form):
    """Another internal date, and why."""

    internal = forms.DateField(label="Interne datum")
    reason = forms.CharField(label="Reden", max_length=300)


class ShiftPage(GapMixin, DeskForm):
    """Move the office's own date of one expected filing."""

    permission = extensions.RIGHT
    template_name = "sbr_inbox/mute_form.html"
    form_class = ShiftForm
    title = "Interne datum verschuiven"
    submit_label = "Verschuiven"

    def form_arguments(self):
        """The date it has."""
        return {"initial": {"internal": self.shown.cell.internal}}

    def context(self):
        """What it is about."""
        return {"shown": self.shown, "cancel_url": self.shown.url, "back": self.back}

    def save(self, form):
        """One rule."""
        cell = self.shown.cell
        product, span = get_object_or_404(Product, pk=cell.product), span_of(cell.start, cell.end)
        if span is None:
            raise Http404("These days are no period.")
        period = periods_for([span])[span]
        return extensions.shift_internal(self.relation, product, period, by=self.member, statutory=cell.file_by, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the page of the gap."""
        return f"De interne datum is {result.internal:%d-%m-%Y}; {result.shift_count}x verschoven."

    def success_url(self, result):
        """Back to the gap."""
        cell = self.shown.cell
        return desk_url("sbr_inbox:gap", cell.relation, cell.kind, f"{cell.end:%Y%m%d}", cell.number)


class Unmute(RelationMixin, DeskView):
    """Expect it again."""

    permission = muting.RIGHT
    nav = "completeness"

    def post(self, request, relation_id, pk):
        """One rule."""
        row = get_object_or_404(ExpectationMute.objects.select_related("relation"), relation=self.relation, pk=pk)
        muting.unmute(row, by=self.member)
        return redirect(desk_url("sbr_inbox:completeness"))
