"""What an office asks of the simulator: a certificate, a scenario for its next filings, and what it received."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from django.db import transaction

from offices.audit import record
from offices.errors import RuleBroken
from offices.models import Office
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.digipoort.simulated import simulator_folder
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.scenarios import SCENARIOS
from sbr_inbox.digipoort.simulator.state import ALL, State
from sbr_inbox.keystore import Bundle
from sbr_inbox.models import Certificate
from sbr_inbox.rules.certificates import keep_bundle

MOST_TIMES = 100
SHOWN = 50


class NoScenario(RuleBroken):
    """The simulator cannot be asked this."""

    code = "SBR06"


@dataclass(frozen=True)
class Received:
    """A filing as the simulator has it."""

    at: datetime
    aanleverkenmerk: str
    kenmerk: str
    berichtsoort: str
    accepted: bool
    scenario: str
    why: str


@dataclass(frozen=True)
class Chosen:
    """A rule of the menu that still holds; `left` is None for always."""

    label: str
    left: int | None


def give_certificate(office: Office, *, by) -> Certificate:
    """A certificate of the simulator for the open office, unless it has one in use. Raises NoSimulator."""
    known = _in_use()
    if known is not None:
        return known
    key, chain = pki.issue_client(simulator_folder(), office.name)
    certificates = tuple(x509.load_pem_x509_certificate(pem) for pem in chain)
    return keep_bundle(Bundle(key, certificates), by=by, environment=Environment.SIMULATION, name="Simulatie")


def _in_use() -> Certificate | None:
    return Certificate.objects.filter(environment=Environment.SIMULATION, active=True, removed_at=None).first()


def choose_scenario(name: str, *, by, times: int, number: str = "") -> None:
    """Let the next `times` filings of the open office go like this, of one tax number when given.

    Only filings sent with its own certificate are touched. Raises NoScenario (SBR06).
    """
    certificate = _required()
    if name not in SCENARIOS:
        raise NoScenario("Kies een van de scenario's.", field="scenario")
    if not 1 <= times <= MOST_TIMES:
        raise NoScenario(f"Vul bij aantal een getal van 1 tot en met {MOST_TIMES} in.", field="times")
    with transaction.atomic():
        record(by, "simulation.chosen", certificate, data={"scenario": name, "aantal": times})
        with opened() as state:
            state.set_rule([name], certificate=certificate.fingerprint, number=number.strip() or ALL, times=times)


def clear_scenarios(*, by) -> None:
    """Let everything go well again for the open office."""
    certificate = _required()
    with transaction.atomic():
        record(by, "simulation.cleared", certificate)
        with opened() as state:
            state.clear_rules(certificate=certificate.fingerprint)


def _required() -> Certificate:
    certificate = _in_use()
    if certificate is None:
        raise NoScenario("Uw kantoor verzendt niet naar de simulatie. Kies die omgeving eerst.")
    return certificate


class opened:
    """The file of the simulator for as long as the block lasts."""

    def __enter__(self) -> State:
        self.state = State(simulator_folder())
        return self.state

    def __exit__(self, *fault) -> None:
        self.state.close()


def chosen_scenarios() -> list[Chosen]:
    """What was chosen for the open office and still holds, latest first."""
    certificate = _in_use()
    if certificate is None:
        return []
    with opened() as state:
        rules = state.rules_of(certificate.fingerprint)
    return [Chosen(SCENARIOS[names[0]].label, left) for names, left in rules]


def received() -> list[Received]:
    """The last filings that came in with a certificate of the open office, latest first; no numbers in it."""
    prints = list(Certificate.objects.filter(environment=Environment.SIMULATION).values_list("fingerprint", flat=True))
    if not prints:
        return []
    with opened() as state:
        rows = state.received_from(prints, most=SHOWN)
    return [
        Received(
            at=datetime.fromtimestamp(row["at"], UTC),
            aanleverkenmerk=row["aanleverkenmerk"],
            kenmerk=row["kenmerk"],
            berichtsoort=row["berichtsoort"],
            accepted=bool(row["accepted"]),
            scenario=SCENARIOS[row["scenario"]].label if row["scenario"] in SCENARIOS else row["scenario"],
            why=row["why"],
        )
        for row in rows
    ]
