"""The port through which a filing leaves: what a route gets, what it answers, and which routes there are.

A route never touches the database and never raises for a fault of the other side: whether something certainly did not
arrive (TROUBLE) or perhaps did (UNKNOWN) is its answer. The ledger around it stands in `rules/delivering`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from offices.errors import RuleBroken
from offices.registry import Registry
from sbr_inbox.delivery_enums import DeliveryOutcome


class CannotSend(RuleBroken):
    """Nothing left and nothing will until the office changes something; the sentence says what."""

    code = "E15"


@dataclass(frozen=True)
class KeyPair:
    """A private key with its certificates, own one first, as PEM."""

    key: bytes = field(repr=False)
    chain: tuple[bytes, ...]


@dataclass(frozen=True)
class Order:
    """Everything a route needs to send one filing or to ask after it; loaded before the call, in one transaction."""

    office_id: int
    delivery_id: str
    environment: str
    kind: str
    berichtsoort: str
    identity_number: str = field(repr=False)
    identity_type: str
    role: str
    aanleverkenmerk: str
    previous_aanleverkenmerk: str
    file_name: str
    mime_type: str
    body: bytes = field(repr=False)
    sha256: str
    certificate: KeyPair | None
    # Service → address; the environment decides which.
    addresses: dict[str, str]
    # PEM of the certificates with which the receiver signs its answers.
    trust: tuple[bytes, ...]
    signature_algorithm: str
    # References of the receiver that belong to other filings: never the answer to «where is ours».
    other_kenmerken: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatusRow:
    """One status as the receiver gave it."""

    kenmerk: str
    code: str
    text: str
    at: datetime
    foutcode: str = ""
    foutbeschrijving: str = ""
    details: str = ""


@dataclass(frozen=True)
class Sent:
    """What became of one call; `answer` holds the signed answer byte for byte when there was one."""

    outcome: DeliveryOutcome
    kenmerk: str = ""
    at: datetime | None = None
    foutcode: str = ""
    text: str = ""
    answer: bytes = b""
    statuses: tuple[StatusRow, ...] = ()


@dataclass(frozen=True)
class Statuses:
    """What the receiver knows. `known` is False when it never received this reference, None when it did not answer."""

    known: bool | None
    rows: tuple[StatusRow, ...] = ()
    kenmerk: str = ""
    answer: bytes = b""
    text: str = ""


class RouteDriver(Protocol):
    """A way out of the house; registered in `routes`."""

    key: str

    def send(self, order: Order) -> Sent:
        """Hand the filing over once. Raises CannotSend when nothing could leave."""
        ...

    def statuses(self, order: Order, *, kenmerk: str, since: datetime | None = None) -> Statuses:
        """All statuses of this filing; without `kenmerk` the receiver is searched for our own reference."""
        ...


class SourceDriver(Protocol):
    """A source package that takes an approved filing back and files it itself; registered in `filing_sources`."""

    key: str

    def hand_back(self, order: Order, *, source_ref: str) -> Sent:
        """Tell the package that this filing is approved. SENT when it took it; never raises for its faults."""
        ...


routes = Registry("routes by which a filing leaves")
filing_sources = Registry("source packages that take an approved filing back")


def route_driver(key: str) -> RouteDriver:
    """The driver of a route. Raises CannotSend when nobody registered it."""
    for driver in routes:
        if driver.key == key:
            return driver
    raise CannotSend(f"De route {key} is op deze installatie niet beschikbaar. Kies een andere route bij Beheer > SBR.")


def source_driver(source: str) -> SourceDriver | None:
    """The package of this source, when its connection can take filings back."""
    return next((driver for driver in filing_sources if driver.key == source), None)
