"""Parts of relation pages that carry logic: status, numbers that may hold a BSN, the team, days of a timeline."""

from itertools import groupby
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from crm.columns.relations import STATUS_LOOKS, avatars, fiscal_cell
from crm.enums import AddressKind, RelationStatus
from crm.listing import table_rows
from crm.neighbours import FROM, around
from crm.numbers import mask
from offices.templatetags.dutch import datum_lang, lh_nl, ob_nl
from offices.templatetags.ui import chip, icon, sort_link
from offices.urls_helpers import desk_url

register = template.Library()


@register.simple_tag
def relation_status(relation, cls=""):
    """The status as a chip."""
    tone, symbol = STATUS_LOOKS[RelationStatus(relation.status)]
    return chip(tone, symbol, relation.status_label, cls)


@register.simple_tag
def as_of_url(relation, day):
    """The page of the relation at the end of a day."""
    return desk_url("crm:as_of_day", relation.pk, day.isoformat())


@register.simple_tag
def status_icon(status):
    """The symbol of a status."""
    return icon(STATUS_LOOKS[RelationStatus(status)][1])


@register.simple_tag
def fiscal_number(relation):
    """RSIN in full, BSN masked, or that it is missing."""
    return fiscal_cell(relation)


@register.simple_tag
def tax_number(row, relation):
    """An OB or LH number; masked when it holds the BSN of the relation."""
    if relation.bsn and row.value.startswith(relation.bsn):
        return mask(row.value)
    return lh_nl(row.value) if row.kind == "LH" else ob_nl(row.value)


@register.simple_tag
def team_avatars(team):
    """The first members of a team, each once, and how many more."""
    return avatars({row.member_id: row.member for row in team}.values())


@register.simple_tag(takes_context=True)
def list_rows(context, table):
    """The body of a list of relations or contacts."""
    return table_rows(
        context["page"].rows, table["columns"], url_name=table["url_name"], suffix=table["suffix"], mark=table["mark"], ticks=table["ticks"]
    )


@register.simple_tag(takes_context=True)
def list_heads(context, table):
    """The heads of its columns: those one can sort by are links."""
    heads = [
        sort_link(context, column.label, column.sort) if column.sort else format_html('<th scope="col">{}</th>', column.label)
        for column in table["columns"]
    ]
    return format_html_join("", "{}", [(head,) for head in heads])


@register.simple_tag(takes_context=True)
def around_in_list(context, tabs):
    """Neighbours in the list the card was opened from, and its tabs with that list in their addresses."""
    request = context["request"]
    query = request.GET.get(FROM)
    if query is None:
        return {"tabs": tabs}
    match = request.resolver_match
    same_page = set(match.kwargs) == {"slug", "relation_id"}
    carried = f"?{urlencode({FROM: query})}"
    found = around(
        context["relation"], query, member=request.member, url_name=match.view_name if same_page else "crm:relation"
    )
    return found | {"tabs": [tab | {"url": tab["url"] + carried} for tab in tabs]}


@register.simple_tag(takes_context=True)
def list_address(context):
    """The list of relations, as it was when the card was opened from it."""
    return desk_url("crm:relation_list", query=context["request"].GET.get(FROM, ""))


@register.filter
def by_day(entries):
    """[(day in words, entries)] of a timeline, newest first."""
    today = timezone.localdate()
    grouped = []
    for day, rows in groupby(entries, key=lambda entry: timezone.localdate(entry.at)):
        grouped.append(("Vandaag" if day == today else datum_lang(day), list(rows)))
    return grouped


@register.inclusion_tag("crm/parts/card_rows.html", takes_context=True)
def card_rows(context, relation, may_edit=False):
    """Addresses, numbers, rhythms, accounts and groups of a relation."""
    addresses = {row.kind: row for row in relation.addresses.all()}
    kinds = (AddressKind.VISIT, AddressKind.POSTAL, AddressKind.INVOICE)
    return {
        "relation": relation,
        "may_edit": may_edit,
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "unity_url": desk_url("crm:unity_create", relation.pk),
        "addresses": [
            (kind.label, addresses.get(kind), kind != AddressKind.VISIT and AddressKind.VISIT in addresses)
            for kind in kinds
        ],
        "numbers": relation.tax_numbers.order_by("kind", "-is_main", "valid_from"),
        "frequencies": relation.tax_frequencies.order_by("kind", "valid_from"),
        "kor_marks": relation.kor_marks.order_by("valid_from"),
        "fiscal_years": relation.fiscal_years.order_by("start"),
        "unities": relation.unity_memberships.select_related("unity").order_by("kind"),
        "accounts": relation.bank_accounts.order_by("-is_main", "iban"),
        "groups": relation.group_memberships.select_related("group").order_by("group__name"),
    }
