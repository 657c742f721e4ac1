"""The card *Verzending* on the page of a filing."""

from django import template

from sbr_inbox.sending_card import sending_card

register = template.Library()


@register.inclusion_tag("sbr_inbox/parts/sending.html", takes_context=True)
def sending(context, filing):
    """Where a filing is on its way out, with what this member can do about it."""
    request = context["request"]
    return {"card": sending_card(filing, request.member), "filing": filing, "request": request}
