"""*Beconmeter*: whether enough registered returns are in for the next month end, and which to do first."""

from functools import cached_property

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from offices.urls_helpers import desk_url
from offices.views import DeskView
from sbr_inbox.access import filing_or_404
from sbr_inbox.becon import queue, steps
from sbr_inbox.becon_facts import registered_returns
from sbr_inbox.expecting.table import MONTHS
from sbr_inbox.rules.extending import RIGHT, register_from, unregistered
from workflows.models import BeconRow

QUEUE = 50


class BeconMeter(DeskView):
    """The meter of one return year."""

    permission = "filing.view"
    nav = "completeness"

    def get(self, request):
        """The month ends with their figures, a chart, and who is next."""
        today = timezone.localdate()
        returns = registered_returns(self.year, member=self.member)
        rows = steps(self.percentages, returns)
        upcoming = next((step for step in rows if step.month_end >= today), None)
        waiting = queue(returns)
        context = {
            "year": self.year, "years": self.years, "registered": len(returns), "steps": rows, "upcoming": upcoming,
            "done": sum(row.is_done for row in returns), "waiting": waiting[:QUEUE], "more": max(0, len(waiting) - QUEUE),
            "at_risk": sum(row.at_risk for row in returns), "unchecked": any(not step.is_checked for step in rows),
            "chart": chart(rows), "messages_open": unregistered(self.member)[:20], "may_register": self.may(RIGHT),
        }  # fmt: skip
        return self.render("sbr_inbox/becon.html", context)

    @cached_property
    def percentages(self) -> list[tuple]:
        """The rows of the return year."""
        rows = BeconRow.objects.filter(return_year=self.year).order_by("month_end")
        return [(row.month_end, row.percentage, row.is_checked) for row in rows]

    @cached_property
    def years(self) -> list[dict]:
        """The return years that have percentages, newest first."""
        found = BeconRow.objects.order_by("-return_year").values_list("return_year", flat=True).distinct()
        here = desk_url("sbr_inbox:becon")
        return [{"key": str(year), "label": f"Over {year}", "url": f"{here}?jaar={year}"} for year in found]

    @cached_property
    def year(self) -> int:
        """The return year in the address; else last year, whose returns are being made."""
        asked = self.request.GET.get("jaar", "")
        known = {each["key"] for each in self.years}
        return int(asked) if asked in known else timezone.localdate().year - 1


def chart(rows: list) -> list[dict]:
    """The bars of the chart in its own units: 320 wide, 130 high."""
    most = max((max(step.needed, step.done) for step in rows), default=0) or 1
    made = []
    for place, step in enumerate(rows):
        need, done, x = round(125 * step.needed / most), round(125 * step.done / most), 8 + place * 35
        made.append(
            {"x": x, "middle": x + 11, "need_y": 130 - need, "need_h": need, "done_y": 130 - done, "done_h": done,
             "label": MONTHS[step.month_end.month - 1]}
        )  # fmt: skip
    return made


class RegisterFrom(DeskView):
    """Register the extensions that an UITSTEL message asked for."""

    permission = RIGHT
    nav = "completeness"

    def post(self, request, pk):
        """One rule."""
        made, left = register_from(filing_or_404(self.member, pk), by=self.member)
        text = f"Uitstel vastgelegd voor {made} aangiften."
        messages.success(request, f"{text} {left} hebben geen vaste dag; leg die met de hand vast." if left else text)
        return redirect(desk_url("sbr_inbox:becon"))
