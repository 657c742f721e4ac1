"""P11, bevoegdheid op datum: the table of cases, what each office setting makes of it, and the joint return."""

from datetime import date, timedelta

import pytest
import time_machine

from crm.enums import MandateBasis, MandateMode, PartnerKind, PortalAccess, RelationStatus, RelationType
from crm.models import Mandate, Relation, RelationContact
from crm.rules.contacts import change_contact
from crm.rules.links import unlink_contact
from crm.rules.mandates import end_mandate, record_mandate
from crm.rules.partners import record_partner
from offices.errors import NotHere, RuleBroken
from offices.models import OutgoingMail
from offices.settings_registry import change_setting
from sbr_inbox.approval_enums import Factor, MandateCheck, Quorum, RequestState
from sbr_inbox.approval_settings import CHECK, FUNCTIONS
from sbr_inbox.asked import requests_before, waiting_for
from sbr_inbox.entitlement import entitled
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalPolicy
from sbr_inbox.rules.approval import approve, decline, request_for
from sbr_inbox.rules.counting import still_needed, waiting_contacts
from sbr_inbox.rules.standing import still_approved
from tests.factories.crm import assign
from tests.factories.offices import make_account
from tests.factories.portal import (
    make_client,
    make_client_contact,
    make_client_relation,
    make_filing,
    put_before,
    shown_on,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-21T10:00:00+01:00", tick=False):
        yield


@pytest.fixture
def case(in_alfa):
    """(relation, contact, account, other contact, account of the other) of office alfa."""
    relation, contact, account = make_client(in_alfa)
    other = make_client_contact(relation, "anna@devries.example", name="Anna de Vries")
    return relation, contact, account, other, make_account(in_alfa.office, other.pk, "anna@devries.example")


def _strict(kantoor, value=MandateCheck.STRICT):
    change_setting(CHECK, value.value, by=kantoor.admin)


def _mandate(relation, contact, kantoor, **values):
    given = {"scope": ["ALL"], "basis": MandateBasis.KVK, "valid_from": TODAY - YEAR} | values
    return record_mandate(relation, contact, by=kantoor.admin, **given)


def _approve(request, account):
    return approve(request, account=account, factor=Factor.STRONG, **shown_on(request))


def _code(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as broken:
        call(*args, **kwargs)
    return broken.value.code


# What is recorded of the person → accepted when OFF, WARN, STRICT.
CASES = {
    "nothing recorded": (None, (True, True, False)),
    "sole": ({}, (True, True, True)),
    "sole, for this kind only": ({"scope": ["OB", "ICP"]}, (True, True, True)),
    "wrong kind": ({"scope": ["VPB"]}, (True, True, False)),
    "signing only": ({"scope": ["SIGN"]}, (True, True, False)),
    "ends today": ({"valid_to": TODAY}, (True, True, True)),
    "expired": ({"valid_to": TODAY - timedelta(days=1)}, (True, False, False)),
    "begins today": ({"valid_from": TODAY}, (True, True, True)),
    "future": ({"valid_from": TODAY + timedelta(days=1)}, (True, False, False)),
    "revoked": ({"revoke": True}, (True, False, False)),
    "expired, and another that holds": ({"valid_to": TODAY - timedelta(days=9), "also": {"scope": ["OB"]}}, (True, True, True)),
    "function of bestuurder, by the rule of the office": ({"function": "Bestuurder"}, (True, True, True)),
    "another function": ({"function": "secretaris"}, (True, True, False)),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("check", list(MandateCheck))
def test_authority_on_the_day_decides(case, in_alfa, name, check):
    relation, contact, _, _, _ = case
    recorded, expected = CASES[name]
    _strict(in_alfa, check)
    if recorded is not None and "function" in recorded:
        change_setting(FUNCTIONS, "bestuurder", by=in_alfa.admin)
        RelationContact.objects.filter(contact=contact).update(job_title=recorded["function"])
    elif recorded is not None:
        values = {key: value for key, value in recorded.items() if key not in ("revoke", "also")}
        row = _mandate(relation, contact, in_alfa, **values)
        if recorded.get("revoke"):
            end_mandate(row, by=in_alfa.admin)
        if "also" in recorded:
            _mandate(relation, contact, in_alfa, **recorded["also"])
    filing = make_filing(relation)
    assert entitled(filing, contact).ok is expected[list(MandateCheck).index(check)]


def test_authority_of_another_relation_counts_for_nothing(case, in_alfa):
    relation, contact, _, _, _ = case
    _strict(in_alfa)
    elsewhere = make_client_relation(name="Andere B.V.", number="2000")
    make_client_contact(elsewhere, contact.email)
    _mandate(elsewhere, contact, in_alfa)
    assert entitled(make_filing(relation), contact).ok is False
    assert entitled(make_filing(elsewhere, key_hmac="b" * 64), contact).ok is True


def test_authority_never_makes_up_for_access(case, in_alfa):
    relation, contact, _, _, _ = case
    _mandate(relation, contact, in_alfa)
    filing = make_filing(relation)
    RelationContact.objects.filter(contact=contact).update(portal_access=PortalAccess.READ)
    assert entitled(filing, contact).ok is False
    RelationContact.objects.filter(contact=contact).update(portal_access=PortalAccess.FULL)
    Relation.objects.filter(pk=relation.pk).update(status=RelationStatus.BLOCKED)
    assert entitled(filing, contact).ok is False


def test_strict_office_cannot_offer_without_authority(case, in_alfa):
    relation, contact, _, _, _ = case
    _strict(in_alfa)
    filing = make_filing(relation)
    assert _code(put_before, filing, by=in_alfa.editor) == "E16"
    assert _code(put_before, filing, by=in_alfa.editor, addressees=[contact]) == "POR05"
    _mandate(relation, contact, in_alfa, scope=["OB"])
    assert [one.contact for one in put_before(filing, by=in_alfa.editor).addressees.all()] == [contact]


def test_warning_e16_goes_when_the_authority_is_recorded(case, in_alfa):
    relation, contact, _, _, _ = case
    filing = make_filing(relation)
    put_before(filing, by=in_alfa.editor)
    assert list(filing.issues.filter(closed_at=None).values_list("code", flat=True)) == ["E16"]
    _mandate(relation, contact, in_alfa, scope=["VPB"])
    assert filing.issues.filter(closed_at=None).count() == 1
    _mandate(relation, contact, in_alfa, scope=["OB"])
    assert filing.issues.filter(closed_at=None).count() == 0


def test_answer_names_the_mandate_it_was_given_under(case, in_alfa):
    relation, contact, account, _, _ = case
    row = _mandate(relation, contact, in_alfa)
    assert _approve(put_before(make_filing(relation), by=in_alfa.editor), account).mandate == row


def test_authority_that_ends_between_offer_and_answer_is_por05(case, in_alfa):
    relation, contact, account, _, _ = case
    row = _mandate(relation, contact, in_alfa, valid_to=TODAY + timedelta(days=2))
    request = put_before(make_filing(relation), by=in_alfa.editor)
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        with pytest.raises(RuleBroken) as broken:
            _approve(request, account)
        assert (broken.value.code, "bevoegdheid liep tot 23 november 2026" in broken.value.text.replace("\xa0", " ")) == ("POR05", True)
        assert (Approval.objects.count(), waiting_contacts(request, request.filing)) == (0, [])
    assert row.pk is not None


def test_revoked_authority_stops_the_last_gate_and_expiry_too(case, in_alfa):
    relation, contact, account, _, _ = case
    row = _mandate(relation, contact, in_alfa)
    filing = make_filing(relation)
    _approve(put_before(filing, by=in_alfa.editor), account)
    filing.refresh_from_db()
    assert still_approved(filing) == filing.sha256
    end_mandate(row, by=in_alfa.admin)
    assert _code(still_approved, filing) == "POR05"


@pytest.mark.parametrize(
    "change", [{"valid_to": date(2026, 11, 20)}, {"portal_access": PortalAccess.NONE}, {"sees": ["DOSSIER"]}]
)
def test_access_that_ended_stops_the_last_gate(case, in_alfa, change):
    relation, contact, account, _, _ = case
    filing = make_filing(relation)
    _approve(put_before(filing, by=in_alfa.editor), account)
    RelationContact.objects.filter(contact=contact).update(**change)
    filing.refresh_from_db()
    assert _code(still_approved, filing) == "POR05"


def test_other_bytes_stop_the_last_gate(case, in_alfa):
    relation, _, account, _, _ = case
    filing = make_filing(relation)
    _approve(put_before(filing, by=in_alfa.editor), account)
    filing.refresh_from_db()
    filing.sha256 = "0" * 64
    assert _code(still_approved, filing) == "POR05"


def _joint(relation, one, other, kantoor):
    for person, beside in ((one, other), (other, one)):
        _mandate(relation, person, kantoor, mode=MandateMode.JOINT, joint_with=[beside])


def test_joint_authority_asks_both_and_needs_two_people(case, in_alfa):
    relation, contact, account, other, other_account = case
    _joint(relation, contact, other, in_alfa)
    filing = make_filing(relation)
    request = put_before(filing, by=in_alfa.editor)
    assert [one.contact for one in request.addressees.all()] == [contact, other]
    _approve(request, account)
    filing.refresh_from_db()
    assert (filing.state, still_needed(request, filing), waiting_contacts(request, filing)) == (State.OFFERED, 1, [other])
    _approve(request, other_account)
    filing.refresh_from_db()
    assert (filing.state, Approval.objects.count(), still_approved(filing)) == (State.APPROVED, 2, filing.sha256)


def test_joint_authority_offered_to_one_alone_is_e16(case, in_alfa):
    relation, contact, _, other, _ = case
    _joint(relation, contact, other, in_alfa)
    assert _code(put_before, make_filing(relation), by=in_alfa.editor, addressees=[contact]) == "E16"


def test_more_approvals_than_people_is_por15(case, in_alfa):
    relation, *_ = case
    ApprovalPolicy.objects.filter(kind="OB").update(quorum=Quorum.N_OF, n=3)
    assert _code(put_before, make_filing(relation), by=in_alfa.editor) == "POR15"


# --- the joint return of partners -----------------------------------------------------------------------------------


@pytest.fixture
def couple(in_alfa):
    """Two people with a relation each, fiscal partners since 2020, each with an account."""
    people = []
    for place, name in enumerate(("Johan", "Marije")):
        relation = Relation.objects.create(
            name=name, number=f"70{place}", type=RelationType.PERSON, sort_name=name.lower(), search_text=name.lower(), status="CLIENT"
        )
        email = f"{name.lower()}@thuis.example"
        contact = make_client_contact(relation, email, name=name, is_preferred=True)
        people.append((relation, contact, make_account(in_alfa.office, contact.pk, email)))
    record_partner(people[0][0], by=in_alfa.admin, partner=people[1][0], kind=PartnerKind.FISCAL, valid_from=date(2020, 1, 1))
    return people


def _ib(relation):
    return make_filing(relation, kind="IB", key_type="BSN", period_start=date(2025, 1, 1), period_end=date(2025, 12, 31), amount=None)


@pytest.mark.parametrize("side", [0, 1])
def test_joint_return_needs_both_partners_from_either_side(couple, in_alfa, side):
    own, partner = couple[side], couple[1 - side]
    filing = _ib(own[0])
    request = put_before(filing, by=in_alfa.editor)
    asked = list(request.addressees.all())
    assert [(one.contact, one.partner_link_id is None) for one in asked] == [(own[1], True), (partner[1], False)]
    assert list(waiting_for(partner[1].pk)) == [request]
    _approve(request, own[2])
    filing.refresh_from_db()
    assert (filing.state, waiting_contacts(request, filing)) == (State.OFFERED, [partner[1]])
    _approve(request_for(partner[1].pk, request.pk), partner[2])
    filing.refresh_from_db()
    assert (filing.state, still_approved(filing)) == (State.APPROVED, filing.sha256)


def test_partner_sees_only_the_joint_return(couple, in_alfa):
    own, partner = couple
    put_before(make_filing(own[0], key_hmac="c" * 64), by=in_alfa.editor)
    joint = put_before(_ib(own[0]), by=in_alfa.editor)
    assert list(requests_before(partner[1].pk)) == [joint]


def test_partner_whose_access_ended_sees_nothing_and_is_still_needed(couple, in_alfa):
    own, partner = couple
    filing = _ib(own[0])
    request = put_before(filing, by=in_alfa.editor)
    RelationContact.objects.filter(contact=partner[1]).update(portal_access=PortalAccess.NONE)
    _approve(request, own[2])
    filing.refresh_from_db()
    assert (filing.state, list(requests_before(partner[1].pk)), still_needed(request, filing)) == (State.OFFERED, [], 1)


def test_partner_can_decline_for_both(couple, in_alfa):
    own, partner = couple
    request = put_before(_ib(own[0]), by=in_alfa.editor)
    decline(request, account=partner[2], reason="De aftrekposten kloppen niet.", factor=Factor.STRONG, **shown_on(request))
    request.refresh_from_db()
    assert request.state == RequestState.DECLINED


def test_joint_return_is_refused_when_the_partner_cannot_be_asked(couple, in_alfa):
    own, partner = couple
    RelationContact.objects.filter(contact=partner[1]).update(portal_access=PortalAccess.READ)
    assert _code(put_before, _ib(own[0]), by=in_alfa.editor) == "E12"


def test_partner_who_is_a_contact_only_is_asked_too(in_alfa, couple):
    alone = Relation.objects.create(name="Piet", number="703", type=RelationType.PERSON, sort_name="piet", search_text="piet", status="CLIENT")
    piet = make_client_contact(alone, "piet@thuis.example", name="Piet", is_preferred=True)
    kees = make_client_contact(make_client_relation(name="X B.V.", number="999"), "kees@thuis.example", name="Kees")
    record_partner(alone, by=in_alfa.admin, contact=kees, valid_from=date(2020, 1, 1))
    request = put_before(_ib(alone), by=in_alfa.editor)
    assert [one.contact for one in request.addressees.all()] == [piet, kees]
    assert list(waiting_for(kees.pk)) == [request]


def test_return_over_a_year_before_the_partnership_is_for_one(couple, in_alfa):
    own, _ = couple
    filing = make_filing(own[0], kind="IB", key_type="BSN", period_start=date(2019, 1, 1), period_end=date(2019, 12, 31), amount=None)
    assert [one.contact for one in put_before(filing, by=in_alfa.editor).addressees.all()] == [own[1]]


def test_mandate_of_the_other_office_is_invisible(case, in_alfa, beta):
    _relation, _contact, *_ = case
    with beta.scope:
        strange = make_client_relation(name="Beta B.V.", number="1042")
        person = make_client_contact(strange, "beta@devries.example")
        _mandate(strange, person, beta)
    assert Mandate.objects.count() == 0


# --- who was asked and is gone --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["deceased", "unlinked", "revoked"])
def test_request_nobody_can_answer_comes_back_to_the_office(case, in_alfa, what):
    relation, contact, account, _, _ = case
    assign(relation, in_alfa.editor)
    row = _mandate(relation, contact, in_alfa)
    filing = make_filing(relation)
    request = put_before(filing, by=in_alfa.editor)
    if what == "deceased":
        change_contact(contact, by=in_alfa.admin, version=contact.version, values={"deceased_on": TODAY})
    elif what == "unlinked":
        unlink_contact(RelationContact.objects.get(contact=contact), by=in_alfa.admin)
    else:
        end_mandate(row, by=in_alfa.admin)
    request.refresh_from_db()
    filing.refresh_from_db()
    assert (request.state, request.silent_at is None, filing.assignee) == (RequestState.OPEN, False, in_alfa.editor)
    assert [mail.to for mail in OutgoingMail.objects.filter(kind="approval.office_stuck")] == [in_alfa.editor.user.email]
    with pytest.raises((RuleBroken, NotHere)):
        _approve(request, account)
    assert Approval.objects.count() == 0


def test_request_somebody_else_can_answer_stays_with_him(case, in_alfa):
    relation, contact, _, other, _ = case
    ApprovalPolicy.objects.filter(kind="OB").update(quorum=Quorum.ALL)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    unlink_contact(RelationContact.objects.get(contact=contact), by=in_alfa.admin)
    request.refresh_from_db()
    assert (request.silent_at, waiting_contacts(request, request.filing)) == (None, [other])


def test_half_of_a_joint_authority_that_falls_away_comes_back_to_the_office(case, in_alfa):
    relation, contact, _, other, _ = case
    _joint(relation, contact, other, in_alfa)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    unlink_contact(RelationContact.objects.get(contact=other), by=in_alfa.admin)
    request.refresh_from_db()
    assert request.silent_at is not None
