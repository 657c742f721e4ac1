"""The rows before and behind one in the list it was opened from; where in the list travels in the address."""

from urllib.parse import urlencode

from django.http import QueryDict

from crm.columns.relations import ALWAYS, RelationRow
from crm.listing import row_class
from crm.lists import LISTS
from offices.errors import RuleBroken
from offices.paging import encode, keyset_page
from offices.urls_helpers import desk_url

# The name under which the filter and order of a list stand in the address of one of its rows.
FROM = "uit"


def around(relation, query: str, *, member, url_name="crm:relation") -> dict:
    """{previous, next, back}: the neighbours of a relation behind this filter, as {url, name} or None; two questions.

    The filter is asked anew: a neighbour that is gone, or that this member may no longer see, is not there.
    """
    kind, asked = LISTS["relations"], QueryDict(query)
    back = {"back": desk_url("crm:relation_list", query=query)}
    try:
        rows = kind.filtered(asked, member)
    except RuleBroken:
        return back | {"previous": None, "next": None}
    keys, descending = kind.order(asked)
    here = encode([getattr(relation, key) for key in keys])

    def beside(backward):
        found, *_ = keyset_page(
            rows, keys=keys, size=1, position=here, backward=backward, descending=descending, row_class=row_class(RelationRow, ALWAYS)
        )
        return {"url": desk_url(url_name, found[0].id, query=urlencode({FROM: query})), "name": found[0].name} if found else None

    return back | {"previous": beside(True), "next": beside(False)}
