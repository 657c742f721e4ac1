"""The card of a relation at the end of a day: read only, to print, with the rights of today."""

from datetime import date, timedelta
from functools import cached_property

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from crm.access import Reach
from crm.as_of import Stand, begin_of_history, end_of
from crm.models import Relation, TimelineEntry
from crm.registry import as_of_parts
from offices.errors import RuleBroken
from offices.texts import bad_date
from offices.urls_helpers import desk_url
from offices.views import DeskView


class AsOfMixin:
    """The relation of the address as far as this member may see it today."""

    permission = "crm.relation.view"
    nav = "crm"

    @cached_property
    def reach(self):
        """What this member may do on the relation; 404 when it is not there for him."""
        row = Relation.objects.visible_to(self.member).filter(pk=self.kwargs["relation_id"]).first()
        if row is None:
            raise Http404("No such relation for this member.")
        reach = Reach(self.member, row)
        reach.require(self.permission)
        return reach


class AsOfChoice(AsOfMixin, DeskView):
    """Goes to the day that was typed; to today without one."""

    def get(self, request, relation_id):
        """Only a way: the address of a stand holds its day."""
        typed = request.GET.get("dag", "").strip()
        day = as_day(typed) if typed else timezone.localdate()
        if day is None or day > timezone.localdate():
            text = bad_date(typed[:40]) if day is None else f"{day:%d-%m-%Y} moet nog komen. Kies een dag tot en met vandaag."
            return self.refuse(RuleBroken(text, code="G04", field="dag", link=desk_url("crm:as_of", self.reach.relation.pk)))
        return redirect(desk_url("crm:as_of_day", self.reach.relation.pk, day.isoformat()))


class AsOfCard(AsOfMixin, DeskView):
    """Every part of the card as it stood at the end of the day."""

    def get(self, request, relation_id, day):
        """The parts this member may see; where the history begins later, only that."""
        chosen = as_day(day)
        if chosen is None or chosen > timezone.localdate():
            raise Http404("No such day.")
        stand = Stand(self.reach, day=chosen)
        relation = self.reach.relation
        context = {
            "relation": relation,
            "then": stand.relation,
            "day": chosen,
            "today": timezone.localdate(),
            "begins": begin_of_history(relation.pk),
            "parts": parts_of(stand) if stand.relation else [],
            "changes": self.changes(chosen) if self.reach.may("timeline.view") else {},
        }
        return self.render("crm/as_of.html", context)

    def changes(self, day) -> dict:
        """The nearest days before and after on which the timeline tells of something."""
        rows = TimelineEntry.objects.filter(relation_id=self.reach.relation.pk, muted=False).values_list("at", flat=True)
        before = rows.filter(at__lt=end_of(day - timedelta(days=1))).order_by("-at", "-id")[:1]
        after = rows.filter(at__gte=end_of(day)).order_by("at", "id")[:1]
        found = {"before": next(iter(before), None), "after": next(iter(after), None)}
        return {name: timezone.localdate(at) for name, at in found.items() if at}


def as_day(text: str) -> date | None:
    """A day from 2025-12-31 or 31-12-2025; None when it is none."""
    for written in (text, "-".join(reversed(text.split("-")))):
        try:
            return date.fromisoformat(written)
        except ValueError:
            continue
    return None


def parts_of(stand) -> list[dict]:
    """The parts that hold something, as far as the rights of today reach."""
    found = []
    for part in as_of_parts:
        context = part.at(stand) if stand.may(part.permission) else None
        if context:
            found.append({"key": part.key, "label": part.label, "template": part.template, "context": context})
    return found
