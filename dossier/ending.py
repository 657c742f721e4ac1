"""What stands in the way of deleting a relation, and what ending one does to its pieces."""

from crm.registry import OffboardingCheck, delete_guards, offboarding_checks
from crm.rules.offboarding import NOTE, OK
from dossier.models import DossierItem
from offices.urls_helpers import desk_url


def has_items(relation):
    """CRM12: pieces in the dossier keep a relation."""
    return ["stukken in het dossier"] if DossierItem.objects.filter(relation=relation).exists() else []


def _retention(relation, member):
    count = DossierItem.objects.filter(relation=relation).count()
    url = desk_url("dossier:tab", relation.pk)
    if not count:
        return OK, "Het dossier is leeg.", url
    return NOTE, "De bewaartermijn van het dossier begint op de einddatum. Stukken en geschiedenis blijven staan.", url


delete_guards.register(has_items)
offboarding_checks.register(OffboardingCheck("retention", "Dossier", _retention, order=70))
