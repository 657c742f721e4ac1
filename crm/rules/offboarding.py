"""Uitschrijven: what must be done first, what ends with the relation, and then the end itself."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.enums import PortalAccess, RelationStatus
from crm.models import Relation, RelationContact
from crm.registry import OffboardingCheck, delete_guards, offboarding_checks
from crm.rules.status import move_status
from crm.validity import on_day
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.urls_helpers import desk_url

RIGHT = "crm.relation.end"
STOP, LOOK, OK, NOTE = "stop", "look", "ok", "note"


@dataclass(frozen=True)
class Looked:
    """One line of the checklist for one relation."""

    check: OffboardingCheck
    state: str
    text: str
    url: str


def checklist(relation, member) -> list[Looked]:
    """Every line, what must be done first on top."""
    order = {STOP: 0, LOOK: 1, NOTE: 2, OK: 3}
    found = [Looked(check, *check.look(relation, member)) for check in offboarding_checks]
    return sorted(found, key=lambda one: order[one.state])


def off_board(relation, *, by, ended_on, end_reason, reason="", portal_until=None):
    """End a relation: its status with all that ends by itself and, after `portal_until`, the access of its contacts to the portal.

    Without `portal_until` the portal closes on the last day. Raises CRM11 while work is open, CRM19 for days that
    cannot be, G01 for what is missing.
    """
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)
    if portal_until and ended_on and portal_until < ended_on:
        raise RuleBroken(
            "De portaaldatum ligt vóór de einddatum. Laat het portaal ten minste open tot de einddatum.", code="CRM19", field="portal_until"
        )
    with transaction.atomic():
        ended = move_status(relation, RelationStatus.ENDED, by=by, reason=reason, ended_on=ended_on, end_reason=end_reason)
        closed = _close_portal(ended, portal_until or ended_on)
        if closed:
            record(by, "relation.changed", ended, data={"fields": ["portal_access"], "links": closed, "until": str(portal_until or ended_on)})
    return ended


def _close_portal(relation, last_day) -> int:
    """Links with access end after the day, or at once when it has passed; gives how many."""
    rows = list(relation.contact_links.with_access(last_day).select_for_update(of=("self",)))
    for link in rows:
        link.valid_to = max(link.valid_from, min(link.valid_to or last_day, last_day))
        if link.valid_from > last_day:
            link.portal_access = PortalAccess.NONE
        link.version += 1
    RelationContact.objects.bulk_update(rows, ["valid_to", "portal_access", "version"])
    return len(rows)


def _contacts(relation, member):
    with_access = relation.contact_links.with_access().count()
    url = desk_url("crm:relation_contacts", relation.pk)
    if not with_access:
        return OK, "Niemand heeft toegang tot het portaal.", url
    who = "1 contact heeft" if with_access == 1 else f"{with_access} contacten hebben"
    return NOTE, f"{who} toegang tot het portaal; die stopt op de dag die u hieronder kiest.", url


def _mandates(relation, member):
    count = relation.mandates.filter(on_day(timezone.localdate()), revoked_at=None).count()
    url = desk_url("crm:relation_mandates", relation.pk)
    if not count:
        return OK, "Er zijn geen lopende bevoegdheden.", url
    text = "Er loopt nog 1 bevoegdheid." if count == 1 else f"Er lopen nog {count} bevoegdheden."
    return LOOK, f"{text} Beëindig wat niet meer geldt.", url


def _unities(relation, member):
    count = relation.unity_memberships.filter(on_day(timezone.localdate())).count() + relation.headed_unities.count()
    url = desk_url("crm:relation_fields", relation.pk)
    if not count:
        return OK, "De relatie zit niet in een fiscale eenheid.", url
    return LOOK, "De relatie zit nog in een fiscale eenheid. Sluit die met een einddatum.", url


def _holdings(relation, member):
    count = relation.stakes_held.filter(on_day(timezone.localdate())).count()
    url = desk_url("crm:relation_structure", relation.pk)
    if not count:
        return OK, "De relatie heeft geen belang in een andere organisatie.", url
    text = "De relatie heeft 1 lopend belang" if count == 1 else f"De relatie heeft {count} lopende belangen"
    return LOOK, f"{text} in andere organisaties. Controleer de structuur.", url


def _own_office(relation):
    kept = ["het interne dossier"] if relation.type == "INTERNAL" else []
    if Relation.objects.filter(merged_into=relation).exists():
        kept.append("een relatie die erin is opgegaan")
    return kept


def _structure(relation):
    return ["belangen"] if relation.stakes_held.exists() or relation.stakes.exists() else []


for one in (
    OffboardingCheck("portal", "Portaal", _contacts, order=40),
    OffboardingCheck("mandates", "Bevoegdheden", _mandates, order=50),
    OffboardingCheck("unities", "Fiscale eenheid", _unities, order=55),
    OffboardingCheck("structure", "Structuur", _holdings, order=60),
):
    offboarding_checks.register(one)
delete_guards.register(_own_office)
delete_guards.register(_structure)
