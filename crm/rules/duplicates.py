"""Relations that look like a new one, while it is being typed."""

from django.db.models import Q

from crm.indexes import bsn_index, tax_number_index
from crm.models import Address, Relation, TaxNumber
from crm.names import sort_key
from crm.numbers import normalise, passes_elfproef, strip

MOST = 5


def find_duplicates(typed, *, member):
    """(relations this member may see with the reason, how many others) that share something with what was typed.

    `typed` is a mapping of form fields: number, rsin_bsn, kvk_nummer, ob_nummers-0-value, loonheffingennummers-0-value,
    email, name or last_name with birth_date or VISIT-postal_code.
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
    fiscal, email = normalise(typed.get("rsin_bsn", ""), padded=True), typed.get("email", "").strip()
    if number:
        yield Relation.objects.filter(number=number), "hetzelfde nummer"
    if len(kvk) == 8:
        yield Relation.objects.filter(kvk_nummer=kvk), "hetzelfde KvK-nummer"
    if fiscal and passes_elfproef(fiscal.base):
        same = Q(rsin=fiscal.base) | Q(bsn_hmac=bsn_index(fiscal.base))
        yield Relation.objects.filter(same), "hetzelfde RSIN/BSN"
    if email:
        yield Relation.objects.filter(email=email), "hetzelfde e-mailadres"
    for name, reason in (
        ("ob_nummers", "hetzelfde OB-nummer"),
        ("loonheffingennummers", "hetzelfde loonbelastingnummer"),
    ):
        tax = normalise(typed.get(f"{name}-0-value", ""))
        if tax and tax.letter:
            rows = TaxNumber.objects.filter(value_hmac=tax_number_index(tax)).values("relation_id")
            yield Relation.objects.filter(pk__in=rows), reason
    yield from _same_name(typed)


def _same_name(typed):
    person = typed.get("type") == "PERSON"
    key = sort_key(typed.get("last_name" if person else "name", ""))
    postal_code = strip(typed.get("VISIT-postal_code", ""))
    if not key or len(postal_code) != 6:
        return
    rows = Address.objects.filter(postal_code=f"{postal_code[:4]} {postal_code[4:]}", relation__isnull=False)
    names = Relation.objects.filter(sort_name__startswith=key, pk__in=rows.values("relation_id"))
    yield names, "dezelfde naam en postcode"
