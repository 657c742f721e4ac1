"""Who a row of the clients sheet is: by number, fiscal number, trade register, tax number, in that order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.enums import ImportMatch, Rechtsvorm, RelationType, SourceKind
from crm.importing.normalising import Normal
from crm.importing.values import CellFault
from crm.indexes import bsn_index, tax_number_index
from crm.models import Address, Contact, Provenance, Relation, TaxNumber
from crm.names import sort_key
from crm.rules.numbers import repeated_text

NAME = "name"


@dataclass
class Found:
    """Whom a row is, or why nobody can say."""

    target: Relation | Contact | None = None
    match: str = ImportMatch.NONE
    # Records that look alike; a person decides.
    proposals: list = field(default_factory=list)


class OutOfReach(CellFault):
    """The record exists, and whoever imports may not change it."""

    code = "IMP08"

    def __init__(self, key: str):
        super().__init__(
            "Deze hoort bij een relatie of contact buiten uw rechten. Sla de regel over of vraag uw beheerder.", field=key
        )


@dataclass
class Index:
    """Records of the office by what identifies them, for one chunk of rows."""

    rows: dict = field(default_factory=dict)
    by: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    reachable: set = field(default_factory=set)

    def add(self, what: str, value, pk) -> None:
        """Remember that this record carries this value."""
        if value:
            self.by[what][value].add(pk)

    def ids(self, what: str, values: Iterable) -> set:
        """Records that carry any of these values."""
        return set().union(*(self.by[what].get(value, ()) for value in values if value)) if values else set()


def sort_type(values: dict) -> str:
    """PERSON, SUPPLIER or ORGANISATION: what the row says, else what it looks like."""
    given = values.get("type")
    if given:
        return given
    person = values.get("last_name") and not values.get("rechtsvorm") and not values.get("name")
    return RelationType.PERSON if person else RelationType.ORGANISATION


def relation_index(normals: list[Normal], *, by) -> Index:
    """The relations that rows of this chunk may be."""
    values = [normal.values for normal in normals]
    numbers = {one["number"] for one in values if one.get("number")}
    bases = {one["rsin_bsn"] for one in values if one.get("rsin_bsn")}
    kvk = {one["kvk_nummer"] for one in values if one.get("kvk_nummer")}
    taxes = {tax_number_index(number) for one in values for number in _tax_numbers(one)}
    index, alive = Index(), Relation.objects.alive()
    ids = set(alive.filter(number__in=numbers).values_list("pk", flat=True))
    if bases:
        ids |= set(alive.filter(rsin__in=bases).values_list("pk", flat=True))
        ids |= set(alive.filter(bsn_hmac__in=[bsn_index(base) for base in bases]).values_list("pk", flat=True))
    if kvk:
        ids |= set(alive.filter(kvk_nummer__in=kvk).values_list("pk", flat=True))
    if taxes:
        for pk, hmac in TaxNumber.objects.valid().filter(value_hmac__in=taxes).values_list("relation_id", "value_hmac"):
            index.add("tax", hmac, pk)
            ids.add(pk)
    ids |= _names(index, values)
    index.rows = alive.in_bulk(ids)
    editable = alive if by is None else Relation.objects.visible_to(by, "crm.relation.edit")
    index.reachable = set(editable.filter(pk__in=ids).values_list("pk", flat=True))
    for pk, row in index.rows.items():
        index.add("number", row.number, pk)
        index.add("rsin", row.rsin, pk)
        index.add("bsn", row.bsn_hmac, pk)
        index.add("kvk", row.kvk_nummer, pk)
    if bases:
        for hmac, name in Contact.objects.filter(bsn_hmac__in=[bsn_index(base) for base in bases]).values_list("bsn_hmac", "name"):
            index.add("contact_bsn", hmac, name)
    return index


def _names(index: Index, values: list[dict]) -> set:
    """Records with the same name and the same postcode or birth date; only ever a proposal."""
    wanted = [_names_of(one) for one in values]
    places, births = ({one[at] for one in wanted if all(one[at])} for at in (0, 1))
    alike: list = []
    if places:
        rows = Address.objects.filter(postal_code__in={code for code, _ in places}, relation__isnull=False, relation__deleted_at=None)
        alike += rows.values_list("postal_code", "relation__sort_name", "relation_id")
    if births:
        people = Relation.objects.alive().filter(type="PERSON", birth_date__in={day for day, _ in births})
        found = people.values_list("birth_date", "last_name", "pk")
        alike += ((day.isoformat(), sort_key(name), pk) for day, name, pk in found)
    # Many share a postcode; few of them the name too.
    alike = [(said, name, pk) for said, name, pk in alike if (said, name) in places or (said, name) in births]
    for said, name, pk in alike:
        index.add(NAME, (said, name), pk)
    return {pk for _, _, pk in alike}


def _names_of(values: dict) -> tuple[tuple, tuple]:
    """((postcode, name to sort by), (birth date, last name to sort by)) of a row; parts that it does not give are empty."""
    visit = values.get("address.VISIT") or {}
    last_name = sort_key(values.get("last_name") or "")
    name = sort_key(values["name"]) if values.get("name") else last_name
    return (visit.get("postal_code"), name), (values.get("birth_date"), last_name)


def _tax_numbers(values: dict) -> list[str]:
    return [*(values.get("ob_nummers") or []), *(values.get("loonheffingennummers") or [])]


def match_relation(normal: Normal, index: Index) -> Found:
    """Whom a row of clients is. Two different records, or one out of reach, become an error on the row."""
    values = normal.values
    kind = sort_type(values)
    steps = (
        (ImportMatch.NUMBER, "nummer", index.ids("number", [values.get("number")])),
        (ImportMatch.FISCAL, "rsin_bsn", _fiscal(values, kind, index)),
        (ImportMatch.KVK, "kvk_nummer", _register(values, index)),
        (ImportMatch.TAX_NUMBER, "ob_nummer", index.ids("tax", [tax_number_index(one) for one in _tax_numbers(values)])),
    )
    found = Found()
    for match, key, ids in steps:
        known = {pk for pk in ids if pk in index.rows}
        if not known:
            continue
        if found.target is None and len(known) == 1:
            found.target, found.match = index.rows[next(iter(known))], match
        elif found.target is None or found.target.pk not in known:
            if match == ImportMatch.TAX_NUMBER:
                # A fiscal unity shares its number, so this alone is no conflict.
                continue
            _conflict(normal, found, key, known, index)
            return found
    if found.target is not None and found.target.pk not in index.reachable:
        normal.blame("nummer", OutOfReach("nummer"))
        return Found()
    if found.target is None:
        found.proposals = _alike(values, index)
        found.match = ImportMatch.NAME if found.proposals else ImportMatch.NONE
    return found


def _fiscal(values, kind, index) -> set:
    base = values.get("rsin_bsn")
    if not base:
        return set()
    person = kind == RelationType.PERSON
    ids = index.ids("bsn", [bsn_index(base)]) if person or values.get("rechtsvorm") == Rechtsvorm.EENMANSZAAK else index.ids("rsin", [base])
    # The person and the eenmanszaak of that person carry one BSN by law.
    return {pk for pk in ids if pk in index.rows and index.rows[pk].is_person == person}


def _register(values, index) -> set:
    ids = index.ids("kvk", [values.get("kvk_nummer")])
    place = values.get("vestigingsnummer")
    same = {pk for pk in ids if pk in index.rows and place and index.rows[pk].vestigingsnummer in ("", place)}
    return same or (set() if place else ids)


def _conflict(normal, found, key, known, index) -> None:
    both = [*([found.target] if found.target else []), *(index.rows[pk] for pk in known)]
    open_ones = [row for row in both if row.pk in index.reachable]
    names = " en ".join(f"{row.number} {row.name}" for row in open_ones) or "relaties buiten uw rechten"
    normal.blame(key, CellFault(f"Deze regel past bij meer dan één relatie: {names}. Kies welke het is, of verbeter het nummer.", code="IMP09"))
    found.target, found.match, found.proposals = None, ImportMatch.NONE, [row.pk for row in open_ones]


def _alike(values, index) -> list:
    keys = [key for key in _names_of(values) if all(key)]
    return sorted(pk for pk in index.ids(NAME, keys) if pk in index.rows and pk in index.reachable)


def judge_numbers(normal: Normal, target: Relation | None, index: Index, *, values: dict) -> None:
    """CRM06 and CRM07 as the form gives them; `values` are those the relation would have."""
    base = values.get("rsin_bsn")
    if not base or (target is not None and target.fiscal_number == base):
        return
    as_bsn = bsn_index(base)
    is_rsin = values["type"] != RelationType.PERSON and values.get("rechtsvorm") != Rechtsvorm.EENMANSZAAK
    own = {target.pk} if target is not None else set()
    owners = index.ids("bsn", [as_bsn]) - own
    if is_rsin and (owners or index.by["contact_bsn"].get(as_bsn)):
        text = (
            "Dit nummer is het BSN van een persoon in uw kantoor. Een organisatie heeft een RSIN; "
            "alleen een eenmanszaak gebruikt het BSN van de eigenaar."
        )
        normal.blame("rsin_bsn", CellFault(text, code="CRM06"))
        return
    clash = index.ids("rsin", [base]) - own
    if not is_rsin:
        person = values["type"] == RelationType.PERSON
        clash |= {pk for pk in owners if pk in index.rows and index.rows[pk].is_person and person}
    if clash:
        row = index.rows[min(clash)]
        name = row.name if row.pk in index.reachable else "een relatie buiten uw rechten"
        normal.blame("rsin_bsn", CellFault(repeated_text(base if is_rsin else "Dit BSN", name), code="CRM07"))


def protected_fields(targets: list) -> dict:
    """{relation id: fields} that the trade register or a connected package decides."""
    found: dict = defaultdict(set)
    rows = Provenance.objects.filter(relation_id__in=targets, source_kind__in=(SourceKind.REGISTER, SourceKind.LINK)).exclude(field="")
    for pk, name in rows.values_list("relation_id", "field"):
        found[pk].add("rsin_bsn" if name in ("rsin", "bsn") else name)
    return found
