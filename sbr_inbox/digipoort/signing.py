"""Signing a message and checking the signature of one, for both directions.

Six parts are signed: Body, Timestamp and the four addressing headers; exclusive canonicalisation everywhere; the
certificate travels as BinarySecurityToken. A valid signature alone proves little, so `verify` also demands that it
covers the Body that was read, the Timestamp and every addressing header, and that nothing but plain references are in it.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from sbr_inbox.delivery import KeyPair
from sbr_inbox.delivery_enums import SignatureAlgorithm
from sbr_inbox.digipoort.names import BASE64, DS, WSA, WSSE, WSU, X509_V3
from sbr_inbox.digipoort.soap import Message, to_bytes

SKEW = timedelta(minutes=5)
# A Timestamp without Expires (the interface makes it optional) holds this long.
DEFAULT_LIFETIME = timedelta(minutes=10)
TOKEN_ID = "token-0"  # noqa: S105 (the name of an element)
_EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
_ID = f"{{{WSU}}}Id"
_METHODS = {
    SignatureAlgorithm.RSA_SHA1: (xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA1),
    SignatureAlgorithm.RSA_SHA256: (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256),
}
_SIGNATURES = {f"{DS}rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}
_DIGESTS = {f"{DS}sha1", "http://www.w3.org/2001/04/xmlenc#sha256"}
_ADDRESSING = ("Action", "MessageID", "To")
_ALSO_SIGNED = ("RelatesTo", "ReplyTo", "From", "FaultTo")

Trust = Callable[[x509.Certificate], bool]


class BadSignature(Exception):
    """The message may not be believed; the text says why, in Dutch."""


@dataclass(frozen=True)
class Signer:
    """Who signed: the certificate, and the span in which the message holds."""

    certificate: x509.Certificate
    created: datetime
    expires: datetime


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate as it stands in a token, in hex."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def one_of(pems: Iterable[bytes]) -> Trust:
    """Trust exactly these certificates, by their SHA-256; several at once, because they rotate."""
    known = {fingerprint(x509.load_pem_x509_certificate(pem)) for pem in pems}
    return lambda certificate: fingerprint(certificate) in known


def issued_by(authorities: Iterable[bytes]) -> Trust:
    """Trust what one of these authorities signed directly; for the receiving side, which knows no client beforehand."""
    parents = [x509.load_pem_x509_certificate(pem) for pem in authorities]

    def trusts(certificate: x509.Certificate) -> bool:
        for parent in parents:
            try:
                certificate.verify_directly_issued_by(parent)
            except Exception:  # noqa: S112 (every way in which it is not signed by this parent)
                continue
            return True
        return False

    return trusts


def sign(root: etree._Element, pair: KeyPair, algorithm: str = SignatureAlgorithm.RSA_SHA1) -> bytes:
    """Put token and signature into an envelope of `soap.envelope` and give it as bytes; 3 to 4 ms with RSA 2048.

    Raises ValueError when key or certificate cannot be read.
    """
    method, digest = _METHODS[SignatureAlgorithm(algorithm)]
    security = root[0].find(f"{{{WSSE}}}Security")
    token = etree.SubElement(
        security, f"{{{WSSE}}}BinarySecurityToken", ValueType=X509_V3, EncodingType=BASE64
    )
    token.set(_ID, TOKEN_ID)
    token.text = base64.b64encode(
        x509.load_pem_x509_certificate(pair.chain[0]).public_bytes(Encoding.DER)
    ).decode()
    signature = xmlsec.template.create(root, xmlsec.Transform.EXCL_C14N, method)
    security.append(signature)
    for part in _parts(root):
        reference = xmlsec.template.add_reference(signature, digest, uri=f"#{part.get(_ID)}")
        xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    info = xmlsec.template.ensure_key_info(signature)
    pointer = etree.SubElement(info, f"{{{WSSE}}}SecurityTokenReference")
    etree.SubElement(pointer, f"{{{WSSE}}}Reference", URI=f"#{TOKEN_ID}", ValueType=X509_V3)
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(pair.key, xmlsec.KeyFormat.PEM)
        for part in _parts(root):
            context.register_id(part, "Id", WSU)
        context.sign(signature)
    except xmlsec.Error as error:
        raise ValueError("het bericht kon niet worden ondertekend") from error
    return to_bytes(root)


def _parts(root) -> list[etree._Element]:
    header, body = root[0], root[1]
    stamp = header.find(f"{{{WSSE}}}Security/{{{WSU}}}Timestamp")
    return [body, stamp, *(child for child in header if etree.QName(child).namespace == WSA)]


def verify(message: Message, *, trust: Trust, now: datetime, skew: timedelta = SKEW) -> Signer:
    """Who signed this message. Raises BadSignature unless all of it holds at `now` (aware).

    `message` comes from `soap.read`; afterwards read only from it, because those elements are the ones that were checked.
    """
    if message.header is None:
        raise BadSignature("het bericht is niet ondertekend")
    security = _one(message.header, f"{{{WSSE}}}Security", "het bericht is niet ondertekend")
    signature = _one(security, f"{{{DS}}}Signature", "het bericht is niet ondertekend")
    if sum(1 for _ in message.root.iter(f"{{{DS}}}Signature")) != 1:
        raise BadSignature("het bericht bevat meer dan één handtekening")
    certificate = _certificate(security, signature)
    _check_covered(message, security, signature)
    _check_value(message.root, signature, certificate)
    if not trust(certificate):
        raise BadSignature(
            "het bericht is ondertekend met een certificaat dat niet bij uw servicecertificaten staat"
        )
    _check_certificate(certificate, now)
    created, expires = _span(security)
    if created > now + skew:
        raise BadSignature("het tijdstempel van het bericht ligt in de toekomst")
    if expires <= now - skew:
        raise BadSignature("het tijdstempel van het bericht is verlopen")
    return Signer(certificate, created, expires)


def _one(parent, name: str, missing: str) -> etree._Element:
    found = parent.findall(name)
    if not found:
        raise BadSignature(missing)
    if len(found) > 1:
        raise BadSignature(f"{etree.QName(name).localname} komt twee keer voor in het bericht")
    return found[0]


def _certificate(security, signature) -> x509.Certificate:
    pointer = signature.find(f"{{{DS}}}KeyInfo/{{{WSSE}}}SecurityTokenReference/{{{WSSE}}}Reference")
    token = _one(security, f"{{{WSSE}}}BinarySecurityToken", "het certificaat van de afzender ontbreekt")
    if pointer is None or pointer.get("URI") != f"#{token.get(_ID)}":
        raise BadSignature("de handtekening wijst niet naar het certificaat in het bericht")
    try:
        der = base64.b64decode((token.text or "").encode("ascii"), validate=False)
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
    except (ValueError, binascii.Error, UnicodeEncodeError) as error:
        raise BadSignature("het certificaat in het bericht is onleesbaar") from error
    if not isinstance(key, RSAPublicKey):
        raise BadSignature("het certificaat in het bericht heeft geen RSA-sleutel")
    return certificate


def _check_covered(message: Message, security, signature) -> None:
    """Every reference is plain, points at one element, and together they cover all that is read from the message."""
    info = signature.find(f"{{{DS}}}SignedInfo")
    if (
        info is None
        or _algorithm(info, "CanonicalizationMethod") != _EXC
        or _algorithm(info, "SignatureMethod") not in _SIGNATURES
    ):
        raise BadSignature("de handtekening gebruikt een methode die niet is toegestaan")
    targets = {element.get(_ID): element for element in message.root.iter(etree.Element) if element.get(_ID)}
    covered = set()
    for reference in info.findall(f"{{{DS}}}Reference"):
        steps = reference.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform")
        if [step.get("Algorithm") for step in steps] != [_EXC] or _algorithm(
            reference, "DigestMethod"
        ) not in _DIGESTS:
            raise BadSignature("de handtekening gebruikt een methode die niet is toegestaan")
        uri = reference.get("URI") or ""
        if not uri.startswith("#") or uri[1:] not in targets:
            raise BadSignature("de handtekening verwijst naar iets dat niet in het bericht staat")
        covered.add(targets[uri[1:]])
    needed = [message.body, _one(security, f"{{{WSU}}}Timestamp", "het tijdstempel ontbreekt")]
    needed += [_one(message.header, f"{{{WSA}}}{name}", f"de kop {name} ontbreekt") for name in _ADDRESSING]
    needed += [found for name in _ALSO_SIGNED for found in message.header.findall(f"{{{WSA}}}{name}")]
    if any(element not in covered for element in needed):
        raise BadSignature("de handtekening dekt niet het hele bericht")


def _algorithm(parent, name: str) -> str:
    found = parent.find(f"{{{DS}}}{name}")
    return "" if found is None else found.get("Algorithm", "")


def _check_value(root, signature, certificate) -> None:
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(
            certificate.public_bytes(Encoding.PEM), xmlsec.KeyFormat.CERT_PEM
        )
        for element in root.iter(etree.Element):
            if element.get(_ID):
                context.register_id(element, "Id", WSU)
        context.verify(signature)
    except xmlsec.Error as error:
        raise BadSignature("de handtekening klopt niet: het bericht is onderweg gewijzigd") from error


def _check_certificate(certificate: x509.Certificate, now: datetime) -> None:
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise BadSignature("het certificaat waarmee het bericht is ondertekend, is niet geldig op dit moment")


def _span(security) -> tuple[datetime, datetime]:
    moment = security.find(f"{{{WSU}}}Timestamp")
    created = _moment(moment.findtext(f"{{{WSU}}}Created"))
    expires = moment.findtext(f"{{{WSU}}}Expires")
    return created, _moment(expires) if expires else created + DEFAULT_LIFETIME


def _moment(text: str | None) -> datetime:
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError as error:
        raise BadSignature("het tijdstempel van het bericht is onleesbaar") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
