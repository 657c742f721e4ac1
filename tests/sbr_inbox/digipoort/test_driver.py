"""The route over real TLS: what each answer of the other side makes of a filing."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sbr_inbox.delivery import CannotSend, KeyPair, route_driver
from sbr_inbox.delivery_enums import DeliveryOutcome as O
from sbr_inbox.digipoort import names, soap
from sbr_inbox.digipoort.answers import Delivered
from sbr_inbox.digipoort.client import BAD_ANSWER
from sbr_inbox.digipoort.driver import DigipoortDriver
from sbr_inbox.digipoort.signing import sign
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.enums import Route
from tests.sbr_inbox.digipoort.keys import make
from tests.sbr_inbox.digipoort.orders import order as plain_order

SAMPLES = Path(__file__).parents[2] / "samples"
OB = (SAMPLES / "official-ob-aangifte-nt15.xbrl").read_bytes()
DRIVER = DigipoortDriver()
PATHS = {"DELIVER": "aanleverservice", "STATUS": "statusinformatieservice", "FETCH": "ophaalservice"}
_count = iter(range(10_000))


def addresses(url: str) -> dict[str, str]:
    return {service: f"{url}/wus/2.0/{path}/1.2" for service, path in PATHS.items()}


@pytest.fixture
def order(simulator, client_pair):
    """An order for the simulator, with a reference that picks its scenario."""

    def build(scenario="Happyflow", **kw):
        service = (Path(simulator[1]) / "pki" / "service.pem").read_bytes()
        values = {"body": OB, "certificate": client_pair, "addresses": addresses(simulator[0]), "trust": (service,)}
        return plain_order(**{**values, "aanleverkenmerk": f"{scenario}-{next(_count)}", **kw})

    return build


def test_route_is_registered():
    assert isinstance(route_driver(Route.DIGIPOORT), DigipoortDriver)


@pytest.mark.parametrize("algorithm", ["rsa-sha1", "rsa-sha256"])
def test_filing_is_sent_and_followed_to_its_end(order, algorithm):
    one = order(signature_algorithm=algorithm)
    sent = DRIVER.send(one)
    assert (sent.outcome, sent.foutcode) == (O.SENT, "")
    assert soap.read(sent.answer).action == names.DELIVER.answer_action
    found = DRIVER.statuses(one, kenmerk=sent.kenmerk)
    assert (found.known, found.kenmerk, found.rows[-1].code) == (True, sent.kenmerk, "500")
    assert {row.kenmerk for row in found.rows} == {sent.kenmerk}


def test_fault_of_digipoort_is_a_refusal_with_its_code(order):
    sent = DRIVER.send(order("AanleverFault"))
    assert (sent.outcome, sent.foutcode) == (O.REFUSED, "ALS100")


def test_unknown_kenmerk_is_not_known(order):
    assert DRIVER.statuses(order(), kenmerk="bestaat-niet").known is False


def test_lost_answer_is_found_by_what_began_since(order):
    begin = datetime.now(UTC)
    one = order(identity_number="001000044B37")
    sent = DRIVER.send(one)
    before = DRIVER.statuses(one, kenmerk="", since=begin + timedelta(minutes=10))
    assert before.known is False
    others = tuple(found_kenmerken(one) - {sent.kenmerk})
    found = DRIVER.statuses(replace(one, other_kenmerken=others), kenmerk="", since=begin)
    assert (found.known, found.kenmerk) == (True, sent.kenmerk)


def found_kenmerken(one) -> set[str]:
    from sbr_inbox.digipoort import answers, requests
    from sbr_inbox.digipoort.client import ask
    from sbr_inbox.digipoort.driver import line_of

    subject = requests.Subject(one.identity_number, one.identity_type)
    payload = requests.for_subject(names.PROCESSES, subject, berichtsoort=one.berichtsoort)
    return {row.kenmerk for row in answers.processes(ask(names.PROCESSES, payload, line_of(one, "STATUS")).payload)}


def test_two_that_may_be_ours_are_for_a_person(order):
    begin = datetime.now(UTC)
    one, two = order(), order()
    first, second = DRIVER.send(one), DRIVER.send(two)
    others = tuple(found_kenmerken(one) - {first.kenmerk, second.kenmerk})
    found = DRIVER.statuses(replace(one, other_kenmerken=others), kenmerk="", since=begin)
    assert (found.known, found.kenmerk) == (None, "")
    assert "2 aanleveringen" in found.text


def test_certificate_that_the_other_side_does_not_take_is_trouble(order):
    stranger = make("vreemd")
    sent = DRIVER.send(order(certificate=stranger.pair))
    assert sent.outcome == O.TROUBLE
    assert "certificaat" in sent.text


def test_without_certificate_nothing_leaves(order):
    with pytest.raises(CannotSend, match="geen certificaat"):
        DRIVER.send(order(certificate=None))


@pytest.mark.parametrize(("kw", "word"), [
    ({"berichtsoort": ""}, "berichtsoort"),
    ({"identity_type": ""}, "identiteit"),
    ({"addresses": {}}, "adres"),
    ({"role": "x" * 41}, "koppelvlak"),
    ({"environment": "PRODUCTION"}, "simulator"),
    ({"certificate": KeyPair(b"geen sleutel", (b"geen certificaat",))}, "certificaat"),
])  # fmt: skip
def test_order_that_cannot_be_sent_says_why(order, kw, word):
    with pytest.raises(CannotSend, match=word):
        DRIVER.send(order(**kw))


def test_simulation_never_calls_the_real_one(order):
    with pytest.raises(CannotSend, match="simulator"):
        DRIVER.send(order(addresses=addresses("https://wus.digipoort.logius.nl")))


def test_receiver_that_is_not_there_is_trouble(order, settings):
    settings.DIGIPOORT_SIMULATOR_URL = "https://127.0.0.1:9"
    sent = DRIVER.send(order(addresses=addresses("https://127.0.0.1:9")))
    assert (sent.outcome, sent.answer) == (O.TROUBLE, b"")


# What a server says instead.


@pytest.fixture
def strange(odd, client_pair, simulated):
    service = (Path(simulated[1]) / "pki" / "service.pem").read_bytes()
    return odd, plain_order(body=OB, certificate=client_pair, addresses=addresses(odd.url), trust=(service,))


def says(status, body=b"x", **kw):
    return lambda handler: handler.reply(status, body, **kw)


def hangs_up(handler):
    handler.connection.close()


def half(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<half")
    handler.wfile.flush()
    handler.connection.close()


def too_late(handler):
    import time

    time.sleep(1.5)
    handler.connection.close()


@pytest.mark.parametrize(("say", "outcome", "foutcode"), [
    (says(503, b"<html/>"), O.UNKNOWN, "HTTP503"),
    (says(502, b""), O.UNKNOWN, "HTTP502"),
    (says(403, b"nee"), O.REFUSED, "HTTP403"),
    (says(404, b"nee"), O.TROUBLE, "HTTP404"),
    (says(301, b"", Location="https://169.254.169.254/"), O.TROUBLE, "HTTP301"),
    (says(200, b"<html>welkom</html>"), O.UNKNOWN, BAD_ANSWER),
    (says(200, b"\x1f\x8b", Content_Encoding="gzip"), O.UNKNOWN, ""),
    (says(200, (SAMPLES / "digipoort" / "aanleverResponse-valid.xml").read_bytes()), O.UNKNOWN, BAD_ANSWER),
    (says(500, (SAMPLES / "digipoort" / "fault-aanleveren-ALS100.xml").read_bytes()), O.REFUSED, "ALS100"),
    (says(500, (SAMPLES / "digipoort" / "fault-aanleveren-ALS100.xml").read_bytes().replace(b"ALS100", b"ALS400")), O.TROUBLE, "ALS400"),
    (says(500, (SAMPLES / "digipoort" / "fault-aanleveren-ALS100.xml").read_bytes().replace(b"ALS100", b"")), O.UNKNOWN, ""),
    (hangs_up, O.UNKNOWN, ""),
    (half, O.UNKNOWN, ""),
    (too_late, O.UNKNOWN, ""),
])  # fmt: skip
def test_odd_answer_has_its_meaning(strange, say, outcome, foutcode):
    server, one = strange
    server.say = say
    sent = DRIVER.send(one)
    assert (sent.outcome, sent.foutcode, sent.kenmerk) == (outcome, foutcode, "")


def answered(handler, folder, **changes):
    """A rightly signed answer, but with something else in it."""
    asked = soap.read(handler.body)
    kv = __import__("lxml.builder", fromlist=["x"]).ElementMaker(namespace=names.KV, nsmap={None: names.KV})
    said = {"kenmerk": "k-1", "aanleverkenmerk": "Happyflow", "nummer": "001000044B37", "relates_to": asked.message_id, **changes}
    payload = kv.aanleverResponse(
        kv.kenmerk(said["kenmerk"]), kv.berichtsoort("Omzetbelasting"), kv.aanleverkenmerk(said["aanleverkenmerk"]),
        kv.tijdstempelAangeleverd(soap.stamp(datetime.now(UTC))),
        kv.identiteitBelanghebbende(kv.nummer(said["nummer"]), kv.type("BTW")), kv.rolBelanghebbende("Intermediair"),
    )  # fmt: skip
    root = soap.build_answer(names.DELIVER, payload, relates_to=said["relates_to"], now=said.get("now", datetime.now(UTC)))
    pki_folder = Path(folder) / "pki"
    pair = KeyPair((pki_folder / "service.key").read_bytes(), ((pki_folder / "service.pem").read_bytes(),))
    handler.reply(200, sign(root, pair))


@pytest.mark.parametrize(("changes", "word"), [
    ({"relates_to": "urn:uuid:een-ander"}, "ander verzoek"),
    ({"aanleverkenmerk": "van-een-ander"}, "ander aanleverkenmerk"),
    ({"nummer": "999999999B01"}, "ander nummer"),
    ({"kenmerk": "van-een-andere-aangifte"}, "andere aangifte"),
    ({"now": datetime.now(UTC) - timedelta(hours=1)}, "verlopen"),
])  # fmt: skip
def test_signed_answer_about_something_else_is_not_believed(strange, simulated, changes, word):
    server, one = strange
    server.say = lambda handler: answered(handler, simulated[1], **changes)
    sent = DRIVER.send(replace(one, other_kenmerken=("van-een-andere-aangifte",)))
    assert (sent.outcome, sent.foutcode, sent.kenmerk) == (O.UNKNOWN, BAD_ANSWER, "")
    assert word in sent.text


def test_signed_answer_about_ours_is_believed(strange, simulated):
    server, one = strange
    server.say = lambda handler: answered(handler, simulated[1])
    sent = DRIVER.send(one)
    assert (sent.outcome, sent.kenmerk) == (O.SENT, "k-1")
    assert server.asked[0].headers["SOAPAction"] == f'"{names.DELIVER.action}"'


def test_service_certificate_of_somebody_else_is_not_believed(strange, simulated):
    server, one = strange
    server.say = lambda handler: answered(handler, simulated[1])
    sent = DRIVER.send(replace(one, trust=(make("ander").pem,)))
    assert (sent.outcome, sent.foutcode) == (O.UNKNOWN, BAD_ANSWER)


def test_numbers_and_keys_stay_out_of_what_is_printed(order):
    one = order()
    assert re.search(r"001000044B37|PRIVATE KEY", repr(one)) is None
    assert "001000044B37" not in repr(Delivered("k", datetime.now(UTC), "OB", "a", "001000044B37"))


def test_issued_client_certificates_differ(simulated):
    first, second = (pki.issue_client(simulated[1], "Kantoor") for _ in range(2))
    assert first[0] != second[0]
