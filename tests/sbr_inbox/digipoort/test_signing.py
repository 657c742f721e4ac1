"""Signatures of Digipoort and of us: what is believed and what is not."""

import base64
import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier
from signxml.algorithms import DigestAlgorithm, SignatureMethod

from sbr_inbox.delivery_enums import SignatureAlgorithm
from sbr_inbox.digipoort import names, requests, soap
from sbr_inbox.digipoort.parsing import BadMessage
from sbr_inbox.digipoort.schema import FOLDER, NotValid, validate
from sbr_inbox.digipoort.signing import BadSignature, issued_by, one_of, sign, verify
from tests.sbr_inbox.digipoort.keys import NOW, make, receiver, sender
from tests.sbr_inbox.digipoort.orders import order

SAMPLES = Path(__file__).parents[2] / "samples" / "digipoort"
DAY = {"aanleverResponse-valid.xml": datetime(2021, 3, 7, 11, 38, tzinfo=UTC),
       "getNieuweStatussenProcesResponse-valid.xml": datetime(2021, 3, 10, 12, 47, tzinfo=UTC)}  # fmt: skip
BOTH = [SignatureAlgorithm.RSA_SHA1, SignatureAlgorithm.RSA_SHA256]
TO = "https://wus.example/wus/2.0/aanleverservice/1.2"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def token_of(data: bytes) -> bytes:
    """The certificate inside a message, as PEM."""
    text = etree.fromstring(data).findtext(f".//{{{names.WSSE}}}BinarySecurityToken")
    return x509.load_der_x509_certificate(base64.b64decode(text)).public_bytes(Encoding.PEM)


def signed(algorithm=SignatureAlgorithm.RSA_SHA1, *, by=None, now=NOW) -> bytes:
    """A signed request with a filing in it."""
    root = soap.build_request(names.DELIVER, requests.deliver(order()), to=TO, now=now)
    return sign(root, (by or sender()).pair, algorithm)


def check(data: bytes, *, trust=None, now=NOW):
    return verify(soap.read(data), trust=trust or one_of([sender().pem]), now=now)


@pytest.mark.parametrize("name", DAY)
def test_real_answer_verifies_on_its_day(name):
    data = sample(name)
    message = soap.read(data)
    signer = verify(message, trust=one_of([receiver().pem, token_of(data)]), now=DAY[name])
    validate(message.payload)
    assert signer.certificate.subject.rfc4514_string().startswith("CN=cs-bedrijven.procesinfrastructuur.nl")


def test_tampered_real_answer_is_refused():
    data = sample("aanleverResponse-tampered.xml")
    with pytest.raises(BadSignature, match="gewijzigd"):
        verify(soap.read(data), trust=one_of([token_of(data)]), now=DAY["aanleverResponse-valid.xml"])


def test_real_answer_is_refused_when_its_certificate_is_not_known():
    with pytest.raises(BadSignature, match="servicecertificaten"):
        verify(
            soap.read(sample("aanleverResponse-valid.xml")),
            trust=one_of([receiver().pem]),
            now=DAY["aanleverResponse-valid.xml"],
        )


@pytest.mark.parametrize("name", ["fault-aanleveren-ALS100.xml", "fault-statusinformatie-STS100.xml"])
def test_unsigned_fault_is_read_as_fault(name):
    message = soap.read(sample(name))
    assert message.fault.foutcode == name.removesuffix(".xml").rpartition("-")[2]
    assert message.fault.foutbeschrijving.startswith(
        "Het verzoek voldoet niet aan de koppelvlakspecificaties"
    )
    with pytest.raises(BadSignature, match="niet ondertekend"):
        verify(message, trust=one_of([receiver().pem]), now=NOW)


def test_unsigned_success_is_refused():
    root = etree.fromstring(sample("aanleverResponse-valid.xml"))
    security = root.find(f".//{{{names.WSSE}}}Security")
    security.remove(security.find(f"{{{names.DS}}}Signature"))
    with pytest.raises(BadSignature, match="niet ondertekend"):
        verify(
            soap.read(etree.tostring(root)),
            trust=one_of([token_of(sample("aanleverResponse-valid.xml"))]),
            now=NOW,
        )


@pytest.mark.parametrize("algorithm", BOTH)
def test_own_request_follows_the_schema_and_verifies(algorithm):
    message = soap.read(signed(algorithm))
    validate(message.payload)
    assert verify(message, trust=one_of([sender().pem]), now=NOW).certificate == sender().certificate
    assert (message.action, message.to) == (names.DELIVER.action, TO)


