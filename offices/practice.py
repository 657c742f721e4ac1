"""The practice offices: complete, made up, and the same for the same seed.

Each app fills its own models through the registry `practice_data`; this file makes offices and people. Everything
is done through the rules of the product, so a practice office can be in no state that a real one cannot reach.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM
from offices.enums import ShippedRole
from offices.errors import RuleBroken
from offices.jobs import work
from offices.models import AuthorisationRole, Office, TeamMember, User
from offices.registry import practice_data
from offices.rules.audit_check import ask_verification
from offices.rules.office import create_office
from offices.rules.tokens import make_token
from offices.scope import office_scope

NAMES = ("Lindeboom Accountants", "Duin & Dijk Belastingadviseurs", "Kantoor Waterland", "Van Rijn Administraties")
SLUGS = ("lindeboom", "duin-en-dijk", "waterland", "van-rijn")
STAFF = {
    ShippedRole.ADMIN: "Fatima Yilmaz",
    ShippedRole.MANAGER: "Sander Bos",
    ShippedRole.EDITOR: "Tom de Graaf",
    ShippedRole.VIEWER: "Iris Dekker",
}
FUNCTIONS = {
    ShippedRole.ADMIN: "Kantoormanager",
    ShippedRole.MANAGER: "Accountant",
    ShippedRole.EDITOR: "Assistent-accountant",
    ShippedRole.VIEWER: "Secretariaat",
}
DOMAIN = "example.org"


@dataclass
class Plan:
    """What an app needs to fill one practice office: chance, size, people, marks, and what others made."""

    office: Office
    rng: Random
    relations: int
    members: dict[str, TeamMember]
    password: str
    canary: str = ""
    logins: list[dict] = field(default_factory=list)
    # Set when the office has a client who signs in: the same address gets the same user in every office.
    made: dict = field(default_factory=dict)

    def mark(self, text: str) -> str:
        """A text with the unguessable mark of this office in it, when marks are asked."""
        return f"{text} {self.canary}" if self.canary else text


class NotAPracticeInstallation(RuleBroken):
    """Made-up offices have no place in an installation with real ones."""


def make_offices(count: int, *, relations: int, seed: int, canaries: bool) -> list[Plan]:
    """Make `count` practice offices, each filled by every app.

    Raises NotAPracticeInstallation unless the installation allows it (KANTOOR_PRACTICE=1).
    """
    if not settings.KANTOOR_PRACTICE and not settings.TESTING:
        raise NotAPracticeInstallation("Deze installatie staat geen oefenkantoren toe. Zet KANTOOR_PRACTICE=1 aan om ze te maken.")
    password = f"oefen-{Random(seed).randrange(10**6):06d}-kantoor"
    return [make_one(number, relations=relations, seed=seed, password=password, canaries=canaries) for number in range(count)]


def make_one(number: int, *, relations: int, seed: int, password: str, canaries: bool) -> Plan:
    """One practice office in one transaction: it is there whole or not at all."""
    slug = SLUGS[number] if number < len(SLUGS) else f"oefen-{number + 1}"
    name = NAMES[number] if number < len(NAMES) else f"Oefenkantoor {number + 1}"
    rng = Random(f"{seed}/{slug}")
    canary = f"kanarie-{slug}-{secrets.token_hex(8)}" if canaries else ""
    with transaction.atomic():
        office = create_office(
            f"{name} {canary}".strip()[:120], slug=slug, is_practice=True, phone="+31505551234", email=f"info@{slug}.{DOMAIN}"
        )
        with office_scope(office.pk):
            members = {role: staff(office, role, slug, password) for role in ShippedRole.values}
            plan = Plan(office, rng, relations, members, password, canary)
            plan.logins += [login(member.user, office, role, password) for role, member in members.items()]
            if number < 2:
                plan.members["BOTH"] = both_offices(office, password)
                plan.logins.append(login(plan.members["BOTH"].user, office, "MANAGER in twee kantoren", password))
            make_token(members[ShippedRole.ADMIN], name="Oefenprogramma", by=members[ShippedRole.ADMIN])
            for entry in practice_data:
                entry(plan)
            work(ask_verification(by=members[ShippedRole.ADMIN]).pk)
    return plan


def login(user: User, office: Office | None, what: str, password: str = "") -> dict:
    """A line for the list of practice logins, with the secret for an authenticator app."""
    place = office.slug if office else ""
    return {"office": place, "email": user.email, "what": what, "password": password, "totp": totp_secret(user.email)}


def totp_secret(email: str) -> str:
    """The authenticator secret (base32) of a practice login: no secret at all, it is printed for whoever practises."""
    return base64.b32encode(hashlib.sha256(f"oefenen/{email}".encode()).digest()[:20]).decode()


def give_factor(user: User) -> None:
    """Let a practice user have his authenticator app already."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, totp_secret(user.email))


def staff(office: Office, role: str, slug: str, password: str) -> TeamMember:
    """A member with the shipped role, whose second factor is the practice TOTP secret."""
    email = f"{ShippedRole(role).label.lower()}@{slug}.{DOMAIN}"
    return member_of(office, person(email, STAFF[ShippedRole(role)], password), role)


def both_offices(office: Office, password: str) -> TeamMember:
    """The same person in two offices."""
    return member_of(office, person(f"noor.bakker@{DOMAIN}", "Noor Bakker", password), ShippedRole.MANAGER)


def person(email: str, name: str, password: str) -> User:
    """A user who can sign in with the practice password; made once, also for two offices."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, password, name=name)
    give_factor(user)
    return user


def member_of(office: Office, user: User, role: str) -> TeamMember:
    """A member who started two years ago."""
    return TeamMember.objects.create(
        office=office,
        user=user,
        role=AuthorisationRole.objects.get(shipped=role),
        number=TeamMember.objects.filter(office=office).count() + 1,
        starts_on=timezone.localdate() - timedelta(days=730),
        function=FUNCTIONS[ShippedRole(role)],
    )


def platform_admin(password: str) -> User:
    """The person who looks after the installation and sees no client content by himself."""
    email = f"platform@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_superuser(email, password, name="Pim Platform")
    give_factor(user)
    return user


__all__ = ["DOMAIN", "SYSTEM", "NotAPracticeInstallation", "Plan", "make_offices", "make_one", "platform_admin"]
