"""A receiver that records, in place of the route to Digipoort."""

import pytest

from sbr_inbox import delivery
from tests.factories.delivery import Receiver, may_send


@pytest.fixture
def receiver(monkeypatch) -> Receiver:
    """The only route there is."""
    route = Receiver()
    monkeypatch.setattr(delivery.routes, "_entries", [route])
    return route


@pytest.fixture
def sending(in_alfa, beta, receiver):
    """Office alfa may send; beta has a certificate and settings of its own."""
    with beta.scope:
        may_send()
    may_send()
    return in_alfa
