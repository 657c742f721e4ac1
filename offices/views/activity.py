"""*Beheer > Activiteitenlog*: who did or read what. Reading the log stands in the log."""

import django_filters
from django import forms
from django.shortcuts import redirect

from offices.audit import record
from offices.events import GROUPS, label_of
from offices.models import AuditEvent
from offices.rules.audit_check import ask_verification
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.lists import DeskList


class ActivityFilter(django_filters.FilterSet):
    """By kind of event, actor and period."""

    soort = django_filters.ChoiceFilter(label="Soort", choices=GROUPS, method="of_kind")
    wie = django_filters.CharFilter(label="Wie", field_name="actor_label", lookup_expr="icontains")
    van = django_filters.DateFilter(
        label="Vanaf", field_name="at", lookup_expr="date__gte", widget=forms.DateInput()
    )
    tot = django_filters.DateFilter(
        label="Tot en met", field_name="at", lookup_expr="date__lte", widget=forms.DateInput()
    )

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def of_kind(self, rows, name, value):
        """Events whose name starts with the chosen noun."""
        return rows.filter(event__startswith=f"{value}.")


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
        chosen = {
            key: value
            for key, value in request.GET.items()
            if key in ("soort", "wie", "van", "tot") and value
        }
        record(self.member, "audit.read", None, data={"filter": chosen})
        return response

    def rows(self):
        return AuditEvent.objects.all()

    def dress(self, rows):
        for row in rows:
            row.label = label_of(row.event)
            row.details = [
                (key, value) for key, value in row.data.items() if value not in (None, "", [], {})
            ][:6]
        return rows


class VerifyLog(DeskView):
    """Starts recomputing the log."""

    permission = "audit.view"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Start it and show how far it is."""
        return redirect(desk_url("offices:job", ask_verification(by=self.member).pk))
