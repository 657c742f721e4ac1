"""System checks that refuse a hole in the walls. They go by the field `office`, not by the base class."""

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.db import connection
from pghistory.models import Event

from offices.walls import OfficeKey, OfficeWall, SameOffice

# Tables that stand outside the walls, and only these: they find an office, or hold nothing of one.
OUTSIDE = frozenset(
    {
        "offices.Office",
        "offices.User",
        "offices.TeamMember",
        "offices.PortalAccount",
        "offices.LoginSession",
        "offices.ApiToken",
        "offices.OneTimeLink",
        "offices.EntryToken",
        "offices.Heartbeat",
        "crm.PostcodePoint",
    }
)
OUR_APPS = ("offices", "crm", "dossier", "conversations", "workflows", "wwft", "sbr_inbox", "integrations", "desk", "portal")
# Team members are never deleted, so nothing looks for the rows that point at one unless a query says so.
WITHOUT_INDEX = frozenset({"offices.TeamMember"})


def our_models():
    """Every concrete model of our own apps."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in OUR_APPS and not m._meta.proxy]


def _has(model, kind) -> bool:
    return any(isinstance(constraint, kind) for constraint in model._meta.constraints)


def _indexed(model, field) -> bool:
    wanted = {("office", field.name), ("office_id", field.name)}
    lists = [tuple(index.fields) for index in model._meta.indexes if index.fields]
    lists += [tuple(c.fields) for c in model._meta.constraints if getattr(c, "fields", None)]
    return any(tuple(name.lstrip("-") for name in names[:2]) in wanted for names in lists) or field.unique


def _office_keys(model):
    """Foreign keys of a model to rows that belong to an office."""
    for field in model._meta.local_fields:
        target = field.related_model if field.is_relation else None
        if target is not None and field.name != "office" and any(f.name == "office" for f in target._meta.fields):
            yield field


@register(Tags.models)
def walls_stand(app_configs, **kwargs):
    """Every model is inside the walls or on the list of tables outside."""
    return [error for model in our_models() for error in _faults(model)]


def _faults(model):
    label = model._meta.label
    has_office = any(field.name == "office" for field in model._meta.fields)
    if label not in OUTSIDE:
        if not has_office:
            yield Error(f"{label} has no office and is not on the list of tables outside.", obj=model, id="walls.E001")
            return
        if not _has(model, OfficeWall):
            yield Error(f"{label} has no OfficeWall; its Meta must inherit the constraints.", obj=model, id="walls.E002")
        if model._meta.base_manager_name != "objects":
            yield Error(f"{label} lost the scoped base manager.", obj=model, id="walls.E003")
    if issubclass(model, Event) or not has_office:
        return
    if label != "offices.LoginSession" and not _has(model, OfficeKey):
        yield Error(f"{label} has no UNIQUE (office, id).", obj=model, id="walls.E006")
    same = {constraint.field for constraint in model._meta.constraints if isinstance(constraint, SameOffice)}
    for field in _office_keys(model):
        if field.name not in same:
            yield Error(f"{label}.{field.name} has no SameOffice.", obj=model, id="walls.E004")
        elif field.related_model._meta.label not in WITHOUT_INDEX and not _indexed(model, field):
            yield Error(f"{label}.{field.name} has no index that starts with office.", obj=model, id="walls.E005")


@register(Tags.database)
def database_has_walls(app_configs, databases=None, **kwargs):
    """Ask the database itself: every table of ours that is not on the list has row level security on."""
    if not databases:
        return []
    outside = {apps.get_model(label)._meta.db_table for label in OUTSIDE}
    ours = {model._meta.db_table for model in our_models()} - outside
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        existing = {name for (name,) in cursor.fetchall()}
    return [
        Error(f"Table {table} has no row level security.", id="walls.E007") for table in sorted((ours & existing) - walled)
    ]
