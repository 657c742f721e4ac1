"""What the rows around a relation were before: numbers, addresses, accounts, rhythms, contacts and team."""

from dataclasses import dataclass
from datetime import datetime

from crm.as_of.blocks import address, day_of, kind_of_address, tax_number
from crm.as_of.sources import history_of, read
from crm.history import Actors
from crm.models import (
    Address,
    BankAccount,
    Contact,
    FiscalYear,
    KorMark,
    Relation,
    RelationContact,
    RelationGroup,
    RelationGroupMember,
    RelationLabel,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
)
from crm.rules.relations import label_of
from offices.models import Label, TeamMember, TeamRole
from offices.templatetags.dutch import iban_nl

MOST = 500
VERBS = {"insert": "toegevoegd", "update": "gewijzigd", "delete": "verwijderd"}


@dataclass(frozen=True)
class Change:
    """Something that happened to one row."""

    at: datetime
    verb: str
    text: str
    who: str


def _dates(row, start="valid_from", end="valid_to") -> str:
    first, last = getattr(row, start), getattr(row, end)
    if not first and not last:
        return ""
    return f", {day_of(first, 'altijd')} tot en met {day_of(last, 'nu')}"


def _number(row, names) -> str:
    main = ", hoofdnummer" if row.is_main else ""
    return f"{tax_number(row, names['relation'])}{main}{_dates(row)}"


def _link(row, names) -> str:
    name = names["contacts"].get(row.contact_id, "een contact buiten uw rechten")
    return f"{name}, {row.job_title or 'zonder functie'}, portaal: {row.get_portal_access_display().lower()}{_dates(row)}"


def _role(row, names) -> str:
    return f"{names['members'].get(row.member_id, 'onbekend')}, {names['roles'].get(row.role_id, 'onbekende rol')}{_dates(row)}"


# Name -> (label, model, narrowing, words of a row, the right it asks).
SETS = {
    "addresses": ("", Address, {}, lambda row, names: f"{kind_of_address(row)}: {address(row)}"),
    "ob_nummers": ("", TaxNumber, {"kind": "OB"}, _number),
    "loonheffingennummers": ("", TaxNumber, {"kind": "LH"}, _number),
    "icp_btw_ids": ("", TaxNumber, {"kind": "ICP_BTW_ID"}, _number),
    "ob_frequency": ("", TaxFrequency, {"kind": "OB"}, lambda row, names: f"{row.get_frequency_display()} vanaf {day_of(row.valid_from)}"),
    "lh_frequency": ("", TaxFrequency, {"kind": "LH"}, lambda row, names: f"{row.get_frequency_display()} vanaf {day_of(row.valid_from)}"),
    "fiscal_years": ("", FiscalYear, {}, lambda row, names: f"{day_of(row.start)} tot en met {day_of(row.end)}"),
    "kor_marks": ("", KorMark, {}, lambda row, names: f"KOR{_dates(row)}"),
    "bank_accounts": ("", BankAccount, {}, lambda row, names: f"{iban_nl(row.iban)} {row.holder_name}{', hoofdrekening' if row.is_main else ''}"),
    "labels": ("", RelationLabel, {}, lambda row, names: names["labels"].get(row.label_id, "verwijderd label")),
    "groups": ("", RelationGroupMember, {}, lambda row, names: names["groups"].get(row.group_id, "verwijderde groep")),
    "contacts": ("Contacten", RelationContact, {}, _link),
    "team": ("Teamleden", TeamAssignment, {}, _role),
}
RIGHTS = {"contacts": "crm.contact.view"}


def has_set(name: str) -> bool:
    """Whether this is a set of rows of which the past is told."""
    return name in SETS


def row_history(relation, name: str, member) -> tuple[str, list[Change]]:
    """(label, changes newest first) of one set of rows of a relation, at most 500."""
    label, model, narrowing, words = SETS[name]
    past = history_of(model).objects.filter(relation_id=relation.pk, **narrowing).order_by("-pgh_created_at", "-pgh_id")
    columns = [field.attname for field in model._meta.concrete_fields]
    events = list(past.values_list("pgh_created_at", "pgh_label", *columns)[:MOST])
    rows = read(model, [event[2:] for event in events])
    names = _names(relation, name, rows, member)
    latest = events[0][0] if events else None
    actors = Actors(relation, "" if label else name, others={row.pk for row in rows}, latest=latest)
    changes = [
        Change(at, VERBS[verb], words(row, names), actors.at(at))
        for (at, verb, *_), row in zip(events, rows, strict=True)
    ]
    return label or label_of(name), changes


def _names(relation: Relation, name: str, rows: list, member) -> dict:
    """What the rows point to, by id, as it is called today."""
    names: dict = {"relation": relation}
    if name == "labels":
        names["labels"] = _called(Label, {row.label_id for row in rows})
    elif name == "groups":
        names["groups"] = _called(RelationGroup, {row.group_id for row in rows})
    elif name == "team":
        names["roles"] = _called(TeamRole, {row.role_id for row in rows})
        team = TeamMember.objects.filter(pk__in={row.member_id for row in rows}).select_related("user")
        names["members"] = {one.pk: str(one) for one in team}
    elif name == "contacts":
        # Who is or was linked here stands on this card, unless he has gone.
        seen = Contact.objects.filter(pk__in={row.contact_id for row in rows}, deleted_at=None)
        names["contacts"] = dict(seen.values_list("pk", "name"))
    return names


def _called(model, keys) -> dict:
    return dict(model.objects.filter(pk__in=keys).values_list("pk", "name"))
