"""Words of a file that mean nothing here: which there are, what they can stand for, and one answer for all rows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from crm.enums import FREQUENCIES, ImportGroup, ImportSheet, TaxKind
from crm.importing.batches import ImportFault, count_groups
from crm.importing.columns import Column, columns_of, import_columns
from crm.importing.deciding import drop_plan, judge_again, open_batch
from crm.importing.repeats import mark_repeats
from crm.importing.showing import CHOICES
from crm.models import ImportBatch, ImportRow, RelationGroup, RelationKind
from crm.names import fold
from offices.jobs import Run, start_job
from offices.models import Label, TeamMember
from offices.scope import require_office_id

# A file with more wrong rows than this has another fault than its words; the first ones name them all the same.
_LOOKED_AT = 5_000
_CHUNK = 200
_NOT_BY_IMPORT = frozenset({"INTERNAL", "ENDED"})


@dataclass(frozen=True)
class UnknownWords:
    """The words of one column: (word, rows) of each, most rows first, and (text, label) of what they can stand for."""

    key: str
    label: str
    choices: list[tuple[str, str]]
    words: list[tuple[str, int]]


def unknown_words(batch: ImportBatch) -> list[UnknownWords]:
    """What stands in the rows that wait for repair and can be answered once for all of them."""
    counted: Counter = Counter()
    spelled: dict = {}
    for row in _wrong(batch)[:_LOOKED_AT]:
        for error in _said(row):
            place = error["field"], fold(error["word"])
            counted[place] += 1
            spelled.setdefault(place, error["word"])
    columns = {column.key: column for sheet in ImportSheet for column in columns_of(sheet)}
    found = []
    for key in dict.fromkeys(key for key, _ in counted):
        words = [(spelled[place], count) for place, count in counted.most_common() if place[0] == key]
        found.append(UnknownWords(key, columns[key].label, meanings(columns[key]), words))
    return found


def meanings(column: Column) -> list[tuple[str, str]]:
    """(text a cell could hold, label) of everything a word in this column can stand for; nothing for a column of free text."""
    name = column.field
    if name in CHOICES:
        return [(str(value), str(label)) for value, label in CHOICES[name].choices if value not in _NOT_BY_IMPORT]
    if name.endswith("_frequency"):
        kind = TaxKind.OB if name.startswith("ob") else TaxKind.LH
        return [(one.label, one.label) for one in FREQUENCIES[kind]]
    if name.startswith("role."):
        members = TeamMember.objects.filter(office_id=require_office_id(), state="ACTIVE").select_related("user")
        return sorted(((member.user.email, str(member)) for member in members), key=lambda pair: pair[1].casefold())
    if name.startswith("extra."):
        return next(extra.choices() for extra in import_columns if name == f"extra.{extra.key}")
    named = _NAMES.get(name)
    return [(one, one) for one in named()] if named else []


_NAMES = {
    "kind": lambda: RelationKind.objects.filter(active=True).order_by("name").values_list("name", flat=True),
    "groups": lambda: RelationGroup.objects.order_by("name").values_list("name", flat=True),
    "labels": lambda: Label.objects.filter(audience="RELATIONS").order_by("name").values_list("name", flat=True),
}


def say_words(batch: ImportBatch, said: dict[str, dict[str, str]], *, by) -> ImportBatch:
    """Keep what words stand for ({column: {word: text of `meanings`, or nothing to leave it out}}) and judge their rows again.

    It counts for the next file with these columns too. Raises ImportFault for a meaning that is not in the list.
    """
    with transaction.atomic():
        batch = open_batch(batch, by=by)
        columns = {column.key: column for sheet in ImportSheet for column in columns_of(sheet)}
        values = {key: dict(known) for key, known in batch.mapping.get("values", {}).items()}
        for key, words in said.items():
            allowed = {text for text, _ in meanings(columns[key])} | {""} if key in columns else set()
            if set(words.values()) - allowed:
                raise ImportFault("Kies bij ieder woord een waarde uit de lijst. De lijst is intussen veranderd.", field=key)
            values.setdefault(key, {}).update({fold(word): meaning for word, meaning in words.items()})
        batch.mapping = batch.mapping | {"values": values}
        if batch.template is not None:
            batch.template.value_maps = values
            batch.template.save(update_fields=["value_maps", "updated_at"])
        batch.job = start_job("crm.import.words", by=by, title=f"{batch.name} opnieuw lezen", arguments={"batch": str(batch.pk)})
        drop_plan(batch)
    return batch


def read_again(run: Run) -> None:
    """The job: every wrong row that holds a word somebody explained is judged again. A second turn finds what is left."""
    batch = ImportBatch.objects.get(pk=run.arguments["batch"])
    known = batch.mapping.get("values", {})
    stuck = [row.pk for row in _wrong(batch) if any(fold(error["word"]) in known.get(error["field"], {}) for error in _said(row))]
    for start in range(0, len(stuck), _CHUNK):
        with transaction.atomic():
            batch = open_batch(batch, by=run.by)
            rows = ImportRow.objects.select_for_update(of=("self",)).filter(pk__in=stuck[start : start + _CHUNK])
            judge_again(batch, list(rows.order_by("sheet", "number")), by=run.by)
        run.step(min(start + _CHUNK, len(stuck)), len(stuck))
    with transaction.atomic():
        batch = open_batch(batch, by=run.by)
        mark_repeats(batch)
        batch.counts = count_groups(batch)
        batch.save(update_fields=["counts", "updated_at"])
    run.done({"text": f"{len(stuck)} regels opnieuw gelezen."})


def _wrong(batch: ImportBatch):
    """The rows that wait for repair, with only what is wrong with them."""
    rows = ImportRow.objects.filter(batch=batch, group=ImportGroup.INVALID, chosen=True)
    return rows.only("id", "errors").order_by("sheet", "number")


def _said(row: ImportRow) -> Iterator[dict]:
    """What is wrong with a row because of a word."""
    return (error for error in row.errors or [] if error.get("word"))
