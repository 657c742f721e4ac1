"""Orders for tests of routes."""

import hashlib

from sbr_inbox.delivery import Order
from tests.sbr_inbox.digipoort.keys import receiver, sender


def order(**kw) -> Order:
    """An order to send an OB return."""
    body = kw.pop("body", b"<aangifte>1</aangifte>")
    values = {
        "office_id": 1,
        "delivery_id": "d",
        "environment": "SIMULATION",
        "kind": "OB",
        "berichtsoort": "Omzetbelasting",
        "identity_number": "001000044B37",
        "identity_type": "BTW",
        "role": "Intermediair",
        "aanleverkenmerk": "Happyflow",
        "previous_aanleverkenmerk": "",
        "file_name": "ob.xbrl",
        "mime_type": "application/xml",
        "body": body,
        "sha256": hashlib.sha256(body).hexdigest(),
        "certificate": sender().pair,
        "addresses": {},
        "trust": (receiver().pem,),
        "signature_algorithm": "rsa-sha1",
    }
    return Order(**{**values, **kw})
