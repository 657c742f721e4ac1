"""Where the simulator of this installation is and by what one knows it; empty when there is none."""

from pathlib import Path

from django.conf import settings

from sbr_inbox.delivery import CannotSend
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.paths import PATHS


class NoSimulator(CannotSend):
    """This installation runs without a simulator."""

    def __init__(self):
        super().__init__(
            "De simulatie van Digipoort draait niet op deze installatie. Vraag uw beheerder die aan te zetten."
        )


def simulator_folder() -> Path:
    """The folder of the simulator: certificates, and what it received. Raises NoSimulator."""
    if not settings.DIGIPOORT_SIMULATOR_DIR or not settings.DIGIPOORT_SIMULATOR_URL:
        raise NoSimulator()
    return Path(settings.DIGIPOORT_SIMULATOR_DIR)


def has_simulator() -> bool:
    """Whether this installation runs a simulator."""
    return bool(settings.DIGIPOORT_SIMULATOR_DIR and settings.DIGIPOORT_SIMULATOR_URL)


def simulated_addresses() -> dict[str, str]:
    """Service → address of the simulator, which may have another port after each start. Raises NoSimulator."""
    simulator_folder()
    base = settings.DIGIPOORT_SIMULATOR_URL.rstrip("/")
    return {service.value: base + path for service, path in PATHS.items()}


def simulated_trust() -> tuple[bytes, ...]:
    """The certificates, as PEM, with which the simulator signs its answers. Raises NoSimulator."""
    return ((pki.ensure(simulator_folder()) / "service.pem").read_bytes(),)


def simulated_authority() -> bytes:
    """The authority, as PEM, of the simulator's server and of every certificate it takes. Raises NoSimulator."""
    return (pki.ensure(simulator_folder()) / "ca.pem").read_bytes()
