"""Making an office and everything it cannot work without."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from offices.audit import SYSTEM, record
from offices.crypto import SIMULATED, wrap
from offices.enums import KeyPurpose, ShippedRole, ShippedTeamRole
from offices.errors import RuleBroken
from offices.models import RESERVED_SLUGS, AuthorisationRole, Office, OfficeSecret, RoleGrant, TeamRole
from offices.models.office import SLUG
from offices.permissions import all_permissions
from offices.registry import office_created
from offices.scope import office_scope


def create_office(name: str, *, slug: str, by=SYSTEM, is_practice: bool = False, **fields) -> Office:
    """A new office with its keys, roles, and whatever other apps give every office.

    Raises RuleBroken ADM06 when the address is taken or not allowed.
    """
    check_slug(slug)
    with transaction.atomic():
        try:
            with transaction.atomic():
                office = Office.objects.create(name=name, slug=slug, is_practice=is_practice, **fields)
        except IntegrityError:
            raise taken(slug) from None
        with office_scope(office.pk):
            make_keys()
            make_roles()
            record(by, "office.created", office)
            office_created.call(office, by=by)
    return office


def check_slug(slug: str) -> None:
    """Whether an office may have this address. Raises RuleBroken ADM06."""
    try:
        SLUG(slug)
    except ValidationError:
        raise taken(slug) from None
    if slug in RESERVED_SLUGS or Office.objects.filter(slug=slug).exists():
        raise taken(slug)


def taken(slug: str) -> RuleBroken:
    """ADM06: the address is taken or not allowed."""
    text = f"Het adres {slug} is bezet of niet toegestaan. Gebruik kleine letters, cijfers en streepjes."
    return RuleBroken(text, code="ADM06", field="slug")


def make_keys() -> None:
    """A data key, an index key, and signing keys for proof and for simulated proof, for the open office."""
    make_key(KeyPurpose.DATA, secrets.token_bytes(32))
    make_key(KeyPurpose.INDEX, secrets.token_bytes(32))
    make_signing_key()
    make_signing_key(simulated=True)


def make_signing_key(*, simulated: bool = False) -> OfficeSecret:
    """A new Ed25519 key; the newest signs, older public keys stay for verifying."""
    private = Ed25519PrivateKey.generate()
    public = base64.b64encode(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    return make_key(KeyPurpose.SIGN, private.private_bytes_raw(), public=public, prefix=SIMULATED if simulated else "")


def make_key(purpose: str, secret: bytes, *, public: str = "", prefix: str = "") -> OfficeSecret:
    """One key row, its secret wrapped with the master key."""
    key_id = prefix + secrets.token_hex(6)
    return OfficeSecret.objects.create(purpose=purpose, key_id=key_id, secret=wrap(secret), public=public)


def make_roles() -> None:
    """The four authorisation roles with the rights every app declares, and the six roles on a relation."""
    for code, name in ShippedRole.choices:
        role = AuthorisationRole.objects.create(name=name, shipped=code)
        grants = [(p.key, p.grants[code]) for p in all_permissions() if code in p.grants]
        RoleGrant.objects.bulk_create([RoleGrant(role=role, permission=key, scope=scope) for key, scope in grants])
    TeamRole.objects.bulk_create(
        TeamRole(code=code, name=name, order=order, who=order) for order, (code, name) in enumerate(ShippedTeamRole.choices, 1)
    )
