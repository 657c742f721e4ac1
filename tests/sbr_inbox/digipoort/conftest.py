"""A simulator and a server of odd answers, both over real TLS in this process."""

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sbr_inbox.delivery import KeyPair
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.server import Simulator, Tempo


@pytest.fixture(scope="session")
def simulated(tmp_path_factory):
    """The simulator in this process: (url, folder, server)."""
    folder = tmp_path_factory.mktemp("digipoort")
    server = Simulator(folder, 0, Tempo(pace=0, slow=0.1, late=3))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}", folder, server
    server.shutdown()


@pytest.fixture(scope="session")
def client_pair(simulated):
    """A certificate that the simulator takes."""
    key, chain = pki.issue_client(simulated[1], "Kantoor in de test", "00000001234567890000")
    return KeyPair(key, chain)


@pytest.fixture
def simulator(simulated, settings):
    """The simulator with the settings that point to it."""
    url, folder, _ = simulated
    settings.DIGIPOORT_SIMULATOR_URL, settings.DIGIPOORT_SIMULATOR_DIR = url, str(folder)
    settings.DIGIPOORT_TIMEOUT = 1.0
    return simulated


class Odd(BaseHTTPRequestHandler):
    """Answers what the test put in `server.say`: a function of the handler."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def do_POST(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(self)
        self.server.say(self)

    def reply(self, status, body=b"", kind="text/xml", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def odd(simulated, settings):
    """A server with the certificate of the simulator that says whatever a test wants."""
    folder = Path(simulated[1]) / "pki"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.asked, server.say = [], lambda handler: handler.reply(200)
    server.url = f"https://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    settings.DIGIPOORT_SIMULATOR_URL, settings.DIGIPOORT_SIMULATOR_DIR = server.url, str(simulated[1])
    settings.DIGIPOORT_TIMEOUT = 1.0
    yield server
    server.shutdown()
    server.server_close()