@pytest.mark.parametrize(("algorithm", "method", "digest"), [
    (SignatureAlgorithm.RSA_SHA1, SignatureMethod.RSA_SHA1, DigestAlgorithm.SHA1),
    (SignatureAlgorithm.RSA_SHA256, SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA256),
])  # fmt: skip
def test_own_request_verifies_with_signxml(algorithm, method, digest):
    expect = SignatureConfiguration(
        expect_references=6, require_x509=False, signature_methods=frozenset({method}), digest_algorithms=frozenset({digest}),
        location=f".//{{{names.WSSE}}}Security/",
    )  # fmt: skip
    found = XMLVerifier().verify(
        signed(algorithm), x509_cert=sender().pem.decode(), id_attribute="Id", expect_config=expect
    )
    assert len(found) == 6


@pytest.mark.parametrize("algorithm", BOTH)
def test_own_request_verifies_with_zeep(algorithm):
    from zeep.exceptions import SignatureVerificationFailed
    from zeep.wsse.signature import _verify_envelope_with_key, xmlsec

    key = xmlsec.Key.from_memory(sender().pem, xmlsec.KeyFormat.CERT_PEM)
    envelope = etree.fromstring(signed(algorithm))
    assert _verify_envelope_with_key(copy.deepcopy(envelope), key) is None
    envelope.find(f"{{{envelope.nsmap[envelope.prefix]}}}Body")[0][0].text = "iets anders"
    with pytest.raises(SignatureVerificationFailed):
        _verify_envelope_with_key(envelope, key)


@pytest.mark.parametrize("name", ["aanleverservice-1.2", "statusinformatieservice-1.2", "ophaalservice-1.2"])
def test_zeep_loads_our_wsdl_and_knows_our_actions(name):
    from zeep import Client

    client = Client(str(FOLDER / f"{name}.wsdl"))
    found = {
        operation.soapaction
        for service in client.wsdl.services.values() for port in service.ports.values()
        for operation in port.binding._operations.values()
    }  # fmt: skip
    ours = {
        operation.action for operation in names.OPERATIONS if name.split("service")[0] in operation.action
    }
    assert found == ours


def test_zeep_makes_the_same_body_as_we_do():
    from zeep import Client

    client = Client(str(FOLDER / "aanleverservice-1.2.wsdl"))
    one = order()
    made = client.create_message(
        client.service, "aanleveren", berichtsoort=one.berichtsoort, aanleverkenmerk=one.aanleverkenmerk,
        identiteitBelanghebbende={"nummer": one.identity_number, "type": one.identity_type}, rolBelanghebbende=one.role,
        berichtInhoud={"mimeType": one.mime_type, "bestandsnaam": one.file_name, "inhoud": one.body},
        autorisatieAdres=names.NO_AUSP,
    )  # fmt: skip
    theirs = made.find(f".//{names.kv('aanleverRequest')}")
    assert etree.tostring(theirs, method="c14n2").replace(b"ns0:", b"").replace(
        b":ns0", b""
    ) == etree.tostring(requests.deliver(one), method="c14n2")


def test_one_changed_byte_in_the_file_is_refused():
    data = signed()
    at = data.index(b"<inhoud>") + 10
    changed = data[:at] + (b"A" if data[at : at + 1] != b"A" else b"B") + data[at + 1 :]
    with pytest.raises(BadSignature, match="gewijzigd"):
        check(changed)


def test_signature_by_another_certificate_is_refused():
    with pytest.raises(BadSignature, match="servicecertificaten"):
        check(signed(by=receiver()))


def test_trusted_token_with_another_key_is_refused():
    """Somebody shows our certificate and signs with a key of his own."""
    with pytest.raises(BadSignature, match="gewijzigd"):
        check(signed(by=_Forged(sender(), receiver())))


class _Forged:
    def __init__(self, shown, used):
        self.pair = replace(shown.pair, key=used.key_pem)


@pytest.mark.parametrize(
    ("after", "word"), [(timedelta(minutes=11), "verlopen"), (-timedelta(minutes=6), "toekomst")]
)
def test_timestamp_out_of_its_time_is_refused(after, word):
    with pytest.raises(BadSignature, match=word):
        check(signed(), now=NOW + after)


@pytest.mark.parametrize("after", [timedelta(minutes=9), -timedelta(minutes=4)])
def test_clock_may_be_off_by_five_minutes(after):
    assert check(signed(), now=NOW + after).created == NOW


def test_expired_signing_certificate_is_refused():
    old = make("old.example", end=NOW - timedelta(days=1))
    with pytest.raises(BadSignature, match="niet geldig"):
        check(signed(by=old), trust=one_of([old.pem]))


