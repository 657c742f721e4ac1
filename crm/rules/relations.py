"""Making and changing relations.

`values` are field names with what was typed. Beside the columns of Relation they may hold `rsin_bsn` (one input,
stored by legal form) and rows, each given as a whole: `addresses` {kind: {…} or None}, `ob_nummers`,
`loonheffingennummers`, `icp_btw_ids`, `ob_frequency`, `lh_frequency`, `fiscal_years`, `kor_marks`, `bank_accounts`,
`labels`, `groups`. A name that is absent is left alone.
"""

from django.db import transaction
from django.utils import timezone

from crm.enums import NumberKind, RelationStatus, RelationType, TaxKind, TaxNumberKind
from crm.indexes import bsn_index
from crm.models import Relation
from crm.names import fold, person_name, person_sort_key, sort_key
from crm.numbers import check_bsn, check_rsin
from crm.registry import relation_created
from crm.rules import fiscal, numbers, rows
from crm.rules.cleaning import clean_field
from crm.rules.outcome import Saved
from crm.rules.sequence import take_number
from crm.rules.status import guard_client
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.texts import changed_meanwhile, required

GENERAL = ("number", "type", "memo", "kind", "client_since", "is_private", "language", "avatar")
ORGANISATION = ("name", "trade_names", "rechtsvorm", "employee_count", "founded_on")
PERSON = (
    "display_name", "initials", "first_names", "infix", "last_name", "call_name", "gender", "birth_date",
    "birth_place", "marital_status", "deceased_on",
)  # fmt: skip
CONTACT = ("phone", "mobile", "email", "invoice_email", "website")
REGISTER = ("kvk_nummer", "vestigingsnummer", "sector", "sbi_codes")
SCALARS = (*GENERAL, *ORGANISATION, *PERSON, *CONTACT, *REGISTER, "btw_id")
TAX_ROWS = {
    "ob_nummers": TaxNumberKind.OB,
    "loonheffingennummers": TaxNumberKind.LH,
    "icp_btw_ids": TaxNumberKind.ICP_BTW_ID,
}
ROWS = (
    "addresses", *TAX_ROWS, "ob_frequency", "lh_frequency", "fiscal_years", "kor_marks", "bank_accounts", "labels",
    "groups",
)  # fmt: skip
INPUTS = frozenset({*SCALARS, *ROWS, "rsin_bsn", "rsin", "bsn"})
# Set by fields above; never given.
_MADE = ("name", "sort_name", "search_text", "rsin", "bsn", "bsn_hmac")


def create_relation(*, by, values, status=RelationStatus.PROSPECT, reason="", strict=True):
    """Make a relation with everything that was filled in; gives Saved(relation, warnings).

    `strict` asks what the form and an import ask (rechtsvorm, KvK-nummer); API and sync get a warning instead.
    `reason` explains a repeated fiscal number, which asks the right for it. Raises CRM01 to CRM10, G01 to G07.
    """
    relation = Relation(type=values.get("type") or RelationType.ORGANISATION, status=RelationStatus.PROSPECT)
    relation.created_by = by if hasattr(by, "user_id") and hasattr(by, "role_id") else None
    with transaction.atomic():
        values = dict(values)
        if not values.get("number"):
            values["number"] = take_number()
        warnings = _fill(relation, values, by=by, reason=reason, strict=strict, is_new=True)
        if status == RelationStatus.CLIENT:
            guard_client(relation)
            relation.status = RelationStatus.CLIENT
            relation.client_since = relation.client_since or timezone.localdate()
        elif status != RelationStatus.PROSPECT:
            raise RuleBroken("Een nieuwe relatie begint als prospect of als cliënt.", code="CRM19", field="status")
        relation.save(force_insert=True)
        warnings += _save_rows(relation, values, by=by, is_new=True)
        _remember(relation, warnings, by=by, reason=reason)
        record(by, "relation.created", relation, data={"number": relation.number, "type": relation.type})
        write_entry(relation, "relation.created", by=by, title="Relatie aangemaakt", object=relation)
        relation_created.call(relation, by=by)
    return Saved(relation, [warning for warning in warnings if warning])


def change_relation(relation, *, by, version, values, reason="", strict=True):
    """Change what is given; gives Saved(relation, warnings). Nothing different means nothing written.

    `version` is the one the form was opened with. Raises StaleForm (G02) when the relation changed since.
    """
    with transaction.atomic():
        fresh = Relation.objects.lock(relation.pk)
        refuse_stale(fresh, version)
        before = {name: getattr(fresh, name) for name in columns()}
        warnings = _fill(fresh, values, by=by, reason=reason, strict=strict, is_new=False)
        changed = sorted(name for name in columns() if before[name] != getattr(fresh, name))
        changed_rows, row_warnings = _changed_rows(fresh, values, by=by)
        shown = [name for name in changed if name not in {"sort_name", "search_text", "bsn_hmac"}] + changed_rows
        if shown or changed:
            _write_change(fresh, shown, by=by)
        warnings += row_warnings
        _remember(fresh, warnings, by=by, reason=reason)
    return Saved(fresh, [warning for warning in warnings if warning])


