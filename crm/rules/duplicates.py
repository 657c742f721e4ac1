"""Relations that look like a new one, while it is being typed."""

import datetime

from django.db.models import Q

from crm.indexes import bsn_index, tax_number_index
from crm.models import Address, Relation, TaxNumber
from crm.names import sort_key
from crm.numbers import normalise, passes_elfproef, strip

MOST = 5
# Rows of numbers on the form that are compared while typing.
MOST_NUMBERS = 5
DAY_SHAPES = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d%m%Y")


def find_duplicates(typed, *, member):
    """(relations this member may see with the reason, how many others) that share something with what was typed.

    `typed` is a mapping of form fields: number, rsin_bsn, kvk_nummer, btw_id, ob_nummers-<n>-value,
    loonheffingennummers-<n>-value, email, name or last_name with birth_date or VISIT-postal_code.
    """
    reasons = {}
    for queryset, reason in _questions(typed):
        for pk in queryset.values_list("pk", flat=True)[:MOST]:
            reasons.setdefault(pk, reason)
    seen = Relation.objects.visible_to(member).filter(pk__in=reasons).order_by("sort_name")
    rows = [(row, reasons[row.pk]) for row in seen]
    return rows, len(reasons) - len(rows)


def _questions(typed):
    """(relations, what they share) for everything that is filled in."""
    number, kvk = typed.get("number", "").strip(), strip(typed.get("kvk_nummer", ""))
    relations = Relation.objects.alive()
    fiscal, email = normalise(typed.get("rsin_bsn", ""), padded=True), typed.get("email", "").strip()
    if number:
        yield relations.filter(number=number), "hetzelfde nummer"
    if len(kvk) == 8:
        yield relations.filter(kvk_nummer=kvk), "hetzelfde KvK-nummer"
    if fiscal and passes_elfproef(fiscal.base):
        same = Q(rsin=fiscal.base) | Q(bsn_hmac=bsn_index(fiscal.base))
        yield relations.filter(same), "hetzelfde RSIN/BSN"
    if email:
        yield relations.filter(email=email), "hetzelfde e-mailadres"
    for name, reason in (
        ("ob_nummers", "hetzelfde OB-nummer"),
        ("loonheffingennummers", "hetzelfde loonbelastingnummer"),
    ):
        given = [normalise(typed.get(f"{name}-{place}-value", "")) for place in range(MOST_NUMBERS)]
        indexes = [tax_number_index(tax) for tax in given if tax and tax.letter]
        if indexes:
            rows = TaxNumber.objects.filter(value_hmac__in=indexes).values("relation_id")
            yield relations.filter(pk__in=rows), reason
    yield from _same_name(relations, typed)


def _same_name(relations, typed):
    """The same name with the same postcode; of a person also with the same birth date."""
    person = typed.get("type") == "PERSON"
    key = sort_key(typed.get("last_name" if person else "name", ""))
    if not key:
        return
    named = relations.filter(sort_name__startswith=key)
    born = _day(typed.get("birth_date", "")) if person else None
    if born:
        yield named.filter(birth_date=born), "dezelfde naam en geboortedatum"
    postal_code = strip(typed.get("VISIT-postal_code", ""))
    if len(postal_code) == 6:
        rows = Address.objects.filter(postal_code=f"{postal_code[:4]} {postal_code[4:]}", relation__isnull=False)
        yield named.filter(pk__in=rows.values("relation_id")), "dezelfde naam en postcode"


def _day(text):
    for shape in DAY_SHAPES:
        try:
            return datetime.datetime.strptime(str(text).strip(), shape).date()
        except ValueError:
            continue
    return None
