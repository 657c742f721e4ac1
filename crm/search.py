"""Finding relations and contacts by a fragment of a name or by any number they have.

Names go through search functions of the database that give ids of the open office only; numbers are compared
exactly, through indexes. What a person may see is asked afterwards, in the query that reads the rows.
"""

import re

from django.db import connection
from django.db.models import Q

from crm.indexes import bsn_index, tax_number_index
from crm.models import Address, BankAccount, Contact, Relation, TaxNumber
from crm.names import fold
from crm.numbers import digits, normalise, passes_elfproef, strip
from crm.phones import as_phone

MOST = 1_000
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
    found = {}
    if any(sign.isdigit() for sign in text) or "@" in text:
        for pk, reason in _by_number(text, member):
            found.setdefault(pk, reason)
    by_name = _call("crm_find_relations", fragment)
    if not by_name and not found and len(fragment) > 3:
        by_name = _call("crm_resemble_relations", fragment)
    for pk in by_name:
        found.setdefault(pk, "naam, plaats of relatienummer")
    return found


def _by_number(text, member):
    """(relation id, reason) of exact hits, in one query per table that can hold the number."""
    yield from _in_relations(text, member)
    yield from _in_tax_numbers(text, member)
    yield from _in_accounts(text)
    yield from _in_addresses(text)


def _may_bsn(member):
    from offices.permissions import may

    return member is not None and may(member, "crm.bsn.reveal")


def _in_relations(text, member):
    bare, normal, phone = strip(text), normalise(text, padded=True), as_phone(text)
    wanted = {}
    if bare.isdigit() and len(bare) == 8:
        wanted["kvk_nummer"] = ("KvK-nummer", bare)
    if bare.isdigit() and len(bare) == 12:
        wanted["vestigingsnummer"] = ("vestigingsnummer", bare)
    if normal and not normal.letter and passes_elfproef(normal.base):
        wanted["rsin"] = ("RSIN", normal.base)
        if _may_bsn(member) and len(digits(text)) == 9:
            wanted["bsn_hmac"] = ("BSN", bsn_index(normal.base))
    if normal and normal.letter == "B":
        wanted["btw_id"] = ("btw-id", f"NL{normal}")
    if "@" in text:
        wanted["email"] = ("e-mail", text.strip())
    if phone:
        wanted |= {"phone": ("telefoon", phone), "mobile": ("telefoon", phone)}
    if not wanted:
        return
    any_of = Q()
    for name, (_, value) in wanted.items():
        any_of |= Q(**{name: value})
    for row in Relation.objects.filter(any_of).values("pk", *wanted)[:MOST]:
        reason = next(reason for name, (reason, value) in wanted.items() if row[name] == value)
        yield row["pk"], reason


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
    found = {}
    any_of = Q(email__iexact=text) if "@" in text else Q()
    if phone := as_phone(text) if any(sign.isdigit() for sign in text) else "":
        any_of |= Q(phone=phone) | Q(mobile=phone)
    if any_of:
        for pk, email in Contact.objects.filter(any_of).values_list("pk", "email")[:MOST]:
            found[pk] = "e-mail" if "@" in text and email.casefold() == text.casefold() else "telefoon"
    fragment = fold(text)
    if len(fragment) >= SHORTEST:
        for pk in _call("crm_find_contacts", fragment):
            found.setdefault(pk, "naam of contactnummer")
    return found


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
