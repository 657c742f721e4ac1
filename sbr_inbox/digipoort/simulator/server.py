"""The server: mutual TLS, one thread per connection, and what happens to an answer on its way out."""

import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from lxml import etree

from sbr_inbox.delivery import KeyPair
from sbr_inbox.delivery_enums import Service, SignatureAlgorithm
from sbr_inbox.digipoort import names, schema, signing, soap
from sbr_inbox.digipoort.names import DS, Operation
from sbr_inbox.digipoort.parsing import MAX_MESSAGE, BadMessage
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.counters import Call, Desk, Refused, Reply
from sbr_inbox.digipoort.simulator.paths import PATHS
from sbr_inbox.digipoort.simulator.scenarios import UNFIT, Act
from sbr_inbox.digipoort.simulator.state import State

UNFIT_CODE = {Service.DELIVER: "ALS100", Service.STATUS: "STS100", Service.FETCH: "OPH100"}
HANDSHAKE_SECONDS = 10


@dataclass(frozen=True)
class Tempo:
    """Seconds: of one step of a status plan, of a slow answer, and of one that comes too late."""

    pace: float = 2.0
    slow: float = 3.0
    late: float = 60.0


class Simulator(ThreadingHTTPServer):
    """Listens on one port of this machine until `shutdown`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder: Path, port: int, tempo: Tempo, host: str = "127.0.0.1"):
        self.pki = pki.ensure(folder)
        self.tempo = tempo
        self.state = State(folder)
        self.desk = Desk(folder, self.state, pace=tempo.pace)
        self.authority = (self.pki / "ca.pem").read_bytes()
        self.trust = signing.issued_by([self.authority])
        self.own = _pair(self.pki, "service")
        self.stranger = _pair(self.pki, "stranger")
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.tls.load_cert_chain(self.pki / "server.pem", self.pki / "server.key")
        self.tls.load_verify_locations(self.pki / "ca.pem")
        self.tls.verify_mode = ssl.CERT_REQUIRED
        super().__init__((host, port), Handler)

    def finish_request(self, request, client_address):
        """Shake hands in the thread of the connection: a client that dawdles holds up nobody else."""
        request.settimeout(HANDSHAKE_SECONDS)
        try:
            safe = self.tls.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.state.note("", "tls", "REFUSED", str(error))
            return
        try:
            Handler(safe, client_address, self)
        except OSError as error:
            self.state.note("", "tls", "BROKEN", str(error))
        finally:
            safe.close()


class Handler(BaseHTTPRequestHandler):
    """One connection; several requests may follow each other on it."""

    protocol_version = "HTTP/1.1"
    server_version = "Simulatie"
    sys_version = ""
    timeout = 60
    server: Simulator

    def log_message(self, format, *args):
        """Calls are kept in the state, not printed."""

    def do_GET(self):
        """Says that it is there."""
        self._send(200, b"simulatie\n", "text/plain")

    def do_POST(self):
        """One SOAP request."""
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= MAX_MESSAGE:
            self.close_connection = True
            return self._send(413, b"te groot\n", "text/plain")
        data = self.rfile.read(length)
        service = next((service for service, path in PATHS.items() if path == self.path), None)
        if service is None:
            return self._send(404, b"geen dienst\n", "text/plain")
        der = self.connection.getpeercert(binary_form=True)
        certificate = signing.fingerprint(x509.load_der_x509_certificate(der))
        self._serve(service, data, certificate)

    def _serve(self, service: Service, data: bytes, certificate: str) -> None:
        operation, message_id = _any(service), ""
        try:
            message = soap.read(data)
            message_id = message.message_id
            operation = self._operation(service, message.action)
            self._check(message, operation, certificate)
            call = Call(operation, message.payload, certificate)
            reply = self.server.desk.answer(call)
        except (BadMessage, signing.BadSignature, schema.NotValid) as error:
            return self._fault(operation, message_id, certificate, UNFIT_CODE[service], f"{UNFIT} {error}")
        except Refused as refused:
            return self._fault(operation, message_id, certificate, refused.foutcode, refused.text)
        self._go(reply, operation, message, certificate)

    def _operation(self, service: Service, action: str) -> Operation:
        operation = names.by_action(action)
        if operation is None or operation.service != service:
            raise BadMessage(f"de Action {action} hoort niet bij deze dienst")
        if self.headers.get("SOAPAction", "").strip('"') != action:
            raise BadMessage("de kop SOAPAction is niet gelijk aan de Action")
        return operation

    def _check(self, message: soap.Message, operation: Operation, certificate: str) -> None:
        signer = signing.verify(message, trust=self.server.trust, now=datetime.now(UTC))
        if signing.fingerprint(signer.certificate) != certificate:
            raise BadMessage(
                "het bericht is met een ander certificaat ondertekend dan waarmee u verbinding maakt"
            )
        if message.payload is None or message.payload.tag != names.kv(operation.request):
            raise BadMessage("de Body hoort niet bij de Action")
        schema.validate(message.payload)
        if (
            operation.service != Service.DELIVER
            and message.payload.find(names.kv("autorisatieAdres")) is None
        ):
            raise BadMessage("het autorisatieAdres ontbreekt")

    def _go(self, reply: Reply, operation: Operation, message: soap.Message, certificate: str) -> None:
        act, tempo = reply.act, self.server.tempo
        self.server.state.note(certificate, operation.name, act, reply.text)
        if act in (Act.CLOSE_BEFORE, Act.CLOSE_AFTER):
            return self._hang_up()
        if act == Act.FORBIDDEN:
            return self._send(403, b"Het certificaat is niet toegestaan.\n", "text/plain")
        if act == Act.BROKEN:
            return self._send(503, b"<html><body>Service Unavailable</body></html>", "text/html")
        if act in (Act.FAULT, Act.BUSY):
            fault = soap.build_fault(
                operation,
                relates_to=message.message_id,
                foutcode=reply.foutcode,
                foutbeschrijving=reply.text,
                client=act == Act.FAULT,
            )
            return self._send(500, fault)
        if act in (Act.SLOW, Act.LATE):
            time.sleep(tempo.slow if act == Act.SLOW else tempo.late)
        self._send(200, self._written(reply, operation, message))

    def _written(self, reply: Reply, operation: Operation, message: soap.Message) -> bytes:
        assert reply.payload is not None
        schema.validate(reply.payload)
        root = soap.build_answer(
            operation, reply.payload, relates_to=message.message_id, now=datetime.now(UTC)
        )
        if reply.act == Act.UNSIGNED:
            return soap.to_bytes(root)
        pair = self.server.stranger if reply.act == Act.FOREIGN else self.server.own
        signed = signing.sign(root, pair, _algorithm(message.root))
        return _tampered(signed) if reply.act == Act.TAMPERED else signed

    def _fault(
        self, operation: Operation, message_id: str, certificate: str, foutcode: str, text: str
    ) -> None:
        self.server.state.note(certificate, operation.name, "REFUSED", text)
        self._send(
            500, soap.build_fault(operation, relates_to=message_id, foutcode=foutcode, foutbeschrijving=text)
        )

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, body: bytes, kind: str = "text/xml; charset=UTF-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Simulator", "digipoort")
        self.end_headers()
        self.wfile.write(body)


def _any(service: Service) -> Operation:
    return next(operation for operation in names.OPERATIONS if operation.service == service)


def _pair(folder: Path, name: str) -> KeyPair:
    return KeyPair((folder / f"{name}.key").read_bytes(), ((folder / f"{name}.pem").read_bytes(),))


def _algorithm(root: etree._Element) -> SignatureAlgorithm:
    """An answer is signed the way its request was."""
    method = root.find(f".//{{{DS}}}SignatureMethod")
    sha256 = method is not None and method.get("Algorithm", "").endswith("rsa-sha256")
    return SignatureAlgorithm.RSA_SHA256 if sha256 else SignatureAlgorithm.RSA_SHA1


def _tampered(signed: bytes) -> bytes:
    """The same message with another kenmerk and a better status than it was signed with."""
    return signed.replace(b"<kenmerk>", b"<kenmerk>0").replace(b"<statuscode>105<", b"<statuscode>500<")
