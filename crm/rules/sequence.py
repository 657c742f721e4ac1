"""The next free number of relations and contacts, in the format of the office."""

import re

from django.utils import timezone

from crm.models import Relation
from offices.models import NumberSequence, Office
from offices.scope import require_office_id

SERIES = "crm.relation"


def _written(pattern, position):
    """A position in the office's own format: {seq:5} gives 00042, {jaar} the year."""
    text = re.sub(r"\{seq:(\d+)\}", lambda match: str(position).zfill(int(match[1])), pattern)
    text = text.replace("{seq}", str(position)).replace("{jaar}", str(timezone.localdate().year))
    return text if text != pattern else f"{pattern}{position}"


def propose_number():
    """The number a new relation would get now; nothing is reserved."""
    first = NumberSequence.objects.filter(name=SERIES).values_list("next", flat=True).first() or 1
    pattern = Office.objects.values_list("relation_number_format", flat=True).get(pk=require_office_id())
    return _first_free(first, pattern)[1]


def next_numbers(pattern, count):
    """The next free numbers in this format; nothing is reserved."""
    position = NumberSequence.objects.filter(name=SERIES).values_list("next", flat=True).first() or 1
    found = []
    while len(found) < count:
        position, number = _first_free(position, pattern)
        found.append(number)
        position += 1
    return found


def take_number():
    """The next free relation number; the series moves on. Must run inside a transaction."""
    rows = NumberSequence.objects.select_for_update(of=("self",)).select_related("office").filter(name=SERIES)
    series = rows.first()
    if series is None:
        NumberSequence.objects.get_or_create(name=SERIES)
        series = rows.get()
    position, number = _first_free(series.next, series.office.relation_number_format)
    NumberSequence.objects.filter(pk=series.pk).update(next=position + 1)
    return number


def _first_free(position, pattern, batch=50):
    """The first position from here on whose number no relation has, and that number."""
    while True:
        numbers = {_written(pattern, place): place for place in range(position, position + batch)}
        taken = set(Relation.objects.filter(number__in=numbers).values_list("number", flat=True))
        free = next((number for number in numbers if number not in taken), None)
        if free is not None:
            return numbers[free], free
        position, batch = position + batch, min(batch * 4, 5_000)
