"""The certificates of the simulator: its own authority, made at the first start, worth nothing outside it."""

import fcntl
import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ORGANISATION = "SIMULATIE, geen echte Digipoort"
YEARS = 10
# A certificate that may be used from some minutes ago: clocks of two processes differ.
BACKDATED = timedelta(minutes=10)


def pki_folder(folder: Path) -> Path:
    """Where the certificates stand within the folder of the simulator."""
    return folder / "pki"


def ensure(folder: Path) -> Path:
    """Make what is missing of the authority, the server and the two signers; gives the folder they stand in."""
    pki = pki_folder(folder)
    pki.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(pki):
        if not (pki / "ca.pem").exists():
            _authority(pki, "ca", "Proefautoriteit")
        if not (pki / "stranger.pem").exists():
            _authority(pki, "stranger", "Vreemde autoriteit")
        names = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.DNSName("simulator"), x509.IPAddress(ip_address("127.0.0.1"))]
        )
        for name, extra in (("server", names), ("service", None)):
            if not (pki / f"{name}.pem").exists():
                key, certificate = _issue(pki, f"{name}.simulatie.invalid", extra=extra)
                _write(pki / f"{name}.key", _key_pem(key))
                _write(pki / f"{name}.pem", _pem(certificate))
    return pki


def issue_client(
    folder: Path, name: str, oin: str = "", *, days: int | None = None
) -> tuple[bytes, tuple[bytes, ...]]:
    """A fresh client certificate of the authority: its key and its chain, own certificate first, as PEM.

    `days` is how long it holds (a negative number: it expired so many days ago). Nothing is kept here.
    """
    pki = ensure(folder)
    until = None if days is None else datetime.now(UTC) + timedelta(days=days)
    key, certificate = _issue(pki, name, serial=oin, until=until)
    return _key_pem(key), (_pem(certificate), (pki / "ca.pem").read_bytes())


def fingerprint(pem: bytes) -> str:
    """The SHA-256 of the first certificate, in lower case hex."""
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()


def _authority(pki: Path, file: str, name: str) -> None:
    key = _fresh_key()
    subject = _name(f"{name} {os.urandom(4).hex()}")
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    usage = _usage(signs_certificates=True)
    built = (
        _builder(subject, subject, key, None)
        .add_extension(constraints, critical=True)
        .add_extension(usage, critical=True)
    )
    _write(pki / f"{file}.key", _key_pem(key))
    _write(pki / f"{file}.pem", _pem(built.sign(key, hashes.SHA256())))


def _issue(pki: Path, name: str, *, extra=None, serial: str = "", until: datetime | None = None):
    issuer = x509.load_pem_x509_certificate((pki / "ca.pem").read_bytes())
    signer = serialization.load_pem_private_key((pki / "ca.key").read_bytes(), None)
    assert isinstance(signer, rsa.RSAPrivateKey)
    key = _fresh_key()
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH])
    builder = _builder(_name(name, serial), issuer.subject, key, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(), critical=True).add_extension(purposes, critical=False)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    if extra is not None:
        builder = builder.add_extension(extra, critical=False)
    return key, builder.sign(signer, hashes.SHA256())


def _builder(subject, issuer, key, until: datetime | None) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    until = until or now + timedelta(days=365 * YEARS)
    begins = min(now - BACKDATED, until - timedelta(days=365))
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(until)
    )


def _usage(*, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_encipherment=not signs_certificates,
        key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(common: str, serial: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
        x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
    ]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    return x509.Name(parts)


def _fresh_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and readable for this account only."""
    fresh = path.with_name(f".{path.name}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    fresh.replace(path)


@contextmanager
def _lock(pki: Path):
    """One process at a time makes certificates: the launcher and a page may ask at the same moment."""
    with open(pki / "lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
