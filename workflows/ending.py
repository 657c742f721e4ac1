"""What ends of products when a relation is ended."""

from crm.registry import OffboardingCheck, offboarding_checks, relation_ended
from crm.rules.offboarding import NOTE, OK
from offices.urls_helpers import desk_url
from workflows.models import RelationProduct
from workflows.rules.relation_products import end_product


def _running(relation, member):
    names = list(RelationProduct.objects.filter(relation=relation).running().values_list("product__name", flat=True))
    url = desk_url("workflows:relation_products", relation.pk)
    if not names:
        return OK, "Er lopen geen producten.", url
    return NOTE, f"{', '.join(sorted(names))} eindig{'t' if len(names) == 1 else 'en'} op de einddatum.", url


def end_products(relation, *, by, last_day):
    """Running products end with the relation; one that had not begun never starts."""
    for row in RelationProduct.objects.filter(relation=relation).in_period(last_day, last_day.max):
        if row.ends_on is None or row.ends_on > last_day:
            end_product(row, by=by, ends_on=max(row.starts_on, last_day))


offboarding_checks.register(OffboardingCheck("products", "Producten", _running, order=20))
relation_ended.register(end_products)
