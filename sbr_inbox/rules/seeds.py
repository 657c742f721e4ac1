"""What a new office finds in the tables of *Beheer > SBR*: what was seen, with its source; what nobody published is empty.

`add_missing` may run again for an office that exists: it adds rows and changes none.
"""

from datetime import date

from django.db import transaction

from crm.enums import FilingKind
from sbr_inbox.delivery_enums import Environment, Service, StatusPhase
from sbr_inbox.enums import Route
from sbr_inbox.models import DigipoortAddress, KindSetting, StatusCode

K, P = FilingKind, StatusPhase
SEEN_ON = date(2026, 11, 21)
_FOLDERS = {
    K.OB: "Belastingen/Omzetbelasting",
    K.OB_SUPPLETIE: "Belastingen/Omzetbelasting",
    K.ICP: "Belastingen/ICP",
    K.LH: "Belastingen/Loonheffingen",
    K.LH_CORRECTIE: "Belastingen/Loonheffingen",
    K.IB: "Belastingen/Inkomstenbelasting",
    K.VIA: "Belastingen/Inkomstenbelasting",
    K.VPB: "Belastingen/Vennootschapsbelasting",
    K.VA_VPB: "Belastingen/Vennootschapsbelasting",
    K.KVK: "Jaarwerk/KvK-deponering",
    K.KREDIET: "Kredietrapportages",
    K.UITSTEL: "Belastingen/Uitstel en bezwaar",
    K.BZW: "Belastingen/Uitstel en bezwaar",
    K.SBA: "Belastingen/Aanslagen",
}
_ELSEWHERE = "Belastingen/Correspondentie Belastingdienst"
# berichtsoort, type of the identity, and where they were seen.
_NAMES = {
    K.OB: ("Omzetbelasting", "BTW", "Gezien in aanleveringen van andere pakketten, 2021 tot 2026; ook het type Fi is gezien"),
    K.OB_SUPPLETIE: ("OBSUP", "BTW", "Berichtsoort gezien in een aanlevering van 2026; het type is afgeleid van de btw-aangifte"),
    K.ICP: ("ICP", "BTW", "Gezien in aanleveringen van andere pakketten, 2024 tot 2026"),
    K.LH: ("Aangifte_LH", "LHnr", "Gezien in aanleveringen van andere pakketten"),
    K.LH_CORRECTIE: ("Aangifte_LH", "LHnr", "Afgeleid van de loonaangifte, waar een correctie deel van uitmaakt"),
    K.KVK: ("jaarrekening_ixbrl_esd", "kvk", "Berichtsoort gezien voor inline jaarrekeningen, het type in een testbericht"),
}
# Seen as «Bedrijf» and «Intermediair»; an office files for somebody else.
_ROLE = "Intermediair"
_NOT_SENT = (K.SBA, K.VIA, K.KREDIET, K.OVERIG)
# Code, Digipoort's own words, ours, what it means for a filing, and where it was seen.
_REAL, _CONNECT, _VENDOR = "Antwoord van de Aansluit Suite, 2021", "Logius, overzicht van statuscodes", "Helppagina van een leverancier"
_CODES = (
    ("105", "Aanleverproces gestart.", "Digipoort heeft de aangifte en begint eraan.", P.PROGRESS, _REAL),
    ("100", "Aanleveren gelukt.", "Digipoort heeft de aangifte aangenomen.", P.PROGRESS, _REAL),
    ("110", "Aanleverproces wordt aangeboden.", "De aangifte gaat door naar de controles.", P.PROGRESS, _REAL),
    ("200", "Authenticatie gelukt.", "De afzender is herkend en mag dit bericht aanleveren.", P.PROGRESS, _REAL),
    ("210", "Authenticatie niet gelukt.", "Digipoort herkent de afzender niet, of de machtiging ontbreekt. De aangifte is niet ingediend.", P.REJECTED_DIGIPOORT, _VENDOR),
    ("230", "Technisch probleem bij de AuSP.", "De dienst die machtigingen controleert, gaf geen antwoord. De aangifte is niet ingediend.", P.REJECTED_DIGIPOORT, _VENDOR),
    ("301", "Validatie gelukt.", "De aangifte voldoet aan de taxonomie. De ontvanger controleert nog.", P.PROGRESS, _REAL),
    ("311", "Validatie niet gelukt.", "De aangifte voldoet niet aan de taxonomie. Zij is niet ingediend; maak haar opnieuw in uw pakket.", P.REJECTED_DIGIPOORT, _CONNECT),
    ("321", "Technisch probleem bij validatie.", "Digipoort kon nog niet controleren. Wij blijven de status volgen.", P.TROUBLE, _CONNECT),
    ("405", "Afleveren naar uitvragende partij bezig...", "Digipoort geeft de aangifte door aan de ontvanger.", P.PROGRESS, _REAL),
    ("400", "Afleveren uitvragende partij gelukt.", "De ontvanger heeft de aangifte. Het oordeel volgt nog.", P.PROGRESS, _REAL),
    ("410", "Afleveren niet gelukt.", "Digipoort kon de aangifte niet doorgeven. Zij is niet ingediend.", P.REJECTED_DIGIPOORT, _CONNECT),
    ("420", "Technisch probleem bij afleveren.", "Digipoort probeert het tot 72 uur opnieuw. Wij blijven de status volgen.", P.TROUBLE, _CONNECT),
    ("500", "Validatie bij de uitvragende partij gelukt.", "De ontvanger heeft de aangifte goedgekeurd: zij is ingediend.", P.ACCEPTED, _REAL),
    ("510", "Validatie bij de uitvragende partij niet gelukt.", "De ontvanger heeft de aangifte afgekeurd. Zij is niet ingediend; lees de melding erbij.", P.REJECTED_RECEIVER, "Afgeleid van code 500; niet gezien"),
)  # fmt: skip
_HOSTS = {
    Environment.PRODUCTION: "https://wus.digipoort.logius.nl/wus/2.0",
    Environment.PREPRODUCTION: "https://wus.preproductie.digipoort.logius.nl/wus/2.0",
}
_PATHS = {Service.DELIVER: "aanleverservice/1.2", Service.STATUS: "statusinformatieservice/1.2", Service.FETCH: "ophaalservice/1.2"}
# Not published for the new production.
_UNKNOWN = {(Environment.PRODUCTION, Service.FETCH)}


