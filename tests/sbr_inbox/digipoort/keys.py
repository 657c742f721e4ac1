"""Throw-away keys and certificates for tests; none of them is trusted by anything."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sbr_inbox.delivery import KeyPair

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def pair(self) -> KeyPair:
        return KeyPair(self.key_pem, (self.pem,))


def make(
    name: str, *, issuer: Issued | None = None, ca: bool = False, start=NOW - timedelta(days=30), end=NOW + timedelta(days=365),
    bits: int = 2048, key=None, san: str = "",
) -> Issued:  # fmt: skip
    """A certificate by that name, signed by `issuer` or by itself."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if san:
        import ipaddress

        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(san))]), critical=False
        )
    return Issued(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


@cache
def receiver() -> Issued:
    """Who signs answers in these tests."""
    return make("receiver.example")


@cache
def sender() -> Issued:
    """Who signs requests in these tests."""
    return make("sender.example")
