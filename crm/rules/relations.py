"""Making and changing relations.

`values` are field names with what was typed. Beside the columns of Relation they may hold `rsin_bsn` (one input,
stored by legal form) and rows, each given as a whole: `addresses` {kind: {…} or None}, `ob_nummers`,
`loonheffingennummers`, `icp_btw_ids`, `ob_frequency`, `lh_frequency`, `fiscal_years`, `kor_marks`, `bank_accounts`,
`labels`, `groups`, and `custom` {key of a custom field: value}. A name that is absent is left alone.
"""

from django.db import transaction
from django.utils import timezone

from crm.enums import FieldTarget, RelationStatus, RelationType, TaxKind, TaxNumberKind
from crm.models import Relation
from crm.registry import relation_changed, relation_created
from crm.rules import fiscal, numbers, rows
from crm.rules.custom_values import clean_values, label_of_custom, save_values
from crm.rules.filling import SCALARS, fill
from crm.rules.outcome import Saved
from crm.rules.provenance import WHOLE, note_origin
from crm.rules.sequence import take_number
from crm.rules.status import guard_client
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import changed_meanwhile

TAX_ROWS = {
    "ob_nummers": TaxNumberKind.OB,
    "loonheffingennummers": TaxNumberKind.LH,
    "icp_btw_ids": TaxNumberKind.ICP_BTW_ID,
}
ROWS = (
    "addresses", *TAX_ROWS, "ob_frequency", "lh_frequency", "fiscal_years", "kor_marks", "bank_accounts", "labels",
    "groups",
)  # fmt: skip
INPUTS = frozenset({*SCALARS, *ROWS, "rsin_bsn", "rsin", "bsn", "custom"})
# Set by fields above; never given.
_MADE = ("name", "sort_name", "search_text", "rsin", "bsn", "bsn_hmac")


def create_relation(*, by, values, status=RelationStatus.PROSPECT, reason="", strict=True, source=None):
    """Make a relation with everything that was filled in; gives Saved(relation, warnings).

    `strict` asks what the form and an import ask (rechtsvorm, KvK-nummer); API and sync get a warning instead.
    `reason` explains a repeated fiscal number, which asks the right for it. `source` is the provenance.Source of the
    values, when it is not whoever acts. Raises CRM01 to CRM10, G01 to G07.
    """
    relation = Relation(type=values.get("type") or RelationType.ORGANISATION, status=RelationStatus.PROSPECT)
    relation.created_by = by if isinstance(by, TeamMember) else None
    with transaction.atomic():
        _refuse_unknown(values)
        values = dict(values)
        if not values.get("number"):
            values["number"] = take_number()
        custom = clean_values(relation, values.get("custom"), by=by)
        warnings, repeats = fill(relation, values, by=by, reason=reason, strict=strict, is_new=True, custom=custom)
        if status == RelationStatus.CLIENT:
            guard_client(relation)
            relation.status = RelationStatus.CLIENT
            relation.client_since = relation.client_since or timezone.localdate()
        elif status != RelationStatus.PROSPECT:
            raise RuleBroken(
                "Een nieuwe relatie begint als prospect of als cliënt.", code="CRM19", field="status"
            )
        relation.save(force_insert=True)
        note_origin(relation, {WHOLE: None}, by=by, source=source)
        warnings += _save_rows(relation, values, by=by, is_new=True)[1]
        save_values(relation, custom, is_new=True)
        if repeats:
            numbers.remember_override(relation, by=by, reason=reason)
        record(by, "relation.created", relation, data={"number": relation.number, "type": relation.type})
        write_entry(relation, "relation.created", by=by, title="Relatie aangemaakt", object=relation)
        relation_created.call(relation, by=by)
        relation_changed.call(relation, by=by)
    return Saved(relation, warnings)


