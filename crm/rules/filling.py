"""From what was filled in to a relation that may be saved: cleaned, complete for its type, its numbers judged."""

from crm.enums import NumberKind, RelationStatus, RelationType
from crm.indexes import bsn_index
from crm.models import Relation
from crm.names import person_name, person_sort_key, sort_key
from crm.numbers import check_bsn, check_rsin
from crm.rules import numbers, rows
from crm.rules.cleaning import clean_field
from crm.rules.custom_values import searched_words
from crm.rules.search_words import relation_text
from offices.errors import RuleBroken
from offices.texts import required

GENERAL = ("number", "type", "memo", "kind", "client_since", "is_private", "language", "avatar")
ORGANISATION = ("name", "trade_names", "rechtsvorm", "employee_count", "founded_on")
PERSON = (
    "display_name", "initials", "first_names", "infix", "last_name", "call_name", "gender", "birth_date",
    "birth_place", "marital_status", "deceased_on",
)  # fmt: skip
CONTACT = ("phone", "mobile", "email", "invoice_email", "website")
REGISTER = ("kvk_nummer", "vestigingsnummer", "sector", "sbi_codes")
SCALARS = (*GENERAL, *ORGANISATION, *PERSON, *CONTACT, *REGISTER, "btw_id")


def fill(relation, values, *, by, reason, strict, is_new, custom=()):
    """Put cleaned values on the relation and judge them; saves nothing.

    `custom` are cleaned values of custom fields, for the search text. Gives (warnings, whether a fiscal number is
    repeated by permission).
    """
    old_numbers = (relation.rsin, relation.bsn)
    old_register = (relation.kvk_nummer, relation.vestigingsnummer)
    old_number = relation.number
    for name in SCALARS:
        if name in values:
            setattr(relation, name, _cleaned(name, values[name]))
    _drop_other_type(relation)
    _put_fiscal_number(relation, values)
    _require(relation, strict=strict)
    warnings = [rows.missing_kvk(relation)] if needs_kvk(relation) and not strict else []
    changed_fiscal = (relation.rsin, relation.bsn) != old_numbers and bool(relation.fiscal_number)
    changed_register = (relation.kvk_nummer, relation.vestigingsnummer) != old_register
    numbers.lock_numbers(
        relation.number if relation.number != old_number else "",
        relation.fiscal_number if changed_fiscal else "",
        relation.kvk_nummer if changed_register else "",
    )
    changed_number = relation.number != old_number or is_new
    others = numbers.neighbours(
        relation,
        number=changed_number,
        register=changed_register and bool(relation.kvk_nummer),
        fiscal=changed_fiscal,
    )
    if changed_number:
        numbers.refuse_taken_number(relation, others, by=by)
    if changed_register and relation.kvk_nummer:
        numbers.refuse_taken_kvk(relation, others, by=by)
    repeats = False
    if changed_fiscal:
        found, repeats = numbers.judge_fiscal_number(relation, others, by=by, reason=reason)
        warnings += found
    _put_names(relation, values, custom)
    return warnings, repeats


def _cleaned(name, value):
    if name in {"kind", "avatar"}:
        return value
    return clean_field(Relation, name, value)


def _drop_other_type(relation):
    """A person has no fields of an organisation, and the other way round."""
    for name in ORGANISATION[1:] if relation.is_person else PERSON:
        setattr(relation, name, clean_field(Relation, name, None))
    if relation.is_person:
        relation.kvk_nummer = relation.vestigingsnummer = ""


def lost_by_type(relation, type_) -> list[str]:
    """Names of filled fields that disappear when a relation gets this type; nothing while it stays a person or not."""
    person = type_ == RelationType.PERSON
    if person == relation.is_person:
        return []
    gone = (*ORGANISATION[1:], "kvk_nummer", "vestigingsnummer", "rsin") if person else (*PERSON, "bsn")
    return [name for name in gone if getattr(relation, name) not in (None, "", [])]


def _put_fiscal_number(relation, values):
    kind = relation.number_kind
    if kind == NumberKind.BSN and values.get("rsin"):
        raise RuleBroken(
            "Een persoon of eenmanszaak heeft een BSN, geen RSIN. Vul het BSN van de eigenaar in.",
            code="CRM06",
            field="rsin_bsn",
        )
    if kind == NumberKind.RSIN and values.get("bsn"):
        raise RuleBroken(
            "Een organisatie heeft een RSIN; alleen een eenmanszaak gebruikt het BSN van de eigenaar.",
            code="CRM06",
            field="rsin_bsn",
        )
    given = next((name for name in ("rsin_bsn", "rsin", "bsn") if name in values), None)
    if given is not None:
        value = str(values[given] or "").strip()
        relation.bsn = _checked(check_bsn, value) if value and kind == NumberKind.BSN else ""
        relation.rsin = _checked(check_rsin, value) if value and kind == NumberKind.RSIN else ""
    elif kind == NumberKind.BSN:
        relation.rsin = ""
    else:
        relation.bsn = ""
    relation.bsn_hmac = bsn_index(relation.bsn)


def _checked(check, value):
    try:
        return check(value)
    except RuleBroken as fault:
        fault.field = "rsin_bsn"
        raise


def needs_kvk(relation):
    """Whether this relation should have a KvK-nummer and has none."""
    if relation.is_person or relation.type == RelationType.INTERNAL or relation.kvk_nummer:
        return False
    return not relation.rechtsvorm or relation.get_rechtsvorm().needs_kvk_nummer


def _require(relation, *, strict):
    if relation.is_person and not relation.last_name:
        raise RuleBroken(required("Achternaam"), code="G01", field="last_name")
    if relation.is_person:
        return
    if not relation.name:
        raise RuleBroken(required("Naam"), code="G01", field="name")
    if not relation.rechtsvorm and (strict or relation.status != RelationStatus.PROSPECT):
        raise RuleBroken(
            "Kies een rechtsvorm. Zonder rechtsvorm worden aangiften van deze relatie niet verwerkt.",
            code="CRM10",
            field="rechtsvorm",
        )
    if strict and needs_kvk(relation):
        raise RuleBroken(required("KvK-nummer"), code="G01", field="kvk_nummer")


def _put_names(relation, values, custom):
    parts = {name: getattr(relation, name) for name in ("last_name", "infix", "initials", "call_name", "first_names")}
    if relation.is_person:
        relation.name = person_name(**parts, display_name=relation.display_name)
        relation.sort_name = person_sort_key(**parts)[:260]
    else:
        relation.sort_name = sort_key(relation.name)[:260]
    relation.search_text = relation_text(relation, _city(relation, values), searched_words(relation, custom))


def _city(relation, values):
    if "VISIT" in values.get("addresses", {}):
        return (values["addresses"]["VISIT"] or {}).get("city") or ""
    if relation._state.adding:
        return ""
    return relation.addresses.filter(kind="VISIT").values_list("city", flat=True).first() or ""
