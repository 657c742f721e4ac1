"""Small parts of the card: phone numbers to tap."""

from django import template
from django.utils.html import format_html

from crm.rules.custom_values import shown_values
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
