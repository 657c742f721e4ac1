"""Who a row of the contacts sheet is: by number, BSN, e-mail address; and whether its relations exist."""

from django.db.models.functions import Lower

from crm.enums import ImportMatch, ImportSheet
from crm.importing.matching import Found, Index, OutOfReach
from crm.importing.normalising import Normal
from crm.importing.values import CellFault
from crm.indexes import bsn_index
from crm.models import Contact, ImportRow, Relation
from crm.names import sort_key


def contact_index(normals: list[Normal], batch, *, by) -> Index:
    """The contacts that rows of this chunk may be, and the relations they name."""
    values = [normal.values for normal in normals]
    numbers = {one["number"] for one in values if one.get("number")}
    emails = {one["email"].casefold() for one in values if one.get("email")}
    bsn = {bsn_index(one["bsn"]) for one in values if one.get("bsn")}
    births = {one["birth_date"] for one in values if one.get("birth_date")}
    alive, index = Contact.objects.alive(), Index()
    ids = set(alive.filter(number__in=numbers).values_list("pk", flat=True))
    if emails:
        small = alive.annotate(small=Lower("email")).filter(small__in=emails)
        ids |= set(small.values_list("pk", flat=True))
    if bsn:
        ids |= set(alive.filter(bsn_hmac__in=bsn).values_list("pk", flat=True))
    if births:
        ids |= set(alive.filter(birth_date__in=births).values_list("pk", flat=True))
    index.rows = alive.in_bulk(ids)
    editable = Contact.objects.visible_to(by, "crm.contact.edit") if by is not None else alive
    index.reachable = set(editable.filter(pk__in=ids).values_list("pk", flat=True))
    for pk, row in index.rows.items():
        index.add("number", row.number, pk)
        index.add("email", row.email.casefold(), pk)
        index.add("bsn", row.bsn_hmac, pk)
        if row.birth_date:
            index.add("name", (row.birth_date.isoformat(), sort_key(row.last_name)), pk)
    _relations(index, values, batch, by=by)
    return index


def _relations(index: Index, values: list[dict], batch, *, by) -> None:
    """Relation numbers that exist here, or that a client row of this file brings."""
    wanted = {number for one in values for number in one.get("relations") or []}
    rows = Relation.objects.alive() if by is None else Relation.objects.visible_to(by, "crm.relation.edit")
    for pk, number in rows.filter(number__in=wanted).values_list("pk", "number"):
        index.add("relation", number, pk)
    arriving = ImportRow.objects.filter(batch=batch, sheet=ImportSheet.CLIENTS, key__in=wanted)
    for pk, number in arriving.values_list("pk", "key"):
        index.add("relation", number, pk)


def match_contact(normal: Normal, index: Index, line: int) -> Found:
    """Whom a row of contacts is; unknown relations and people out of reach become errors."""
    values = normal.values
    steps = (
        (ImportMatch.NUMBER, "contactnummer", index.ids("number", [values.get("number")])),
        (ImportMatch.FISCAL, "bsn", index.ids("bsn", [bsn_index(values["bsn"])] if values.get("bsn") else [])),
        (ImportMatch.EMAIL, "email", index.ids("email", [(values.get("email") or "").casefold()])),
    )
    found = Found()
    for match, key, known in steps:
        if not known:
            continue
        if found.target is None and len(known) == 1:
            found.target, found.match = index.rows[next(iter(known))], match
        elif found.target is None or found.target.pk not in known:
            _two(normal, found, key, known, index, line)
            return found
    for number in values.get("relations") or []:
        if not index.by["relation"].get(number):
            text = f"Contact op regel {line} verwijst naar relatienummer {number}, dat niet bestaat."
            normal.blame("relatienummers", CellFault(text, code="IMP06"))
    if found.target is not None and found.target.pk not in index.reachable:
        normal.blame("contactnummer", OutOfReach("contactnummer"))
        return Found()
    if found.target is None:
        key = (values.get("birth_date"), sort_key(values.get("last_name") or ""))
        found.proposals = sorted(pk for pk in index.ids("name", [key] if all(key) else []) if pk in index.reachable)
        found.match = ImportMatch.NAME if found.proposals else ImportMatch.NONE
    return found


def _two(normal, found, key, known, index, line) -> None:
    other = index.rows[next(iter(known))]
    if key == "email" and other.pk in index.reachable:
        text = f"E-mailadres {normal.values['email']} hoort al bij contact {other.name}. Iedere persoon heeft een eigen adres nodig, want een akkoord is persoonlijk."
        normal.blame("email", CellFault(text, code="CRM09"))
    else:
        text = "Deze regel past bij meer dan één contact. Kies welk contact het is, of verbeter het nummer."
        normal.blame(key, CellFault(text, code="IMP09"))
    both = [*([found.target] if found.target else []), *(index.rows[pk] for pk in known)]
    found.target, found.match, found.proposals = None, ImportMatch.NONE, [row.pk for row in both if row.pk in index.reachable]
