"""Certificates with which an office sends: adding, choosing, removing, sharing. The key is never shown again."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import StaleForm
from sbr_inbox.delivery import CannotSend, KeyPair
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.digipoort.signing import fingerprint
from sbr_inbox.keystore import BadCertificate, Bundle, common_name, read_keystore, split_pem
from sbr_inbox.models import Certificate

# Certificates that stop within this many days are said again at each of these.
WARN_DAYS = (60, 30, 7, 0)
# How the authority of a simulator names itself: recognised also where that simulator is not running.
SIMULATED = "SIMULATIE"
SENDING = [one for one in Environment if one != Environment.NONE]


def add_certificate(data: bytes, password: str, *, by, environment: str, name: str = "", now: datetime | None = None) -> Certificate:
    """Keep a key with its certificate and use it from now on in that environment.

    Raises BadCertificate when the file, the password or the certificate is not right for that environment.
    """
    bundle = read_keystore(data, password, now=now or timezone.now())
    return keep_bundle(bundle, by=by, environment=environment, name=name)


def keep_bundle(bundle: Bundle, *, by, environment: str, name: str = "", pooled: bool = False) -> Certificate:
    """Write a checked bundle in the open office; a certificate that was removed before comes back on its own row."""
    check_environment(bundle, environment)
    own = bundle.own
    with transaction.atomic():
        row = Certificate.objects.select_for_update().filter(fingerprint=fingerprint(own)).first()
        if row and row.removed_at is None:
            raise BadCertificate(f"Dit certificaat is er al: {row.name}. U hoeft het niet nog eens toe te voegen.", field="file")
        row = row or Certificate(fingerprint=fingerprint(own))
        row.name = name.strip()[:100] or common_name(own.subject)[:100]
        row.subject, row.issuer = own.subject.rfc4514_string()[:300], own.issuer.rfc4514_string()[:300]
        row.serial = f"{own.serial_number:x}"[:60]
        row.valid_from, row.valid_to = own.not_valid_before_utc, own.not_valid_after_utc
        row.chain, row.key = b"".join(bundle.pems).decode("ascii"), bundle.key.decode("ascii")
        row.pooled, row.environment = pooled, environment
        row.active, row.removed_at, row.warned_days = True, None, None
        row.version += 1
        Certificate.objects.filter(environment=environment, active=True, removed_at=None).exclude(pk=row.pk).update(active=False)
        row.save()
        record(by, "certificate.added", row, data=_said(row))
    return row


def check_environment(bundle: Bundle, environment: str) -> None:
    """A certificate of the simulator counts in the simulation only, and there no other. Raises BadCertificate."""
    if environment not in SENDING:
        raise BadCertificate("Kies voor welke omgeving dit certificaat is.", field="environment")
    simulated = is_simulated(bundle.own)
    if environment == Environment.SIMULATION and not (simulated and _by_our_simulator(bundle.own)):
        raise BadCertificate(
            "Dit certificaat is niet van de simulator. In de simulatie werkt alleen een certificaat dat de simulator uitgaf.", field="environment"
        )
    if environment != Environment.SIMULATION and simulated:
        raise BadCertificate("Dit certificaat is van de simulator en werkt nergens anders. Kies de omgeving Simulatie.", field="environment")


def is_simulated(certificate: x509.Certificate) -> bool:
    """Whether a simulator issued it, of this installation or of another."""
    return SIMULATED in certificate.issuer.rfc4514_string().upper() or _by_our_simulator(certificate)


def _by_our_simulator(certificate: x509.Certificate) -> bool:
    path = Path(settings.DIGIPOORT_SIMULATOR_DIR or "/nonexistent") / "pki" / "ca.pem"
    if not path.is_file():
        return False
    try:
        certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(path.read_bytes()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def usable(environment: str, at: datetime | None = None) -> Certificate:
    """The certificate that is used in this environment and holds at that moment. Raises CannotSend (E15)."""
    at = at or timezone.now()
    row = Certificate.objects.filter(environment=environment, active=True, removed_at=None).first()
    if row is None:
        raise CannotSend("Uw kantoor heeft geen certificaat voor deze omgeving. Voeg er een toe bij Beheer > SBR > Certificaten.")
    if row.valid_to < at:
        raise CannotSend(f"Het certificaat {row.name} is verlopen op {row.valid_to:%d-%m-%Y}. Voeg het nieuwe toe bij Beheer > SBR > Certificaten.")
    if row.valid_from > at:
        raise CannotSend(f"Het certificaat {row.name} is pas geldig vanaf {row.valid_from:%d-%m-%Y}. Kies een ander bij Beheer > SBR > Certificaten.")
    return row


def key_pair(certificate: Certificate) -> KeyPair:
    """Key and chain of a certificate, for a route. Raises CannotSend when it was removed."""
    if certificate.removed_at or not certificate.key:
        raise CannotSend(f"Het certificaat {certificate.name} is verwijderd. Voeg een ander toe bij Beheer > SBR > Certificaten.")
    return KeyPair(certificate.key.encode("ascii"), tuple(split_pem(certificate.chain)))


def use_certificate(certificate: Certificate, *, by, version: int) -> Certificate:
    """Send with this one from now on. Raises BadCertificate when it does not hold any more."""
    with transaction.atomic():
        row = _locked(certificate, version)
        if row.removed_at or row.valid_to < timezone.now():
            raise BadCertificate(f"{row.name} is verlopen of verwijderd. Kies een ander certificaat of voeg het nieuwe toe.")
        Certificate.objects.filter(environment=row.environment, active=True, removed_at=None).exclude(pk=row.pk).update(active=False)
        row.active, row.version = True, row.version + 1
        row.save(update_fields=["active", "version", "updated_at"])
        record(by, "certificate.chosen", row, data=_said(row))
    return row


def remove_certificate(certificate: Certificate, *, by, version: int) -> Certificate:
    """Wipe the key; the row stays, because deliveries point at it."""
    with transaction.atomic():
        row = _locked(certificate, version)
        if row.removed_at is None:
            row.key, row.active, row.removed_at = "", False, timezone.now()
            row.version += 1
            row.save(update_fields=["key", "active", "removed_at", "version", "updated_at"])
            record(by, "certificate.removed", row, data=_said(row))
    return row


def _locked(certificate: Certificate, version: int) -> Certificate:
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.version != version:
        raise StaleForm(f"{row} is intussen gewijzigd. Bekijk het certificaat opnieuw en kies dan nog eens.")
    return row


def bundle_of(certificate: Certificate) -> Bundle:
    """A certificate that is kept, as a bundle; for putting a copy in another office."""
    pair = key_pair(certificate)
    return Bundle(pair.key, tuple(x509.load_pem_x509_certificate(pem) for pem in pair.chain))


def _said(row: Certificate) -> dict:
    return {"naam": row.name, "omgeving": row.environment, "geldig_tot": f"{row.valid_to:%Y-%m-%d}", "vingerafdruk": row.fingerprint[:16]}
