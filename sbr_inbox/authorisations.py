"""Which authorisations can go where, and which clients miss one for a year. Tables and queries only."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from crm.enums import FilingKind, RelationStatus
from crm.models import Relation
from sbr_inbox.delivery_enums import AuthorisationState, AuthorisedService
from sbr_inbox.models import ServiceAuthorisation
from workflows.models import RelationProduct

S = AuthorisationState
MOVES: dict[str, tuple[str, ...]] = {
    S.REQUESTED: (S.LETTER_SENT, S.ACTIVE, S.REFUSED, S.ENDED),
    S.LETTER_SENT: (S.CODE_NEEDED, S.ACTIVE, S.REFUSED, S.ENDED),
    S.CODE_NEEDED: (S.ACTIVE, S.REFUSED, S.ENDED),
    S.ACTIVE: (S.ENDED,),
    S.REFUSED: (S.REQUESTED,),
    S.ENDED: (S.REQUESTED,),
}
# What may be fetched about which tax; the filings of the office say who needs it.
TAXES = {"IB": (FilingKind.IB,), "VPB": (FilingKind.VPB,), "ZVW": (FilingKind.IB,), "OB": (FilingKind.OB,)}
TAX_LABELS = {"IB": "Inkomstenbelasting", "VPB": "Vennootschapsbelasting", "ZVW": "Zorgverzekeringswet", "OB": "Omzetbelasting"}
OFFERED = {AuthorisedService.SBA: ("IB", "VPB", "ZVW", "OB"), AuthorisedService.VIA: ("IB",), AuthorisedService.OTHER: ("IB", "VPB", "ZVW", "OB")}
# A service for which the client gets a letter with a code; the others begin unless the client objects.
WITH_CODE = (AuthorisedService.VIA,)
NO_CODE = (AuthorisedService.SBA,)
OBJECTION = timedelta(days=26)
LIVE = (S.REQUESTED, S.LETTER_SENT, S.CODE_NEEDED, S.ACTIVE)


def next_states(row: ServiceAuthorisation) -> tuple[str, ...]:
    """What can follow; a step for a code only where a code comes."""
    return tuple(state for state in MOVES[row.state] if state != S.CODE_NEEDED or row.service not in NO_CODE)


def needs_code(row: ServiceAuthorisation) -> bool:
    """Whether this one cannot begin without the code in the letter to the client."""
    return row.service in WITH_CODE


def begins_on(row: ServiceAuthorisation) -> date | None:
    """The day from which the machtiging may be counted on when the client does not object; None with a code."""
    return None if needs_code(row) or row.state != S.LETTER_SENT else row.state_on + OBJECTION


def missing(member, *, service: str, tax: str, year: int):
    """Clients the office files this tax for that have no running machtiging for the year."""
    last = date(year, 12, 31)
    products = RelationProduct.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=date(year, 1, 1)), relation_id=OuterRef("pk"), starts_on__lte=last,
        product__filing_kinds__overlap=[kind.value for kind in TAXES[tax]],
    )  # fmt: skip
    running = ServiceAuthorisation.objects.filter(
        Q(year=year) | Q(year=None), Q(valid_to=None) | Q(valid_to__gte=date(year, 1, 1)),
        relation_id=OuterRef("pk"), service=service, tax=tax, state__in=LIVE,
    )  # fmt: skip
    clients = Relation.objects.visible_to(member, "sbr.authorisation.manage").filter(status=RelationStatus.CLIENT)
    return clients.filter(Exists(products), ~Exists(running))
