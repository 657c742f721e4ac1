"""Reading a PKCS#12 file (*.p12, *.pfx*): a private key with its certificate and the chain to its authority."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from offices.errors import RuleBroken
from sbr_inbox.delivery import KeyPair

MAX_FILE = 256 * 1024
MIN_BITS = 2048
MAX_CHAIN = 10
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class BadCertificate(RuleBroken):
    """The file is no certificate the office can send with; the sentence says why and what to do."""

    code = "CERT01"


@dataclass(frozen=True)
class Bundle:
    """A key with its chain, own certificate first, root (when it is there) last."""

    key: bytes = field(repr=False)
    chain: tuple[x509.Certificate, ...]

    @property
    def own(self) -> x509.Certificate:
        """The certificate of the key."""
        return self.chain[0]

    @property
    def pems(self) -> tuple[bytes, ...]:
        """The chain as PEM."""
        return tuple(one.public_bytes(Encoding.PEM) for one in self.chain)

    @property
    def pair(self) -> KeyPair:
        """As a route wants it."""
        return KeyPair(self.key, self.pems)


def read_keystore(data: bytes, password: str, *, now: datetime) -> Bundle:
    """Check everything that can be checked without a network. Raises BadCertificate at the first thing that is wrong."""
    key, own, others = _load(data, password)
    if key is None:
        raise BadCertificate("In dit bestand zit geen sleutel. Exporteer het certificaat opnieuw, samen met de privésleutel.", field="file")
    if not isinstance(key, RSAPrivateKey):
        raise BadCertificate("De sleutel in dit bestand is geen RSA-sleutel. Digipoort werkt alleen met RSA; vraag een ander certificaat aan.", field="file")
    if key.key_size < MIN_BITS:
        raise BadCertificate(
            f"De sleutel is {key.key_size} bits en dat is te kort. Vraag een certificaat aan met een sleutel van ten minste {MIN_BITS} bits.",
            field="file",
        )
    own = _of_key(key, own, others)
    chain = order_chain(own, others)
    check_span(own, now)
    _check_use(own)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Bundle(pem, chain)


def _load(data: bytes, password: str):
    if not data or len(data) > MAX_FILE:
        raise BadCertificate("Dit is geen certificaatbestand. Kies het bestand met de extensie .p12 of .pfx.", field="file")
    try:
        found = pkcs12.load_pkcs12(data, password.encode() or None)
    except UnsupportedAlgorithm:
        raise BadCertificate(
            "Dit bestand is versleuteld met een verouderde methode. Exporteer het certificaat opnieuw met AES-256.", field="file"
        )
    except (ValueError, TypeError):
        if not _looks_like_pkcs12(data):
            raise BadCertificate("Dit is geen certificaatbestand. Kies het bestand met de extensie .p12 of .pfx.", field="file")
        raise BadCertificate(
            "Het wachtwoord hoort niet bij dit bestand, of het bestand is beschadigd. Controleer het wachtwoord.", field="password"
        )
    own = found.cert.certificate if found.cert else None
    return found.key, own, [one.certificate for one in found.additional_certs]


def _looks_like_pkcs12(data: bytes) -> bool:
    """A DER sequence that begins with version 3, as every PFX does."""
    if len(data) < 16 or data[0] != 0x30:
        return False
    start = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
    return data[start : start + 3] == b"\x02\x01\x03"


def _of_key(key, own, others) -> x509.Certificate:
    mine = key.public_key().public_numbers()
    for candidate in [own, *others] if own else others:
        public = candidate.public_key()
        if isinstance(public, RSAPublicKey) and public.public_numbers() == mine:
            return candidate
    raise BadCertificate("De sleutel hoort niet bij het certificaat in dit bestand. Exporteer sleutel en certificaat samen.", field="file")


def order_chain(own: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The chain from the own certificate up, whatever the order in the file. Raises BadCertificate when a link is missing."""
    if own.issuer == own.subject:
        raise BadCertificate("Dit certificaat is door zichzelf uitgegeven. Digipoort neemt alleen certificaten van PKIoverheid aan.", field="file")
    chain = [own]
    while chain[-1].issuer != chain[-1].subject and len(chain) < MAX_CHAIN:
        parent = next((one for one in others if one not in chain and _issued(chain[-1], one)), None)
        if parent is None:
            break
        chain.append(parent)
    if len(chain) == 1:
        raise BadCertificate(
            f"De keten is niet compleet: het certificaat van de uitgever ({common_name(own.issuer)}) ontbreekt. "
            "Exporteer het certificaat opnieuw, met de hele keten.",
            field="file",
        )
    return tuple(chain)


def _issued(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def check_span(certificate: x509.Certificate, now: datetime) -> None:
    """Raise BadCertificate unless the certificate holds now."""
    if certificate.not_valid_after_utc < now:
        day = f"{certificate.not_valid_after_utc:%d-%m-%Y}"
        raise BadCertificate(f"Dit certificaat is verlopen op {day}. Voeg het nieuwe certificaat toe.", field="file")
    if certificate.not_valid_before_utc > now:
        day = f"{certificate.not_valid_before_utc:%d-%m-%Y}"
        raise BadCertificate(f"Dit certificaat is pas geldig vanaf {day}. Voeg het dan toe, of controleer de klok.", field="file")


def _check_use(certificate: x509.Certificate) -> None:
    extensions = certificate.extensions
    try:
        uses = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.CLIENT_AUTH not in uses and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE not in uses:
            raise BadCertificate("Met dit certificaat mag een systeem zich niet aanmelden. Vraag een PKIoverheid services-certificaat (server) aan.", field="file")
    except x509.ExtensionNotFound:
        pass
    try:
        if not extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature:
            raise BadCertificate("Met dit certificaat mag niet worden ondertekend. Vraag een PKIoverheid services-certificaat (server) aan.", field="file")
    except x509.ExtensionNotFound:
        pass


def common_name(name: x509.Name) -> str:
    """The name a person knows a certificate by: the common name, else all of it."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def split_pem(text: str) -> list[bytes]:
    """The certificates in a text, one PEM block each."""
    return [block.encode("ascii", "replace") + b"\n" for block in _BLOCK.findall(text)]


def read_certificates(data: bytes) -> list[x509.Certificate]:
    """Certificates without a key: one DER, or one or more PEM blocks. Raises BadCertificate."""
    wrong = BadCertificate("Dit is geen certificaat. Kies een bestand met de extensie .pem, .crt of .cer.", field="file")
    if not data or len(data) > MAX_FILE:
        raise wrong
    if b"PRIVATE KEY" in data:
        raise BadCertificate("In dit bestand zit een privésleutel. Een servicecertificaat heeft er geen; kies het bestand van Logius.", field="file")
    try:
        blocks = split_pem(data.decode("latin-1"))
        return [x509.load_pem_x509_certificate(block) for block in blocks] if blocks else [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise wrong
