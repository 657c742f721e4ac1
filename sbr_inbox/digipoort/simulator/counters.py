"""What each operation answers. A request that came this far is signed, fits the schema and comes from a known certificate."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from sbr_inbox.digipoort import names
from sbr_inbox.digipoort.names import KV, Operation, kv
from sbr_inbox.digipoort.simulator import content, incoming
from sbr_inbox.digipoort.simulator.scenarios import NOT_TAKEN, UNFIT, Act, Scenario
from sbr_inbox.digipoort.simulator.state import Delivered, Duplicate, State
from sbr_inbox.digipoort.soap import stamp

MIME_TYPES = frozenset(
    {"application/xml", "text/xml", "application/zip", "application/xbri+zip", "application/octet-stream"}
)
KNOWN = ("Omzetbelasting", "OBSUP", "ICP", "Aangifte_LH", "jaarrekening_ixbrl_esd", "Test_SWL", "TEST")
# What the real one calls the other kinds is not published; these names stand for them, here and nowhere else.
INVENTED = "Simulatie_"
RECEIVER = ("00000002003214394002", "OIN")


class Refused(Exception):
    """A fault for the caller."""

    def __init__(self, foutcode: str, text: str):
        super().__init__(text)
        self.foutcode, self.text = foutcode, text


@dataclass(frozen=True)
class Call:
    """One request: which operation, the element in its Body, and the fingerprint of who asks."""

    operation: Operation
    payload: etree._Element
    certificate: str


@dataclass(frozen=True)
class Reply:
    """The element of the answer and what is done to it on the way out."""

    payload: etree._Element | None
    act: Act = Act.ANSWER
    foutcode: str = ""
    text: str = ""


class Desk:
    """Answers calls from the state of one simulator. `pace` is the seconds of one step of a status plan."""

    def __init__(self, folder: Path, state: State, *, pace: float):
        self.folder, self.state, self.pace = folder, state, pace
        self._answers: dict[str, Callable[[Call], Reply]] = {
            names.DELIVER.name: self._deliver,
            names.PROCESS_STATUSES.name: self._process_statuses,
            names.NEW_PROCESS_STATUSES.name: self._process_statuses,
            names.NEW_STATUSES.name: self._new_statuses,
            names.PROCESSES.name: self._processes,
            names.MESSAGE_KINDS.name: self._message_kinds,
            names.MESSAGES.name: self._messages,
            names.NEW_MESSAGES.name: self._messages,
            names.MESSAGE_LIST.name: self._message_list,
            names.NEW_MESSAGE_LIST.name: self._message_list,
            names.MESSAGES_OF.name: self._messages_of,
            names.NEW_MESSAGES_OF.name: self._messages_of,
        }

    def answer(self, call: Call) -> Reply:
        """The reply to a call. Raises Refused."""
        return self._answers[call.operation.name](call)

    # --- delivering

    def _deliver(self, call: Call) -> Reply:
        order, body, mime = _order(call)
        scenario = self.state.scenario_of(call.certificate, order.aanleverkenmerk, order.number)
        act = self._act(scenario.deliver, scenario, f"deliver:{call.certificate}:{order.aanleverkenmerk}")
        if act in NOT_TAKEN:
            if act == Act.FAULT:
                self.state.refuse(order, scenario.name, scenario.fout)
            return Reply(None, act, scenario.foutcode, scenario.fout)
        try:
            _check(order, body, mime)
            kenmerk, at = self.state.accept(order, scenario, pace=self.pace)
        except Duplicate:
            self.state.refuse(order, scenario.name, "duplicate")
            raise Refused("ALS100", f"{UNFIT} Het aanleverkenmerk is al gebruikt.") from None
        except Refused as refused:
            self.state.refuse(order, scenario.name, refused.text)
            raise
        return Reply(_delivered(call.payload, kenmerk, at), act)

    def _act(self, act: Act, scenario: Scenario, what: str) -> Act:
        if act == Act.ANSWER or not scenario.times:
            return act
        return act if self.state.count(what) <= scenario.times else Act.ANSWER

    # --- statuses

    def _process_statuses(self, call: Call) -> Reply:
        kenmerk = _text(call.payload, "kenmerk")
        process = self.state.process(call.certificate, kenmerk)
        rows, act, scenario = [], Act.ANSWER, None
        if process:
            scenario = self.state.scenario_of(call.certificate, process["aanleverkenmerk"], process["number"])
            act = self._act(scenario.status, scenario, f"status:{kenmerk}")
            if act not in NOT_TAKEN:
                only_new = call.operation == names.NEW_PROCESS_STATUSES
                rows = [(process, row) for row in self._rows(call.payload, kenmerk, only_new=only_new)]
        foutcode, fout = (scenario.foutcode, scenario.fout) if scenario else ("", "")
        return Reply(_statuses(call.operation, rows), act, foutcode, fout)

    def _new_statuses(self, call: Call) -> Reply:
        known = self.state.processes(
            call.certificate, _text(call.payload, "berichtsoort"), _number(call.payload)
        )
        rows = [
            (process, row)
            for process in known
            for row in self._rows(call.payload, process["kenmerk"], only_new=True)
        ]
        return Reply(_statuses(call.operation, rows))

    def _rows(self, payload, kenmerk: str, *, only_new: bool):
        since, until = _moment(payload, "tijdstempelVanaf"), _moment(payload, "tijdstempelTot")
        return self.state.statuses(kenmerk, since=since or 0, until=until, only_new=only_new, pace=self.pace)

    def _processes(self, call: Call) -> Reply:
        known = self.state.processes(
            call.certificate, _text(call.payload, "berichtsoort"), _number(call.payload)
        )
        made = []
        for process in known:
            made.append(_element(
                "ProcesResultaat", _element("kenmerk", process["kenmerk"]), _element("berichtsoort", process["berichtsoort"]),
                _identity("identiteitBelanghebbende", process["number"], process["identity_type"]),
            ))  # fmt: skip
        return Reply(_listed(call.operation, made))

    def _message_kinds(self, call: Call) -> Reply:
        return Reply(_listed(call.operation, [_element("berichtsoort", name) for name in KNOWN]))

    # --- fetching

    def _messages(self, call: Call) -> Reply:
        return Reply(_listed(call.operation, [_message(one) for one in self._waiting(call)]))

    def _message_list(self, call: Call) -> Reply:
        made = []
        for one in self._waiting(call):
            who = _identity("identiteitBelanghebbende", one.number, "Fi")
            made.append(
                _element(
                    "BerichtLijstResultaat",
                    _element("berichtsoort", one.berichtsoort),
                    who,
                    _element("kenmerk", one.kenmerk),
                )
            )
        return Reply(_listed(call.operation, made))

    def _messages_of(self, call: Call) -> Reply:
        kenmerk = _text(call.payload, "kenmerk")
        known = incoming.waiting(self.folder, call.certificate)
        found = self._unfetched(call, [one for one in known if one.kenmerk == kenmerk])
        return Reply(_listed(call.operation, [_message(one) for one in found]))

    def _waiting(self, call: Call) -> list[incoming.Waiting]:
        number, berichtsoort = _number(call.payload), _text(call.payload, "berichtsoort")
        since, until = _moment(call.payload, "tijdstempelVanaf"), _moment(call.payload, "tijdstempelTot")
        known = incoming.waiting(self.folder, call.certificate, number=number, berichtsoort=berichtsoort)
        known = [one for one in known if one.at >= (since or 0) and (until is None or one.at <= until)]
        return self._unfetched(call, known)

    def _unfetched(self, call: Call, known: list[incoming.Waiting]) -> list[incoming.Waiting]:
        if "Nieuwe" not in call.operation.name:
            return known
        return [
            one
            for one in known
            if self.state.first_time(f"fetched:{call.certificate}:{call.operation.name}:{one.kenmerk}")
        ]


def known_kind(berichtsoort: str) -> bool:
    """Whether the stand-in knows this berichtsoort."""
    return berichtsoort in KNOWN or berichtsoort.startswith(INVENTED)


def _order(call: Call) -> tuple[Delivered, bytes, str]:
    inside = call.payload.find(kv("berichtInhoud"))
    body = base64.b64decode(inside.findtext(kv("inhoud")) or "")
    who = call.payload.find(kv("identiteitBelanghebbende"))
    order = Delivered(
        aanleverkenmerk=_text(call.payload, "aanleverkenmerk"),
        number=who.findtext(kv("nummer")) or "",
        identity_type=who.findtext(kv("type")) or "",
        role=_text(call.payload, "rolBelanghebbende"),
        berichtsoort=_text(call.payload, "berichtsoort"),
        certificate=call.certificate,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    return order, body, inside.findtext(kv("mimeType")) or ""


def _check(order: Delivered, body: bytes, mime: str) -> None:
    if not known_kind(order.berichtsoort):
        raise Refused("ALS100", f"{UNFIT} De berichtsoort {order.berichtsoort} is niet bekend.")
    if mime not in MIME_TYPES:
        raise Refused("ALS100", f"{UNFIT} Het mimeType {mime} is niet toegestaan.")
    if not body:
        raise Refused("ALS100", f"{UNFIT} De berichtinhoud is leeg.")
    try:
        fits = content.names(body, order.number)
    except content.Unreadable as error:
        raise Refused("ALS100", f"{UNFIT} De berichtinhoud is onleesbaar: {error}") from None
    if not fits:
        raise Refused(
            "ALS100", f"{UNFIT} Het nummer van de belanghebbende is niet het nummer in het bericht."
        )


# --- elements of an answer


def _element(name: str, *inside) -> etree._Element:
    made = etree.Element(kv(name), nsmap={None: KV})
    for one in inside:
        if isinstance(one, str):
            made.text = one
        elif one is not None:
            made.append(one)
    return made


def _identity(name: str, number: str, kind: str) -> etree._Element:
    return _element(name, _element("nummer", number), _element("type", kind))


def _copied(payload, name: str) -> etree._Element | None:
    text = _text(payload, name)
    return _element(name, text) if text else None


def _delivered(payload, kenmerk: str, at: float) -> etree._Element:
    who = payload.find(kv("identiteitBelanghebbende"))
    return _element(
        "aanleverResponse",
        _element("kenmerk", kenmerk),
        _element("berichtsoort", _text(payload, "berichtsoort")),
        _copied(payload, "aanleverkenmerk"),
        _copied(payload, "eerderAanleverkenmerk"),
        _element("tijdstempelAangeleverd", _iso(at)),
        _identity("identiteitBelanghebbende", who.findtext(kv("nummer")), who.findtext(kv("type"))),
        _element("rolBelanghebbende", _text(payload, "rolBelanghebbende")),
        _identity("identiteitOntvanger", *RECEIVER),
        _copied(payload, "autorisatieAdres"),
    )


def _statuses(operation: Operation, rows: list) -> etree._Element:
    made = []
    for process, row in rows:
        fout = (
            _element(
                "statusFoutcode",
                _element("foutcode", row["foutcode"]),
                _element("foutbeschrijving", row["fout"]),
            )
            if row["foutcode"]
            else None
        )
        made.append(_element(
            "StatusResultaat",
            _element("kenmerk", row["kenmerk"]),
            _identity("identiteitBelanghebbende", process["number"], process["identity_type"]),
            _element("statuscode", row["code"]),
            _element("tijdstempelStatus", _iso(row["at"])),
            _element("statusomschrijving", row["text"]),
            fout,
            _element("statusdetails", row["details"]) if row["details"] else None,
        ))  # fmt: skip
    return _listed(operation, made)


def _message(one: incoming.Waiting) -> etree._Element:
    inside = base64.b64encode(one.path.read_bytes()).decode()
    return _element(
        "BerichtResultaat",
        _element("kenmerk", one.kenmerk),
        _element("berichtsoort", one.berichtsoort),
        _element("berichtkenmerk", f"urn:uuid:{one.kenmerk}"),
        _element("tijdstempelAangeleverd", _iso(one.at)),
        _identity("identiteitBelanghebbende", one.number, "Fi"),
        _element("rolBelanghebbende", "Bedrijf"),
        _element(
            "berichtInhoud",
            _element("mimeType", "application/xml"),
            _element("bestandsnaam", one.path.name[:80]),
            _element("inhoud", inside),
        ),
    )


def _listed(operation: Operation, made: list) -> etree._Element:
    return _element(operation.response, _element(f"{operation.name}Return", *made))


# --- reading a request


def _text(payload, name: str) -> str:
    return (payload.findtext(kv(name)) or "").strip()


def _number(payload) -> str:
    return (payload.findtext(f"{kv('identiteitBelanghebbende')}/{kv('nummer')}") or "").strip()


def _moment(payload, name: str) -> float | None:
    text = _text(payload, name)
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _iso(moment: float) -> str:
    return stamp(datetime.fromtimestamp(moment, UTC))
