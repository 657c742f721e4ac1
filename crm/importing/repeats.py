"""Rows of one file that claim the same number, address or record: the first stands, the later ones are told of it."""

from django.db import connection

from crm.enums import ImportGroup
from crm.models import ImportRow
from offices.scope import require_office_id

_SAME = """
SELECT sheet, key, min(number) FROM (
    SELECT sheet, unnest(keys) AS key, number FROM crm_importrow WHERE office_id = %s AND batch_id = %s AND chosen
    UNION ALL
    SELECT sheet, 't:' || target_id, number FROM crm_importrow
    WHERE office_id = %s AND batch_id = %s AND chosen AND target_id IS NOT NULL
) AS said GROUP BY sheet, key HAVING count(*) > 1 LIMIT 20000
"""
_WHAT = {
    "n": ("nummer", "Ieder nummer hoort bij één relatie of contact."),
    "b": ("rsin_bsn", "Ieder BSN hoort bij één persoon."),
    "r": ("rsin_bsn", "Ieder RSIN hoort bij één organisatie."),
    "k": ("kvk_nummer", "Geef elke vestiging haar vestigingsnummer, of verbeter het nummer."),
    "t": ("nummer", "Beide regels horen bij dezelfde relatie of hetzelfde contact. Laat er een staan."),
}
CODE = "IMP13"


def mark_repeats(batch) -> int:
    """Make the later rows of each repeat invalid; gives how many."""
    with connection.cursor() as cursor:
        office = require_office_id()
        cursor.execute(_SAME, [office, batch.pk, office, batch.pk])
        firsts = {(sheet, key): number for sheet, key, number in cursor.fetchall()}
    count = 0
    for start in range(0, len(firsts), 500):
        some = dict(list(firsts.items())[start : start + 500])
        count += _mark(batch, some)
    return count


def _told(row: ImportRow) -> bool:
    return any(error["code"] in (CODE, "IMP03") for error in row.errors or [])


def _mark(batch, firsts: dict) -> int:
    marked: dict = {}
    for sheet in {sheet for sheet, _ in firsts}:
        keys = [key for at, key in firsts if at == sheet]
        rows = ImportRow.objects.filter(batch=batch, sheet=sheet, chosen=True)
        targets = [key[2:] for key in keys if key.startswith("t:")]
        for row in rows.filter(keys__overlap=keys) | rows.filter(target_id__in=targets):
            own = [*row.keys, *([f"t:{row.target_id}"] if row.target_id else [])]
            for key in own:
                first = firsts.get((sheet, key))
                if first is not None and first < row.number and row.pk not in marked and not _told(row):
                    row.errors = [*(row.errors or []), repeat_error(row, key, first)]
                    row.group = ImportGroup.INVALID
                    marked[row.pk] = row
    ImportRow.objects.bulk_update(marked.values(), ["errors", "group"], batch_size=200)
    return len(marked)


def repeat_error(row: ImportRow, key: str, first: int) -> dict:
    """What to say of a row whose number, address or record stands on an earlier row."""
    values = row.normalised or {}
    if key.startswith("e:"):
        text = (
            f"Regel {row.number}: e-mailadres {values.get('email', '')} staat ook op regel {first}. "
            "Iedere persoon heeft een eigen adres nodig."
        )
        return {"field": "email", "code": "IMP03", "text": text}
    field, remedy = _WHAT[key[0]]
    shown = {"n": f"nummer {key[2:]}", "r": f"RSIN {key[2:]}", "k": f"KvK-nummer {key[2:10]}", "b": "dit BSN", "t": "deze"}[key[0]]
    if field == "nummer" and row.sheet == "CONTACTS":
        field = "contactnummer"
    return {"field": field, "code": CODE, "text": f"Regel {row.number}: {shown} staat ook op regel {first}. {remedy}"}


def repeats_of(row: ImportRow) -> list[dict]:
    """The repeats of one row that was repaired: any other chosen row that claims the same."""
    others = ImportRow.objects.filter(batch_id=row.batch_id, sheet=row.sheet, chosen=True).exclude(number=row.number)
    found = []
    for key in row.keys:
        first = others.filter(keys__contains=[key]).order_by("number").values_list("number", flat=True).first()
        if first is not None:
            found.append(repeat_error(row, key, first))
    if row.target_id and not found:
        first = others.filter(target_id=row.target_id).order_by("number").values_list("number", flat=True).first()
        found += [repeat_error(row, "t:", first)] if first is not None else []
    return found
