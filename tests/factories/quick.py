"""What tests need often and is slow to make: paper, and keys of certificates. Tests about paper itself carry the mark `paper`."""

import functools
import hashlib
import itertools
import json
from types import SimpleNamespace

import segno
from cryptography.hazmat.primitives.asymmetric import rsa
from django.template.loader import render_to_string

from tests.factories.dossier import make_pdf

_generate = rsa.generate_private_key
_KEYS, _BITS = 8, 2048
_turn = itertools.count()


def quick_paper(template: str, context: dict, *, attached: tuple[str, bytes] | None = None) -> bytes:
    """An empty page instead of paper; the template is filled in, and another text or another file gives other bytes."""
    from sbr_inbox.pdf import mark, on_paper

    page = render_to_string(template, {"mark": mark(context["office"]), "brand": on_paper()} | context)
    digest = hashlib.sha256(json.dumps([page, (attached or ("", b""))[1].hex()]).encode()).hexdigest()
    return make_pdf() + f"\n% {digest}\n".encode()


# A QR code in the first of its eight patterns, where the best one is looked for otherwise.
QUICK_CODES = SimpleNamespace(make=functools.partial(segno.make, mask=0))


def quick_key(public_exponent: int, key_size: int, backend=None):
    """One of eight keys in turn: no test holds more certificates of the usual size at once."""
    return _key(next(_turn) % _KEYS) if (public_exponent, key_size) == (65537, _BITS) else _generate(public_exponent, key_size, backend)


@functools.cache
def _key(number: int):
    return _generate(65537, _BITS)
