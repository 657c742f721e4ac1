"""Whom to ask for approval: people who may answer, whose yes binds the relation, and enough of them."""

from dataclasses import dataclass

from offices.audit import SYSTEM
from offices.errors import RuleBroken
from sbr_inbox import mails
from sbr_inbox.approval_enums import Quorum
from sbr_inbox.entitlement import (
    Authority,
    Entitlement,
    PartnerSeat,
    Seat,
    joint_partner,
    partner_seats,
    who_may_answer,
)
from sbr_inbox.rules.issues import close_issues, open_issue
from sbr_inbox.votes import Voter, reachable


@dataclass(frozen=True)
class Asked:
    """Who is asked, in order, with the authority of each."""

    seats: list[Seat]
    authorities: list[Entitlement]

    @property
    def unrecorded(self) -> bool:
        """Nobody's authority was recorded, and the office wants to know."""
        own = [one for seat, one in zip(self.seats, self.authorities, strict=True) if not isinstance(seat, PartnerSeat)]
        return any(one.unrecorded for one in own)


def whom_to_ask(filing, policy, contacts=None) -> Asked:
    """The people to ask by the policy, or exactly these contacts of the relation; the partner of a joint return beside.

    Raises E12 when nobody can be asked, POR05 for a contact who may not answer, E16 when the office is strict and
    nobody is entitled or when their yes together would not bind, POR15 when the policy asks more people than there are.
    """
    authority = Authority(filing)
    able = {link.contact_id: link for link in who_may_answer(filing) if mails.address_of(link)}
    entitled = {pk: authority.of(link) for pk, link in able.items()}
    chosen = _chosen(filing, policy, contacts, able, entitled)
    if not chosen:
        raise _nobody(filing, entitled)
    seats: list[Seat] = [able[pk] for pk in chosen]
    partner = _partner(filing, chosen)
    asked = Asked([*seats, *partner], [*(entitled[pk] for pk in chosen), *(authority.of(one) for one in partner)])
    _refuse_hopeless(filing, policy, asked)
    return asked


def note_unrecorded(filing, asked: Asked) -> None:
    """Keep E16 as a warning while nothing is recorded of the authority of who was asked."""
    if asked.unrecorded:
        open_issue(filing, "E16", values={"relation": [str(filing.relation_id)], "kind": filing.kind})
    else:
        close_issues(filing, "E16", by=SYSTEM)


def _chosen(filing, policy, contacts, able, entitled) -> list:
    """Ids of the contacts of the relation to ask, in order."""
    if contacts is None:
        fit = [pk for pk in able if entitled[pk].ok]
        if policy.quorum != Quorum.ANY_ONE:
            return fit
        return _with_partners(fit[:1], able, entitled)
    for contact in contacts:
        if contact.pk not in able or not entitled[contact.pk].ok:
            raise _may_not(filing, contact, entitled.get(contact.pk))
    return list(dict.fromkeys(contact.pk for contact in contacts))


def _with_partners(first: list, able, entitled) -> list:
    """Beside somebody with joint authority, whoever he is entitled with."""
    if not first or not entitled[first[0]].partners:
        return first
    return [*first, *(pk for pk in able if pk in entitled[first[0]].partners and entitled[pk].ok)]


def _partner(filing, chosen: list) -> list[PartnerSeat]:
    """The seat of the fiscal partner in a joint return: somebody else than who is asked already."""
    partner = joint_partner(filing)
    if partner is None:
        return []
    seats = [seat for seat in partner_seats(filing) if seat.contact_id not in chosen and mails.address_of(seat)]
    if not seats:
        raise RuleBroken(
            f"{filing.relation} doet aangifte samen met {partner.name}, en die kan niet zelf akkoord geven. Geef de "
            "partner een eigen contact met e-mailadres en volledige toegang, of sluit het partnerschap met een einddatum.",
            code="E12",
        )
    return seats[:1]


def voters(seats, authorities) -> list[Voter]:
    """Who was asked, as the counting takes them."""
    return [
        Voter(seat.contact_id, authority.partners, isinstance(seat, PartnerSeat))
        for seat, authority in zip(seats, authorities, strict=True)
    ]


def _refuse_hopeless(filing, policy, asked: Asked) -> None:
    """Refuse to ask people whose yes together is not enough."""
    people = voters(asked.seats, asked.authorities)
    if reachable(people, quorum=policy.quorum, n=policy.n):
        return
    own = [one for one in people if not one.partner]
    if policy.quorum == Quorum.N_OF and len(own) < policy.n:
        raise RuleBroken(
            f"Voor {filing.get_kind_display()} van {filing.relation} zijn {policy.n} akkoorden nodig, maar er kunnen "
            f"{len(own)} personen akkoord geven. Leg meer bevoegdheden vast of verlaag het aantal bij Akkoord.",
            code="POR15",
        )
    names = ", ".join(str(seat.contact) for seat, one in zip(asked.seats, asked.authorities, strict=True) if one.partners)
    raise RuleBroken(
        f"{names} mag {filing.relation} alleen samen met een ander binden, en die ander is niet gevraagd of kan geen "
        "akkoord geven. Bied ook aan hem of haar aan.",
        code="E16",
    )


def _nobody(filing, entitled) -> RuleBroken:
    if any(not one.ok for one in entitled.values()):
        return RuleBroken(
            f"Er is geen machtiging of bevoegdheid voor {filing.get_kind_display()} bij {filing.relation}. Registreer de "
            "bevoegdheid of vraag de machtiging aan.",
            code="E16",
        )
    return RuleBroken(
        f"{filing.relation} heeft geen voorkeurscontact met e-mailadres dat {filing.get_kind_display()} mag "
        "accorderen. Kies een contact om de aangifte aan te bieden.",
        code="E12",
    )


def _may_not(filing, contact, authority) -> RuleBroken:
    because = f" ({authority.reason})" if authority and authority.reason else ""
    return RuleBroken(
        f"{contact} is voor {filing.relation} niet bevoegd om {filing.get_kind_display()} te accorderen{because}. "
        "Geef het contact volledige toegang tot deze soort en leg zo nodig de bevoegdheid vast, of kies een ander contact.",
        code="POR05",
        field="addressees",
    )
