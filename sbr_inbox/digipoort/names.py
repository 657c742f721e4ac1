"""Names of the interface: namespaces and the twelve operations of the three services (source: the WSDLs in `schema/`)."""

from dataclasses import dataclass

from sbr_inbox.delivery_enums import Service

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
DS = "http://www.w3.org/2000/09/xmldsig#"
# Namespace of every message type.
KV = "http://logius.nl/digipoort/koppelvlakservices/1.2/"
ANONYMOUS = f"{WSA}/anonymous"
X509_V3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
# What a caller without an authorisation service states.
NO_AUSP = "http://geenausp.nl"
# The XSD lets a file be this large, in bytes before base64.
MAX_CONTENT = 20_971_520


def kv(name: str) -> str:
    """A name of the interface in the notation of lxml."""
    return f"{{{KV}}}{name}"


@dataclass(frozen=True)
class Operation:
    """One operation of a service with the actions that name its messages."""

    name: str
    service: Service
    base: str
    request: str
    response: str
    fault: str

    @property
    def action(self) -> str:
        """SOAPAction and wsa:Action of the request."""
        return f"{self.base}/{self.name}Request"

    @property
    def answer_action(self) -> str:
        """wsa:Action of a normal answer."""
        return f"{self.base}/{self.name}Response"

    @property
    def fault_action(self) -> str:
        """wsa:Action of a fault."""
        return f"{self.base}/{self.name}/Fault/"


_ROOT = "http://logius.nl/digipoort/wus/2.0"
_BASES = {
    Service.DELIVER: (f"{_ROOT}/aanleverservice/1.2/AanleverService", "aanleverFault"),
    Service.STATUS: (f"{_ROOT}/statusinformatieservice/1.2/StatusinformatieService", "statusinformatieFault"),
    Service.FETCH: (f"{_ROOT}/ophaalservice/1.2/OphaalService", "ophaalFault"),
}


def _operation(service: Service, name: str, *, message: str = "") -> Operation:
    base, fault = _BASES[service]
    stem = message or name
    return Operation(name, service, base, f"{stem}Request", f"{stem}Response", fault)


DELIVER = _operation(Service.DELIVER, "aanleveren", message="aanlever")
PROCESS_STATUSES = _operation(Service.STATUS, "getStatussenProces")
NEW_PROCESS_STATUSES = _operation(Service.STATUS, "getNieuweStatussenProces")
NEW_STATUSES = _operation(Service.STATUS, "getNieuweStatussen")
PROCESSES = _operation(Service.STATUS, "getProcessen")
MESSAGE_KINDS = _operation(Service.STATUS, "getBerichtsoorten")
MESSAGES = _operation(Service.FETCH, "getBerichten")
NEW_MESSAGES = _operation(Service.FETCH, "getNieuweBerichten")
MESSAGE_LIST = _operation(Service.FETCH, "getBerichtenLijst")
NEW_MESSAGE_LIST = _operation(Service.FETCH, "getNieuweBerichtenLijst")
MESSAGES_OF = _operation(Service.FETCH, "getBerichtenKenmerk")
NEW_MESSAGES_OF = _operation(Service.FETCH, "getNieuweBerichtenKenmerk")
OPERATIONS = (
    DELIVER, PROCESS_STATUSES, NEW_PROCESS_STATUSES, NEW_STATUSES, PROCESSES, MESSAGE_KINDS,
    MESSAGES, NEW_MESSAGES, MESSAGE_LIST, NEW_MESSAGE_LIST, MESSAGES_OF, NEW_MESSAGES_OF,
)  # fmt: skip


def by_action(action: str) -> Operation | None:
    """The operation that a request asks for; None when there is no such action."""
    return next((operation for operation in OPERATIONS if operation.action == action), None)
