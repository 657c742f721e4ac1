"""The server: what KvK asks of a question, its faults, and the knobs that make it misbehave."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from integrations.kvk.simulator import answers
from integrations.kvk.simulator.companies import Company, Register

KNOWN = {
    "v2": {
        "kvkNummer", "rsin", "vestigingsnummer", "naam", "straatnaam", "plaats", "postcode", "huisnummer", "huisletter",
        "huisnummerToevoeging", "postbusnummer", "type", "inclusiefInactieveRegistraties", "pagina", "resultatenPerPagina",
    },
}  # fmt: skip
KNOWN["v3"] = KNOWN["v2"]
# Keys that are not taken at all, and that may not ask officers.
BAD_KEY, POOR_KEY = "geweigerd", "zonder-functionarissen"
FAULTS = {
    "IPD5200": (404, "Er zijn geen gegevens gevonden die voldoen aan de opgegeven zoekparameters."),
    "IPD0005": (404, "Op basis van het KVK-nummer {0} kan het product niet worden geleverd."),
    "IPD0006": (400, "Het vestigingsnummer {0} is niet valide."),
    "IPD0001": (400, "De parameter {0} is onbekend of niet valide."),
    "IPD1002": (500, "Er is een tijdelijke storing. Probeer het later opnieuw."),
}


class Refused(Exception):
    """KvK says no."""

    def __init__(self, code: str, about: str = ""):
        super().__init__(code)
        self.code, self.about = code, about


class Simulator(ThreadingHTTPServer):
    """Listens on one port of this machine until `shutdown`.

    `mood` is what the next answers do, each for so many times: «temporary», «down», «busy», «html», «cut», «slow», «hang_up».
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, host: str = "127.0.0.1"):
        self.register = Register()
        self.log: list[dict[str, Any]] = []
        self.mood: list[str] = []
        super().__init__((host, port), Handler)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "Simulatie"
    sys_version = ""
    timeout = 30
    server: Simulator

    def log_message(self, format, *args):
        """Questions are kept, not printed."""

    def do_GET(self):
        """A question, or a look behind the scenes."""
        parts = urlsplit(self.path)
        if parts.path == "/":
            return self._send(200, b"simulatie\n", "text/plain")
        if parts.path == "/_sim/log":
            return self._json(200, {"calls": self.server.log, "refused": sum(1 for call in self.server.log if call["status"] in (400, 401, 501))})
        mood = self.server.mood.pop(0) if self.server.mood else ""
        if mood and self._misbehave(mood):
            return self._note(parts.path, 0)
        status, body = self._answer(parts.path, parse_qs(parts.query, keep_blank_values=True))
        self._note(parts.path, status)
        data = json.dumps(body, ensure_ascii=False).encode()
        self._send(status, data[: len(data) // 2] if mood == "cut" else data, "application/hal+json", length=len(data))
        return None

    def do_POST(self):
        """/_sim/knobs {"mood": ["temporary", …]} and /_sim/reset."""
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(min(length, 65_536)) or b"{}")
        if self.path == "/_sim/knobs":
            self.server.mood = [str(one) for one in body.get("mood", [])]
        elif self.path == "/_sim/reset":
            self.server.mood, self.server.log = [], []
        else:
            return self._json(404, {})
        return self._json(200, {})

    def _misbehave(self, mood: str) -> bool:
        """Do what the mood says; False when the answer itself still has to be given."""
        if mood == "temporary":
            self._fault(Refused("IPD1002"))
        elif mood == "down":
            self._send(503, b"<html>Service Unavailable</html>", "text/html")
        elif mood == "busy":
            self._send(429, b"{}", "application/json", extra={"Retry-After": "30"})
        elif mood == "html":
            self._send(200, b"<html><body>Log in</body></html>", "text/html")
        elif mood == "hang_up":
            self.close_connection = True
            self.connection.close()
        else:
            if mood == "slow":
                time.sleep(0.5)
            return False
        return True

    def _answer(self, path: str, asked: dict[str, list[str]]) -> tuple[int, Any]:
        key = self.headers.get("apikey", "")
        if not key or key == BAD_KEY:
            return 401, {"fault": "Invalid ApiKey"}
        try:
            return 200, self._find(path.strip("/").split("/"), asked, key)
        except Refused as refused:
            status, words = FAULTS[refused.code]
            return status, {"fout": [{"code": refused.code, "omschrijving": words.format(refused.about)}]}
        except PermissionError:
            return 403, {"fault": "Not entitled"}
        except LookupError:
            return 501, {"simulator": "contract unknown"}

    def _find(self, path: list[str], asked: dict[str, list[str]], key: str) -> Any:
        register, base = self.server.register, self.server.url
        match path:
            case ["v2" | "v3" as version, "zoeken"]:
                return self._search(version, asked)
            case ["v1", "basisprofielen", kvk]:
                return answers.basisprofiel(self._company(kvk), base)
            case ["v1", "vestigingsprofielen", number]:
                return self._branch(number)
            case ["v1", "organisatie", "kvknummer", kvk]:
                return answers.organisatie(self._company(kvk), base, register)
            case ["v1", "vestigingen", "kvknummer", kvk, "vestigingsnummer", number]:
                self._company(kvk)
                return self._branch(number)
            case ["v1", "functionarissen", "kvknummer", kvk]:
                if key == POOR_KEY:
                    raise PermissionError
                return answers.functionarissen(self._company(kvk))
        raise LookupError

    def _company(self, kvk: str) -> Company:
        found = self.server.register.companies.get(kvk)
        if found is None:
            raise Refused("IPD0005", kvk)
        return found

    def _branch(self, number: str) -> dict:
        if len(number) != 12 or not number.isdigit():
            raise Refused("IPD0006", number)
        found = self.server.register.by_branch(number)
        if found is None:
            raise Refused("IPD0005", number)
        company, name, is_main = found
        return answers.vestigingsprofiel(company, number, name, self.server.url, is_main=is_main)

    def _search(self, version: str, asked: dict[str, list[str]]) -> dict:
        for name in asked:
            if name not in KNOWN[version]:
                raise Refused("IPD0001", name)
        said = {name: values[0].casefold() for name, values in asked.items()}
        for name, length in (("kvkNummer", 8), ("rsin", 9), ("vestigingsnummer", 12)):
            if name in said and not (said[name].isdigit() and len(said[name]) == length):
                raise Refused("IPD0001", name)
        size = int(said.get("resultatenPerPagina", "10"))
        found = [row for company in self.server.register.companies.values() for row in self._rows(company, said)]
        if not found:
            raise Refused("IPD5200")
        return {"pagina": 1, "resultatenPerPagina": size, "totaal": len(found), "resultaten": found[: min(size, 100)],
                "_links": {"self": {"href": f"{self.server.url}{self.path}"}}}  # fmt: skip

    def _rows(self, company: Company, said: dict[str, str]) -> list[dict]:
        if company.ended and said.get("inclusiefInactieveRegistraties") != "true":
            return []
        if said.get("kvkNummer", company.kvk) != company.kvk or said.get("rsin", company.rsin) != company.rsin:
            return []
        if "plaats" in said and said["plaats"] not in {place.city.casefold() for place in company.places}:
            return []
        branches: list = [*self.server.register.branches(company)]
        if company.rsin:
            branches.insert(0, None)
        rows = [answers.hit(company, self.server.url, branch) for branch in branches]
        wanted, number = said.get("naam", ""), said.get("vestigingsnummer", "")
        return [row for row in rows if wanted in row["naam"].casefold() and (not number or row.get("vestigingsnummer") == number)]

    def _note(self, path: str, status: int) -> None:
        self.server.log.append({"path": path, "status": status})

    def _fault(self, refused: Refused) -> None:
        status, words = FAULTS[refused.code]
        self._json(status, {"fout": [{"code": refused.code, "omschrijving": words.format(refused.about)}]})

    def _json(self, status: int, body: Any) -> None:
        self._send(status, json.dumps(body, ensure_ascii=False).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, *, length: int | None = None, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(length or len(body)), "X-Simulator": "kvk"} | (extra or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        if length and length != len(body):
            self.close_connection = True
