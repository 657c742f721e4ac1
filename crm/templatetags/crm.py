"""Parts of relation pages that carry logic: status, numbers that may hold a BSN, the team, days of a timeline."""

from functools import cache
from itertools import groupby

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from crm.enums import AddressKind, RelationStatus
from crm.listing import colleagues
from crm.numbers import mask
from offices.templatetags.dutch import bsn_mask, datum_lang, lh_nl, ob_nl, rsin_nl
from offices.templatetags.ui import avatar, chip, icon
from offices.urls_helpers import desk_url

register = template.Library()

_STATUS = {
    RelationStatus.PROSPECT: ("info", "circle-dashed"),
    RelationStatus.CLIENT: ("ok", "circle-check"),
    RelationStatus.BLOCKED: ("warn", "ban"),
    RelationStatus.ENDED: ("mute", "archive"),
}
SHOWN_TEAM = 4


@register.simple_tag
def relation_status(relation, cls=""):
    """The status as a chip."""
    tone, symbol = _STATUS[RelationStatus(relation.status)]
    return chip(tone, symbol, relation.status_label, cls)


@register.simple_tag
def as_of_url(relation, day):
    """The page of the relation at the end of a day."""
    return desk_url("crm:as_of_day", relation.pk, day.isoformat())


@register.simple_tag
def status_icon(status):
    """The symbol of a status."""
    return icon(_STATUS[RelationStatus(status)][1])


@register.simple_tag
def fiscal_number(relation):
    """RSIN in full, BSN masked, or that it is missing."""
    if relation.bsn:
        return bsn_mask(relation.bsn)
    if relation.rsin:
        return rsin_nl(relation.rsin)
    if relation.type == "INTERNAL":
        return "–"
    return mark_safe('<span class="tone" data-tone="bad">ontbreekt</span>')


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


def avatars(people):
    """The first of these people, each once, and how many more."""
    members = list(people)
    shown = format_html_join("", "{}", ((avatar(member),) for member in members[:SHOWN_TEAM]))
    more = (
        format_html('<span class="sub">+{}</span>', len(members) - SHOWN_TEAM)
        if len(members) > SHOWN_TEAM
        else ""
    )
    return format_html('<span class="avs">{}{}</span>', shown, more) if members else "–"


@cache
def _lock():
    return format_html(
        ' <span class="inl" title="Afgeschermd">{}<span class="vh">afgeschermd</span></span>', icon("lock", "s")
    )


_ROW = (
    '<tr data-href="{0}"><td class="id">{1}</td><td class="cut"><a href="{0}">{2}</a>{3}</td><td class="id">{4}</td>'
    '<td>{5}</td><td class="ink2">{6}</td>{7}<td>{8}</td></tr>'
)


@register.simple_tag
def relation_rows(rows, columns):
    """The rows of the list of relations; `columns` are (column of another app, its cell per relation)."""
    teams = {said: avatars(colleagues(said)) for said in {tuple(row.team_now) for row in rows}}
    return format_html_join("", _ROW, [_cells_of(row, columns, teams) for row in rows])


def _cells_of(row, columns, teams):
    return (
        desk_url("crm:relation", row.id),
        row.number,
        row.name,
        _lock() if row.is_private else "",
        fiscal_number(row),
        relation_status(row, "plain"),
        row.btw,
        format_html_join("", "<td>{}</td>", [(cells.get(row.id, ""),) for _, cells in columns]),
        teams[tuple(row.team_now)],
    )


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
