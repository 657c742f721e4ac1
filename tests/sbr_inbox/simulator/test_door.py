"""Who and what is turned away, and what survives."""

import base64
import http.client
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sbr_inbox.delivery import KeyPair
from sbr_inbox.delivery_enums import DeliveryOutcome, Service, SignatureAlgorithm
from sbr_inbox.digipoort import names, requests, signing, soap
from sbr_inbox.digipoort.driver import DigipoortDriver
from sbr_inbox.digipoort.simulated import simulated_addresses
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.content import Unreadable, subjects
from tests.sbr_inbox.simulator.orders import NUMBER, body, order

REFUSED, SENT = DeliveryOutcome.REFUSED, DeliveryOutcome.SENT


def accepted(simulator, asked) -> int:
    return len([row for row in simulator.received() if row["aanleverkenmerk"] == asked.aanleverkenmerk])


def post(simulator, tmp_path, data: bytes, *, pair: KeyPair, action: str = names.DELIVER.action, path=Service.DELIVER):
    """Send bytes as they are, past our own driver."""
    own = tmp_path / "own.pem"
    own.write_bytes(pair.key + b"".join(pair.chain))
    context = ssl.create_default_context(cafile=simulator.folder / "pki" / "ca.pem")
    context.load_cert_chain(own)
    address = simulated_addresses()[path]
    link = http.client.HTTPSConnection(*address.split("/")[2].split(":"), context=context, timeout=20)
    link.request("POST", "/" + address.split("/", 3)[3], body=data, headers={"SOAPAction": f'"{action}"'})
    answer = link.getresponse()
    return answer.status, soap.read(answer.read())


def request(asked, *, pair=None, change=None) -> bytes:
    payload = requests.deliver(asked)
    if change:
        change(payload)
    root = soap.build_request(names.DELIVER, payload, to=asked.addresses[Service.DELIVER], now=datetime.now(UTC))
    return signing.sign(root, pair or asked.certificate, asked.signature_algorithm)


def test_certificate_of_a_stranger_is_refused_at_the_door(simulator, tmp_path):
    key, chain = pki.issue_client(tmp_path, "Ander")
    asked = order(simulator, pair=KeyPair(key, chain))
    assert DigipoortDriver().send(asked).outcome in (DeliveryOutcome.TROUBLE, REFUSED)
    assert accepted(simulator, asked) == 0


def test_expired_certificate_is_refused_at_the_door(simulator):
    asked = order(simulator, pair=simulator.issue("Verlopen", days=-1))
    assert DigipoortDriver().send(asked).outcome in (DeliveryOutcome.TROUBLE, REFUSED)
    assert accepted(simulator, asked) == 0


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"identity_number": "001000055B81"}, "niet het nummer in het bericht"),
        ({"berichtsoort": "Bestaat_niet"}, "berichtsoort Bestaat_niet is niet bekend"),
        ({"mime_type": "text/plain"}, "mimeType text/plain is niet toegestaan"),
        ({"body": b""}, "inhoud is leeg"),
        ({"body": b"<a"}, "onleesbaar"),
    ],
)
def test_request_that_does_not_add_up_is_refused(simulator, change, text):
    asked = replace(order(simulator), **change)
    sent = DigipoortDriver().send(asked)
    assert (sent.outcome, sent.foutcode) == (REFUSED, "ALS100")
    assert text in sent.text
    assert accepted(simulator, asked) == 0


def test_same_reference_is_taken_once(simulator):
    asked, driver = order(simulator), DigipoortDriver()
    assert driver.send(asked).outcome == SENT
    again = driver.send(asked)
    assert (again.outcome, "al gebruikt" in again.text) == (REFUSED, True)
    assert accepted(simulator, asked) == 1


@pytest.mark.parametrize("algorithm", SignatureAlgorithm.values)
def test_answer_is_signed_as_the_request_was(simulator, tmp_path, algorithm):
    asked = order(simulator, signature_algorithm=algorithm)
    status, message = post(simulator, tmp_path, request(asked), pair=asked.certificate)
    signing.verify(message, trust=signing.one_of(simulator.trust), now=datetime.now(UTC))
    method = message.root.find(f".//{{{names.DS}}}SignatureMethod").get("Algorithm")
    assert (status, method.rpartition("#")[2]) == (200, algorithm)


