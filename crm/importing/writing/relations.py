"""Making a thousand relations at once, by the rules of the form."""

import datetime

from crm.bulk_registry import call_for_all, relations_changed, relations_created
from crm.enums import FieldTarget, ItemResult, RelationStatus, RelationType, TaxKind, TaxNumberKind
from crm.importing.columns import import_columns
from crm.importing.writing.drafts import Drafts
from crm.indexes import base_index, bsn_index, tax_number_index
from crm.models import (
    Address,
    BankAccount,
    CustomField,
    CustomValue,
    FiscalYear,
    Relation,
    RelationGroupMember,
    RelationLabel,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
)
from crm.registry import relation_changed, relation_created, status_guards
from crm.rules.custom_values import searched_text
from crm.rules.filling import SCALARS, _put_names
from crm.rules.numbers import lock_all_numbers, repeated_text
from crm.rules.plans import Outcome
from offices.models import TeamMember, TeamRole
from offices.pour import drawn

_DAYS = frozenset({"birth_date", "founded_on", "deceased_on", "client_since"})
_TAXES = {"ob_nummers": TaxNumberKind.OB, "loonheffingennummers": TaxNumberKind.LH}


def create_relations(items, *, by, plan) -> list[Outcome]:
    """Make the relations of these items; each takes the id of its item. What another took meanwhile is refused."""
    lock_all_numbers()
    wanted = {item.object_id: {name: pair[1] for name, pair in item.changes.items()} for item in items}
    made = {pk: _relation(pk, values) for pk, values in wanted.items()}
    refused = _refused(made)
    drafts, custom = Drafts(by=by, plan=plan), _custom_fields()
    roles, members = _roles(wanted.values())
    born = []
    for pk, relation in made.items():
        if pk in refused:
            continue
        relation.created_by = drafts.member
        values = wanted[pk]
        pairs = [(custom[name], value) for name, value in values.items() if name.startswith("custom.") and name in custom]
        words = [searched_text(field, value) for field, value in pairs if field.searchable]
        _put_names(relation, {"addresses": {"VISIT": values.get("address.VISIT")}}, [word for word in words if word])
        refused |= _guarded(relation)
        if pk in refused:
            continue
        born.append(relation)
        drafts.add(relation)
        _children(drafts, relation, values)
        drafts.add(*(drawn(CustomValue, field=field, relation=relation, value=value) for field, value in pairs))
        drafts.origin(relation=relation)
        drafts.told(relation, "relation.created", "Relatie aangemaakt", data={"number": relation.number, "type": relation.type})
        _team(drafts, relation, values, roles, members)
    drafts.write()
    call_for_all(relation_created, relations_created, born, by=by)
    for extra in import_columns:
        name = f"extra.{extra.key}"
        extra.write([(relation, wanted[relation.pk][name]) for relation in born if wanted[relation.pk].get(name)], by=by)
    call_for_all(relation_changed, relations_changed, born, by=by)
    return [
        Outcome(ItemResult.FAILED, refused[item.object_id]) if item.object_id in refused else Outcome(ItemResult.DONE, "", 1)
        for item in items
    ]


def _relation(pk, values: dict) -> Relation:
    relation = drawn(Relation, id=pk, status=values.get("status") or RelationStatus.PROSPECT, kind_id=values.get("kind"))
    for name in SCALARS:
        value = values.get(name)
        if value is not None and name not in ("kind", "avatar"):
            setattr(relation, name, datetime.date.fromisoformat(value) if name in _DAYS else value)
    base = values.get("rsin_bsn") or ""
    if relation.number_kind == "BSN":
        relation.bsn, relation.bsn_hmac = base, bsn_index(base)
    else:
        relation.rsin = base
    return relation


