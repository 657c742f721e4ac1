"""Three years of past for a practice office: what was true on a day needs days on which something else was true.

Written straight into the history tables, because a trigger knows one moment only: now. Nothing else may do this; the
tables refuse every change of what stands in them.
"""

from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.db import connection
from django.utils import timezone

from crm.enums import TimelineKind
from crm.models import (
    Address,
    BankAccount,
    Contact,
    FiscalYear,
    KorMark,
    Mandate,
    MandatePartner,
    PartnerLink,
    Relation,
    RelationContact,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
    TimelineEntry,
)
from offices.practice import Plan
from offices.scope import require_office_id

KEPT = (Relation, Contact, RelationContact, Address, TaxNumber, TaxFrequency, KorMark, FiscalYear, BankAccount, Mandate,
        MandatePartner, PartnerLink, TeamAssignment)  # fmt: skip
BEGIN_DAYS, LATE_DAYS = 1_100, 400


def give_past(plan: Plan) -> None:
    """Let everything of the open office have begun three years ago, and some of it have been otherwise."""
    begin = _days_ago(BEGIN_DAYS)
    everybody = list(Relation.objects.clients().order_by("number"))
    late = {relation.pk for relation in everybody[7::10]}
    clients = [relation for relation in everybody if relation.pk not in late]
    other: dict[type, dict] = {model: {} for model in KEPT}
    told = []
    for relation in clients[1::4]:
        told += _moved(relation, other)
    for relation in clients[2::5]:
        other[Relation][relation.pk] = (_days_ago(500), {"phone": "+31501234567", "email": ""})
        told.append((relation, 500, "Telefoonnummer, E-mail"))
    for relation in (one for one in clients[5::6] if one.rechtsvorm == "BV"):
        former = {"name": relation.name.replace(" B.V.", " V.O.F."), "rechtsvorm": "VOF"}
        other[Relation][relation.pk] = (_days_ago(730), former)
        told.append((relation, 730, "Naam, Rechtsvorm"))
    _managers(plan, clients, other)
    for model in KEPT:
        _copy(model, begin, late, other[model])
    TimelineEntry.objects.bulk_create(_line(plan, *each) for each in told)


def _days_ago(days: int) -> datetime:
    day = timezone.localdate() - timedelta(days=days)
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _moved(relation: Relation, other: dict) -> list[tuple]:
    """A relation that had its office elsewhere until a while ago."""
    address = relation.addresses.filter(kind="VISIT").first()
    if address is None or address.house_number is None:
        return []
    days = 200 + address.house_number * 3
    other[Address][address.pk] = (_days_ago(days), {"street": "Oude Haven", "house_number": address.house_number + 4})
    return [(relation, days, "Adressen")]


def _managers(plan: Plan, clients: list[Relation], other: dict) -> None:
    """Relations that somebody else looked after until last year."""
    rows = TeamAssignment.objects.filter(relation__in=clients[3::4], member=plan.members["EDITOR"])
    for row in rows:
        other[TeamAssignment][row.pk] = (_days_ago(330), {"member_id": plan.members["ADMIN"].pk})


def _copy(model, begin: datetime, late: set, other: dict) -> None:
    """The first event of every row again at its begin, with what was otherwise then, and what it became when it did."""
    history = apps.get_model(model._meta.app_label, f"{model.__name__}History")
    columns = [field.column for field in history._meta.concrete_fields if field.column != "pgh_id"]
    owner = "relation_id" if "relation_id" in columns else "person_a_id" if "person_a_id" in columns else "pgh_obj_id"
    for pk, (changed_at, values) in other.items():
        _insert(history, columns, "pgh_obj_id = %s", [pk], at=begin, label="insert", values=values)
        _insert(history, columns, "pgh_obj_id = %s", [pk], at=changed_at, label="update", values={})
    rest = f"pgh_obj_id <> ALL(%s::uuid[]) AND ({owner} = ANY(%s::uuid[])) = %s"
    for is_late, at in ((True, _days_ago(LATE_DAYS)), (False, begin)):
        _insert(history, columns, rest, [list(other), list(late), is_late], at=at, label="insert", values={})


def _insert(history, columns: list[str], where: str, arguments: list, *, at: datetime, label: str, values: dict) -> None:
    """Copy the insert events that were written today to another moment, some columns with another value."""
    set_to = {"pgh_created_at": at, "pgh_label": label} | values
    shown = ", ".join("%s" if column in set_to else f'"{column}"' for column in columns)
    given = [set_to[column] for column in columns if column in set_to]
    names = ", ".join(f'"{column}"' for column in columns)
    table = history._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {shown} FROM "{table}" '  # noqa: S608 - names of our own columns
            f"WHERE office_id = %s AND pgh_label = 'insert' AND pgh_created_at > now() - interval '1 day' AND {where}",
            [*given, require_office_id(), *arguments],
        )


def _line(plan: Plan, relation: Relation, days: int, what: str) -> TimelineEntry:
    return TimelineEntry(
        relation=relation,
        kind=TimelineKind.CHANGE,
        event="relation.changed",
        at=_days_ago(days),
        member=plan.members["EDITOR"],
        actor_label=str(plan.members["EDITOR"]),
        title="Gegevens gewijzigd",
        text=what,
        object_kind="crm.relation",
        object_id=relation.pk,
    )
