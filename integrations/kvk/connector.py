"""KvK in the catalogue: what an office fills in, the test call, and the register it opens to the crm."""

from crm.company_register import CompanyQuery, RegisterFault, company_registers
from integrations.base import Connector, Counts, Field
from integrations.enums import Knowledge
from integrations.kvk import mapping
from integrations.kvk.driver import FIRST, KEY, NEXT, PRODUCTION, SIMULATOR, TEST, KvkRegister, client_of
from offices.registry import Later

_ENVIRONMENTS = ((PRODUCTION, "Productie"), (TEST, "Testomgeving van KvK"), (SIMULATOR, "Simulator (oefenen)"))
_GENERATIONS = ((FIRST, "Zoeken v2 en profielen v1"), (NEXT, "Zoeken v3, organisatie en functionarissen"))
# An entry of KvK's own test data, which every environment can be asked about without cost: searching is free.
_PROBE = CompanyQuery(kvk_nummer="69599084")


def run(connection, run) -> Counts:
    """Nothing comes by itself; the register is asked when a person asks."""
    return Counts()


def facts(connection) -> list[tuple[str, str]]:
    """What is filled in, without the key."""
    known = connection.settings
    environments, generations = dict(_ENVIRONMENTS), dict(_GENERATIONS)
    return [
        ("Omgeving", environments.get(known.get("environment", ""), "nog niet ingevuld")),
        ("Interface", generations.get(known.get("generation", ""), generations[FIRST])),
        ("Sleutel", "ingevuld" if known.get("api_key") else "nog niet ingevuld"),
    ]


def check(connection) -> str:
    """One search, which costs nothing. Raises RegisterFault with what to do."""
    client, generation = client_of(connection)
    asked = {"kvkNummer": _PROBE.kvk_nummer}
    answer = client.zoeken_v3(**asked) if generation == NEXT else client.zoeken_v2(**asked)
    if answer and not mapping.hits(answer):
        raise RegisterFault("KvK antwoordde, maar niet zoals verwacht. Controleer de gekozen interface.", code="KVK05")
    return "KvK neemt de sleutel aan en antwoordt."


company_registers.register(KvkRegister())

CONNECTOR = Connector(
    key=KEY,
    name="KvK",
    category="Relaties",
    explains="Vult een nieuwe relatie uit het handelsregister en vergelijkt een bestaande ermee. Zoeken is gratis, een profiel kost een klein bedrag.",
    icon="landmark",
    knowledge=Knowledge.SIMULATED,
    run=run,
    facts=facts,
    check=check,
    practice=Later("integrations.kvk.practice.fill"),
    made=lambda connection: None,
    rounds=False,
    steps=(
        "Vraag bij developers.kvk.nl een abonnement en een API-key aan.",
        "Maak de koppeling en vul de key in.",
        "Kies Verbinding testen. Daarna vindt u Ophalen uit KvK op het formulier van een nieuwe relatie.",
    ),
    fields=(
        Field("environment", "Omgeving", "Oefenkantoren gebruiken altijd de simulator.", choices=_ENVIRONMENTS),
        Field("generation", "Interface", "De nieuwe geeft ook functionarissen; zij vraagt een eigen abonnement.", choices=_GENERATIONS),
        Field("api_key", "API-key", "Van developers.kvk.nl. De simulator heeft er geen nodig.", secret=True, required=False),
    ),
)
