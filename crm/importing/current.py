"""What relations and contacts say now, in the same shape as the values of an import row; many at once."""

import datetime
from collections import defaultdict

from django.utils import timezone

from crm.enums import FieldTarget, TaxNumberKind
from crm.importing.columns import ROLES, import_columns
from crm.models import (
    Address,
    BankAccount,
    Contact,
    CustomValue,
    FiscalYear,
    PartnerLink,
    Relation,
    RelationContact,
    RelationGroupMember,
    RelationLabel,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
)
from crm.rules.contacts import SCALARS as CONTACT_SCALARS
from crm.rules.filling import SCALARS
from crm.rules.rows import ADDRESS_FIELDS

_PLAIN = tuple(name for name in SCALARS if name not in ("kind", "avatar", "client_since", "is_private", "deceased_on", "trade_names"))
_NUMBERS = {TaxNumberKind.OB: "ob_nummers", TaxNumberKind.LH: "loonheffingennummers"}
LINK_FIELDS = ("job_title", "department", "is_preferred", "portal_access")


def json_of(value):
    """A day as text; everything else as it is."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def relations_now(rows: list[Relation]) -> dict:
    """{id: values} of these relations, in a fixed number of queries."""
    ids = [row.pk for row in rows]
    found: dict = {}
    for row in rows:
        values = {name: json_of(getattr(row, name)) for name in _PLAIN}
        values |= {"status": row.status, "kind": str(row.kind_id) if row.kind_id else None, "rsin_bsn": row.fiscal_number}
        found[row.pk] = values
    for address in Address.objects.filter(relation_id__in=ids):
        found[address.relation_id][f"address.{address.kind}"] = address_value(address)
    for name, listed in _lists(ids).items():
        for pk in ids:
            found[pk][name] = listed.get(pk, [])
    _rhythms(ids, found)
    for one in TeamAssignment.objects.valid().filter(relation_id__in=ids, role__code__in=ROLES.values()).select_related("role"):
        found[one.relation_id].setdefault(f"role.{one.role.code}", str(one.member_id))
    _partners(ids, found)
    _custom(FieldTarget.RELATION, "relation_id", ids, found)
    for extra in import_columns:
        for pk, value in extra.now(ids).items():
            found[pk][f"extra.{extra.key}"] = value
    return found


def address_value(address: Address) -> dict:
    """An address as an import gives it."""
    return {name: getattr(address, name) for name in ADDRESS_FIELDS}


def _lists(ids) -> dict[str, dict]:
    lists: dict[str, dict] = {name: defaultdict(list) for name in ("groups", "labels", "bank_accounts", *_NUMBERS.values())}
    for pk, group in RelationGroupMember.objects.filter(relation_id__in=ids).values_list("relation_id", "group_id"):
        lists["groups"][pk].append(str(group))
    for pk, label in RelationLabel.objects.filter(relation_id__in=ids).values_list("relation_id", "label_id"):
        lists["labels"][pk].append(str(label))
    for account in BankAccount.objects.filter(relation_id__in=ids).order_by("-is_main", "iban"):
        lists["bank_accounts"][account.relation_id].append({"iban": account.iban, "holder_name": account.holder_name})
    numbers = TaxNumber.objects.valid().filter(relation_id__in=ids, kind__in=_NUMBERS).order_by("-is_main", "valid_from", "id")
    for number in numbers:
        lists[_NUMBERS[TaxNumberKind(number.kind)]][number.relation_id].append(number.value)
    return lists


def _rhythms(ids, found) -> None:
    today = timezone.localdate()
    for row in TaxFrequency.objects.filter(relation_id__in=ids).order_by("valid_from"):
        name = f"{row.kind.lower()}_frequency"
        if row.valid_from <= today or name not in found[row.relation_id]:
            found[row.relation_id][name] = {"frequency": row.frequency, "quarter_start": row.quarter_start}
    for year in FiscalYear.objects.filter(relation_id__in=ids).order_by("end"):
        if year.end >= today or "fiscal_year_end" not in found[year.relation_id]:
            found[year.relation_id].setdefault("fiscal_year_end", f"{year.end:%m-%d}")
    for pk in ids:
        found[pk].setdefault("fiscal_year_end", "12-31")


def _partners(ids, found) -> None:
    links = PartnerLink.objects.filter(kind="FISCAL", valid_to=None).select_related("person_a", "person_b")
    for link in links.filter(person_a_id__in=ids, person_b__isnull=False):
        found[link.person_a_id]["partner"] = link.person_b.number
    for link in links.filter(person_b_id__in=ids):
        found[link.person_b_id]["partner"] = link.person_a.number


def _custom(target, owner: str, ids, found) -> None:
    values = CustomValue.objects.filter(**{f"{owner}__in": ids}, field__target=target, field__active=True)
    for pk, key, value in values.values_list(owner, "field__key", "value"):
        found[pk][f"custom.{key}"] = value


def contacts_now(rows: list[Contact]) -> dict:
    """{id: values} of these contacts; under "links" {relation number: link} of today."""
    ids = [row.pk for row in rows]
    found: dict = {}
    for row in rows:
        found[row.pk] = {name: json_of(getattr(row, name)) for name in CONTACT_SCALARS} | {"bsn": row.bsn, "links": {}}
    for address in Address.objects.filter(contact_id__in=ids):
        found[address.contact_id]["address.PRIVATE"] = address_value(address)
    for link in RelationContact.objects.valid().filter(contact_id__in=ids).select_related("relation").order_by("relation__number"):
        found[link.contact_id]["links"][link.relation.number] = {name: getattr(link, name) for name in LINK_FIELDS}
    _custom(FieldTarget.CONTACT, "contact_id", ids, found)
    return found
