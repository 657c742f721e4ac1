"""What the pages of *Beheer > SBR* share."""

from django import template

from sbr_inbox.sbr_settings import settings_tabs

register = template.Library()


@register.simple_tag(takes_context=True)
def sbr_tabs(context):
    """The tabs of the settings of SBR for the member who looks."""
    return settings_tabs(context["request"].member)
