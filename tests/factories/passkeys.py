"""A passkey in software: signs challenges as a browser and its authenticator would."""

import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftPasskey:
    """One credential on one device."""

    def __init__(self, origin: str = "http://localhost", rp_id: str = "localhost"):
        self.origin, self.rp_id = origin, rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.handle = b""

    def create(self, options: dict, *, verified: bool = True) -> str:
        """The answer to options for a new passkey, as the page posts it."""
        public = options["publicKey"]
        self.handle = websafe_decode(public["user"]["id"])
        client_data = self._client_data("webauthn.create", public["challenge"])
        flags = PRESENT | ATTESTED | (VERIFIED if verified else 0)
        public_key = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public_key
        attestation = cbor.encode(
            {"fmt": "none", "attStmt": {}, "authData": self._auth_data(flags) + attested}
        )
        return self._credential({"clientDataJSON": client_data, "attestationObject": attestation})

    def get(self, options: dict, *, verified: bool = True) -> str:
        """The answer to options for proving this passkey."""
        client_data = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        auth_data = self._auth_data(PRESENT | (VERIFIED if verified else 0))
        signed = auth_data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client_data, "authenticatorData": auth_data, "signature": signature}
        return self._credential(parts | {"userHandle": self.handle})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _auth_data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + struct.pack(">I", 1)

    def _credential(self, parts: dict) -> str:
        response = {name: websafe_encode(value) for name, value in parts.items()}
        told = {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key"}
        return json.dumps(
            told | {"response": response, "clientExtensionResults": {"credProps": {"rk": True}}}
        )
