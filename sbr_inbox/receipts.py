"""The receipt: one canonical text, signed by the office, that anyone can check offline.

A receipt proves that the office issued it and that nothing in it was changed. It does not prove by itself
who the person was, and it is not a qualified signature. It holds no bsn. What came from practice or simulation is
signed with keys of their own, and never verifies as real.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sbr_inbox.sentences import sentence

VERSION = 1
QR_LIMIT = 1800
PREFIX = "KR1"
LIMIT_TEXT = (
    "Dit bewijs laat zien dat het kantoor het heeft afgegeven en dat er daarna niets aan is veranderd. "
    "Het bewijst niet op zichzelf wie de persoon was en het is geen gekwalificeerde handtekening."
)


class BadReceipt(ValueError):
    """The text is not a receipt of ours; the message says in Dutch why."""


@dataclass(frozen=True)
class Verdict:
    """Outcome of checking a receipt: `word` in capitals, `text` as a sentence, `content` when it was readable."""

    ok: bool
    word: str
    text: str
    content: dict[str, Any] | None = None

    @property
    def at(self) -> datetime | None:
        """When the answer was given."""
        try:
            return datetime.fromisoformat((self.content or {})["at"].replace("Z", "+00:00"))
        except (KeyError, ValueError, AttributeError):
            return None

    @property
    def sentence(self) -> str:
        """The sentence that was agreed to, rebuilt from its template."""
        content = self.content or {}
        try:
            said = content["sentence"]
            return sentence(said["template"], said | {"relation": content["relation"]["name"]})
        except (KeyError, TypeError):
            return ""


VALID = "GELDIG"
OTHER_FILE = "ANDER BESTAND"
BAD_SIGNATURE = "ONGELDIGE HANDTEKENING"
UNKNOWN_KEY = "ONBEKENDE SLEUTEL"
SIMULATION = "SIMULATIE"
NOT_A_RECEIPT = "GEEN BEWIJS"
SIMULATED_PREFIX = "sim-"
FILES = {"xml": "aangiftebestand", "pdf": "pdf-bestand", "answer": "antwoord van de ontvanger"}


def canonical(content: dict[str, Any]) -> bytes:
    """The one text of a receipt: keys sorted, UTF-8, no spaces, no floats."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def envelope(payload: bytes, *, key_id: str, signature: str) -> bytes:
    """The receipt as a file: the canonical text kept byte for byte, with the base64 signature beside it."""
    text = {
        "format": PREFIX,
        "receipt": payload.decode(),
        "key_id": key_id,
        "signature": signature,
    }
    return json.dumps(text, ensure_ascii=False, indent=1).encode() + b"\n"


def compact(payload: bytes, signature: str) -> str:
    """The receipt as one line for a QR code."""
    parts = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (payload, base64.b64decode(signature)))
    return ".".join((PREFIX, *parts))


def qr_text(payload: bytes, signature: str) -> str:
    """The whole receipt when it fits one QR code, else its fingerprint, which finds the receipt file."""
    whole = compact(payload, signature)
    return whole if len(whole) <= QR_LIMIT else f"{PREFIX}#{hashlib.sha256(payload).hexdigest()}"


def _unbase64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _parts(data: bytes) -> tuple[bytes, str, bytes]:
    """Canonical text, key id and signature of a receipt file or of the text of its QR code."""
    text = data.decode("utf-8-sig").strip()
    if text.startswith(PREFIX + "."):
        payload, signature = (_unbase64(part) for part in text.split(".")[1:])
        return payload, json.loads(payload)["key_id"], signature
    file = json.loads(text)
    signature = base64.b64decode(file["signature"], validate=True)
    return file["receipt"].encode(), file["key_id"], signature


def read(data: bytes) -> tuple[bytes, dict[str, Any], str, bytes]:
    """Canonical text, content, key id and signature. Raises BadReceipt when the text is not a receipt."""
    try:
        payload, key_id, signature = _parts(data)
        content = json.loads(payload)
        if not isinstance(content, dict) or not isinstance(key_id, str):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError) as fault:
        raise BadReceipt("Dit bestand is geen bewijs. Kies het JSON-bestand van het bewijs.") from fault
    return payload, content, key_id, signature


def verify(
    data: bytes,
    public_keys: dict[str, str],
    *,
    files: dict[str, bytes] | None = None,
    simulated_keys: dict[str, str] | None = None,
) -> Verdict:
    """Check a receipt with nothing but the office's published keys (key id → base64 of 32 bytes).

    `files` may hold the filing under "xml" and "pdf", and a signed answer of the receiver under "answer"; each is
    compared with the hash in the receipt. Simulated proof is SIMULATIE at best, whatever keys are given.
    """
    try:
        payload, content, key_id, signature = read(data)
    except BadReceipt as fault:
        return Verdict(False, NOT_A_RECEIPT, str(fault))
    simulated = key_id.startswith(SIMULATED_PREFIX)
    keys = simulated_keys or {} if simulated else public_keys
    if key_id not in keys:
        if simulated:
            return Verdict(False, SIMULATION, f"Dit is een bewijs uit een simulatie, met een sleutel die hier onbekend is ({key_id}).", content)
        return Verdict(False, UNKNOWN_KEY, f"Sleutel {key_id} hoort niet bij dit kantoor.", content)
    fault = _signature_fault(payload, content, key_id, keys[key_id], signature)
    if fault:
        return Verdict(False, BAD_SIGNATURE, fault, content)
    for part, body in (files or {}).items():
        if not _fits(content, part, hashlib.sha256(body).hexdigest()):
            return Verdict(False, OTHER_FILE, f"Het {FILES[part]} is niet het bestand van dit bewijs.", content)
    if simulated or content.get("practice") or content.get("environment") not in (None, "NONE", "PRODUCTION"):
        return Verdict(False, SIMULATION, "Het bewijs is niet veranderd, maar komt uit een simulatie: er is niets echt ingediend.", content)
    return Verdict(True, VALID, "Het bewijs is door het kantoor afgegeven en daarna niet veranderd.", content)


def _signature_fault(payload: bytes, content: dict, key_id: str, public_key: str, signature: bytes) -> str:
    """Why the signature does not hold, or nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(signature, payload)
    except (InvalidSignature, ValueError):
        return "Het bewijs is na afgifte veranderd of niet door dit kantoor gemaakt."
    if content.get("key_id") != key_id or canonical(content) != payload:
        return "Het bewijs heeft niet de vaste vorm waarin het is ondertekend."
    return ""


def _fits(content: dict, part: str, digest: str) -> bool:
    if part == "answer":
        return digest in (content.get("answers") or [])
    return digest == content.get(f"{part}_sha256")
