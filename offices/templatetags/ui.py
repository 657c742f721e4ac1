"""The parts of a page that carry logic: icons, chips, avatars, fields, addresses, sorting, the sidebar."""

from functools import lru_cache
from urllib.parse import urlencode

from django import template
from django.forms import Field, widgets
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from offices import branding, filter_panel, nav, texts
from offices.registry import page_banners
from offices.scope import office_id
from offices.urls_helpers import address, address_if

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1_000)
def icon(name, cls=""):
    """One symbol of the sprite; decoration only, the words stand beside it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {cls}" if cls else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1_000)
def chip(tone, icon_name, text, cls=""):
    """A state from a fixed list: tone (ok warn bad info wait mute), icon and word together."""
    return format_html(
        '<span class="chip{}" data-tone="{}">{}{}</span>',
        f" {cls}" if cls else "",
        tone,
        icon(icon_name),
        text,
    )


@register.filter
def initials(name):
    """Two letters for an avatar: first and last word that starts with a capital or a digit."""
    words = [word for word in str(name or "").replace(".", " ").split() if word[0].isalnum()]
    capitals = [word for word in words if not word[0].islower()] or words
    if not capitals:
        return "?"
    if len(capitals) == 1:
        return capitals[0][:2].upper()
    return (capitals[0][0] + capitals[-1][0]).upper()


def _hue(pk):
    """One of six quiet hues, the same for one person everywhere."""
    digits = getattr(pk, "int", pk)
    return digits % 6 + 1 if isinstance(digits, int) else 1


@register.simple_tag
def avatar(who, cls="", label=True):
    """Initials of a team member (an object with ``pk`` that prints as its name) or of a name as text."""
    name = str(who or "")
    hue = format_html(' data-who="{}"', _hue(who.pk)) if getattr(who, "pk", None) else ""
    spoken = (
        format_html(' role="img" aria-label="{}" title="{}"', name, name)
        if label
        else mark_safe(' aria-hidden="true"')
    )
    return format_html(
        '<span class="av{}"{}{}>{}</span>', f" {cls}" if cls else "", hue, spoken, initials(name)
    )


def _reverse(context, name, args, kwargs):
    slug = context["request"].office.slug
    return reverse(name, kwargs={"slug": slug, **kwargs}) if kwargs else address(name, slug, *args)


@register.simple_tag(takes_context=True)
def k(context, name, *args, **kwargs):
    """Address of a staff page in the office of this request."""
    return _reverse(context, name, args, kwargs)


@register.simple_tag(takes_context=True)
def p(context, name, *args, **kwargs):
    """Address of a portal page in the office of this request."""
    return _reverse(context, name, args, kwargs)


@register.simple_tag
def url_if(name, *args):
    """Address of a page, or the empty string when this installation does not serve it."""
    return address_if(name, *args)


# ── Lists ────────────────────────────────────────────────────────────────────


def _query(params):
    text = urlencode(params)
    return f"?{text}" if text else "?"


@register.simple_tag(takes_context=True)
def querystring_without(context, *keys, **values):
    """The present query without these keys (or without one value of a key); paging always restarts."""
    dropped = {*keys, "na", "voor"}
    pairs = [
        (key, value)
        for key, all_values in context["request"].GET.lists()
        for value in all_values
        if value and key not in dropped and not (key in values and str(values[key]) == value)
    ]
    return _query(pairs)


@register.simple_tag(takes_context=True)
def querystring_with(context, **values):
    """The present query with these keys set; paging always restarts."""
    kept = querystring_without(context, *values).removeprefix("?")
    added = urlencode({key: value for key, value in values.items() if value not in (None, "")})
    return "?" + "&".join(part for part in (kept, added) if part)


@register.simple_tag(takes_context=True)
def sort_link(context, label, key, cls=""):
    """A table head that sorts: a link, the direction in ``aria-sort`` and as an icon."""
    now = context["request"].GET.get("sort") or context.get("sort") or ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    target = querystring_with(context, sort=f"-{key}" if now == key else key)
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}" hx-get="{}" hx-target="#lijst" hx-select="#lijst"'
        ' hx-swap="outerHTML" hx-push-url="true" id="sort-{}">{}{}</a></th>',
        format_html(' class="{}"', cls) if cls else "",
        format_html(' aria-sort="{}"', direction) if direction else "",
        target,
        target,
        key,
        label,
        icon("arrow-up" if direction == "ascending" else "arrow-down", "s") if direction else "",
    )


@register.simple_tag(takes_context=True)
def filters_on(context):
    """Filters that are on, each with the address without it."""
    made = context.get("active_filters")
    if made is not None:
        return made
    found = filter_panel.active(context.get("filter"))
    return [
        {"label": words, "url": querystring_without(context, **{name: value})} for name, value, words in found
    ]


# ── Forms ────────────────────────────────────────────────────────────────────


def _kind(widget):
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.RadioSelect):
        return "options"
    return "file" if isinstance(widget, widgets.FileInput) else "input"


def _hint(bound, kind):
    if bound.help_text:
        return bound.help_text
    return "dd-mm-jjjj" if isinstance(bound.field.widget, widgets.DateInput) and kind == "input" else ""


# More choices than this stand in columns.
MANY = 8


def error_texts(bound):
    """Errors of a field; where Django only says that it is required, the sentence names the field."""
    generic = str(Field.default_error_messages["required"])
    return [texts.required(bound.label) if error == generic else str(error) for error in bound.errors]


@register.inclusion_tag("parts/field.html")
def field(bound, cls="", label=None, hint=None, mark=True, **attrs):
    """One form field with label, hint, control and errors, wired together for assistive technology."""
    kind = _kind(bound.field.widget)
    hint = _hint(bound, kind) if hint is None else hint
    described = [f"{bound.auto_id}-h"] if hint else []
    described += [f"{bound.auto_id}-e"] if bound.errors else []
    control = {name.replace("_", "-"): value for name, value in attrs.items()}
    own = bound.field.widget.attrs.get("class", "")
    if kind == "options" and len(list(bound.field.choices)) > MANY:
        cls = f"{cls} many".strip()
    if kind in ("input", "file"):
        control["class"] = f"input {own}".strip()
    if described:
        control["aria-describedby"] = " ".join(described)
    if bound.errors:
        control["aria-invalid"] = "true"
    return {
        "bound": bound, "errors": error_texts(bound), "kind": kind, "cls": cls, "hint": hint,
        "label": bound.label if label is None else label,
        "optional": mark and not bound.field.required and kind != "check",
        "control": bound.as_widget(attrs=control) if kind != "options" else "",
        "id": bound.auto_id,
    }  # fmt: skip


@register.filter
def form_errors(form):
    """Errors of a whole form for the summary: (anchor, text), the same words as at the field."""
    top = [("", str(error)) for error in form.non_field_errors()]
    return top + [(bound.auto_id, text) for bound in form for text in error_texts(bound)]


# ── Shell ────────────────────────────────────────────────────────────────────


@register.simple_tag(takes_context=True)
def html_attrs(context):
    """Theme, density and shortcuts of the user as attributes of <html>, so that nothing flashes."""
    user = getattr(context.get("request"), "user", None)
    theme = str(getattr(user, "theme", "") or "").lower()
    density = str(getattr(user, "density", "") or "").lower()
    pairs = []
    if theme in ("light", "dark"):
        pairs.append(("data-theme", theme))
    if density in nav.DENSITIES:
        pairs.append(("data-density", nav.DENSITIES[density]))
    if getattr(user, "shortcuts_on", True) is False:
        pairs.append(("data-keys-off", "1"))
    return format_html_join("", ' {}="{}"', pairs)


@register.simple_tag(takes_context=True)
def sidebar(context, group):
    """Links of one group of the sidebar that this member may see, with their counts."""
    return nav.links(context["request"], group, current=context.get("nav", ""))


@register.simple_tag(takes_context=True)
def other_offices(context):
    """Where else this person may work or look, the present office left out."""
    return nav.other_places(context["request"])


@register.simple_tag(takes_context=True)
def preference_attrs(context):
    """Where the page keeps the theme of the user, for the script; nothing for who is not a team member."""
    office = getattr(context.get("request"), "office", None)
    address = url_if("offices:preference", office.slug) if office else ""
    return format_html(' data-preference="{}"', address) if address else ""


@register.simple_tag(takes_context=True)
def banners(context):
    """What stands above every page of this office; nothing where no office is open."""
    office = getattr(context.get("request"), "office", None)
    if office is None or office_id() != office.pk:
        return []
    return [banner for banner in page_banners.call(office) if banner]


@register.simple_tag(takes_context=True)
def brand_css(context):
    """The style sheet with the colour of the office."""
    office = getattr(context.get("request"), "office", None)
    address = url_if("brand_css", *branding.brand_address(office)) if office else ""
    return format_html('<link rel="stylesheet" href="{}">', address) if address else ""


def _picture(context, kind):
    """The address of a picture of the office of this request, or the empty string."""
    request = context.get("request")
    office = getattr(request, "office", None)
    pk = getattr(office, f"{kind}_id", None)
    door = "portal:look_picture" if getattr(request, "account", None) else "offices:look_picture"
    return reverse(door, args=(office.slug, kind, pk)) if pk else ""


@register.simple_tag(takes_context=True)
def office_logo(context):
    """The logo of the office; its sign until it has one."""
    address = _picture(context, "logo")
    if not address:
        return format_html('<span class="logo">{}</span>', icon("landmark"))
    return format_html('<span class="logo own"><img src="{}" alt=""></span>', address)


@register.simple_tag(takes_context=True)
def favicon(context):
    """The picture on the tab of the browser."""
    return format_html('<link rel="icon" href="{}">', _picture(context, "favicon") or static("favicon.svg"))


TONE_ICONS = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "wait": "hourglass",
    "mute": "info",
}


@register.simple_tag
def tone_icon(tone):
    """The icon that repeats a tone for who does not see colour."""
    return icon(TONE_ICONS.get(tone, "info"))


@register.simple_tag(takes_context=True)
def messages_of(context, kind):
    """Messages of this request: ``toast`` for own actions that worked, ``notice`` for warnings and errors."""
    loud = {"warning": "warn", "error": "bad"}
    found = []
    for message in context.get("messages") or []:
        message.tone = loud.get(message.level_tag, "")
        if bool(message.tone) == (kind == "notice"):
            found.append(message)
    return found


@register.filter
def undo_url(message):
    """The address that takes an action back, when the view gave one as ``extra_tags='undo:/…'``."""
    tags = message.extra_tags or ""
    return tags.removeprefix("undo:") if tags.startswith("undo:") else ""


@register.filter
def highlight(text, wanted):
    """The part of a text that was searched for, in <mark>."""
    text, wanted = str(text), str(wanted or "").strip()
    at = text.casefold().find(wanted.casefold()) if wanted else -1
    if at < 0:
        return text
    end = at + len(wanted)
    return format_html("{}<mark>{}</mark>{}", text[:at], text[at:end], conditional_escape(text[end:]))
