"""Recording and ending mandates and partners: every refusal, the trail, and the walls."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.enums import MandateBasis, MandateMode, PartnerKind
from crm.models import Mandate, PartnerLink, TimelineEntry
from crm.rules.invitations import invite
from crm.rules.mandates import end_mandate, mandates_of, record_mandate
from crm.rules.partners import end_partner, fiscal_partner, record_partner
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.files import store
from offices.models import AuditEvent
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


@pytest.fixture
def case(in_alfa):
    """(relation, two linked contacts) of office alfa."""
    relation = make_relation()
    return relation, link_contact(relation, valid_from=START).contact, link_contact(relation, valid_from=START).contact


def _record(relation, contact, kantoor, **values):
    given = {"scope": ["ALL"], "basis": MandateBasis.KVK, "valid_from": START} | values
    return record_mandate(relation, contact, by=kantoor.admin, **given)


def _code(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as broken:
        call(*args, **kwargs)
    return broken.value.code, broken.value.field


def test_mandate_leaves_a_line_in_log_and_timeline(case, in_alfa):
    relation, contact, _ = case
    row = _record(relation, contact, in_alfa, scope=["VPB", "OB"])
    assert row.scope == ["OB", "VPB"]
    assert AuditEvent.objects.filter(event="mandate.recorded", subject_id=str(row.pk)).count() == 1
    assert TimelineEntry.objects.filter(relation=relation, event="mandate.recorded").count() == 1


def test_everything_makes_other_scopes_needless(case, in_alfa):
    relation, contact, _ = case
    assert _record(relation, contact, in_alfa, scope=["OB", "ALL", "SIGN"]).scope == ["ALL"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"scope": []}, ("G01", "scope")),
        ({"scope": ["NIETS"]}, ("G01", "scope")),
        ({"basis": ""}, ("G01", "basis")),
        ({"basis": "SELF"}, ("CRM23", "basis")),
        ({"basis": "VOLMACHT"}, ("CRM23", "evidence")),
        ({"mode": "JOINT"}, ("CRM24", "joint_with")),
        ({"valid_to": START - timedelta(days=1)}, ("CRM19", "valid_to")),
    ],
)
def test_mandate_refuses_what_is_incomplete(case, in_alfa, values, expected):
    relation, contact, _ = case
    assert _code(_record, relation, contact, in_alfa, **values) == expected
    assert Mandate.objects.count() == 0


def test_mandate_asks_people_who_are_linked(case, in_alfa):
    relation, contact, _ = case
    stranger = make_contact()
    link_contact(make_relation(), stranger, valid_from=START)
    assert _code(_record, relation, stranger, in_alfa) == ("CRM22", "contact")
    assert _code(_record, relation, contact, in_alfa, mode="JOINT", joint_with=[stranger]) == ("CRM22", "contact")


def test_joint_with_himself_is_refused(case, in_alfa):
    relation, contact, other = case
    assert _code(_record, relation, contact, in_alfa, mode="JOINT", joint_with=[contact]) == ("CRM24", "joint_with")
    row = _record(relation, contact, in_alfa, mode=MandateMode.JOINT, joint_with=[other, other])
    assert [one.contact for one in row.joint_with.all()] == [other]


def test_volmacht_with_evidence_is_recorded(case, in_alfa):
    relation, contact, _ = case
    proof = store(b"%PDF-1.7 volmacht", name="volmacht.pdf", purpose="evidence")
    assert _record(relation, contact, in_alfa, basis="VOLMACHT", evidence_file=proof).evidence_file == proof


def test_mandate_asks_the_right(case, in_alfa):
    relation, contact, _ = case
    assign(relation, in_alfa.editor)
    with pytest.raises(Forbidden):
        record_mandate(relation, contact, by=in_alfa.editor, scope=["ALL"], basis="KVK", valid_from=START)
    row = _record(relation, contact, in_alfa)
    with pytest.raises(Forbidden):
        end_mandate(row, by=in_alfa.editor)


def test_revoked_mandate_holds_no_more_from_now_on(case, in_alfa):
    relation, contact, _ = case
    row = _record(relation, contact, in_alfa, valid_from=timezone.localdate())
    assert list(mandates_of(relation.pk, "OB")) == [row]
    end_mandate(row, by=in_alfa.admin)
    assert list(mandates_of(relation.pk, "OB")) == []
    assert _code(end_mandate, row, by=in_alfa.admin)[0] == "CRM19"
    assert AuditEvent.objects.filter(event="mandate.ended").count() == 1


def test_revoked_mandate_still_tells_that_it_held_before(case, in_alfa):
    relation, contact, _ = case
    row = _record(relation, contact, in_alfa)
    end_mandate(row, by=in_alfa.admin)
    assert list(mandates_of(relation.pk, "OB", day=timezone.localdate() - timedelta(days=1))) == [row]


def test_ended_mandate_holds_until_its_last_day(case, in_alfa):
    relation, contact, _ = case
    row = _record(relation, contact, in_alfa)
    last = timezone.localdate() + timedelta(days=3)
    end_mandate(row, by=in_alfa.admin, last_day=last)
    assert [mandates_of(relation.pk, "OB", day=last + timedelta(days=after)).count() for after in (0, 1)] == [1, 0]


def test_stale_form_does_not_end_a_mandate(case, in_alfa):
    relation, contact, _ = case
    row = _record(relation, contact, in_alfa)
    with pytest.raises(StaleForm):
        end_mandate(row, by=in_alfa.admin, last_day=timezone.localdate(), version=row.version + 1)


def test_fiscal_partner_is_found_from_both_sides(in_alfa):
    one, other = make_person(), make_person()
    record_partner(one, by=in_alfa.admin, partner=other, valid_from=START)
    assert [fiscal_partner(side.pk).relation for side in (one, other)] == [other, one]
    assert fiscal_partner(one.pk, START - timedelta(days=1)) is None


@pytest.mark.parametrize("turned", [False, True])
def test_second_fiscal_partner_in_the_period_is_crm15(in_alfa, turned):
    one, other, third = make_person(), make_person(), make_person()
    record_partner(one, by=in_alfa.admin, partner=other, valid_from=START)
    pair = (third, other) if turned else (other, third)
    assert _code(record_partner, pair[0], by=in_alfa.admin, partner=pair[1], valid_from=START)[0] == "CRM15"
    record_partner(pair[0], by=in_alfa.admin, partner=pair[1], valid_from=START, kind=PartnerKind.LEGAL)


def test_next_partner_after_the_first_ended(in_alfa):
    one, other, third = make_person(), make_person(), make_person()
    link = record_partner(one, by=in_alfa.admin, partner=other, valid_from=START)
    end_partner(link, by=in_alfa.admin, last_day=date(2026, 6, 30))
    record_partner(one, by=in_alfa.admin, partner=third, valid_from=date(2026, 7, 1))
    assert [fiscal_partner(one.pk, day).relation for day in (date(2026, 6, 30), date(2026, 7, 1))] == [other, third]


def test_partner_is_a_person_and_somebody_else(in_alfa):
    person = make_person()
    assert _code(record_partner, person, by=in_alfa.admin, partner=make_relation(), valid_from=START)[0] == "CRM25"
    assert _code(record_partner, make_relation(), by=in_alfa.admin, partner=person, valid_from=START)[0] == "CRM25"
    assert _code(record_partner, person, by=in_alfa.admin, partner=person, valid_from=START)[0] == "CRM25"
    assert _code(record_partner, person, by=in_alfa.admin, valid_from=START)[0] == "G01"
    assert PartnerLink.objects.count() == 0


def test_mandates_of_the_other_office_are_not_found(case, in_alfa, beta):
    relation, contact, _ = case
    _record(relation, contact, in_alfa)
    with beta.scope:
        assert list(mandates_of(relation.pk, "OB")) == []


# --- pages ----------------------------------------------------------------------------------------------------------


def _url(relation, rest=""):
    return f"/k/alfa/relaties/{relation.pk}/bevoegdheden/{rest}"


def test_page_records_and_ends_a_mandate(case, in_alfa, desk_client):
    relation, contact, _ = case
    client = desk_client(in_alfa.manager)
    given = {"contact": contact.pk, "scope": ["OB"], "mode": "SOLE", "basis": "KVK", "valid_from": "01-01-2026"}
    assert client.post(_url(relation, "nieuw/"), given).status_code == 302
    row = Mandate.objects.get()
    page = client.get(_url(relation)).content.decode()
    assert contact.name in page
    assert "Inschrijving bij de KvK" in page
    assert client.post(_url(relation, f"{row.pk}/einde/"), {"valid_to": "", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_page_asks_evidence_of_a_volmacht(case, in_alfa, desk_client):
    relation, contact, _ = case
    given = {"contact": contact.pk, "scope": ["OB"], "mode": "SOLE", "basis": "VOLMACHT"}
    answer = desk_client(in_alfa.manager).post(_url(relation, "nieuw/"), given)
    assert (answer.status_code, "Voeg de getekende volmacht toe" in answer.content.decode()) == (422, True)


def test_page_hides_a_partner_outside_the_rights_of_a_member(in_alfa, desk_client):
    person, partner = make_person(last_name="Zichtbaar"), make_person(last_name="Verborgen")
    record_partner(person, by=in_alfa.admin, partner=partner, valid_from=START)
    assign(person, in_alfa.viewer)
    page = desk_client(in_alfa.viewer).get(_url(person)).content.decode()
    assert ("1 relatie buiten uw rechten" in page, "Verborgen" in page) == (True, False)
    assert "Verborgen" in desk_client(in_alfa.admin).get(_url(person)).content.decode()


def test_partner_who_is_no_client_can_be_invited(in_alfa):
    person, partner = make_person(), make_contact()
    with pytest.raises(RuleBroken):
        invite(partner, by=in_alfa.admin)
    record_partner(person, by=in_alfa.admin, contact=partner, valid_from=START)
    assert invite(partner, by=in_alfa.admin).email == partner.email
