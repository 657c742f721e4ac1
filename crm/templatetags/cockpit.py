"""Small parts of the card: phone numbers to tap."""

from django import template
from django.utils.html import format_html

from offices.templatetags.dutch import phone_nl

register = template.Library()


@register.simple_tag
def tel(number):
    """A phone number to tap and call, shown the Dutch way."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number, phone_nl(number)) if number else ""
