"""The rows under a relation: given as a whole, compared with what is there, changed only where they differ."""

from crm.enums import AddressKind
from crm.models import Address, BankAccount, RelationGroupMember, RelationLabel
from crm.numbers import check_iban, check_postcode
from crm.rules.cleaning import clean_field
from crm.rules.outcome import Warn
from offices.errors import RuleBroken
from offices.texts import required

ADDRESS_FIELDS = ("street", "house_number", "house_suffix", "postal_code", "city", "country", "source")


def sync(existing, wanted, *, key, fields, model, fixed):
    """Make the rows in the database equal to the wanted ones; gives whether anything changed.

    `existing` are rows, `wanted` dicts; `key(row_or_dict)` tells which belong together. Rows lose before others
    gain, so that «one main row» holds in between.
    """
    old = {key(row): row for row in existing}
    new = {key(values): values for values in wanted}
    gone = [row.pk for place, row in old.items() if place not in new]
    if gone:
        model.objects.filter(pk__in=gone).delete()
    changed = [
        (old[place], values)
        for place, values in new.items()
        if place in old and _differs(old[place], values, fields)
    ]
    for row, values in sorted(changed, key=lambda pair: bool(pair[1].get("is_main"))):
        for field in fields:
            setattr(row, field, values[field])
        row.save(update_fields=fields)
    fresh = [model(**fixed, **values) for place, values in new.items() if place not in old]
    model.objects.bulk_create(fresh)
    return bool(gone or changed or fresh)


def _differs(row, values, fields):
    return any(getattr(row, field) != values[field] for field in fields)


def value_of(row, name):
    """A value of a row that is a model instance or a dict."""
    return row[name] if isinstance(row, dict) else getattr(row, name)


def clean_address(kind, values):
    """An address as stored, or None when nothing is filled in. Street and number, and the rest, come together."""
    cleaned = {name: clean_field(Address, name, values.get(name)) for name in ADDRESS_FIELDS}
    cleaned["country"] = (cleaned["country"] or "NL").upper()
    cleaned["source"] = cleaned["source"] or "hand"
    if not any(cleaned[name] for name in ("street", "house_number", "house_suffix", "postal_code", "city")):
        return None
    prefix = AddressKind(kind).value
    for name, label in (
        ("street", "Straat"),
        ("house_number", "Huisnummer"),
        ("postal_code", "Postcode"),
        ("city", "Plaats"),
    ):
        if not cleaned[name]:
            raise RuleBroken(required(label), code="G01", field=f"{prefix}-{name}")
    if not 1 <= cleaned["house_number"] <= 99_999:
        raise RuleBroken(
            "Een huisnummer ligt tussen 1 en 99999. Zet letters in het veld Toevoeging.",
            code="CRM19",
            field=f"{prefix}-house_number",
        )
    try:
        cleaned["postal_code"] = check_postcode(cleaned["postal_code"], country=cleaned["country"])
    except RuleBroken as fault:
        fault.field = f"{prefix}-postal_code"
        raise
    return cleaned


def save_addresses(owner, addresses, *, is_new=False):
    """Replace the addresses named by kind; None or an empty one removes it. `owner` is {"relation": …} or contact."""
    wanted = {kind: clean_address(kind, values or {}) for kind, values in addresses.items()}
    rows = [] if is_new else list(Address.objects.filter(**owner, kind__in=wanted))
    return sync(
        rows,
        [{"kind": kind, **values} for kind, values in wanted.items() if values],
        key=lambda row: value_of(row, "kind"),
        fields=ADDRESS_FIELDS,
        model=Address,
        fixed=owner,
    )


def save_bank_accounts(relation, accounts, *, is_new=False):
    """Replace the bank accounts; texts or dicts with iban, holder_name, is_main. The first is main by default."""
    wanted = []
    for place, account in enumerate(accounts):
        values = {"iban": account} if isinstance(account, str) else dict(account)
        wanted.append(
            {
                "iban": _iban(values.get("iban"), place),
                "holder_name": clean_field(BankAccount, "holder_name", values.get("holder_name")),
                "is_main": bool(values.get("is_main")),
            }
        )
    only_one_main(wanted, "bank_accounts")
    rows = [] if is_new else list(relation.bank_accounts.all())
    return sync(
        rows,
        wanted,
        key=lambda row: value_of(row, "iban"),
        fields=("holder_name", "is_main"),
        model=BankAccount,
        fixed={"relation": relation},
    )


def _iban(value, place):
    try:
        return check_iban(value)
    except RuleBroken as fault:
        fault.field = f"bank_accounts-{place}-iban"
        raise


def only_one_main(rows, field):
    """Make the first row main when none is; refuse two."""
    mains = [row for row in rows if row["is_main"]]
    if len(mains) > 1:
        raise RuleBroken("Kies één hoofdrekening.", code="CRM19", field=field)
    if rows and not mains:
        rows[0]["is_main"] = True


def save_labels(relation, labels, *, is_new=False):
    """Replace the labels of a relation by these."""
    return _save_links(RelationLabel, relation, "label_id", labels, is_new)


def save_groups(relation, groups, *, is_new=False):
    """Replace the groups a relation is in by these."""
    return _save_links(RelationGroupMember, relation, "group_id", groups, is_new)


def _save_links(model, relation, column, chosen, is_new):
    rows = [] if is_new else list(model.objects.filter(relation=relation))
    wanted = [{column: getattr(one, "pk", one)} for one in chosen]
    return sync(
        rows,
        wanted,
        key=lambda row: value_of(row, column),
        fields=(),
        model=model,
        fixed={"relation": relation},
    )


def missing_kvk(relation):
    """The warning of API, import and sync where the form refuses."""
    return Warn(
        "G01", f"{required('KvK-nummer')} Zonder KvK-nummer is een deponering niet koppelbaar.", "kvk_nummer"
    )
