"""Small parts of the card: phone numbers to tap."""

from django import template
from django.utils.html import format_html

from crm.rules.custom_values import shown_values
from crm.rules.merging import RIGHT as MERGE
from crm.rules.merging import merge_undo_of
from offices.permissions import may
from offices.templatetags.dutch import phone_nl

register = template.Library()


@register.simple_tag
def tel(number):
    """A phone number to tap and call, shown the Dutch way."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number, phone_nl(number)) if number else ""


@register.inclusion_tag("crm/parts/custom_values.html", takes_context=True)
def custom_values(context, row, member):
    """The custom fields of a relation or contact, by group, as this member may read them."""
    return {"values": shown_values(row, member), "request": context["request"]}


@register.inclusion_tag("crm/parts/merge_undo.html", takes_context=True)
def merge_undo(context, row, member):
    """That another one went into this record, with a button while that can be taken back."""
    last = merge_undo_of(row) if may(member, MERGE) else None
    return {"last": last, "row": row, "request": context["request"], "csrf_token": context.get("csrf_token")}
