"""The owner of an office: the right moves only when both say so, the old owner first and the new one within a week."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import Forbidden, RuleBroken
from offices.models import Setting, TeamMember
from offices.rules.team import lock_office
from offices.settings_registry import register_setting, setting

OFFERED = "office.owner_offered"
DAYS = 7
register_setting(
    OFFERED, str, "", "Aangeboden eigenaarschap", "", "Aan wie het eigenaarschap is aangeboden, tot die het aanvaardt of de week om is."
)


def is_owner(office, member) -> bool:
    """Whether this member owns the office; without an owner, whoever may give rights speaks for it."""
    return office.owner_id == member.user_id if office.owner_id else member.grants.get("access.grant") == "A"


def offered_to(member) -> bool:
    """Whether the office was offered to this member and the offer still stands."""
    key, _, day = setting(OFFERED).partition(" ")
    return key == str(member.pk) and timezone.localdate() <= date.fromisoformat(day) + timedelta(days=DAYS)


def offer_ownership(office, *, to: TeamMember, by: TeamMember) -> None:
    """Offer the office to a colleague. Raises Forbidden for who is no owner, ADM25 for somebody who does not work here."""
    with transaction.atomic():
        office = lock_office(office)
        if not is_owner(office, by):
            raise Forbidden("Alleen de eigenaar van het kantoor kan het eigenaarschap aanbieden.")
        if to.office_id != office.pk or not to.works_now or to.user_id == office.owner_id:
            raise RuleBroken(f"{to} kan geen eigenaar worden. Kies een collega die hier werkt.", code="ADM25")
        Setting.objects.update_or_create(key=OFFERED, defaults={"value": f"{to.pk} {timezone.localdate().isoformat()}"})
        record(by, "owner.offered", to, data={"aan": str(to)})


def accept_ownership(office, *, by: TeamMember) -> None:
    """Become the owner, when it was offered to this member. Raises ADM25 when it was not, or too long ago."""
    with transaction.atomic():
        office = lock_office(office)
        if not offered_to(by):
            raise RuleBroken("Dit eigenaarschap is u niet (meer) aangeboden. Vraag de eigenaar om het opnieuw te doen.", code="ADM25")
        before = office.owner
        office.owner_id = by.user_id
        office.save(update_fields=["owner"])
        Setting.objects.filter(key=OFFERED).delete()
        record(by, "owner.changed", by, data={"van": str(before or ""), "naar": str(by)})
