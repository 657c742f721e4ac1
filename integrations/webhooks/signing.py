"""Proof for the receiver that a message is ours and is fresh.

`X-Kantoor-Signature: t=<seconds>,v1=<hex>` where v1 is HMAC-SHA256 with the secret over `<seconds>.<body>`. A receiver
recomputes it over the bytes as they came and refuses what is older than five minutes.
"""

import hashlib
import hmac
import secrets
import time

PREFIX = "whs_"


def new_secret() -> str:
    """A secret with 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def signature(secret: str, body: bytes, *, at: int | None = None) -> str:
    """The header for this body at this second."""
    moment = int(time.time()) if at is None else at
    code = hmac.new(secret.encode(), str(moment).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={code}"
