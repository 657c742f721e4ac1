"""Changing the tables of *Beheer > SBR*: per kind, per status code, per address, and the service certificates."""

from datetime import date

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from offices.outbound import check_address
from offices.settings_registry import register_setting
from sbr_inbox.delivery_enums import Environment, SignatureAlgorithm
from sbr_inbox.digipoort.signing import fingerprint
from sbr_inbox.keystore import BadCertificate, check_span, common_name, read_certificates
from sbr_inbox.models import DigipoortAddress, KindSetting, ServiceCertificate, StatusCode
from sbr_inbox.rules.certificates import is_simulated

ALGORITHM = "sbr.signature_algorithm"
register_setting(
    ALGORITHM,
    str,
    SignatureAlgorithm.RSA_SHA1.value,
    "Handtekening naar Digipoort",
    "sbr",
    "Waarmee berichten naar Digipoort worden ondertekend. De beschrijving van het koppelvlak noemt RSA met SHA-1.",
)


def save_kind(setting: KindSetting, *, by, version: int, **values) -> KindSetting:
    """Change the row of one kind. Raises StaleForm when someone else changed it meanwhile."""
    accepted, rejected = set(values.get("accepted_codes", ())), set(values.get("rejected_codes", ()))
    if both := sorted(accepted & rejected):
        raise RuleBroken(f"Code {both[0]} staat bij geaccepteerd én bij afgekeurd. Laat haar op één plaats staan.", code="G03", field="rejected_codes")
    return change_row(setting, "kind_setting.changed", by=by, version=version, values=values, said=("kind", "folder", "berichtsoort", "route"))


def save_status_code(row: StatusCode | None, *, by, version: int = 0, **values) -> StatusCode:
    """Change what a status code means, or add one. Raises RuleBroken for a code that is there already."""
    if row is not None:
        return change_row(row, "status_code.changed", by=by, version=version, values=values, said=("code", "phase"))
    try:
        with transaction.atomic():
            made = StatusCode.objects.create(**values)
            record(by, "status_code.added", made, data={"code": made.code, "phase": made.phase})
    except IntegrityError:
        raise RuleBroken(f"Code {values['code']} staat al in de lijst. Open die regel om haar te wijzigen.", code="G04", field="code")
    return made


def save_address(address: DigipoortAddress, *, by, version: int, **values) -> DigipoortAddress:
    """Change where a service answers. Raises RuleBroken for an address that this installation may not call."""
    if values.get("url"):
        try:
            check_address(values["url"])
        except RuleBroken as fault:
            raise RuleBroken(fault.text, code=fault.code, field="url")
    return change_row(address, "address.changed", by=by, version=version, values=values, said=("environment", "service", "url"))


def change_row(row, event: str, *, by, version: int, values: dict, said: tuple[str, ...]):
    """Change a row of a table of *Beheer > SBR*. Raises StaleForm when someone else changed it meanwhile."""
    with transaction.atomic():
        row = type(row).objects.select_for_update().get(pk=row.pk)
        if row.version != version:
            raise StaleForm(f"{row} is intussen gewijzigd. Vergelijk de verschillen en sla opnieuw op.")
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        record(by, event, row, data={name: getattr(row, name) for name in said})
    return row


def add_service_certificates(
    data: bytes, *, by, environment: str, source: str = "", checked_on: date | None = None
) -> list[ServiceCertificate]:
    """Believe answers that are signed with these; a file may hold several. Raises BadCertificate."""
    if environment not in (Environment.PREPRODUCTION, Environment.PRODUCTION):
        raise BadCertificate("De simulator heeft zijn eigen certificaat. Kies preproductie of productie.", field="environment")
    found, now, made = read_certificates(data), timezone.now(), []
    with transaction.atomic():
        for certificate in found:
            check_span(certificate, now)
            if is_simulated(certificate):
                raise BadCertificate("Dit certificaat is van de simulator. Antwoorden daarvan tellen nergens anders.", field="file")
            values = {
                "name": common_name(certificate.subject)[:100],
                "pem": certificate.public_bytes(Encoding.PEM).decode("ascii"),
                "valid_from": certificate.not_valid_before_utc,
                "valid_to": certificate.not_valid_after_utc,
                "source": source,
                "checked_on": checked_on or timezone.localdate(),
            }
            row, is_new = ServiceCertificate.objects.get_or_create(
                environment=environment, fingerprint=fingerprint(certificate), defaults=values
            )
            if is_new:
                made.append(row)
                record(by, "service_certificate.added", row, data={"naam": row.name, "omgeving": environment, "vingerafdruk": row.fingerprint[:16]})
        if not made:
            raise BadCertificate("Dit servicecertificaat is er al. U hoeft het niet nog eens toe te voegen.", field="file")
    return made


def remove_service_certificate(certificate: ServiceCertificate, *, by) -> None:
    """Believe answers signed with this one no longer; its history stays."""
    with transaction.atomic():
        row = ServiceCertificate.objects.select_for_update().get(pk=certificate.pk)
        record(by, "service_certificate.removed", row, data={"naam": row.name, "omgeving": row.environment, "vingerafdruk": row.fingerprint[:16]})
        row.delete()
