"""What an office has set for sending a filing now: route, environment, names towards the receiver, certificate."""

from dataclasses import dataclass

from offices.settings_registry import setting
from sbr_inbox.delivery import CannotSend, KeyPair, source_driver
from sbr_inbox.delivery_enums import Environment, Service
from sbr_inbox.enums import KeyType, Route, SendAfterApproval
from sbr_inbox.models import Certificate, KindSetting
from sbr_inbox.rules.certificates import key_pair, usable
from sbr_inbox.rules.environment import environment
from sbr_inbox.rules.lines import addresses, trusted_pems
from sbr_inbox.rules.settings import ALGORITHM

# What leaves by way of a receiver and is followed; the other routes end outside this portal.
DELIVERED = (Route.DIGIPOORT, Route.SEMANSYS, Route.SOURCE_PACKAGE)


@dataclass(frozen=True)
class Plan:
    """Everything but the filing itself that one sending needs."""

    route: str
    environment: str
    setting: KindSetting
    certificate: Certificate | None
    addresses: dict[str, str]
    trust: tuple[bytes, ...]

    @property
    def keypair(self) -> KeyPair | None:
        """The key with its chain, own certificate first."""
        return key_pair(self.certificate) if self.certificate else None

    @property
    def algorithm(self) -> str:
        """How messages are signed."""
        return setting(ALGORITHM)


def kind_setting(filing) -> KindSetting | None:
    """The row of *Beheer > SBR* for the kind of this filing."""
    return KindSetting.objects.filter(kind=filing.kind).first()


def sends_by_itself(kind: KindSetting | None) -> bool:
    """Whether an approval of this kind is followed by sending without anybody's hand."""
    return kind is not None and kind.route in DELIVERED and kind.send_after_approval == SendAfterApproval.AUTO


def plan_for(filing) -> Plan:
    """The plan for a filing now. Raises CannotSend with what the office has to change."""
    kind = kind_setting(filing)
    if kind is None or kind.route in (Route.MANUAL, Route.NONE):
        raise CannotSend(
            f"{filing.kind_label} wordt niet vanuit dit portaal verzonden. Dien de aangifte in met uw pakket en merk haar "
            "als elders ingediend, of kies een route bij Beheer > SBR."
        )
    here = environment()
    if here == Environment.NONE:
        raise CannotSend("Er is nog niet gekozen waarheen uw kantoor verzendt. Kies de omgeving bij Beheer > SBR.")
    if kind.route == Route.SOURCE_PACKAGE:
        return _to_source(filing, kind, here)
    if filing.xml_file_id is None:
        raise CannotSend(f"{filing.title} is alleen een pdf. Alleen een aangiftebestand kan worden verzonden.", code="E19")
    if not kind.berichtsoort:
        raise CannotSend(f"Voor {filing.kind_label} is nog geen berichtsoort ingesteld. Vul die in bij Beheer > SBR.")
    if not kind.identity_type or not kind.role:
        raise CannotSend(f"Voor {filing.kind_label} is de soort identiteit of de rol niet ingevuld. Vul die in bij Beheer > SBR.")
    if filing.key_type in (KeyType.MANY, KeyType.UNKNOWN):
        raise CannotSend(
            f"{filing.title} gaat niet over één belastingplichtige; zo kan het bericht niet worden geadresseerd. Dien het "
            "in met uw pakket en merk het als elders ingediend."
        )
    if kind.route == Route.SEMANSYS:
        return Plan(kind.route, here, kind, None, {}, ())
    return Plan(kind.route, here, kind, certificate_for(kind, here), _addresses(here), _trust(here))


def certificate_for(kind: KindSetting, here: Environment) -> Certificate:
    """The certificate in use for this environment, valid at this moment. Raises CannotSend (E15)."""
    certificate = usable(here.value)
    if kind.own_certificate and certificate.pooled:
        raise CannotSend(
            f"Voor {kind} vraagt de ontvanger een certificaat van uw eigen kantoor. Upload dat bij Beheer > SBR."
        )
    return certificate


def _to_source(filing, kind: KindSetting, here: Environment) -> Plan:
    if source_driver(filing.source) is None or not filing.source_ref:
        raise CannotSend(
            f"Het akkoord op {filing.title} kan niet vanzelf terug naar {filing.package_name or filing.get_source_display()}. "
            "Dien daar in en merk de aangifte als elders ingediend.",
            code="E21",
        )
    return Plan(kind.route, here, kind, None, {}, ())


def _addresses(here: Environment) -> dict[str, str]:
    found = addresses(here)
    missing = [service.label for service in (Service.DELIVER, Service.STATUS) if not found.get(service.value)]
    if missing:
        raise CannotSend(f"Het adres van de {missing[0].lower()} voor {here.label.lower()} is leeg. Vul het in bij Beheer > SBR.")
    return found


def _trust(here: Environment) -> tuple[bytes, ...]:
    pems = trusted_pems(here)
    if not pems:
        raise CannotSend(
            f"Er is geen geldig servicecertificaat voor {here.label.lower()}: antwoorden van Digipoort zijn dan niet te "
            "controleren. Voeg het toe bij Beheer > SBR."
        )
    return pems
