"""Who set a field, beside its value."""

from django import template
from django.utils import timezone
from django.utils.html import format_html

from crm.rules.provenance import origins_of
from offices.templatetags.dutch import datum

register = template.Library()


@register.simple_tag
def origins(row):
    """Field -> who set it last, for a relation or contact; one question for all fields."""
    return origins_of(row)


@register.simple_tag
def origin_line(found, name):
    """«Eva Editor, 3-2-2026» of a field that was set since the row was made; nothing of the others."""
    origin = found.get(name)
    if origin is None:
        return ""
    return format_html('<span class="sub">{}, {}</span>', origin.who, datum(timezone.localdate(origin.at)))
