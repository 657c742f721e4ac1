"""All facts of a filing as rows for the page «alle gegevens». Nothing is dropped; how they are grouped is decided there."""

from functools import lru_cache

from sbr_inbox.reading.labels import label
from sbr_inbox.reading.summary import is_partners
from sbr_inbox.reading.summary.content import masked

MAX_VALUE = 2000
# An assessment number starts with the number of the taxpayer.
_SECRET = ("identificationnumber", "noticeofassessmentnumber")


def list_facts(instance):
    """One dict per fact: name, label, value, and where it applies: unit, period, dims, group.

    `dims` holds members by axis and `typed` the axes whose member is a free value; `group` is the path of tuples, each
    with its number. Names are those of the file.

    Numbers of persons are masked and marked `secret`: the list is kept in the database, and a bsn may stand there
    only encrypted; who may see it opens the file. `partner` marks facts about the fiscal partner. A value beyond
    2,000 signs is cut and marked `cut`.
    """
    places = {}
    units = instance.units
    rows = []
    for fact in instance.facts:
        name = fact.name
        text, secret = _about(name)
        row = {"name": name, "label": text, "value": fact.value}
        context = fact.context
        if context is not None:
            place = places.get(context)
            if place is None:
                place = places[context] = _place(context)
            row |= place
        if fact.unit is not None:
            row["unit"] = units.get(fact.unit, fact.unit)
        if fact.group:
            row["group"] = [list(step) for step in fact.group]
        if secret:
            row |= {"value": masked(fact.value), "secret": True}
        if len(row["value"]) > MAX_VALUE:
            row |= {"value": row["value"][:MAX_VALUE], "cut": True}
        if is_partners(fact):
            row["partner"] = True
        rows.append(row)
    return tuple(rows)


def _place(context):
    start, end = context.start, context.end
    place = {"period": ""}
    if end is not None:
        place["period"] = f"{start}/{end}" if start is not None else str(end)
    if context.dims:
        place["dims"] = dict(context.dims)
    if context.typed:
        place["typed"] = list(context.typed)
    return place


@lru_cache(maxsize=8192)
def _about(name):
    return label(name), name.lower().endswith(_SECRET)
