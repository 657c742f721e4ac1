"""The trade register as the crm sees it: a port that a connector fills, and plain values that cross it.

The crm knows no vendor. A connector registers an object with the methods of `CompanyRegister`; which one works is
asked per office. Nothing here is called inside a transaction: the other side may take seconds.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from offices.errors import RuleBroken
from offices.registry import Registry


@dataclass(frozen=True)
class CompanyQuery:
    """What is looked for: a whole number, or a name with an optional place."""

    name: str = ""
    city: str = ""
    kvk_nummer: str = ""
    rsin: str = ""
    vestigingsnummer: str = ""


@dataclass(frozen=True)
class CompanyHit:
    """One line of a search; not master data, only enough to choose by."""

    kvk_nummer: str
    name: str
    vestigingsnummer: str = ""
    kind: str = ""
    street: str = ""
    city: str = ""
    active: bool = True


@dataclass(frozen=True)
class RegisterAddress:
    """An address in the register; a shielded one has no parts and may not be filled in from elsewhere."""

    kind: str
    street: str = ""
    house_number: int | None = None
    house_suffix: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "NL"
    shielded: bool = False


@dataclass(frozen=True)
class Officer:
    """Somebody who acts for an organisation."""

    name: str
    role: str
    authority: str = ""
    since: str = ""
    is_person: bool = True


@dataclass(frozen=True)
class Activity:
    """What an organisation does (SBI)."""

    code: str
    text: str
    is_main: bool = False


@dataclass(frozen=True)
class Establishment:
    """One branch: its names, addresses and people at work."""

    vestigingsnummer: str
    kvk_nummer: str
    name: str
    is_main: bool = False
    trade_names: tuple[str, ...] = ()
    employee_count: int | None = None
    addresses: tuple[RegisterAddress, ...] = ()
    activities: tuple[Activity, ...] = ()


@dataclass(frozen=True)
class CompanyProfile:
    """What the register says of one organisation.

    `rechtsvorm` is our value, empty when the register's own words (`rechtsvorm_text`) have none. `founded_on` is None
    when the register knows only a part of the date; its words stand in `founded_text`. `officers` is None when the
    register does not offer them. `raw` is the answer as it came.
    """

    kvk_nummer: str
    name: str
    trade_names: tuple[str, ...] = ()
    rechtsvorm: str = ""
    rechtsvorm_text: str = ""
    rsin: str = ""
    founded_on: date | None = None
    founded_text: str = ""
    employee_count: int | None = None
    vestigingsnummer: str = ""
    addresses: tuple[RegisterAddress, ...] = ()
    activities: tuple[Activity, ...] = ()
    officers: tuple[Officer, ...] | None = None
    active: bool = True
    raw: dict[str, Any] = field(default_factory=dict)


class RegisterFault(RuleBroken):
    """The register did not help; the sentence says why and what to do."""


class NoRegister(RegisterFault):
    """The office has no working link with a register."""

    code = "KVK01"


class NoRegisterAnswer(RegisterFault):
    """CRM16: no answer, or none that can be read."""

    code = "CRM16"

    def __init__(self, text: str = ""):
        super().__init__(
            text
            or "KvK geeft geen antwoord. U kunt de gegevens nu zelf invullen en later via 'Vergelijk met KvK' controleren.",
            retryable=True,
        )


class NotInRegister(RegisterFault):
    """The register does not know the number."""

    code = "KVK02"


class CompanyRegister(Protocol):
    """What a connector to a trade register can do. Every method raises only RegisterFault."""

    key: str
    name: str

    def ready(self) -> bool:
        """Whether the open office can use it."""

    def search(self, query: CompanyQuery) -> list[CompanyHit]:
        """At most one page of hits; an empty list when there are none."""

    def profile(self, kvk_nummer: str) -> CompanyProfile:
        """One organisation. Raises NotInRegister."""

    def establishment(self, vestigingsnummer: str, *, kvk_nummer: str = "") -> Establishment:
        """One branch. Raises NotInRegister."""


company_registers = Registry("CompanyRegister")


def working_register() -> CompanyRegister | None:
    """The register the open office is linked with, if any."""
    return next((register for register in company_registers if register.ready()), None)


def the_register() -> CompanyRegister:
    """The register of the open office. Raises NoRegister."""
    found = working_register()
    if found is None:
        raise NoRegister("Er is geen werkende koppeling met KvK. Maak of hervat haar bij Integraties, of vul de gegevens zelf in.")
    return found
