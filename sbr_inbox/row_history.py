"""What a row of the settings was before, for the foot of its own page."""

import datetime
from itertools import pairwise

from django.apps import apps

from offices.models import AuditEvent

MOST = 50


def changes_of(row, names: tuple[str, ...]) -> list[dict]:
    """[{at, who, lines: [(label, before, after)]}] of the named fields, newest first; four dozen at most."""
    events = apps.get_model("sbr_inbox", f"{type(row).__name__}History").objects.filter(pgh_obj_id=row.pk)
    rows = list(events.order_by("-pgh_created_at", "-pgh_id")[: MOST + 1])[::-1]
    actors = list(
        AuditEvent.objects.filter(subject_kind=row._meta.label_lower, subject_id=str(row.pk)).order_by("at", "id").values_list("at", "actor_label")
    )
    found = []
    for before, after in pairwise(rows):
        lines = [
            (str(row._meta.get_field(name).verbose_name), _words(row, before, name), _words(row, after, name))
            for name in names
            if getattr(before, name) != getattr(after, name)
        ]
        if lines:
            who = next((label for at, label in actors if at >= after.pgh_created_at), "")
            found.append({"at": after.pgh_created_at, "who": who, "lines": lines})
    return found[::-1]


def _words(row, event, name: str) -> str:
    value, choices = getattr(event, name), dict(row._meta.get_field(name).flatchoices)
    if value in (None, "", []):
        return "leeg"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, list):
        return ", ".join(value)
    return str(choices.get(value, value))
