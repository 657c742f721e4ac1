"""Every connector the product has, by name; nobody else imports a vendor package."""

from functools import cache

from django.utils.module_loading import import_string

from integrations.base import Connector
from offices.errors import NotHere

CATALOGUE = (
    "integrations.drop_folder.connector.CONNECTOR",
    "integrations.semansys.connector.CONNECTOR",
    "integrations.kvk.connector.CONNECTOR",
)


@cache
def connectors() -> dict[str, Connector]:
    """Key -> connector, in the order of the catalogue."""
    loaded = [import_string(path) for path in CATALOGUE]
    return {connector.key: connector for connector in loaded}


def connector(key: str) -> Connector:
    """One connector. Raises NotHere for a key that is not in the catalogue."""
    if key not in connectors():
        raise NotHere("Deze koppeling kennen wij niet. Kies er een uit de lijst bij Integraties.")
    return connectors()[key]
