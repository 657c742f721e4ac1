"""The self-test of *Beheer > SBR*: whether this machine and this office can send, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.utils import timezone

from offices.errors import RuleBroken
from offices.models import Office
from offices.scope import require_office_id
from offices.settings_registry import setting
from sbr_inbox.delivery import KeyPair
from sbr_inbox.delivery_enums import Environment, Service, SignatureAlgorithm
from sbr_inbox.digipoort import answers, names, requests, soap
from sbr_inbox.digipoort.client import CallFailed, ask
from sbr_inbox.digipoort.schema import NotValid, validate
from sbr_inbox.digipoort.signing import BadSignature, one_of, sign, verify
from sbr_inbox.models import KindSetting
from sbr_inbox.rules.certificates import key_pair, usable
from sbr_inbox.rules.environment import environment
from sbr_inbox.rules.lines import addresses, line_for, trusted_pems
from sbr_inbox.rules.probe_key import probe_pair
from sbr_inbox.rules.settings import ALGORITHM


@dataclass(frozen=True)
class Finding:
    """One thing that was tried: `tone` is ok, warn or bad."""

    label: str
    tone: str
    text: str


def self_test(*, now: datetime | None = None) -> list[Finding]:
    """Everything that can be tried without calling anybody."""
    now = now or timezone.now()
    probe = probe_pair()
    found = [
        _schema(),
        *(_signs(probe, algorithm, now, f"Ondertekenen op deze server met {algorithm.label}") for algorithm in SignatureAlgorithm),
    ]
    return [*found, *_office(now)]


def _schema() -> Finding:
    try:
        validate(requests.message_kinds(requests.Subject("001000044B37", "BTW")))
    except (NotValid, OSError) as error:
        return Finding("Koppelvlak van Digipoort", "bad", f"Het schema laadt niet: {error}. Vraag de systeembeheerder de installatie te herstellen.")
    return Finding("Koppelvlak van Digipoort", "ok", "Het schema WUS 2.0 v1.2 is aanwezig en werkt.")


def _signs(pair: KeyPair, algorithm: SignatureAlgorithm, now: datetime, label: str) -> Finding:
    try:
        root = soap.build_request(names.MESSAGE_KINDS, requests.message_kinds(requests.Subject("001000044B37", "BTW")), to="https://localhost", now=now)
        verify(soap.read(sign(root, pair, algorithm)), trust=one_of(pair.chain[:1]), now=now)
    except (ValueError, BadSignature) as error:
        return Finding(label, "bad", f"Dat lukt niet: {error}. Vraag de systeembeheerder of het versleutelbeleid van de server {algorithm.label} toestaat.")
    return Finding(label, "ok", "Ondertekenen en controleren werken.")


def _office(now: datetime) -> Iterator[Finding]:
    here = environment()
    if here == Environment.NONE:
        yield Finding("Omgeving", "warn", "Er is nog niet gekozen waarheen uw kantoor verzendt.")
        return
    yield Finding("Omgeving", "ok", here.label)
    try:
        certificate = usable(here, now)
        pair = key_pair(certificate)
    except RuleBroken as fault:
        yield Finding("Certificaat van uw kantoor", "bad", fault.text)
    else:
        days = (certificate.valid_to - now).days
        yield Finding("Certificaat van uw kantoor", "ok" if days > 60 else "warn", f"{certificate.name}, nog {days} dagen geldig.")
        yield _signs(pair, SignatureAlgorithm(setting(ALGORITHM)), now, "Ondertekenen met dat certificaat")
    yield from _tables(here)


def _tables(here: Environment) -> Iterator[Finding]:
    try:
        trust, known = trusted_pems(here), addresses(here)
    except RuleBroken as fault:
        yield Finding("Adressen van Digipoort", "bad", fault.text)
        return
    until = min((x509.load_pem_x509_certificate(pem).not_valid_after_utc for pem in trust), default=None)
    text = f"{len(trust)} bekend; het eerste verloopt op {until:%d-%m-%Y}." if until else "Er is er geen; antwoorden zijn dan niet te controleren."
    yield Finding("Servicecertificaten van Digipoort", "ok" if trust else "bad", text)
    missing = [service.label for service in (Service.DELIVER, Service.STATUS) if not known.get(service)]
    text = f"Leeg: {', '.join(missing)}." if missing else "De adressen voor aanleveren en status zijn ingevuld."
    yield Finding("Adressen van Digipoort", "bad" if missing else "ok", text)
    empty = KindSetting.objects.filter(route="DIGIPOORT", berichtsoort="").count()
    text = f"Bij {empty} soorten is de berichtsoort nog niet ingevuld; die worden niet verzonden." if empty else "Elke soort heeft een berichtsoort."
    yield Finding("Berichtsoorten", "warn" if empty else "ok", text)


def call_test() -> Finding:
    """Ask Digipoort something harmless. Never inside a transaction."""
    label = "Verbinding met Digipoort"
    try:
        kinds = ask_kinds()
    except RuleBroken as fault:
        return Finding(label, "bad", fault.text)
    except CallFailed as failed:
        if failed.foutcode.startswith(("STS", "ALS")):
            return Finding(label, "warn", f"Digipoort antwoordt, maar weigert de vraag: {failed.foutcode} {failed.text}")
        return Finding(label, "bad", failed.text)
    return Finding(label, "ok", f"Digipoort antwoordt, de handtekening klopt, en noemt {len(kinds)} berichtsoorten.")


def ask_kinds(subject: requests.Subject | None = None) -> tuple[str, ...]:
    """Which berichtsoorten Digipoort names for the office. Raises CannotSend and CallFailed."""
    line = line_for(Service.STATUS)
    payload = requests.message_kinds(subject or own_subject())
    return tuple(sorted(answers.kinds(ask(names.MESSAGE_KINDS, payload, line).payload)))


def own_subject() -> requests.Subject:
    """The office itself, by its own number. Raises RuleBroken when that is not filled in."""
    office = Office.objects.get(pk=require_office_id())
    if office.ob_nummer:
        return requests.Subject(office.ob_nummer.upper().removeprefix("NL"), "BTW")
    raise RuleBroken("Vul eerst het omzetbelastingnummer van uw kantoor in bij Beheer > Algemeen; Digipoort vraagt over wie het gaat.", code="G01")
