"""What a person decides on the groups page: which rows, which fields, who a row is, and repairs in place."""

from django.db import transaction

from crm.enums import ImportGroup, ImportState
from crm.importing.batches import ImportFault, count_groups, require_import
from crm.importing.book import read_book, tab_of
from crm.importing.differences import EMPTY_ONLY, KEEP, NOTHING, OVERWRITE, SOURCE
from crm.importing.judging import AS_NEW, TARGET, judge_rows
from crm.importing.repeats import CODE as REPEAT
from crm.importing.repeats import repeats_of
from crm.models import ImportBatch, ImportRow

WHOLE = (SOURCE, EMPTY_ONLY, NOTHING)
_JUDGED = ("normalised", "label", "key", "keys", "group", "match", "target_id", "seen_version", "differences", "decisions", "errors", "raw")


def open_batch(batch: ImportBatch, *, by) -> ImportBatch:
    """The import, locked, while its groups may be decided on; raises ImportFault otherwise."""
    require_import(by)
    row = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if row.state != ImportState.REVIEW:
        raise ImportFault(f"Deze import is {row.get_state_display().lower()}; er valt niets meer te kiezen.")
    return row


def choose_fields(batch, rows: dict, *, by) -> None:
    """Keep or overwrite per field: {row id: {field: KEEP or OVERWRITE}}."""
    with transaction.atomic():
        batch = open_batch(batch, by=by)
        found = ImportRow.objects.select_for_update(of=("self",)).filter(batch=batch, pk__in=rows, group=ImportGroup.BOTH)
        changed = []
        for row in found:
            differing = row.differences or {}
            chosen = {name: choice for name, choice in rows[str(row.pk)].items() if name in differing and choice in (KEEP, OVERWRITE)}
            row.decisions = row.decisions | chosen
            changed.append(row)
        ImportRow.objects.bulk_update(changed, ["decisions"], batch_size=200)
        drop_plan(batch)


def choose_whole(batch, *, by, whole: str = "", field: str = "", choice: str = "") -> None:
    """«Alles uit bron», «alleen lege velden vullen», «overal laten staan», or one choice for a whole column.

    A fiscal number that is filled here stays out of it: that asks a tick per row.
    """
    with transaction.atomic():
        batch = open_batch(batch, by=by)
        rule = dict(batch.defaults.get("rule", {}))
        if whole in WHOLE:
            rule = {"whole": whole}
        elif field and choice in (KEEP, OVERWRITE):
            rule["fields"] = rule.get("fields", {}) | {field: choice}
        batch.defaults = batch.defaults | {"rule": rule}
        drop_plan(batch)


def choose_rows(batch, ids, chosen: bool, *, by, group: str = "") -> int:
    """Take rows along or skip them; without ids all rows of a group. Gives how many."""
    with transaction.atomic():
        batch = open_batch(batch, by=by)
        rows = ImportRow.objects.filter(batch=batch)
        rows = rows.filter(pk__in=ids) if ids is not None else rows.filter(group=group)
        count = rows.update(chosen=chosen)
        batch.counts = count_groups(batch)
        drop_plan(batch)
    return count


def choose_target(row: ImportRow, target: str, *, by) -> ImportRow:
    """Say which record a row is, or that it is new (AS_NEW); the row is judged again."""
    return rejudge(row, by=by, target=target)


def rejudge(row: ImportRow, *, by, typed: dict[str, str] | None = None, target: str | None = None) -> ImportRow:
    """Judge one row again after somebody typed other cells, or said who it is. The file itself stays as it came."""
    with transaction.atomic():
        batch = open_batch(row.batch, by=by)
        row = ImportRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
        tab, book = tab_for(batch, row.sheet), read_book(batch.mapping.get("values"))
        raw = row.raw if isinstance(row.raw, dict) else {"cells": row.raw, "typed": {}}
        if typed:
            known = {column.key for _, column, _ in tab.columns} | {column.key for column in tab.others}
            raw = {"cells": raw["cells"], "typed": raw["typed"] | {key: text[:2000] for key, text in typed.items() if key in known}}
        row.raw = raw
        if target is not None:
            row.decisions[TARGET] = target or AS_NEW
        _take_over(batch, tab, book, [row], by=by)
        row.chosen = True
        if again := repeats_of(row):
            row.errors, row.group = [*(row.errors or []), *again], ImportGroup.INVALID
        row.save()
        _release_others(batch, row, by=by)
        batch.counts = count_groups(batch)
        drop_plan(batch)
    return row


def judge_again(batch, rows: list[ImportRow], *, by) -> None:
    """Judge rows of an open import anew, with the words as they are explained now; the caller holds them locked."""
    book, before = read_book(batch.mapping.get("values")), [_judged(row) for row in rows]
    for sheet in dict.fromkeys(row.sheet for row in rows):
        _take_over(batch, tab_for(batch, sheet), book, [row for row in rows if row.sheet == sheet], by=by)
    changed = [row for row, was in zip(rows, before, strict=True) if _judged(row) != was]
    ImportRow.objects.bulk_update(changed, _JUDGED, batch_size=200)


def _judged(row: ImportRow) -> list:
    return [getattr(row, name) for name in _JUDGED]


def _take_over(batch, tab, book, rows: list[ImportRow], *, by) -> None:
    """Put into rows of one tab what judging them gives now."""
    given = [(row.number, row.raw, {key: value for key, value in row.decisions.items() if key != "_alike"}) for row in rows]
    for row, fresh in zip(rows, judge_rows(batch, tab, book, given, by=by), strict=True):
        for name in _JUDGED:
            setattr(row, name, getattr(fresh, name))


def _release_others(batch, row, *, by) -> None:
    """Rows that were only wrong because this one said the same are judged again."""
    others = ImportRow.objects.filter(batch=batch, sheet=row.sheet, group=ImportGroup.INVALID).exclude(pk=row.pk)
    stuck = [one for one in others.order_by("number")[:200] if any(error["code"] in (REPEAT, "IMP03") for error in one.errors or [])]
    for one in stuck:
        left = [error for error in one.errors if error["code"] not in (REPEAT, "IMP03")]
        again = [] if left else repeats_of(one)
        if left or again:
            continue
        one.errors = []
        one.group = ImportGroup.NEW if one.target_id is None else ImportGroup.BOTH if one.differences else ImportGroup.SAME
        one.save(update_fields=["errors", "group"])


def tab_for(batch, sheet):
    """The tab of the file that holds this sheet."""
    known = next(tab for tab in batch.mapping["tabs"] if tab["sheet"] == sheet)
    return tab_of(sheet, known["headings"], known["columns"])


def drop_plan(batch) -> None:
    """A plan that was made before a choice no longer says what is wanted."""
    batch.plan = None
    batch.save()
