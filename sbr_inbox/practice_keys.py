"""Certificates of a practice office, made up on the spot: nobody outside it trusts them."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.utils import timezone

from offices.practice import Plan
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.models import Certificate
from sbr_inbox.rules.certificates import add_certificate
from sbr_inbox.rules.settings import add_service_certificates

PASSWORD = "oefenen"  # noqa: S105 (protects nothing)


def fill(plan: Plan) -> None:
    """A service certificate of nobody, and a certificate of the office when no simulator gave one."""
    by = plan.members["ADMIN"]
    key, certificate = _made("Oefenautoriteit", None)
    pem = certificate.public_bytes(Encoding.PEM)
    add_service_certificates(pem, by=by, environment=Environment.PREPRODUCTION, source=plan.mark("Oefening, niet van Logius"))
    if Certificate.objects.exists():
        return
    own_key, own = _made("Oefenkantoor", (key, certificate))
    data = pkcs12.serialize_key_and_certificates(b"oefening", own_key, own, [certificate], BestAvailableEncryption(PASSWORD.encode()))
    add_certificate(data, PASSWORD, by=by, environment=Environment.PREPRODUCTION, name="Oefencertificaat")


def _made(name: str, issuer):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=700))
        .sign(issuer[0] if issuer else key, hashes.SHA256())
    )
    return key, certificate
