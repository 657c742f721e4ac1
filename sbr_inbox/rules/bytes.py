"""Whether the bytes in the store are still the bytes a hash was taken of."""

import hashlib

from offices.errors import RuleBroken
from offices.files import open_file


class BytesChanged(RuleBroken):
    """The file in the store is not the file that was offered."""

    code = "POR13"


def stored_sha256(stored) -> str:
    """sha256 of the bytes that lie in the store now, read in pieces."""
    digest = hashlib.sha256()
    with open_file(stored) as body:
        while piece := body.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def require_same_bytes(sha256: str, stored) -> None:
    """Raise BytesChanged when the store no longer holds the bytes of this hash."""
    try:
        same = stored is not None and stored_sha256(stored) == sha256
    except FileNotFoundError:
        same = False
    if not same:
        raise BytesChanged(
            "Het bestand van deze aangifte is veranderd of ontbreekt. Akkoord geven kan daarom niet. "
            "Uw kantoor is gewaarschuwd en neemt contact met u op."
        )
