"""What people do, over HTTP, again and again until they have an answer."""

import hashlib
import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

import psycopg2

from bench.storms.house import House
from sbr_inbox import practice_files

ANSWER_SECONDS = 15
PATIENCE = 900
CSRF = "c" * 32
NOT_YET = ("RECEIVED", "PARSED", "MATCHED", "UNMATCHED", "IN_REVIEW")
BEYOND_OFFER = ("READY", *NOT_YET)


@dataclass
class Case:
    """One filing of one client, and what its people were told about it."""

    storm: int
    office: dict
    client: dict
    body: bytes
    sha256: str = ""
    filing: str = ""
    answered: bool = False
    approved: bool = False
    fault: str = ""
    retries: int = 0
    done_at: float = 0.0
    told: list[str] = field(default_factory=list)


def make_case(storm: int, office: dict, client: dict, *, months_ago: int, turnover: int) -> Case:
    """A filing nobody sent before: a month of its own, and other bytes than the other office has."""
    first = date(2026, 10, 1)
    for _ in range(months_ago):
        first = (first - timedelta(days=1)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    body = practice_files.ob(
        number=client["number"], start=first, end=last, rubrieken={"1a": (turnover, turnover * 21 // 100)}, input_tax=100,
        reference=f"S{turnover}",
    )  # fmt: skip
    return Case(storm, office, client, body, hashlib.sha256(body).hexdigest())


class Story(threading.Thread):
    """Uploads, offers and approves one filing."""

    def __init__(self, house: House, case: Case):
        super().__init__(daemon=True)
        self.house, self.case = house, case
        self.until = time.monotonic() + PATIENCE

    def run(self) -> None:
        """From intake to approval; the machine does the rest. A fault is kept for the report."""
        try:
            self._upload()
            self._wait(lambda: self._state() not in NOT_YET)
            self._offer()
            self._approve()
        except Exception as error:
            self.case.fault = f"{type(error).__name__}: {error}"
        self.case.done_at = time.monotonic()

    def _upload(self) -> None:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="ob-{self.case.sha256[:12]}.xbrl"\r\n'
        body = (
            head.encode()
            + b"Content-Type: application/xml\r\n\r\n"
            + self.case.body
            + f"\r\n--{mark}--\r\n".encode()
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        answer = self._again("POST", "/api/v1/filings/", body, kind | self._token(), good=(200, 201))
        self.case.filing, self.case.answered = answer["id"], True

    def _offer(self) -> None:
        path = f"/api/v1/filings/{self.case.filing}/offer/"
        json_kind = {"Content-Type": "application/json"}
        self._again(
            "POST",
            path,
            b"{}",
            json_kind | self._token(),
            good=(200,),
            unless=lambda: self._state() not in BEYOND_OFFER,
        )

    def _approve(self) -> None:
        asked = "SELECT id, sha256, pdf_sha256 FROM sbr_inbox_approvalrequest WHERE filing_id = %s AND pdf_sha256 <> '' ORDER BY offered_at DESC"
        request, sha256, pdf = self._wait(lambda: (self._sql(asked, self.case.filing) or [None])[0])
        headers = _session(self.case.client["cookies"])
        path = f"/p/{self.case.office['slug']}/aangiften/{request}/akkoord/"
        body = f"sha256={sha256}&pdf_sha256={pdf}".encode()
        self._again("POST", path, body, headers, good=(302,), unless=lambda: self._state() != "OFFERED")
        self.case.approved = True

    # --- trying again

    def _token(self) -> dict:
        return {"Authorization": f"Bearer {self.case.office['token']}"}

    def _again(
        self,
        method: str,
        path: str,
        body: bytes,
        headers: dict,
        *,
        good: tuple[int, ...],
        unless=lambda: False,
    ) -> dict:
        """Until a good answer, or until it turns out that a try without answer did it."""
        while time.monotonic() < self.until:
            status, text = self._once(method, path, body, headers)
            if status in good:
                return json.loads(text) if text.startswith(b"{") else {}
            self.case.retries += 1
            self.case.told.append(f"{path.rsplit('/', 2)[-2]} {status}")
            if self.case.answered and unless():
                return {}
            time.sleep(0.5)
        raise TimeoutError(f"{path}: {self.case.told[-3:]}")

    def send_again(self) -> None:
        """A member of the office looked at the receiver's own portal, did not find the filing, and sends it once more."""
        headers = _session(self.case.office["cookies"])
        path = f"/k/{self.case.office['slug']}/sbr-inbox/{self.case.filing}/doen/nogmaals/"
        self.until = time.monotonic() + 60
        self._again(
            "POST", path, b"reason=", headers, good=(302,), unless=lambda: self._state() != "DELIVERY_UNKNOWN"
        )
        self.case.told.append("sent again")

    def _once(self, method: str, path: str, body: bytes, headers: dict) -> tuple[int, bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.house.web_port, timeout=ANSWER_SECONDS)
        try:
            link.request(method, path, body=body, headers={"Host": "localhost"} | headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()

    def _state(self) -> str:
        return self._sql("SELECT state FROM sbr_inbox_filing WHERE id = %s", self.case.filing)[0][0]

    def _sql(self, statement: str, *values):
        while time.monotonic() < self.until:
            try:
                return self.house.sql(statement, *values)
            except psycopg2.Error:
                time.sleep(0.3)
        raise TimeoutError("the database did not come back")

    def _wait(self, condition):
        while time.monotonic() < self.until:
            if found := condition():
                return found
            time.sleep(0.3)
        raise TimeoutError(f"nothing came of {self.case.filing} ({self._state()})")


def _session(cookies: dict[str, str]) -> dict[str, str]:
    """Headers of a browser that is signed in and sends a form."""
    said = "; ".join(f"{name}={value}" for name, value in (cookies | {"csrftoken": CSRF}).items())
    return {"Cookie": said, "X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