def change_relation(relation, *, by, version, values, reason="", strict=True, source=None):
    """Change what is given; gives Saved(relation, warnings). Nothing different means nothing written.

    `version` is the one the form was opened with; `source` as in create_relation. Raises StaleForm (G02) when the
    relation changed since.
    """
    _refuse_unknown(values)
    with transaction.atomic():
        fresh = Relation.objects.lock(relation.pk)
        refuse_stale(fresh, version)
        before = {name: getattr(fresh, name) for name in columns()}
        custom = clean_values(fresh, values.get("custom"), by=by)
        warnings, repeats = fill(fresh, values, by=by, reason=reason, strict=strict, is_new=False, custom=custom)
        changed = sorted(name for name in columns() if before[name] != getattr(fresh, name))
        changed_rows, row_warnings = _save_rows(fresh, values, by=by, is_new=False)
        changed_custom = save_values(fresh, custom)
        shown = [
            name for name in changed if name not in {"sort_name", "search_text", "bsn_hmac"}
        ] + changed_rows + list(changed_custom)
        if shown or changed:
            _write_change(fresh, shown, by=by)
            note_origin(fresh, {name: (before | changed_custom).get(name) for name in shown}, by=by, source=source)
        warnings += row_warnings
        if repeats:
            numbers.remember_override(fresh, by=by, reason=reason)
    return Saved(fresh, warnings)


def _refuse_unknown(values):
    unknown = set(values) - INPUTS
    if unknown:
        raise KeyError(f"Not fields of a relation: {', '.join(sorted(unknown))}")


def columns():
    """Every column that `values` can touch."""
    return (*dict.fromkeys((*SCALARS, *_MADE)),)


def refuse_stale(row, version):
    """G02 when the row is no longer the one the form was opened with."""
    if int(version) == row.version:
        return
    last = (
        row.timeline.filter(event__in=("relation.changed", "relation.status_changed"))
        .order_by("-at", "-id")
        .first()
    )
    name = last.actor_label if last else "Een collega"
    raise changed_meanwhile(name, timezone.localtime(row.updated_at))


def _write_change(relation, fields, *, by):
    relation.version += 1
    relation.save()
    record(by, "relation.changed", relation, data={"fields": fields})
    labels = ", ".join(dict.fromkeys(label_of(name) for name in fields))
    write_entry(relation, "relation.changed", by=by, title="Gegevens gewijzigd", text=labels, object=relation)
    relation_changed.call(relation, by=by)


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
    "kind": "Relatiesoort",
    "avatar": "Logo of foto",
    "groups": "Relatiegroepen",
}


def label_of(name):
    """The Dutch name of a field, of a set of rows or of «custom.<key>»."""
    if name.startswith("custom."):
        return label_of_custom(FieldTarget.RELATION, name)
    return _ROW_LABELS.get(name) or str(Relation._meta.get_field(name).verbose_name)


def _save_rows(relation, values, *, by, is_new):
    """Save the rows that are given; gives (names of the sets that changed, warnings)."""
    changed_sets, tax = [], []
    for name in ROWS:
        if name not in values:
            continue
        changed, pairs = _save_set(relation, name, values[name] or [], is_new)
        tax += pairs if changed else []
        if changed:
            changed_sets.append(name)
    return changed_sets, numbers.warn_about_tax_numbers(relation, tax, by=by)


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
        return fiscal.save_frequencies(
            relation, kind, fiscal.clean_frequencies(kind, given), is_new=is_new
        ), []
    if name == "fiscal_years":
        return fiscal.save_fiscal_years(relation, fiscal.clean_fiscal_years(given), is_new=is_new), []
    if name == "kor_marks":
        return fiscal.save_kor_marks(relation, fiscal.clean_kor_marks(given), is_new=is_new), []
    saver = {
        "bank_accounts": rows.save_bank_accounts,
        "labels": rows.save_labels,
        "groups": rows.save_groups,
    }[name]
    return saver(relation, given, is_new=is_new), []
