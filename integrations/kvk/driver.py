"""The port of the crm, filled by KvK: one adapter over two generations of its interface."""

from django.conf import settings

from crm.company_register import (
    CompanyHit,
    CompanyProfile,
    CompanyQuery,
    Establishment,
    NoRegister,
    NotInRegister,
)
from integrations.enums import ConnectionState
from integrations.kvk import mapping, mapping_next
from integrations.kvk.client import Account, Client
from integrations.kvk.gate import Gate
from integrations.models import Connection
from integrations.rules import setting_of
from offices.models import Office
from offices.scope import require_office_id

KEY = "kvk"
PRODUCTION, TEST, SIMULATOR = "PRODUCTION", "TEST", "SIMULATOR"
FIRST, NEXT = "FIRST", "NEXT"
ADDRESSES = {
    (PRODUCTION, FIRST): "https://api.kvk.nl/api",
    (PRODUCTION, NEXT): "https://api.kvk.nl/api",
    (TEST, FIRST): "https://api.kvk.nl/test/api",
    (TEST, NEXT): "https://api.preprod.kvk.nl/api",
}


class KvkRegister:
    """See `crm.company_register.CompanyRegister`. The account is read first, on its own; no transaction is open in a call."""

    key, name = KEY, "KvK"

    def ready(self) -> bool:
        """Whether the open office has a link that works."""
        return _active() is not None

    def search(self, query: CompanyQuery) -> list[CompanyHit]:
        """At most twenty lines."""
        client, generation = open_client()
        asked = _parameters(query)
        if not asked:
            return []
        answer = client.zoeken_v3(**asked) if generation == NEXT else client.zoeken_v2(**asked)
        return mapping.hits(answer)

    def profile(self, kvk_nummer: str) -> CompanyProfile:
        """One organisation, with its officers in the second generation."""
        client, generation = open_client()
        if generation == NEXT:
            found = mapping_next.profile(client.organisatie(kvk_nummer), client.functionarissen(kvk_nummer))
        else:
            found = mapping.profile(client.basisprofiel(kvk_nummer))
        if found.kvk_nummer != kvk_nummer:
            raise NotInRegister("KvK antwoordde over een andere inschrijving dan gevraagd. Probeer het opnieuw.")
        return found

    def establishment(self, vestigingsnummer: str, *, kvk_nummer: str = "") -> Establishment:
        """One branch; the second generation finds it through the number of its organisation."""
        client, generation = open_client()
        if generation != NEXT:
            return mapping.establishment(client.vestigingsprofiel(vestigingsnummer))
        if not kvk_nummer:
            found = mapping.hits(client.zoeken_v3(vestigingsnummer=vestigingsnummer))
            if not found:
                raise NotInRegister("KvK kent dit vestigingsnummer niet. Controleer het nummer.")
            kvk_nummer = found[0].kvk_nummer
        return mapping_next.establishment(client.vestiging(kvk_nummer, vestigingsnummer))


def _active() -> Connection | None:
    return Connection.objects.filter(connector=KEY, state=ConnectionState.ACTIVE).order_by("id").first()


def open_client() -> tuple[Client, str]:
    """The client of the open office and its generation. Raises NoRegister."""
    row = _active()
    if row is None:
        raise NoRegister("Er is geen werkende koppeling met KvK. Maak of hervat haar bij Integraties, of vul de gegevens zelf in.")
    return client_of(row)


def client_of(row: Connection) -> tuple[Client, str]:
    """The client of a connection and its generation. Raises NoRegister with what is missing."""
    environment = setting_of(row, "environment") or PRODUCTION
    generation, key = setting_of(row, "generation") or FIRST, setting_of(row, "api_key")
    if Office.objects.filter(pk=require_office_id(), is_practice=True).exists():
        environment = SIMULATOR
    url = settings.KVK_BASE_URL if environment == SIMULATOR else ADDRESSES[environment, generation]
    if not url:
        raise NoRegister("De simulator van KvK draait niet op deze installatie. Kies een andere omgeving bij Integraties > KvK.")
    if not key and environment != SIMULATOR:
        raise NoRegister("De sleutel van KvK ontbreekt. Vul haar in bij Integraties > KvK > Gegevens.")
    key = key or "oefenen"
    account = Account(base_url=url, api_key=key, may_simulate=environment == SIMULATOR, gate=Gate.of(key, url))
    return Client(account), generation


def _parameters(query: CompanyQuery) -> dict[str, str]:
    """What Zoeken is asked: a whole number alone, else a name with its place."""
    for name, value in (("kvkNummer", query.kvk_nummer), ("vestigingsnummer", query.vestigingsnummer), ("rsin", query.rsin)):
        if value:
            return {name: value}
    if not query.name:
        return {}
    asked = {"naam": query.name[:200]} | ({"plaats": query.city[:60]} if query.city else {})
    return asked | {"resultatenPerPagina": "20"}
