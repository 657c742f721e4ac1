"""Certificates of an office: what is taken, what is refused and why, and what becomes of the key."""

from datetime import timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from offices.errors import StaleForm
from offices.models import AuditEvent, OutgoingMail
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.keystore import BadCertificate, read_keystore
from sbr_inbox.models import Certificate, ServiceCertificate
from sbr_inbox.rules.certificates import (
    add_certificate,
    key_pair,
    remove_certificate,
    usable,
    use_certificate,
)
from sbr_inbox.rules.expiring import expiring, warn_expiring
from sbr_inbox.rules.settings import add_service_certificates, remove_service_certificate
from tests.sbr_inbox.digipoort.keys import Issued, make

PASSWORD = "geheim"
NOW = timezone.now()
YEAR = {"start": NOW - timedelta(days=10), "end": NOW + timedelta(days=365)}


@cache
def authority() -> Issued:
    return make("Proef CA", ca=True, **YEAR)


@cache
def middle() -> Issued:
    return make("Proef tussenuitgever", issuer=authority(), ca=True, **YEAR)


@cache
def office_certificate() -> Issued:
    return make("kantoor.example", issuer=middle(), **YEAR)


def p12(one: Issued, others=None, *, key=None, password=PASSWORD, own=True) -> bytes:
    """A PKCS#12 file; with other things in it than belong there, when asked."""
    others = [middle().certificate, authority().certificate] if others is None else others
    protection = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(
        b"k", one.key if key is None else key or None, one.certificate if own else None, others, protection
    )


def issued(**kw) -> Issued:
    return make("ander.example", issuer=middle(), **{**YEAR, **kw})


def test_certificate_is_kept_with_its_key_and_used(in_alfa, alfa):
    row = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert (row.name, row.active, row.pooled) == ("kantoor.example", True, False)
    assert row.valid_to == office_certificate().certificate.not_valid_after_utc
    pair = key_pair(usable(Environment.PRODUCTION))
    loaded = serialization.load_pem_private_key(pair.key, None)
    assert loaded.private_numbers() == office_certificate().key.private_numbers()
    assert [x509.load_pem_x509_certificate(pem) for pem in pair.chain] == [
        office_certificate().certificate, middle().certificate, authority().certificate,
    ]  # fmt: skip


def test_key_stands_encrypted_in_the_database(in_alfa, alfa):
    row = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM sbr_inbox_certificate WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert "PRIVATE KEY" not in stored
    assert Certificate.objects.get(pk=row.pk).key.startswith("-----BEGIN PRIVATE KEY-----")


