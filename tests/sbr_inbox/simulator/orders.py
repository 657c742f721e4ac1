"""Orders as the ledger makes them, for the simulator."""

import hashlib
from dataclasses import replace
from datetime import date
from itertools import count

from sbr_inbox import practice_files
from sbr_inbox.delivery import Order
from sbr_inbox.delivery_enums import Environment, SignatureAlgorithm
from sbr_inbox.digipoort.simulated import simulated_addresses
from tests.simulator import Running

_numbers = count(1)
NUMBER = "001000044B37"


def body(number: str = NUMBER, *, turnover: int = 1000) -> bytes:
    """An OB return for this number."""
    return practice_files.ob(
        number=number,
        start=date(2026, 10, 1),
        end=date(2026, 10, 31),
        rubrieken={"1a": (turnover, turnover * 21 // 100)},
        reference=f"R{turnover}",
    )


def order(simulator: Running, *, pair=None, number: str = NUMBER, content: bytes | None = None, **changed) -> Order:
    """An order with a fresh aanleverkenmerk and a client certificate of the simulator."""
    content = body(number) if content is None else content
    made = Order(
        office_id=1,
        delivery_id="d",
        environment=Environment.SIMULATION,
        kind="OB",
        berichtsoort="Omzetbelasting",
        identity_number=number,
        identity_type="Fi",
        role="Intermediair",
        aanleverkenmerk=f"proef{next(_numbers)}",
        previous_aanleverkenmerk="",
        file_name="Omzetbelasting.xbrl",
        mime_type="application/xml",
        body=content,
        sha256=hashlib.sha256(content).hexdigest(),
        certificate=pair or simulator.issue(),
        addresses=simulated_addresses(),
        trust=simulator.trust,
        signature_algorithm=SignatureAlgorithm.RSA_SHA1,
    )
    return replace(made, **changed)
