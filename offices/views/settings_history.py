"""*Beheer > Algemeen > Geschiedenis*: who set what, and what differs between two days."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from offices.models import AuditEvent, Brand, Office
from offices.settings_registry import known_settings
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.beheer import InBeheer

EVENTS = ("setting.changed", "branding.changed")
MOST = 500


class DaysForm(forms.Form):
    """Between which two days."""

    begin = forms.DateField(required=False)
    end = forms.DateField(required=False)


class SettingsHistory(InBeheer, DeskView):
    """Changes of settings, newest first; of each setting what it was on the one day and on the other."""

    permission = "settings.general"
    title = "Geschiedenis van instellingen"
    parents = (("Algemeen", "offices:settings_general"),)

    def get(self, request, *args, **kwargs):
        """The changes between two days, by default of the last three months."""
        today = timezone.localdate()
        form = DaysForm(request.GET)
        form.is_valid()
        begin = form.cleaned_data.get("begin") or today - timedelta(days=92)
        end = form.cleaned_data.get("end") or today
        rows = list(changes(begin, end))
        context = self.frame() | {
            "begin": begin, "end": end, "rows": rows[:MOST], "compared": compared(rows), "here": self.title,
            "back": desk_url("offices:settings_general"),
        }  # fmt: skip
        return self.render("offices/settings_history.html", context)


def changes(begin, end):
    """(event, label, before, after) of each setting that changed from one day to another, newest first."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(begin, time.min, zone)
    last = datetime.combine(end + timedelta(days=1), time.min, zone)
    found = AuditEvent.objects.filter(event__in=EVENTS, at__gte=first, at__lt=last).order_by("-at", "-id")[:MOST]
    labels = names()
    for event in found:
        for key, pair in (event.data.get("wijzigingen") or {}).items():
            yield event, labels.get(key, key), *pair


def compared(rows) -> list[tuple[str, str, str]]:
    """(label, value on the first day, value on the last day) of what differs; `rows` newest first."""
    latest, earliest = {}, {}
    for _, label, before, after in rows:
        latest.setdefault(label, after)
        earliest[label] = before
    return sorted((label, earliest[label], latest[label]) for label in latest if earliest[label] != latest[label])


def names() -> dict[str, str]:
    """Dutch names of settings, of columns of the office and of its look."""
    columns = {
        field.name: str(field.verbose_name).capitalize() for model in (Brand, Office) for field in model._meta.fields
    }
    return columns | {kind.key: kind.label for kind in known_settings()}
