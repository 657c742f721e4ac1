"""Finding relations and contacts by a fragment of a name or by any number they have.

Names go through search functions of the database that give ids of the open office only; numbers are compared
exactly, through indexes. What a person may see is asked afterwards, in the query that reads the rows.
"""

import re
from functools import cache

from django.db import connection
from django.db.models import CharField, Value

from crm.indexes import bsn_index, tax_number_index
from crm.models import Address, BankAccount, Contact, Relation, TaxNumber
from crm.names import fold
from crm.numbers import digits, normalise, passes_elfproef, strip
from crm.phones import as_phone
from offices.db.prepared import Prepared

MOST = 1_000
BY_NAME = "naam, plaats of relatienummer"
# Column of a relation -> why it was found by it.
REASONS = {
    "kvk_nummer": "KvK-nummer",
    "vestigingsnummer": "vestigingsnummer",
    "rsin": "RSIN",
    "bsn_hmac": "BSN",
    "btw_id": "btw-id",
    "email": "e-mail",
    "phone": "telefoon",
    "mobile": "telefoon",
}
SHORTEST = 2


def _call(function, fragment):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [fragment, MOST])
        return [pk for (pk,) in cursor.fetchall()]


def relation_reasons(text, *, member=None):
    """{relation id: why it was found}, exact numbers first; names, places and relation numbers by fragment.

    A BSN is only searched for a member with the right to reveal one, and only by all nine digits.
    """
    text = (text or "").strip()
    fragment = fold(text)
    if len(fragment) < SHORTEST:
        return {}
    has_number = any(sign.isdigit() for sign in text) or "@" in text
    own = _in_relations(fragment, _numbers(text, member) if has_number else {})
    found = _first_reasons(row for row in own if row[1] != BY_NAME)
    if has_number:
        found = _first_reasons(_elsewhere(text, member)) | found
    by_name = [pk for pk, reason in own if reason == BY_NAME]
    if not by_name and not found and len(fragment) > 3:
        by_name = _call("crm_resemble_relations", fragment)
    for pk in by_name:
        found.setdefault(pk, BY_NAME)
    return found


def _first_reasons(rows):
    found = {}
    for pk, reason in rows:
        found.setdefault(pk, reason)
    return found


def _elsewhere(text, member):
    """(relation id, reason) of exact hits in tables beside the relation, in one query per table that can hold it."""
    yield from _in_tax_numbers(text, member)
    yield from _in_accounts(text)
    yield from _in_addresses(text)


def _may_bsn(member):
    from offices.permissions import may

    return member is not None and may(member, "crm.bsn.reveal")


def _numbers(text, member):
    """{column of a relation: value} of everything this text can be."""
    bare, normal, phone = strip(text), normalise(text, padded=True), as_phone(text)
    wanted = {}
    if bare.isdigit() and len(bare) == 8:
        wanted["kvk_nummer"] = bare
    if bare.isdigit() and len(bare) == 12:
        wanted["vestigingsnummer"] = bare
    if normal and not normal.letter and passes_elfproef(normal.base):
        wanted["rsin"] = normal.base
        if _may_bsn(member) and len(digits(text)) == 9:
            wanted["bsn_hmac"] = bsn_index(normal.base)
    if normal and normal.letter == "B":
        wanted["btw_id"] = f"NL{normal}"
    if "@" in text:
        wanted["email"] = text.strip()
    if phone:
        wanted |= {"phone": phone, "mobile": phone}
    return wanted


def _in_relations(fragment, wanted):
    """(relation id, reason) by these columns and by name, in one query; a branch per column, each by its index."""
    return _relations_by(tuple(wanted)).rows(fragment=fragment, **wanted)


@cache
def _relations_by(columns):
    def build(fragment, **values):
        parts, params = [], []
        for name in columns:
            rows = Relation.objects.filter(**{name: values[name]})
            rows = rows.annotate(why=Value(REASONS[name], CharField())).values_list("pk", "why")[:MOST]
            sql, given = rows.query.sql_with_params()
            parts.append(f"({sql})")
            params += given
        parts.append("SELECT crm_find_relations(%s, %s), %s")
        return " UNION ALL ".join(parts), [*params, fragment, MOST, BY_NAME]

    return Prepared(build, fragment=CharField(), **{name: CharField() for name in columns})


def _in_tax_numbers(text, member):
    normal = normalise(text)
    if normal is None or not normal.letter:
        return
    rows = TaxNumber.objects.filter(value_hmac=tax_number_index(normal))
    if not _may_bsn(member):
        # The number of an eenmanszaak holds a BSN; without the right only the others are found by it.
        rows = rows.filter(relation__bsn_hmac="")
    reasons = {"OB": "OB-nummer", "LH": "loonbelastingnummer", "ICP_BTW_ID": "btw-id"}
    for pk, kind in rows.values_list("relation_id", "kind")[:MOST]:
        yield pk, reasons[kind]


def _in_accounts(text):
    bare = strip(text)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", bare):
        return
    for pk in BankAccount.objects.filter(iban=bare).values_list("relation_id", flat=True)[:MOST]:
        yield pk, "IBAN"


def _in_addresses(text):
    match = re.fullmatch(r"\s*(\d{4})\s*([A-Za-z]{2})(?:\s+(\d{1,5})\s*\w*)?\s*", text)
    if not match:
        return
    rows = Address.objects.filter(postal_code=f"{match[1]} {match[2].upper()}", relation__isnull=False)
    if match[3]:
        rows = rows.filter(house_number=int(match[3]))
    for pk in rows.values_list("relation_id", flat=True)[:MOST]:
        yield pk, "adres"


def contact_reasons(text):
    """{contact id: why it was found}: by a fragment of the name, mail address or phone number."""
    text = (text or "").strip()
    fragment, wanted = fold(text), {}
    phone = as_phone(text) if any(sign.isdigit() for sign in text) else ""
    if phone:
        wanted |= {"phone": phone, "mobile": phone}
    if "@" in text:
        wanted["email__iexact"] = text
    if len(fragment) < SHORTEST and not wanted:
        return {}
    return _first_reasons(_contacts_by(tuple(wanted)).rows(fragment=fragment, **wanted))


@cache
def _contacts_by(columns):
    def build(fragment, **values):
        parts, params = [], []
        for name in columns:
            why = Value("e-mail" if name == "email__iexact" else "telefoon", CharField())
            rows = Contact.objects.filter(**{name: values[name]}).annotate(why=why).values_list("pk", "why")
            sql, given = rows[:MOST].query.sql_with_params()
            parts.append(f"({sql})")
            params += given
        parts.append("SELECT crm_find_contacts(%s, %s), %s")
        return " UNION ALL ".join(parts), [*params, fragment, MOST, "naam of contactnummer"]

    return Prepared(build, fragment=CharField(), **{name: CharField() for name in columns})


def find_relations(queryset, text, *, member=None):
    """The relations of a query set that a text finds; an empty text leaves it as it is."""
    if not (text or "").strip():
        return queryset
    return queryset.filter(pk__in=list(relation_reasons(text, member=member)))


def find_contacts(queryset, text):
    """The contacts of a query set that a text finds; an empty text leaves it as it is."""
    if not (text or "").strip():
        return queryset
    return queryset.filter(pk__in=list(contact_reasons(text)))
