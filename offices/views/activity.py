"""*Beheer > Activiteitenlog*: who did or read what. Reading the log stands in the log."""

import django_filters
from django import forms
from django.core.cache import cache
from django.shortcuts import redirect

from offices.activity import FILTERS, narrowed, readable_by, told
from offices.audit import record
from offices.events import GROUPS
from offices.filters import ListFilter
from offices.models import AuditEvent
from offices.rules.audit_check import ask_verification
from offices.rules.audit_export import ask_export
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.lists import DeskList

# Turning pages and narrowing down is one visit.
VISIT = 30 * 60


class ActivityFilter(ListFilter):
    """By kind of event, actor, relation, period and words."""

    soort = django_filters.ChoiceFilter(label="Soort", choices=GROUPS, method="narrow")
    wie = django_filters.CharFilter(label="Wie", method="narrow", max_length=100)
    relatie = django_filters.CharFilter(label="Relatie (naam of nummer)", method="narrow", max_length=100)
    van = django_filters.DateFilter(label="Vanaf", method="narrow", widget=forms.DateInput())
    tot = django_filters.DateFilter(label="Tot en met", method="narrow", widget=forms.DateInput())
    woorden = django_filters.CharFilter(label="Woorden", method="narrow", max_length=100)

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def narrow(self, rows, name, value):
        """One part of the filter."""
        return narrowed(rows, {name: value}, self.request.member)


def chosen(query) -> dict:
    """What an address narrows the log to."""
    return {name: query[name][:100] for name in FILTERS if query.get(name)}


def note_reading(request, member, data: dict, *, about: str = "", relation=None) -> None:
    """Write once per visit that somebody reads the log: within half an hour the same session is the same visit."""
    key = f"audit-read:{member.pk}:{request.session.session_key}:{about}"
    if cache.add(key, 1, VISIT):
        record(member, "audit.read", relation, data=data)


def dressed(rows: list) -> list:
    """Events with what they say in words as `told`."""
    for row, line in zip(rows, told(rows), strict=True):
        row.told = line
    return rows


class ActivityList(DeskList):
    """The activity log, newest first, paged by key."""

    permission = "audit.view"
    nav = "settings"
    template_name = "offices/activity_list.html"
    sorts = {"at": ("at", "id")}
    default_sort = "-at"
    filter_class = ActivityFilter
    things = "gebeurtenissen"

    def get(self, request, *args, **kwargs):
        """Show a page, and note that it was read."""
        response = super().get(request, *args, **kwargs)
        note_reading(request, self.member, {"filter": chosen(request.GET)})
        return response

    def rows(self):
        """What this member may read."""
        return readable_by(self.member)

    def dress(self, rows):
        """Events in words, each with the page of what it is about."""
        return dressed(rows)

    def context(self):
        """Whether the button for a file is there, and what it asks."""
        return super().context() | {"may_export": self.may("audit.export"), "chosen": chosen(self.request.GET)}


class ExportLog(DeskView):
    """Starts making a file of the log behind the filter."""

    permission = "audit.export"
    step_up = True
    http_method_names = ["post"]

    def ask_step_up(self, request, *args, **kwargs):
        """After the factor the person comes back to the log and asks again."""
        from offices.signin.levels import require_step_up

        return require_step_up(request, desk_url("offices:activity_list"))

    def post(self, request, *args, **kwargs):
        """Start it and show how far it is."""
        return redirect(desk_url("offices:job", ask_export(chosen(request.POST), by=self.member).pk))


class VerifyLog(DeskView):
    """Starts recomputing the log."""

    permission = "audit.view"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Start it and show how far it is."""
        return redirect(desk_url("offices:job", ask_verification(by=self.member).pk))
