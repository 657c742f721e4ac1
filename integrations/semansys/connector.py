"""Semansys in the catalogue: what an office fills in, and the route it opens."""

from integrations.base import Connector, Counts, Field
from integrations.enums import Knowledge
from integrations.semansys.driver import KEY, SemansysDriver
from offices.outbound import check_address
from offices.registry import Later
from sbr_inbox.delivery import routes
from sbr_inbox.delivery_enums import Environment

# In the simulation nothing may go to a vendor, so it is no choice.
_ENVIRONMENTS = tuple((str(one.value), str(one.label)) for one in (Environment.PREPRODUCTION, Environment.PRODUCTION))


def _address(text: str) -> str:
    check_address(text.strip())
    return text.strip()


def run(connection, run) -> Counts:
    """Nothing comes by itself; the route is used when a filing is sent."""
    return Counts()


def facts(connection) -> list[tuple[str, str]]:
    """What is filled in, without secrets."""
    known = connection.settings
    labels = dict(_ENVIRONMENTS)
    return [
        ("Omgeving", labels.get(known.get("environment", ""), "nog niet ingevuld")),
        ("Adres", known.get("api_url") or "nog niet ingevuld"),
        ("Gebruiker", known.get("username") or "nog niet ingevuld"),
        ("Wachtwoord", "ingevuld" if known.get("password") else "nog niet ingevuld"),
    ]


routes.register(SemansysDriver())

CONNECTOR = Connector(
    key=KEY,
    name="Semansys",
    category="Aangiften",
    explains="Verzendt aangiften via Semansys naar Digipoort, in plaats van rechtstreeks.",
    icon="route",
    knowledge=Knowledge.SIMULATED,
    run=run,
    facts=facts,
    practice=Later("integrations.semansys.practice.fill"),
    made=lambda connection: None,
    rounds=False,
    steps=(
        "Maak de koppeling en vul de gegevens in die u van Semansys kreeg.",
        "Kies bij Beheer > SBR > Soorten de route Semansys voor de soorten die zo gaan.",
        "Verzend één aangifte en controleer de status in het portaal van Semansys.",
    ),
    fields=(
        Field("environment", "Omgeving", "Waarvoor deze gegevens gelden.", choices=_ENVIRONMENTS),
        Field("token_url", "Adres om in te loggen", "Eindigt meestal op /connect/token.", check=_address),
        Field("api_url", "Adres van de diensten", "Zoals Semansys het opgaf.", check=_address),
        Field("client_id", "Client-id"),
        Field("client_secret", "Client-secret", secret=True),
        Field("username", "Gebruikersnaam"),
        Field("password", "Wachtwoord", secret=True),
        Field("certificate_id", "Certificaat bij Semansys", "Leeg: het certificaat dat Semansys zelf kiest.", required=False),
    ),
)
