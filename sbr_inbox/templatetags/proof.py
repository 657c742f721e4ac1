"""The card *Bewijs* on the page of a filing."""

from django import template

from sbr_inbox.rules.receipts import receipts_of

register = template.Library()


@register.inclusion_tag("sbr_inbox/parts/proof.html", takes_context=True)
def proofs(context, filing):
    """Each receipt of a filing, and everything in one zip; nothing before the first approval."""
    rows = list(receipts_of(filing)) if filing.approved_at else []
    return {"filing": filing, "receipts": rows, "waiting": bool(filing.approved_at and not rows), "request": context.get("request")}