def seed_kinds(office, *, by) -> None:
    """Give the open office the rows that it lacks in all three tables."""
    with transaction.atomic():
        KindSetting.objects.bulk_create([_kind(kind) for kind in FilingKind], ignore_conflicts=True)
        StatusCode.objects.bulk_create([_code(*row) for row in _CODES], ignore_conflicts=True)
        DigipoortAddress.objects.bulk_create(
            [_address(environment, service) for environment in _HOSTS for service in Service], ignore_conflicts=True
        )


def _kind(kind: FilingKind) -> KindSetting:
    berichtsoort, identity_type, source = _NAMES.get(kind, ("", "", ""))
    sent = kind not in _NOT_SENT
    return KindSetting(
        kind=kind,
        folder=_FOLDERS.get(kind, _ELSEWHERE),
        berichtsoort=berichtsoort,
        identity_type=identity_type,
        role=_ROLE if sent else "",
        route=Route.DIGIPOORT if sent else Route.NONE,
        source=source,
        checked_on=SEEN_ON if source else None,
    )


def _code(code: str, text: str, meaning: str, phase: str, source: str) -> StatusCode:
    return StatusCode(code=code, text=text, meaning=meaning, phase=phase, source=source, checked_on=SEEN_ON)


def _address(environment: Environment, service: Service) -> DigipoortAddress:
    known = (environment, service) not in _UNKNOWN
    return DigipoortAddress(
        environment=environment,
        service=service,
        url=f"{_HOSTS[environment]}/{_PATHS[service]}" if known else "",
        source="Adressen van de nieuwe Digipoort, 2026" if known else "",
        checked_on=SEEN_ON if known else None,
    )