def test_issued_by_takes_what_the_authority_signed_and_nothing_else():
    authority, stranger = make("ca", ca=True), make("ca", ca=True)
    client = make("client", issuer=authority)
    assert check(signed(by=client), trust=issued_by([authority.pem])).certificate == client.certificate
    with pytest.raises(BadSignature, match="servicecertificaten"):
        check(signed(by=client), trust=issued_by([stranger.pem]))


# Moving a signed part away and putting an own one in its place.


def _other_body(root):
    body = copy.deepcopy(root.find(f"{{{names.SOAP}}}Body"))
    body.find(f".//{names.kv('nummer')}").text = "999999999B01"
    return body


def wrap_in_header(root):
    real, fake = root.find(f"{{{names.SOAP}}}Body"), _other_body(root)
    fake.attrib.pop(f"{{{names.WSU}}}Id")
    root.replace(real, fake)

    etree.SubElement(root[0], "Wrapper").append(real)


def wrap_with_the_same_id(root):
    real, fake = root.find(f"{{{names.SOAP}}}Body"), _other_body(root)
    root.replace(real, fake)
    etree.SubElement(root[0], "Wrapper").append(real)


def second_body(root):
    fake = _other_body(root)
    fake.set(f"{{{names.WSU}}}Id", "body-1")
    root.insert(1, fake)


def same_id_as_xml_id(root):
    real = root.find(f"{{{names.SOAP}}}Body")
    real[0].set("{http://www.w3.org/XML/1998/namespace}id", "body-0")


def second_payload(root):
    body = root.find(f"{{{names.SOAP}}}Body")
    body.append(copy.deepcopy(body[0]))


def second_header_block(root):
    root.insert(0, copy.deepcopy(root[0]))


def second_message_id(root):
    extra = etree.SubElement(root[0], f"{{{names.WSA}}}MessageID")
    extra.text = "urn:uuid:other"


@pytest.mark.parametrize("attack", [
    wrap_in_header, wrap_with_the_same_id, second_body, same_id_as_xml_id, second_payload, second_header_block, second_message_id,
])  # fmt: skip
def test_moved_parts_are_refused(attack):
    root = etree.fromstring(signed())
    attack(root)
    with pytest.raises((BadMessage, BadSignature)):
        check(etree.tostring(root))


@pytest.mark.parametrize("part", ["Body", "Timestamp", "Action", "MessageID", "To", "ReplyTo"])
def test_part_outside_the_signature_is_refused(part):
    """Signed rightly by the right key, but with one part left out of it."""
    from sbr_inbox.digipoort import signing

    class Skip:
        def __call__(self, root):
            return [one for one in original(root) if etree.QName(one).localname != part]

    original, signing._parts = signing._parts, Skip()
    try:
        data = signed()
    finally:
        signing._parts = original
    with pytest.raises(BadSignature, match="dekt niet"):
        check(data)


@pytest.mark.parametrize(("old", "new"), [
    (b'SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"', b'SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"'),
    (b'CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"', b'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"'),
    (b'Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"', b'Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"'),
    (b"DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"", b"DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#md5\""),
])  # fmt: skip
def test_other_methods_are_refused(old, new):
    data = signed()
    assert old in data
    with pytest.raises(BadSignature, match="methode"):
        check(data.replace(old, new, 1))


@pytest.mark.parametrize("data", [
    b"", b"geen xml", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a>" * 200 + b"</a>" * 200,
    b'<?xml version="1.0" encoding="UTF-16"?><a/>', b"<html><body>502 Bad Gateway</body></html>",
])  # fmt: skip
def test_no_message_is_refused(data):
    with pytest.raises(BadMessage):
        soap.read(data)


def test_message_over_the_limit_is_refused():
    from sbr_inbox.digipoort.parsing import parse

    with pytest.raises(BadMessage, match="groter"):
        parse(b"<a>" + b"x" * 2048 + b"</a>", most=1024)


def test_largest_file_is_signed_and_read_back():
    big = order(body=b"\x01" * names.MAX_CONTENT)
    root = soap.build_request(names.DELIVER, requests.deliver(big), to=TO, now=NOW)
    message = soap.read(sign(root, sender().pair))
    assert verify(message, trust=one_of([sender().pem]), now=NOW).certificate == sender().certificate
    validate(message.payload)
    assert base64.b64decode(message.payload.findtext(f".//{{{names.KV}}}inhoud")) == big.body


def test_schema_refuses_what_is_too_long():
    with pytest.raises(NotValid):
        validate(requests.deliver(order(berichtsoort="x" * 81)))
