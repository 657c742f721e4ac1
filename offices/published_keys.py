"""The public halves of the keys with which an office signs, and since when; anybody may have them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from offices.crypto import is_simulated_key, signing_keys


@dataclass(frozen=True)
class PublishedKey:
    """One key: base64 of 32 bytes, and the time in which it signed. A simulated one proves nothing real."""

    id: str
    public: str
    valid_from: datetime
    valid_to: datetime | None
    simulated: bool

    def said(self) -> dict:
        """The key as it stands in published files; times in UTC."""
        return {"public": self.public, "from": _utc(self.valid_from), "to": _utc(self.valid_to)}


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def published_keys() -> list[PublishedKey]:
    """Every signing key of the open office, newest first; real ones before those of simulation."""
    keys = [
        PublishedKey(row.key_id, row.public, row.valid_from, row.valid_to, is_simulated_key(row.key_id))
        for row in signing_keys()
    ]
    return sorted(keys, key=lambda key: key.simulated)


def keys_document(office) -> dict:
    """What is published of an office: who it is, and its keys by their id."""
    keys = published_keys()
    return {
        "format": "KRK1",
        "office": {"name": office.name, "slug": office.slug, "kvk_nummer": office.kvk_nummer},
        "algorithm": "Ed25519",
        "keys": {key.id: key.said() for key in keys if not key.simulated},
        "simulated": {key.id: key.said() for key in keys if key.simulated},
    }
