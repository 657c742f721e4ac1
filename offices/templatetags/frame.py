"""Parts of the frame that stand on every page, written without the template engine: it costs more than their SQL.

Every value passes format_html, which escapes it.
"""

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from offices import filter_panel, nav
from offices.templatetags.ui import field, icon

register = template.Library()
SELECTED, CHECKED, CURRENT = mark_safe(" selected"), mark_safe(" checked"), mark_safe(' aria-current="page"')


@register.simple_tag
@cache
def still(name):
    """A part without anything of the request in it, rendered once per process."""
    return get_template(name).render({})


# ── Sidebar and command bar ──────────────────────────────────────────────────


@register.simple_tag
def nav_list(links, label, title="", wide=False):
    """One group of the sidebar; a `wide` one is left out where the sidebar is a strip, on a phone."""
    if not links:
        return ""
    head = format_html("<h2>{}</h2>", title) if title else ""
    return format_html(
        '<nav class="nav{}" aria-label="{}">{}{}</nav>', " wide" if wide else "", label, head, _joined(_nav_link(link) for link in links)
    )


@register.simple_tag(takes_context=True)
def view_links(context):
    """The saved views of this person, as a group of the sidebar; the first eight."""
    return nav.view_links(context["request"])


def _nav_link(link):
    return format_html(
        '<a href="{}"{}{}>{}{}{}</a>',
        link["url"],
        CURRENT if link["current"] else "",
        format_html(' data-go="{}"', link["letter"]) if link["letter"] else "",
        icon(link["icon"]),
        link["label"],
        _nav_count(link) if link["count"] else "",
    )


def _nav_count(link):
    if not link["tone"]:
        return format_html('<span class="n">{}</span>', link["count"])
    return format_html('<span class="n hot" data-tone="{}">{}</span>', link["tone"], link["count"])


@register.simple_tag
def page_options(links, title, key):
    """The pages one can go to, as options of the command bar."""
    if not links:
        return ""
    options = [
        (key, place, link["url"], icon(link["icon"]), link["label"]) for place, link in enumerate(links, 1)
    ]
    return format_html(
        '<div role="group" aria-labelledby="pg-{0}"><h3 id="pg-{0}">{1}</h3>{2}</div>',
        key,
        title,
        format_html_join(
            "",
            '<div role="option" id="po-{}-{}" aria-selected="false" data-href="{}">{}<span>{}</span></div>',
            options,
        ),
    )


def _joined(parts):
    return format_html_join("", "{}", [(part,) for part in parts])


# ── Filter panel ─────────────────────────────────────────────────────────────


@register.simple_tag(takes_context=True)
def filter_fields(context):
    """The sections of the filter panel: those the view made, or those of its FilterSet."""
    made = context.get("filter_sections")
    sections = filter_panel.sections(context.get("filter")) if made is None else made
    return _joined(_SECTIONS.get(section["kind"], _checks)(section) for section in sections)


def _own_field(section):
    bound = get_template("parts/field.html").render(field(section["bound"], mark=False))
    return format_html("<section>{}</section>", bound)


def _select(section):
    options = format_html_join(
        "",
        '<option value="{}"{}>{}{}</option>',
        [_option(each, SELECTED, " ({})") for each in section["options"]],
    )
    return format_html(
        '<section><h3 id="f-{0}-t">{1}</h3><select class="input" name="{0}" id="f-{0}" aria-labelledby="f-{0}-t">'
        '<option value="">Alle</option>{2}</select></section>',
        section["name"],
        section["label"],
        options,
    )


def _option(each, chosen, shown):
    count = "" if each.get("count") is None else format_html(shown, each["count"])
    return each["value"], chosen if each["on"] else "", each["label"], count


def _checks(section):
    boxes = [
        (section["name"], *_option(each, CHECKED, '<span class="push">{}</span>'))
        for each in section["options"]
    ]
    box = '<label class="check"><input type="checkbox" name="{0}" id="f-{0}-{1}" value="{1}"{2}><span class="grow">{3}</span>{4}</label>'
    return format_html("<section><h3>{}</h3>{}</section>", section["label"], format_html_join("", box, boxes))


_SECTIONS = {"field": _own_field, "select": _select}
