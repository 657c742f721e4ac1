"""Which contact may see and answer which filing, on a day, and by what authority: read from the crm, never remembered.

Two questions, asked apart. *Seat*: may this contact see and answer at all (a link with access, or being the fiscal
partner in a joint return)? *Authority*: does his yes bind the relation (a mandate, alone or together, P11)?
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from crm.enums import FilingKind, MandateMode, PortalAccess, RelationStatus
from crm.models import Contact, Mandate, PartnerLink, Relation, RelationContact, TeamAssignment
from crm.models.mandate import SCOPE_ALL
from crm.rules.partners import fiscal_partner
from offices.enums import ShippedTeamRole
from offices.models import Office
from offices.settings_registry import setting
from sbr_inbox.approval_enums import MandateCheck
from sbr_inbox.approval_settings import CHECK, FUNCTIONS
from sbr_inbox.sentences import day_words

# A return of these kinds is made for both partners.
JOINT_KINDS = (FilingKind.IB,)


@dataclass(frozen=True)
class PartnerSeat:
    """The place of a fiscal partner at the joint return of the other; answers like a link with full access."""

    contact: Contact
    relation: Relation
    link: PartnerLink
    portal_access: str = PortalAccess.FULL

    @property
    def contact_id(self) -> UUID:
        """The contact himself."""
        return self.contact.pk

    @property
    def email(self) -> str:
        """His own address: he has none for the relation of the other."""
        return self.contact.email


Seat = RelationContact | PartnerSeat


def own_link(contact_id, filing, *, day=None, any_access=False) -> RelationContact | None:
    """The link of a contact to the relation itself that opens this filing on the day.

    With `any_access` it need not open anything: somebody without the portal can still say yes on paper.
    """
    if any_access:
        rows = RelationContact.objects.valid(day).filter(contact_id=contact_id, relation_id=filing.relation_id)
        return rows.filter(contact__deceased_on=None).select_related("contact", "relation").first()
    links = RelationContact.objects.with_access(day).filter(contact_id=contact_id, relation_id=filing.relation_id)
    return links.filter(sees__contains=[filing.kind]).select_related("contact", "relation").first()


def link_for(contact_id, filing, *, day=None) -> Seat | None:
    """By what this contact may see this filing on the day (today when none is given), or None."""
    own = own_link(contact_id, filing, day=day)
    if own or filing.kind not in JOINT_KINDS:
        return own
    return next((seat for seat in partner_seats(filing, day=day) if seat.contact_id == contact_id), None)


def may_answer(link: Seat | None) -> bool:
    """Whether this seat lets the contact approve or decline: full access, and the relation is not blocked."""
    return bool(link and link.portal_access == PortalAccess.FULL and link.relation.status != RelationStatus.BLOCKED)


def who_may_answer(filing, *, day=None) -> list[RelationContact]:
    """Links of everybody of the relation who may answer this filing on the day; the preferred contact first."""
    links = RelationContact.objects.with_access(day).filter(relation_id=filing.relation_id, sees__contains=[filing.kind])
    links = links.select_related("contact", "relation").order_by("-is_preferred", "valid_from", "id")
    return [link for link in links if may_answer(link)]


def joint_partner(filing):
    """The fiscal partner in whose name this return is made too, in the period it is about; None for other returns."""
    if filing.kind not in JOINT_KINDS or filing.relation_id is None:
        return None
    return fiscal_partner(filing.relation_id, filing.period_end)


def partner_seats(filing, *, day=None) -> list[PartnerSeat]:
    """Where the partner in a joint return can be reached: himself as a contact, or who answers for his own relation."""
    partner = joint_partner(filing)
    if partner is None:
        return []
    relation = Relation.objects.get(pk=filing.relation_id)
    if partner.contact is not None:
        people = [] if partner.contact.deceased_on else [partner.contact]
    else:
        links = RelationContact.objects.with_access(day).filter(
            relation=partner.relation, portal_access=PortalAccess.FULL, sees__contains=[filing.kind]
        )
        people = [link.contact for link in links.select_related("contact").order_by("-is_preferred", "valid_from", "id")]
    return [PartnerSeat(person, relation, partner.link) for person in people]


@dataclass(frozen=True)
class Entitlement:
    """Whether somebody's yes binds the relation on a day, by which mandate, with whom, and what to say if not."""

    ok: bool
    mandate: Mandate | None = None
    mode: str = MandateMode.SOLE
    # Contacts of whom one must say yes too, when the authority is joint.
    partners: frozenset[UUID] = field(default_factory=frozenset)
    reason: str = ""
    # Accepted although nothing was recorded (E16 as a warning).
    unrecorded: bool = False
    until: date | None = None