def columns():
    """Every column that `values` can touch."""
    return (*dict.fromkeys((*SCALARS, *_MADE)),)


def refuse_stale(row, version):
    """G02 when the row is no longer the one the form was opened with."""
    if int(version) == row.version:
        return
    last = row.timeline.filter(event__in=("relation.changed", "relation.status_changed")).order_by("-at", "-id").first()
    name = last.actor_label if last else "Een collega"
    raise changed_meanwhile(name, timezone.localtime(row.updated_at))


def _write_change(relation, fields, *, by):
    relation.version += 1
    relation.save()
    record(by, "relation.changed", relation, data={"fields": fields})
    labels = ", ".join(dict.fromkeys(label_of(name) for name in fields))
    write_entry(relation, "relation.changed", by=by, title="Gegevens gewijzigd", text=labels, object=relation)


_ROW_LABELS = {
    "addresses": "Adressen",
    "ob_nummers": "OB-nummers",
    "loonheffingennummers": "Loonbelastingnummers",
    "icp_btw_ids": "Btw-id's voor ICP",
    "ob_frequency": "Aangiftetijdvak BTW",
    "lh_frequency": "Aangiftetijdvak LH",
    "fiscal_years": "Boekjaren",
    "kor_marks": "Kleineondernemersregeling",
    "bank_accounts": "Bankrekeningen",
    "labels": "Labels",
    "groups": "Relatiegroepen",
}


def label_of(name):
    """The Dutch name of a field or of a set of rows."""
    return _ROW_LABELS.get(name) or str(Relation._meta.get_field(name).verbose_name)


def _fill(relation, values, *, by, reason, strict, is_new):
    """Put cleaned values on the relation and judge them; gives warnings. Saves nothing."""
    unknown = set(values) - INPUTS
    if unknown:
        raise KeyError(f"Not fields of a relation: {', '.join(sorted(unknown))}")
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
    if relation.number != old_number or is_new:
        numbers.refuse_taken_number(relation, by=by)
    if changed_register:
        numbers.refuse_taken_kvk(relation, by=by)
    relation._repeats = False
    if changed_fiscal:
        found, relation._repeats = numbers.judge_fiscal_number(relation, by=by, reason=reason)
        warnings += found
    _put_names(relation, values)
    return warnings


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


def _put_names(relation, values):
    parts = {name: getattr(relation, name) for name in ("last_name", "infix", "initials", "call_name")}
    if relation.is_person:
        relation.name = person_name(**parts, display_name=relation.display_name)
        relation.sort_name = person_sort_key(**parts)[:260]
    else:
        relation.sort_name = sort_key(relation.name)[:260]
    city = _city(relation, values)
    searched = [relation.name, *relation.trade_names, relation.last_name and f"{relation.first_names}", relation.number]
    relation.search_text = fold(" ".join(part for part in [*searched, city] if part))


def _city(relation, values):
    if "VISIT" in values.get("addresses", {}):
        return (values["addresses"]["VISIT"] or {}).get("city") or ""
    if relation._state.adding:
        return ""
    return relation.addresses.filter(kind="VISIT").values_list("city", flat=True).first() or ""


def _save_rows(relation, values, *, by, is_new):
    """Save the rows that are given; gives warnings and notes on the relation which sets changed."""
    relation._changed_rows, tax = [], []
    for name in ROWS:
        if name not in values:
            continue
        changed, pairs = _save_set(relation, name, values[name] or [], is_new)
        tax += pairs if changed else []
        if changed:
            relation._changed_rows.append(name)
    return numbers.warn_about_tax_numbers(relation, tax, by=by)


def _save_set(relation, name, given, is_new):
    """(whether it changed, tax numbers to judge) for one set of rows."""
    if name in TAX_ROWS:
        kind = TAX_ROWS[name]
        clean = fiscal.clean_tax_numbers(kind, given)
        changed = fiscal.save_tax_numbers(relation, kind, clean, is_new=is_new)
        return changed, [(kind, row["value"]) for row in clean]
    if name == "addresses":
        return rows.save_addresses({"relation": relation}, given or {}, is_new=is_new), []
    if name in {"ob_frequency", "lh_frequency"}:
        kind = TaxKind(name[:2].upper())
        return fiscal.save_frequencies(relation, kind, fiscal.clean_frequencies(kind, given), is_new=is_new), []
    if name == "fiscal_years":
        return fiscal.save_fiscal_years(relation, fiscal.clean_fiscal_years(given), is_new=is_new), []
    if name == "kor_marks":
        return fiscal.save_kor_marks(relation, fiscal.clean_kor_marks(given), is_new=is_new), []
    saver = {"bank_accounts": rows.save_bank_accounts, "labels": rows.save_labels, "groups": rows.save_groups}[name]
    return saver(relation, given, is_new=is_new), []


def _changed_rows(relation, values, *, by):
    warnings = _save_rows(relation, values, by=by, is_new=False)
    return relation._changed_rows, warnings


def _remember(relation, warnings, *, by, reason):
    if relation._repeats:
        numbers.remember_override(relation, by=by, reason=reason)
