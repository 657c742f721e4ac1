"""Clients with numbers, filings as a package exports them, and filings in a state. An office must be open."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from crm.enums import FilingKind, InvitationState, RelationType
from crm.models import Invitation
from offices.audit import SYSTEM
from sbr_inbox import practice_files
from sbr_inbox.enums import Channel
from sbr_inbox.models import Filing
from sbr_inbox.rules.intake import take_in
from sbr_inbox.rules.working import work
from tests.factories.crm import link_contact, make_contact, make_relation, valid_base
from tests.factories.workflows import give_product

_files = count(1)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def make_taxpayer(*kinds, contact=True, invited=True, ob=None, lh=None, **values):
    """A client with a contact who may approve, and products for these kinds.

    `ob` and `lh` are numbers or True for a fresh one; an organisation gets an rsin of its own.
    """
    base = valid_base()
    if values.get("type") != RelationType.PERSON and values.get("rechtsvorm") != "EENMANSZAAK":
        values.setdefault("rsin", base)
    if ob:
        values["ob_nummers"] = [f"{base}B01" if ob is True else ob]
    if lh:
        values["loonheffingennummers"] = [f"{base}L01" if lh is True else lh]
    relation = make_relation(**values)
    for kind in kinds:
        give_product(relation, kind)
    if contact:
        give_contact(relation, invited=invited)
    return relation


def give_contact(relation, *, invited=True, email=None, **link):
    """A preferred contact with everything open, invited unless told otherwise."""
    fields = {"email": email} if email is not None else {}
    contact = make_contact(**fields)
    link_contact(relation, contact, is_preferred=True, sees=["DOSSIER", *FilingKind.values], **link)
    if invited:
        invite(contact)
    return contact


def invite(contact):
    """An invitation that was sent."""
    return Invitation.objects.create(
        contact=contact,
        state=InvitationState.SENT,
        email=contact.email or "x@y.example",
        expires_at=timezone.now() + timedelta(days=30),
    )


def ob_number(relation) -> str:
    """The OB-nummer of a relation."""
    return relation.tax_numbers.filter(kind="OB").order_by("-is_main").first().value


def ob_file(number, *, start=OCTOBER[0], end=OCTOBER[1], turnover=None, input_tax=100, reference=None) -> bytes:
    """An OB return as bytes; each call gives other bytes unless turnover and reference are given."""
    turnover = next(_files) * 1000 if turnover is None else turnover
    tax = turnover * 21 // 100
    reference = f"REF-{turnover}" if reference is None else reference
    return practice_files.ob(
        number=number, start=start, end=end, rubrieken={"1a": (turnover, tax)}, input_tax=input_tax, reference=reference
    )


def receive(content: bytes, *, name=None, by=SYSTEM, channel=Channel.API, **kwargs):
    """Take a file in; the outcome as the rule gives it."""
    return take_in(content, name=name or f"aangifte-{next(_files)}.xbrl", channel=channel, by=by, **kwargs)


def work_off() -> int:
    """Do everything that is due, as the workers would."""
    total = 0
    while done := work():
        total += done
    return total


def received(content: bytes, **kwargs) -> Filing:
    """A filing that was taken in, read, matched and settled."""
    result = receive(content, **kwargs)
    work_off()
    return Filing.objects.get(pk=result.filing.pk)


def ready_filing(relation=None, **file) -> Filing:
    """An OB filing that is ready to be offered to a client who may approve it."""
    relation = relation or make_taxpayer(FilingKind.OB, ob=True)
    return received(ob_file(ob_number(relation), **file))


def codes(filing) -> list[str]:
    """The codes of the open issues."""
    return sorted(filing.issues.filter(closed_at=None).values_list("code", flat=True))


def extension(number: str, tax: str = "IB", year: int = 2025):
    """One row of an UITSTEL."""
    return practice_files.Extension(number, "Naam", tax, date(year, 1, 1), date(year, 12, 31))


def uitstel_file(*rows) -> bytes:
    """An UITSTEL for these rows."""
    return practice_files.uitstel(year=2025, extensions=rows)


def lh_file(number: str, *, start=OCTOBER[0], end=OCTOBER[1], wage=3000) -> bytes:
    """A loonaangifte for one employee."""
    employee = practice_files.Employee("123456782", "Werknemer", wage)
    return practice_files.lh(number=number, name="Bedrijf B.V.", start=start, end=end, employees=[employee])


def sba_file(number: str, *, stem="vpb", balance=1200) -> bytes:
    """An assessment over 2025."""
    return practice_files.sba(
        stem=stem,
        number=number,
        start=date(2025, 1, 1),
        end=date(2025, 12, 31),
        balance=balance,
        number_of_assessment=f"{number}V56",
        dated=date(2026, 10, 15),
    )