class Authority:
    """The authority of all people of one relation over one filing on one day. At most five selects for everybody."""

    def __init__(self, filing, day: date | None = None):
        self.filing, self.day = filing, day or timezone.localdate()

    @cached_property
    def check(self) -> MandateCheck:
        """How strict the office is."""
        return MandateCheck(setting(CHECK))

    @cached_property
    def _mandates(self) -> dict[UUID, list[Mandate]]:
        rows = Mandate.objects.filter(
            relation_id=self.filing.relation_id, scope__overlap=[SCOPE_ALL, str(self.filing.kind)]
        ).prefetch_related("joint_with")
        found: dict[UUID, list[Mandate]] = {}
        for row in rows.order_by("valid_from", "id"):
            found.setdefault(row.contact_id, []).append(row)
        return found

    @cached_property
    def _functions(self) -> set[str]:
        words = setting(FUNCTIONS).split(",")
        return {word.strip().casefold() for word in words if word.strip()}

    def _holds(self, row: Mandate) -> bool:
        revoked = row.revoked_at and timezone.localdate(row.revoked_at) <= self.day
        return row.valid_from <= self.day and (row.valid_to is None or row.valid_to >= self.day) and not revoked

    def of(self, link: Seat | None) -> Entitlement:
        """The authority of the person in this seat."""
        if link is None or not may_answer(link):
            return Entitlement(False, reason="heeft geen volledige toegang tot deze soort")
        return self.of_person(link)

    def of_person(self, link: Seat) -> Entitlement:
        """The authority of this person, whatever his access to the portal."""
        if isinstance(link, PartnerSeat):
            return Entitlement(True)
        recorded = self._mandates.get(link.contact_id, [])
        if self.check == MandateCheck.OFF:
            return Entitlement(True, next((row for row in recorded if self._holds(row)), None))
        held = [row for row in recorded if self._holds(row)]
        if held:
            return _widest(held)
        if recorded:
            return self._lapsed(recorded)
        if link.job_title.strip().casefold() in self._functions:
            return Entitlement(True)
        if self.check == MandateCheck.STRICT:
            return Entitlement(False, reason="er is geen bevoegdheid vastgelegd")
        return Entitlement(True, unrecorded=True)

    def _lapsed(self, recorded: list[Mandate]) -> Entitlement:
        """Somebody whose authority we know has ended or not begun: never accepted, however mild the office is."""
        begun = [row for row in recorded if row.valid_from <= self.day]
        if not begun:
            begins = min(row.valid_from for row in recorded)
            return Entitlement(False, reason=f"bevoegdheid begint op {day_words(begins)}")
        ends = [timezone.localdate(row.revoked_at) if row.revoked_at else row.valid_to or self.day for row in begun]
        return Entitlement(False, reason=f"bevoegdheid liep tot {day_words(max(ends))}", until=max(ends))


def _widest(held: list[Mandate]) -> Entitlement:
    """Alone goes before together; with several joint mandates any of their partners will do."""
    sole = next((row for row in held if row.mode == MandateMode.SOLE), None)
    if sole:
        return Entitlement(True, sole)
    partners = frozenset(one.contact_id for row in held for one in row.joint_with.all())
    return Entitlement(True, held[0], MandateMode.JOINT, partners)


def entitled(filing, contact, day=None) -> Entitlement:
    """Whether this contact may approve this filing on the day (today when none is given), and by what authority."""
    return Authority(filing, day).of(link_for(contact.pk, filing, day=day))


@dataclass(frozen=True)
class _Kind:
    """A kind of filing of a relation, before there is a filing."""

    relation_id: UUID
    kind: str


def people_entitled(relation_id, kind) -> int:
    """How many people may approve this kind of filing for a relation today."""
    filing = _Kind(relation_id, str(kind))
    authority = Authority(filing)
    return sum(authority.of(link).ok for link in who_may_answer(filing))


def seat_of(addressee, filing, *, day=None) -> Seat | None:
    """The seat in which this person was asked: as partner of the relation, or for the relation itself."""
    if addressee.partner_link_id is None:
        return own_link(addressee.contact_id, filing, day=day)
    seats = partner_seats(filing, day=day)
    return next(
        (one for one in seats if one.contact_id == addressee.contact_id and one.link.pk == addressee.partner_link_id), None
    )


@dataclass(frozen=True)
class Desk:
    """Whom a client calls or mails about a relation: the relation manager, else the office itself."""

    name: str
    phone: str
    email: str
    function: str = ""


def manager_of(relation):
    """The team member who manages this relation today, or None."""
    holders = TeamAssignment.objects.valid().filter(relation=relation, role__code=ShippedTeamRole.RELATION_MANAGER)
    held = holders.select_related("member__user", "member__office").order_by("valid_from", "id").first()
    return held.member if held else None


def desk_of(relation) -> Desk:
    """The person (or office) a client can ask a question about this relation today."""
    member = manager_of(relation)
    if member is None:
        office = Office.objects.get(pk=relation.office_id)
        return Desk(office.name, office.phone, office.email)
    return Desk(str(member), member.phone or member.office.phone, member.user.email, member.function)
