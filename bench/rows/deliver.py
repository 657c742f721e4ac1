"""Row 22: sending approved filings to the simulator, against signing alone.

Ours passes the last gate (bytes, approval, number, certificate), writes attempt and outcome, signs, calls over mutual
TLS and checks the signed answer; floor is the signature of the same request. The simulator takes its part of the same
machine: it verifies, keeps and signs too. The second line leaves the ledger out, so that one sees what limits.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime

from django.utils import timezone

from bench.measure import row
from bench.rows.simulated import approved, simulating
from offices.files import read_bytes
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.delivery_enums import Service
from sbr_inbox.digipoort import names, requests, signing, soap
from sbr_inbox.digipoort.driver import DigipoortDriver
from sbr_inbox.models import Delivery
from sbr_inbox.rules.delivering.gate import make_order
from sbr_inbox.rules.delivering.plan import plan_for
from sbr_inbox.rules.delivering.sending import deliver_due

FILINGS = 20
# Verifying and signing happen on both sides, and the ledger writes twice.
MOST = 12


def run(*, rounds: int) -> list[dict]:
    """Milliseconds per filing: signing alone, the driver alone, and the whole of a delivery."""
    with office_scope(Office.objects.get(slug="groot").pk), simulating():
        orders = approved(FILINGS * rounds)
        sent = DigipoortDriver()
        pairs, bare = [], []
        for at in range(rounds):
            batch = orders[at * FILINGS : (at + 1) * FILINGS]
            prepared = [_order(delivery) for delivery in batch]
            floor = _each(_sign, prepared)
            ours = _deliver(batch)
            pairs.append((floor, ours))
            fresh = [_again(order, at) for order in prepared]
            bare.append((_each(_sign, fresh), _each(sent.send, fresh)))
    return [
        _row(f"delivery of {FILINGS * rounds} filings with signing", pairs),
        _row("the same without the ledger", bare),
    ]


def _row(name: str, pairs: list[tuple[float, float]]) -> dict:
    floor, ours = (sorted(pair[at] for pair in pairs)[len(pairs) // 2] for at in (0, 1))
    measured = {
        "floor": round(floor, 2),
        "ours": round(ours, 2),
        "ratio": round(ours / floor, 2),
        "unit": "ms",
    }
    return row(22, f"{name} ({1000 / ours:.1f}/s)", measured, most=MOST)


def _each(work, orders: list) -> float:
    begin = time.perf_counter()
    for order in orders:
        work(order)
    return (time.perf_counter() - begin) * 1000 / len(orders)


def _sign(order) -> bytes:
    request = soap.build_request(
        names.DELIVER, requests.deliver(order), to=order.addresses[Service.DELIVER], now=datetime.now(UTC)
    )
    return signing.sign(request, order.certificate, order.signature_algorithm)


def _order(delivery):
    filing = delivery.filing
    return make_order(filing, delivery, plan_for(filing), read_bytes(filing.main_file))


def _deliver(batch: list[Delivery]) -> float:
    """The ledger sends these and no others."""
    keys = [delivery.pk for delivery in batch]
    Delivery.objects.filter(pk__in=keys).update(due_at=timezone.now(), state="READY")
    begin = time.perf_counter()
    done = deliver_due(most=len(keys))
    taken = (time.perf_counter() - begin) * 1000 / len(keys)
    states = set(Delivery.objects.filter(pk__in=keys).values_list("state", flat=True))
    if done != len(keys) or states != {"SENT"}:
        raise RuntimeError(f"{done} deliveries were worked on and became {states}, so the time says nothing.")
    Delivery.objects.filter(pk__in=keys).update(due_at=None)
    return taken


def _again(order, at: int):
    """The same order under another reference."""
    return replace(order, aanleverkenmerk=f"bench-{at}-{order.aanleverkenmerk[:20]}")