def test_order_of_the_chain_in_the_file_does_not_matter(in_alfa, alfa):
    data = p12(office_certificate(), [authority().certificate, make("los", **YEAR).certificate, middle().certificate])
    row = add_certificate(data, PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert len(key_pair(row).chain) == 3


def test_file_without_password_is_taken(in_alfa, alfa):
    row = add_certificate(p12(office_certificate(), password=""), "", by=alfa.admin, environment="PRODUCTION")
    assert row.active


def legacy_ec():
    key = ec.generate_private_key(ec.SECP256R1())
    return pkcs12.serialize_key_and_certificates(b"k", key, None, None, BestAvailableEncryption(PASSWORD.encode()))


REFUSED = {
    "wrong password": (lambda: p12(office_certificate(), password="anders"), "wachtwoord", "password"),
    "no keystore": (lambda: b"-----BEGIN CERTIFICATE-----", "geen certificaatbestand", "file"),
    "empty": (lambda: b"", "geen certificaatbestand", "file"),
    "too large": (lambda: b"\x30" * 300_000, "geen certificaatbestand", "file"),
    "truncated": (lambda: p12(office_certificate())[:-40], "beschadigd", "password"),
    "no key": (lambda: p12(office_certificate(), key=False), "geen sleutel", "file"),
    "key of another": (lambda: p12(office_certificate(), [office_certificate().certificate], key=issued().key, own=False), "hoort niet bij", "file"),
    "no rsa": (legacy_ec, "geen RSA", "file"),
    "short key": (lambda: p12(issued(bits=1024)), "1024 bits", "file"),
    "chain missing": (lambda: p12(office_certificate(), []), "keten", "file"),
    "chain broken": (lambda: p12(office_certificate(), [authority().certificate]), "Proef tussenuitgever", "file"),
    "own issuer": (lambda: p12(make("zelf", **YEAR), []), "door zichzelf", "file"),
    "expired": (lambda: p12(issued(start=NOW - timedelta(days=9), end=NOW - timedelta(days=1))), "verlopen op", "file"),
    "not yet": (lambda: p12(issued(start=NOW + timedelta(days=2))), "pas geldig vanaf", "file"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_certificate_that_will_not_do_is_refused_with_its_reason(in_alfa, alfa, case):
    build, word, field = REFUSED[case]
    with pytest.raises(BadCertificate, match=word) as caught:
        add_certificate(build(), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert (caught.value.field, Certificate.objects.count()) == (field, 0)


def test_same_certificate_twice_is_refused(in_alfa, alfa):
    data = p12(office_certificate())
    add_certificate(data, PASSWORD, by=alfa.admin, environment="PRODUCTION")
    with pytest.raises(BadCertificate, match="is er al"):
        add_certificate(data, PASSWORD, by=alfa.admin, environment="PRODUCTION")


def test_new_certificate_takes_the_place_of_the_old_in_its_environment_only(in_alfa, alfa):
    first = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    test = add_certificate(p12(issued()), PASSWORD, by=alfa.admin, environment="PREPRODUCTION")
    second = add_certificate(p12(issued()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert set(Certificate.objects.filter(active=True)) == {test, second}
    first.refresh_from_db()
    use_certificate(first, by=alfa.admin, version=first.version)
    assert set(Certificate.objects.filter(active=True)) == {test, first}


def test_removing_wipes_the_key_and_keeps_the_row(in_alfa, alfa):
    row = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    removed = remove_certificate(row, by=alfa.admin, version=row.version)
    assert (removed.key, removed.active, removed.removed_at is None) == ("", False, False)
    with pytest.raises(CannotSend, match="geen certificaat"):
        usable("PRODUCTION")
    with pytest.raises(CannotSend, match="verwijderd"):
        key_pair(removed)
    with pytest.raises(BadCertificate, match="verwijderd"):
        use_certificate(removed, by=alfa.admin, version=removed.version)
    again = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert (again.pk, again.active) == (row.pk, True)


def test_stale_page_removes_nothing(in_alfa, alfa):
    row = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    with pytest.raises(StaleForm):
        remove_certificate(row, by=alfa.admin, version=row.version - 1)
    assert usable("PRODUCTION").pk == row.pk


def test_each_act_is_in_the_log_without_the_key(in_alfa, alfa):
    row = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    remove_certificate(row, by=alfa.admin, version=row.version)
    lines = AuditEvent.objects.filter(event__startswith="certificate.").order_by("at", "id")
    assert [line.event for line in lines] == ["certificate.added", "certificate.removed"]
    assert not any("PRIVATE" in str(line.data) or PASSWORD in str(line.data) for line in lines)


# Simulation and real life.


@pytest.fixture
def our_simulator(tmp_path, settings):
    settings.DIGIPOORT_SIMULATOR_DIR, settings.DIGIPOORT_SIMULATOR_URL = str(tmp_path / "sim"), "https://127.0.0.1:9"
    return tmp_path / "sim"


def simulated_p12(folder) -> bytes:
    key, chain = pki.issue_client(folder, "Proefkantoor")
    certificates = [x509.load_pem_x509_certificate(pem) for pem in chain]
    loaded = serialization.load_pem_private_key(key, None)
    return pkcs12.serialize_key_and_certificates(b"k", loaded, certificates[0], certificates[1:], BestAvailableEncryption(PASSWORD.encode()))


def test_certificate_of_the_simulator_counts_in_the_simulation_only(in_alfa, alfa, our_simulator, settings, tmp_path):
    data = simulated_p12(our_simulator)
    for real in ("PRODUCTION", "PREPRODUCTION"):
        with pytest.raises(BadCertificate, match="simulator"):
            add_certificate(data, PASSWORD, by=alfa.admin, environment=real)
    assert add_certificate(data, PASSWORD, by=alfa.admin, environment="SIMULATION").environment == "SIMULATION"
    with pytest.raises(BadCertificate, match="niet van de simulator"):
        add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="SIMULATION")
    with pytest.raises(BadCertificate, match="niet van de simulator"):
        add_certificate(simulated_p12(tmp_path / "ander"), PASSWORD, by=alfa.admin, environment="SIMULATION")


def test_certificate_of_a_simulator_elsewhere_is_no_real_one(in_alfa, alfa, settings, tmp_path):
    settings.DIGIPOORT_SIMULATOR_DIR = ""
    with pytest.raises(BadCertificate, match="van de simulator"):
        add_certificate(simulated_p12(tmp_path / "elders"), PASSWORD, by=alfa.admin, environment="PRODUCTION")


# Two offices.


def test_certificates_of_another_office_do_not_exist_here(alfa, beta):
    with alfa.scope:
        row = add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    with beta.scope:
        with pytest.raises(CannotSend, match="geen certificaat"):
            usable("PRODUCTION")
        with pytest.raises(Certificate.DoesNotExist):
            remove_certificate(row, by=beta.admin, version=row.version)


def test_shared_certificate_is_a_row_of_each_office_named(alfa, beta, tmp_path, capsys):
    (tmp_path / "k.p12").write_bytes(p12(office_certificate()))
    (tmp_path / "w").write_text(PASSWORD + "\n")
    arguments = ["share_certificate", str(tmp_path / "k.p12"), "--password-file", str(tmp_path / "w"), "--environment", "PRODUCTION"]
    with pytest.raises(CommandError, match="geen kantoor"):
        call_command(*arguments, "--office", "alfa", "--office", "niemand")
    call_command(*arguments, "--office", "alfa", "--office", "beta")
    rows = []
    for office in (alfa, beta):
        with office.scope:
            rows.append(usable("PRODUCTION"))
    assert [row.pooled for row in rows] == [True, True]
    assert rows[0].pk != rows[1].pk
    with alfa.scope:
        remove_certificate(rows[0], by=alfa.admin, version=rows[0].version)
    with beta.scope:
        assert key_pair(usable("PRODUCTION")).chain


# The radar.


def test_radar_speaks_once_at_each_step(in_alfa, alfa):
    row = add_certificate(p12(issued(end=NOW + timedelta(days=90))), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    end, said = row.valid_to, []
    for days in (75, 61, 59, 58, 40, 29, 29, 8, 6, 1, -1, -2):
        count = warn_expiring(at=end - timedelta(days=days))
        said.append(count)
    assert said == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0]
    assert AuditEvent.objects.filter(event="certificate.expiring").count() == 4
    mails = OutgoingMail.objects.filter(kind="certificate.expiring")
    assert {mail.to for mail in mails} == {alfa.admin.user.email}
    assert mails.count() == 4
    assert "Beheer > SBR > Certificaten" in mails[0].body


def test_radar_leaves_what_is_not_in_use_alone(in_alfa, alfa):
    row = add_certificate(p12(issued(end=NOW + timedelta(days=10))), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert list(expiring()) == [row]
    add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert (list(expiring()), warn_expiring()) == ([], 0)


def test_certificate_that_stops_between_approval_and_sending_is_not_used(in_alfa, alfa):
    row = add_certificate(p12(issued(end=NOW + timedelta(days=1))), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    assert usable("PRODUCTION").pk == row.pk
    with pytest.raises(CannotSend, match="verlopen op"):
        usable("PRODUCTION", NOW + timedelta(days=2))
    with pytest.raises(CannotSend, match="pas geldig vanaf"):
        usable("PRODUCTION", NOW - timedelta(days=20))


# Certificates of Digipoort.


def test_several_service_certificates_from_one_file(in_alfa, alfa):
    one, two = make("wus een", **YEAR), make("wus twee", **YEAR)
    made = add_service_certificates(one.pem + b"tekst\n" + two.pem, by=alfa.admin, environment="PRODUCTION", source="Logius")
    assert [row.name for row in made] == ["wus een", "wus twee"]
    der = one.certificate.public_bytes(serialization.Encoding.DER)
    assert add_service_certificates(der, by=alfa.admin, environment="PREPRODUCTION")[0].fingerprint == made[0].fingerprint
    with pytest.raises(BadCertificate, match="is er al"):
        add_service_certificates(one.pem, by=alfa.admin, environment="PRODUCTION")
    remove_service_certificate(made[0], by=alfa.admin)
    assert ServiceCertificate.objects.filter(environment="PRODUCTION").count() == 1


@pytest.mark.parametrize(("build", "environment", "word"), [
    (lambda: b"niets", "PRODUCTION", "geen certificaat"),
    (lambda: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "PRODUCTION", "geen certificaat"),
    (lambda: office_certificate().key_pem + office_certificate().pem, "PRODUCTION", "privésleutel"),
    (lambda: make("oud", start=NOW - timedelta(days=9), end=NOW - timedelta(days=1)).pem, "PRODUCTION", "verlopen"),
    (lambda: office_certificate().pem, "SIMULATION", "eigen certificaat"),
])  # fmt: skip
def test_service_certificate_that_will_not_do_is_refused(in_alfa, alfa, build, environment, word):
    with pytest.raises(BadCertificate, match=word):
        add_service_certificates(build(), by=alfa.admin, environment=environment)
    assert ServiceCertificate.objects.count() == 0


def test_service_certificate_of_a_simulator_is_never_real(in_alfa, alfa, our_simulator):
    data = (pki.ensure(our_simulator) / "service.pem").read_bytes()
    with pytest.raises(BadCertificate, match="simulator"):
        add_service_certificates(data, by=alfa.admin, environment="PRODUCTION")


def test_keystore_says_nothing_of_the_password():
    with pytest.raises(BadCertificate) as caught:
        read_keystore(p12(office_certificate()), "mijn-geheime-woord", now=NOW)
    assert "mijn-geheime-woord" not in str(caught.value)
    assert "PRIVATE" not in repr(read_keystore(p12(office_certificate()), PASSWORD, now=NOW))