def test_request_signed_by_another_than_who_connects_is_refused(simulator, tmp_path):
    asked = order(simulator)
    status, message = post(simulator, tmp_path, request(asked, pair=simulator.issue("Ander")), pair=asked.certificate)
    assert (status, message.fault.foutcode, accepted(simulator, asked)) == (500, "ALS100", 0)


def test_request_that_was_changed_on_the_way_is_refused(simulator, tmp_path):
    asked = order(simulator)
    other = base64.b64encode(body(turnover=2000))
    data = request(asked).replace(base64.b64encode(asked.body), other)
    status, message = post(simulator, tmp_path, data, pair=asked.certificate)
    assert (status, message.fault.foutcode, accepted(simulator, asked)) == (500, "ALS100", 0)


def test_request_outside_the_schema_is_refused(simulator, tmp_path):
    def stray(payload):
        payload.append(payload[0])

    asked = order(simulator)
    status, message = post(simulator, tmp_path, request(asked, change=stray), pair=asked.certificate)
    assert (status, message.fault.foutcode, accepted(simulator, asked)) == (500, "ALS100", 0)


def test_action_of_another_service_is_refused(simulator, tmp_path):
    asked = order(simulator)
    status, message = post(simulator, tmp_path, request(asked), pair=asked.certificate, path=Service.STATUS)
    assert (status, message.fault.foutcode, accepted(simulator, asked)) == (500, "STS100", 0)


def test_statuses_of_another_certificate_are_unknown(simulator):
    driver, asked = DigipoortDriver(), order(simulator)
    kenmerk = driver.send(asked).kenmerk
    stranger = replace(asked, certificate=simulator.issue("Ander kantoor"))
    assert driver.statuses(asked, kenmerk=kenmerk).known is True
    assert driver.statuses(stranger, kenmerk=kenmerk).known is False
    assert driver.statuses(stranger, kenmerk="", since=datetime.now(UTC)).known is False


def test_restart_keeps_what_was_received_and_what_is_told(simulator):
    driver, asked = DigipoortDriver(), order(simulator)
    simulator.show("Foutuitvragendepartij", times=1)
    kenmerk = driver.send(asked).kenmerk
    before = driver.statuses(asked, kenmerk=kenmerk)
    simulator.restart()
    after = driver.statuses(asked, kenmerk=kenmerk)
    assert (after.rows, after.known) == (before.rows, True)
    assert driver.send(asked).outcome == REFUSED
    assert accepted(simulator, asked) == 1


def test_rules_go_by_number_then_by_certificate_then_for_everybody(simulator):
    pair, other = simulator.issue(), simulator.issue()
    mine = pki.fingerprint(pair.chain[0])
    simulator.show("Happyflow")
    simulator.show("AanleverFault", certificate=mine)
    simulator.show("OverbelastAanleveren", certificate=mine, number="001000056B80")
    driver = DigipoortDriver()
    assert driver.send(order(simulator, pair=other)).outcome == SENT
    assert driver.send(order(simulator, pair=pair)).outcome == REFUSED
    assert driver.send(order(simulator, pair=pair, number="001000056B80")).outcome == DeliveryOutcome.TROUBLE


def test_scenario_in_front_of_the_reference_wins(simulator):
    asked = order(simulator, aanleverkenmerk="AanleverFault-1")
    assert DigipoortDriver().send(asked).outcome == REFUSED


def test_mix_is_the_same_for_the_same_seed(simulator, tmp_path):
    from sbr_inbox.digipoort.simulator.state import State

    def drawn(name, seed):
        state = State(tmp_path / name)
        state.set_rule(["Happyflow", "GeenAntwoord", "Afleverfout"], seed=seed)
        return [state.scenario_of("c", f"k{n}", NUMBER).name for n in range(30)]

    assert drawn("a", "7") == drawn("b", "7") != drawn("c", "8")
    assert set(drawn("d", "7")) == {"Happyflow", "GeenAntwoord", "Afleverfout"}


def test_unknown_scenario_is_not_kept(simulator):
    with pytest.raises(ValueError, match="Onbekend scenario: Nergens"):
        simulator.state.set_rule(["Nergens"])


def test_subjects_of_a_file_are_read_without_our_reader():
    assert subjects(body()) == {"1000044B37"}
    assert subjects(b"<Loonaangifte><LhNr>001000044L01</LhNr></Loonaangifte>") == {"1000044L01"}
    with pytest.raises(Unreadable):
        subjects(b"<!DOCTYPE a><a/>")
