"""The last gate: what is checked in the transaction that begins a sending (quality R5).

Nothing here trusts what was true when the filing was approved or queued.
"""

import hashlib

from offices.enums import OfficeState
from offices.errors import RuleBroken
from offices.files import read_bytes
from offices.models import Office
from sbr_inbox.delivery import CannotSend, Order, route_driver
from sbr_inbox.enums import KeyType, MatchRule, Route
from sbr_inbox.facts import facts_of
from sbr_inbox.keys import make_key
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import How
from sbr_inbox.models import Delivery
from sbr_inbox.reading import Unreadable, read_limited
from sbr_inbox.rules.delivering.plan import Plan, plan_for
from sbr_inbox.rules.standing import still_approved

_THEIRS = (How.NUMBER, How.UNITY_HEAD, How.UNITY_MEMBER, How.BRANCH)


class NeverAgain(RuleBroken):
    """What was approved is not what lies here, or the approval is gone: this filing cannot leave any more."""

    code = "E19"


def pass_gate(filing, delivery) -> tuple[Plan, Order]:
    """The order for a locked filing and its locked delivery.

    Raises CannotSend when the office has to change something first, NeverAgain when this filing cannot leave at all.
    """
    if not Office.objects.filter(pk=delivery.office_id, state=OfficeState.ACTIVE).exists():
        raise CannotSend("Uw kantoor is opgeschort; er wordt niets verzonden. Neem contact op met uw leverancier.")
    plan = plan_for(filing)
    if plan.route != delivery.route or plan.environment != delivery.environment:
        raise CannotSend(
            "De route of de omgeving is gewijzigd nadat deze aangifte is klaargezet. Zet de instelling terug bij Beheer > SBR, "
            "of breek deze verzending af."
        )
    body = _approved_bytes(filing, delivery)
    _same_number(filing, body)
    if plan.route != Route.SOURCE_PACKAGE:
        route_driver(plan.route)
    return plan, make_order(filing, delivery, plan, body)


def make_order(filing, delivery, plan: Plan, body: bytes) -> Order:
    """Everything the route needs; nothing is looked up after this."""
    others = Delivery.objects.filter(filing__kind=filing.kind, filing__key_hmac=filing.key_hmac).exclude(pk=delivery.pk)
    return Order(
        office_id=delivery.office_id,
        delivery_id=str(delivery.pk),
        environment=delivery.environment,
        kind=filing.kind,
        berichtsoort=plan.setting.berichtsoort,
        identity_number=filing.key.normal,
        identity_type=plan.setting.identity_type,
        role=plan.setting.role,
        aanleverkenmerk=delivery.aanleverkenmerk,
        previous_aanleverkenmerk=delivery.previous_aanleverkenmerk,
        file_name=filing.name,
        mime_type=_mime(filing),
        body=body,
        sha256=delivery.sha256,
        certificate=plan.keypair,
        addresses=plan.addresses,
        trust=plan.trust,
        signature_algorithm=plan.algorithm,
        other_kenmerken=tuple(others.exclude(kenmerk="").values_list("kenmerk", flat=True)),
    )


def _approved_bytes(filing, delivery) -> bytes:
    """The bytes of the store, which are exactly those that were approved."""
    try:
        approved = still_approved(filing)
    except RuleBroken as fault:
        raise NeverAgain(fault.text)
    try:
        body = read_bytes(filing.main_file)
    except FileNotFoundError:
        body = b""
    if not hashlib.sha256(body).hexdigest() == approved == filing.sha256 == delivery.sha256:
        raise NeverAgain(
            f"Het bestand van {filing.title} is niet meer het bestand waarop akkoord is gegeven. Er is niets verzonden. "
            "Laat uw beheerder de opslag controleren en bied de aangifte opnieuw aan."
        )
    return body


def _same_number(filing, body: bytes) -> None:
    """The number we name is the number in the file, and still belongs to the relation."""
    if filing.key_type == KeyType.MANY or filing.xml_file_id is None:
        return
    try:
        reading = read_limited(body, filing.name)
    except Unreadable:
        raise NeverAgain(f"Het bestand van {filing.title} is niet meer te lezen. Er is niets verzonden.")
    in_file = make_key(reading.key_type, reading.key_value)
    if (in_file.type, in_file.normal) != (filing.key.type, filing.key.normal):
        raise NeverAgain(
            f"Het nummer bij {filing.title} is niet het nummer dat in het bestand staat. Er is niets verzonden. "
            "Koppel de aangifte opnieuw en bied haar opnieuw aan."
        )
    if filing.relation_id is None:
        return
    known = look_up([Ask(facts_of(filing), filing.pk, filing.relation_id)])[0]
    holders = {hit.relation for hit in known.of(filing.key, *_THEIRS) if hit.holds_on(filing.period_end)}
    if filing.relation_id in holders or (not holders and filing.match_rule == MatchRule.PERSON):
        return
    raise CannotSend(
        f"{filing.key_shown} staat in de aangifte, maar niet meer bij {filing.relation}. Herstel het nummer bij de relatie, of "
        "breek deze verzending af en koppel de aangifte opnieuw.",
        code="E19",
    )


def _mime(filing) -> str:
    return "application/zip" if filing.xml_file and "zip" in filing.xml_file.mime else "application/xml"