def _refused(made: dict) -> dict:
    """{id: why} of relations whose number, KvK-nummer or fiscal number another has by now."""
    alive, rows = Relation.objects.alive(), made.values()
    numbers = dict(alive.filter(number__in=[row.number for row in rows]).values_list("number", "name"))
    kvk = [row.kvk_nummer for row in rows if row.kvk_nummer]
    places = {(one, place): name for one, place, name in alive.filter(kvk_nummer__in=kvk).values_list("kvk_nummer", "vestigingsnummer", "name")}
    rsins = dict(alive.filter(rsin__in=[row.rsin for row in rows if row.rsin]).values_list("rsin", "name"))
    hashes = [row.bsn_hmac or bsn_index(row.rsin) for row in rows if row.fiscal_number]
    bsns = set(alive.filter(bsn_hmac__in=hashes, type=RelationType.PERSON).values_list("bsn_hmac", flat=True)) if hashes else set()
    found = {}
    for row in rows:
        if row.number in numbers:
            found[row.pk] = f"Relatienummer {row.number} is al van {numbers[row.number]}. Kies een ander nummer of open die relatie."
        elif row.kvk_nummer and (row.kvk_nummer, row.vestigingsnummer) in places:
            found[row.pk] = repeated_text(row.kvk_nummer, places[row.kvk_nummer, row.vestigingsnummer])
        elif row.rsin and row.rsin in rsins:
            found[row.pk] = repeated_text(row.rsin, rsins[row.rsin])
        elif (row.is_person and row.bsn_hmac in bsns) or (row.rsin and bsn_index(row.rsin) in bsns):
            found[row.pk] = repeated_text("Dit BSN", "een andere persoon")
    return found


def _guarded(relation) -> dict:
    """What must be done before somebody may be a client."""
    if relation.status != RelationStatus.CLIENT or not len(status_guards):
        return {}
    objections = [text for some in status_guards.call(relation, RelationStatus.CLIENT) for text in some or ()]
    return {relation.pk: " ".join(objections)} if objections else {}


def _children(drafts: Drafts, relation, values: dict) -> None:
    for name, value in values.items():
        if name.startswith("address.") and value:
            drafts.add(drawn(Address, relation=relation, kind=name.removeprefix("address."), **value))
    for name, kind in _TAXES.items():
        for place, number in enumerate(values.get(name) or ()):
            drafts.add(
                drawn(
                    TaxNumber, relation=relation, kind=kind, value=number, value_hmac=tax_number_index(number),
                    base_hmac=base_index(number[:9]), is_main=place == 0,
                )
            )  # fmt: skip
    for kind in TaxKind:
        if rhythm := values.get(f"{kind.lower()}_frequency"):
            drafts.add(drawn(TaxFrequency, relation=relation, kind=kind, valid_from=drafts.today.replace(month=1, day=1), **rhythm))
    if year := fiscal_year(values.get("fiscal_year_end"), drafts.today):
        drafts.add(FiscalYear(relation=relation, **year))
    for place, account in enumerate(values.get("bank_accounts") or ()):
        drafts.add(drawn(BankAccount, relation=relation, is_main=place == 0, **account))
    drafts.add(*(drawn(RelationLabel, relation=relation, label_id=one) for one in values.get("labels") or ()))
    drafts.add(*(drawn(RelationGroupMember, relation=relation, group_id=one) for one in values.get("groups") or ()))


def fiscal_year(end: str | None, today: datetime.date) -> dict | None:
    """The running fiscal year that ends on this month and day; None for the calendar year."""
    if not end or end == "12-31":
        return None
    month, day = (int(part) for part in end.split("-"))

    def last(year):
        return datetime.date(year, month, min(day, 28) if month == 2 else day)

    close = last(today.year) if last(today.year) >= today else last(today.year + 1)
    return {"start": last(close.year - 1) + datetime.timedelta(days=1), "end": close}


def _custom_fields() -> dict:
    fields = CustomField.objects.filter(target=FieldTarget.RELATION, active=True)
    return {f"custom.{field.key}": field for field in fields}


def _roles(values) -> tuple[dict, dict]:
    codes = {name.removeprefix("role.") for one in values for name in one if name.startswith("role.")}
    ids = {one[name] for one in values for name in one if name.startswith("role.") and one[name]}
    roles = {role.code: role for role in TeamRole.objects.filter(code__in=codes)} if codes else {}
    members = TeamMember.objects.select_related("user").in_bulk(list(ids)) if ids else {}
    return roles, {str(pk): member for pk, member in members.items()}


def _team(drafts: Drafts, relation, values, roles, members) -> None:
    for code, role in roles.items():
        member = members.get(values.get(f"role.{code}") or "")
        if member is None:
            continue
        row = drawn(TeamAssignment, relation=relation, role=role, member=member, valid_from=drafts.today, created_by=drafts.member)
        drafts.add(row)
        data = {"member": str(member.pk), "role": role.name}
        drafts.told(relation, "team.assigned", f"{member} is nu {role.name}", subject=row, data=data)
