"""Secrets of an office: encrypted fields, blind indexes and signatures.

Every office has keys of its own (OfficeKey rows), wrapped by the installation's master key. A value says which key
it needs, so keys rotate without downtime. BSN, OB and LH numbers, addresses of mail and credentials are stored as
AES-256-GCM; a keyed HMAC beside them makes an exact match possible without decrypting.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from offices.scope import require_office_id

NONCE_BYTES = 12
SIMULATED = "sim-"


@lru_cache(maxsize=1)
def _master_keys(configured: tuple[str, ...]) -> dict[str, bytes]:
    keys = dict(line.split(":", 1) for line in configured)
    return {key_id: base64.b64decode(value) for key_id, value in keys.items()}


def master_keys() -> dict[str, bytes]:
    """Key id -> 32 bytes, newest first. Raises ImproperlyConfigured when the installation has none."""
    keys = _master_keys(tuple(settings.KANTOOR_MASTER_KEYS))
    if not keys:
        raise ImproperlyConfigured("KANTOOR_MASTER_KEYS is empty: `./run` makes one, a deployment must set it.")
    return keys


def _seal(key_id: str, key: bytes, plain: bytes) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain, key_id.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def _unseal(keys: dict[str, bytes], value: str) -> bytes:
    key_id, _, body = value.partition(":")
    raw = base64.b64decode(body)
    return AESGCM(keys[key_id]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_id.encode())


def wrap(secret: bytes) -> str:
    """A secret of an office, sealed with the newest master key."""
    key_id, key = next(iter(master_keys().items()))
    return _seal(key_id, key, secret)


def unwrap(value: str) -> bytes:
    """The secret that `wrap` sealed, with whichever master key it names."""
    return _unseal(master_keys(), value)


class Keyring:
    """The unwrapped keys of one office, kept per process."""

    def __init__(self, office_id: int):
        from offices.models import KeyPurpose, OfficeSecret

        rows = list(OfficeSecret.objects.order_by("-valid_from", "-id"))
        self.office_id = office_id
        self.data = {row.key_id: unwrap(row.secret) for row in rows if row.purpose == KeyPurpose.DATA}
        self.index = next(unwrap(row.secret) for row in reversed(rows) if row.purpose == KeyPurpose.INDEX)
        # Of a key that came along from elsewhere only the public half is here.
        self.signers = {row.key_id: unwrap(row.secret) for row in rows if row.purpose == KeyPurpose.SIGN and row.secret}


@lru_cache(maxsize=512)
def _keyring(office_id: int, generation: int) -> Keyring:
    return Keyring(office_id)


_generation = 0


def forget_keys() -> None:
    """Read the keys anew at the next use: after a rotation, and between tests."""
    global _generation
    _generation += 1
    _keyring.cache_clear()


def keyring() -> Keyring:
    """The keys of the open office. Raises NoOffice when none is open."""
    return _keyring(require_office_id(), _generation)


def encrypt(plain: str) -> str:
    """Text, sealed with the newest data key of the open office."""
    key_id, key = next(iter(keyring().data.items()))
    return _seal(key_id, key, plain.encode())


def decrypt(value: str) -> str:
    """The text that `encrypt` sealed in the open office."""
    ring = keyring()
    if value.partition(":")[0] not in ring.data:
        forget_keys()
        ring = keyring()
    return _unseal(ring.data, value).decode()


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash (64 hex digits) by which equal values of one purpose are found within the open office."""
    return hmac.new(keyring().index, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Signer:
    """The key with which the open office signs now; its id is known before anything is signed."""

    key_id: str
    key: bytes = field(repr=False)

    def sign(self, data: bytes) -> str:
        """The base64 Ed25519 signature."""
        return base64.b64encode(Ed25519PrivateKey.from_private_bytes(self.key).sign(data)).decode()


def signer(*, simulated: bool = False) -> Signer:
    """The newest signing key of the open office, asked of the database: another process may have rotated it.

    `simulated` takes the key for practice and simulation, whose proofs never verify as real.
    """
    key_id = newest_signing_key(simulated=simulated).key_id
    if key_id not in keyring().signers:
        forget_keys()
    return Signer(key_id, keyring().signers[key_id])


def newest_signing_key(*, simulated: bool = False):
    """The row of the key that signs now."""
    return next(row for row in signing_keys() if is_simulated_key(row.key_id) == simulated)


def signing_keys() -> list:
    """Every signing key of the open office, newest first, also those no longer in use."""
    from offices.models import KeyPurpose, OfficeSecret

    return list(OfficeSecret.objects.filter(purpose=KeyPurpose.SIGN).order_by("-valid_from", "-id"))


def is_simulated_key(key_id: str) -> bool:
    """Whether a key signs simulations only; its name says so, so that anybody can see it."""
    return key_id.startswith(SIMULATED)


def sign(data: bytes) -> tuple[str, str]:
    """(key id, base64 Ed25519 signature) with the newest signing key of the open office."""
    used = signer()
    return used.key_id, used.sign(data)


def public_keys(*, simulated: bool = False) -> dict[str, str]:
    """Key id -> base64 public key of the open office, also of keys no longer in use; real ones or those of simulation."""
    return {row.key_id: row.public for row in signing_keys() if is_simulated_key(row.key_id) == simulated}


def verify(public_key: str, data: bytes, signature: str) -> bool:
    """Whether a base64 signature over the bytes was made with the private half of this base64 key."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(base64.b64decode(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_text(plain: str) -> str:
    """Text that belongs to a person and to no office (a TOTP secret), sealed with the master key."""
    return wrap(plain.encode())


def open_text(value: str) -> str:
    """The text that `seal_text` sealed."""
    return unwrap(value).decode()
