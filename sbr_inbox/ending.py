"""What stands in the way of ending or deleting a relation, as far as filings know."""

from crm.enums import RelationStatus
from crm.registry import OffboardingCheck, delete_guards, offboarding_checks, status_guards
from crm.rules.offboarding import LOOK, OK, STOP
from offices.urls_helpers import desk_url
from sbr_inbox.delivery_enums import AuthorisationState
from sbr_inbox.models import Filing, ServiceAuthorisation


def _open(relation):
    return Filing.objects.filter(relation=relation).in_work().count()


def refuse_open_filings(relation, status):
    """CRM11: a relation with open filings cannot be ended."""
    count = _open(relation) if status == RelationStatus.ENDED else 0
    if not count:
        return []
    what = "1 open aangifte. Rond die af of annuleer die" if count == 1 else f"{count} open aangiften. Rond ze af of annuleer ze"
    return [f"{relation.name} heeft nog {what} voordat u uitschrijft."]


def _filings(relation, member):
    count = _open(relation)
    url = desk_url("sbr_inbox:relation_filings", relation.pk)
    if not count:
        return OK, "Er zijn geen open aangiften.", url
    return STOP, f"{count} open aangifte{'' if count == 1 else 'n'}: rond {'die' if count == 1 else 'ze'} af of annuleer.", url


def _authorisations(relation, member):
    running = ServiceAuthorisation.objects.filter(relation=relation, state=AuthorisationState.ACTIVE).count()
    url = desk_url("sbr_inbox:relation_conditions", relation.pk)
    if not running:
        return OK, "Er zijn geen lopende machtigingen.", url
    what = "1 machtiging loopt" if running == 1 else f"{running} machtigingen lopen"
    return LOOK, f"{what} nog bij de Belastingdienst. Trek in wat niet meer nodig is.", url


def has_filings(relation):
    """A relation with a filing, whatever became of it, is never deleted."""
    return ["aangiften"] if Filing.objects.filter(relation=relation).exists() else []


status_guards.register(refuse_open_filings)
delete_guards.register(has_filings)
offboarding_checks.register(OffboardingCheck("filings", "Aangiften", _filings, order=10))
offboarding_checks.register(OffboardingCheck("authorisations", "Machtigingen", _authorisations, order=30))
