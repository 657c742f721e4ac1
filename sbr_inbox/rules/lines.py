"""How the open office reaches Digipoort now: addresses, believed certificates, key and method together."""

from django.utils import timezone

from offices.settings_registry import setting
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import Environment, Service
from sbr_inbox.digipoort.client import Line
from sbr_inbox.digipoort.simulated import simulated_addresses, simulated_trust
from sbr_inbox.models import DigipoortAddress, ServiceCertificate
from sbr_inbox.rules.certificates import key_pair, usable
from sbr_inbox.rules.environment import environment
from sbr_inbox.rules.settings import ALGORITHM


def addresses(here: str) -> dict[str, str]:
    """Service → address in this environment; what is empty is left out. The simulator says its own."""
    if here == Environment.SIMULATION:
        return simulated_addresses()
    return dict(DigipoortAddress.objects.filter(environment=here).exclude(url="").values_list("service", "url"))


def trusted_pems(here: str) -> tuple[bytes, ...]:
    """The service certificates, as PEM, that hold now in this environment."""
    if here == Environment.SIMULATION:
        return simulated_trust()
    rows = ServiceCertificate.objects.filter(environment=here, valid_to__gt=timezone.now())
    return tuple(pem.encode("ascii") for pem in rows.values_list("pem", flat=True))


def line_for(service: Service) -> Line:
    """The line to a service in the environment of the office. Raises CannotSend with what is missing."""
    here = environment()
    if here == Environment.NONE:
        raise CannotSend("Er is nog niet gekozen waarheen uw kantoor verzendt. Kies de omgeving bij Beheer > SBR.")
    url = addresses(here).get(service.value, "")
    if not url:
        raise CannotSend(f"Het adres van de {service.label.lower()} voor {here.label.lower()} is leeg. Vul het in bij Beheer > SBR > Adressen.")
    trust = trusted_pems(here)
    if not trust:
        raise CannotSend(
            f"Er is geen geldig servicecertificaat voor {here.label.lower()}; antwoorden zijn dan niet te controleren. "
            "Voeg het toe bij Beheer > SBR > Servicecertificaten."
        )
    return Line(url, here.value, key_pair(usable(here.value)), trust, setting(ALGORITHM))
