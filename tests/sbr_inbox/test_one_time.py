"""The one-time approval link: only for lowered kinds, nothing by a GET, one filing, one browser, once."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from crm.enums import PortalAccess
from crm.models import RelationContact
from offices.errors import RuleBroken
from offices.models import OneTimeLink, OutgoingMail, PortalAccount, User
from sbr_inbox.approval_enums import Channel, Factor, RequestState
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalAddressee, ApprovalPolicy, Filing
from sbr_inbox.rules.issues import open_issue
from sbr_inbox.rules.offering import offer, withdraw
from tests.factories.portal import make_client_contact, make_client_relation, make_filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(in_alfa):
    """(filing, request, contact, address of the link): a client without an account, offered by link."""
    ApprovalPolicy.objects.filter(kind="OB").update(factor=Factor.NORMAL)
    relation = make_client_relation()
    contact = make_client_contact(relation, "johan@devries.example", is_preferred=True)
    filing = offer(make_filing(relation, amount=4321), by=in_alfa.admin, channel=Channel.LINK)
    return filing, filing.approval_requests.get(), contact, _link()


def _link() -> str:
    body = OutgoingMail.objects.filter(kind__in=("approval.asked", "approval.reminded")).latest("id").body
    return re.search(r"(/l/[^\s]+)", body).group(1)


def _code() -> str:
    mail = OutgoingMail.objects.exclude(kind__startswith="approval").latest("id")
    return re.search(r"\b(\d{6})\b", mail.body).group(1)


def _in(client: Client, link: str):
    client.post(link)
    return client.post(link, {"code": _code()})


def _shown(request) -> dict:
    request.refresh_from_db()
    return {"sha256": request.sha256, "pdf_sha256": request.pdf_sha256}


def test_mail_holds_a_link_that_says_nothing(case):
    filing, _, _, link = case
    mail = OutgoingMail.objects.get(kind="approval.asked")
    for secret in ("4.321", "Bakkerij", filing.sha256, str(filing.pk)):
        assert secret not in mail.subject + mail.body
    assert OneTimeLink.objects.get().expires_at <= timezone.now() + timedelta(days=30)
    assert link.startswith("/l/")


def test_get_of_a_mail_scanner_does_nothing(case):
    _filing, request, _, link = case
    page = Client().get(link)
    assert (page.status_code, "4.321" in page.content.decode(), "Bakkerij" in page.content.decode()) == (200, False, False)
    row = OneTimeLink.objects.get()
    request.refresh_from_db()
    assert (row.used_at, row.code_hash, request.state, Approval.objects.count()) == (None, "", RequestState.OPEN, 0)
    assert ApprovalAddressee.objects.get(request=request).seen_at is None


def test_code_leads_to_the_page_and_the_answer(case):
    filing, request, contact, link = case
    client = Client()
    answer = _in(client, link)
    address = answer["Location"]
    page = client.get(address)
    assert (answer.status_code, page.status_code, "4.321" in page.content.decode()) == (302, 200, True)
    done = client.post(f"{address}akkoord/", _shown(request))
    filing.refresh_from_db()
    given = Approval.objects.get()
    assert (done.status_code, filing.state, given.contact, given.factor) == (302, State.APPROVED, contact, "NORMAL")
    assert (PortalAccount.objects.filter(contact_id=contact.pk).count(), User.objects.filter(email=contact.email).count()) == (0, 0)
    assert "U gaf akkoord op" in client.get(address).content.decode()


def test_link_declines_with_a_reason(case):
    filing, request, _, link = case
    client = Client()
    address = _in(client, link)["Location"]
    short = client.post(f"{address}niet-akkoord/", _shown(request) | {"reason": "nee"})
    client.post(f"{address}niet-akkoord/", _shown(request) | {"reason": "Dit bedrag herken ik niet."})
    filing.refresh_from_db()
    assert (short.status_code, filing.state) == (422, State.DECLINED)


def test_link_asks_a_question(case):
    _, request, _, link = case
    client = Client()
    address = _in(client, link)["Location"]
    assert client.post(f"{address}vraag/", {"question": "Waarom zo veel?"}).status_code == 302
    assert "Waarom zo veel?" in client.get(address).content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.OPEN


def test_used_link_is_por07(case):
    _, _, _, link = case
    _in(Client(), link)
    again = Client().get(link)
    assert (again.status_code, "al gebruikt of verlopen" in again.content.decode()) == (410, True)


@pytest.mark.parametrize("part", ["", "akkoord/", "niet-akkoord/", "vraag/", "pdf/"])
def test_page_opens_in_no_other_browser(case, part):
    _, request, _, link = case
    address = _in(Client(), link)["Location"]
    stranger = Client()
    url = f"{address}{part}"
    answer = stranger.get(url) if part in ("", "pdf/") else stranger.post(url, _shown(request))
    assert (answer.status_code, Approval.objects.count()) == (410, 0)


def test_page_closes_after_half_an_hour(case):
    _, request, _, link = case
    client = Client()
    address = _in(client, link)["Location"]
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert client.get(address).status_code == 410
        assert client.post(f"{address}akkoord/", _shown(request)).status_code == 410
    assert Approval.objects.count() == 0


def test_session_of_a_link_opens_no_dossier_and_no_other_filing(case, in_alfa):
    filing, _, _contact, link = case
    client = Client()
    address = _in(client, link)["Location"]
    other = offer(make_filing(filing.relation, month=9), by=in_alfa.admin, channel=Channel.LINK)
    addressee = ApprovalAddressee.objects.get(request__filing=other)
    assert client.get(f"/eenmalig/{addressee.pk}/").status_code == 410
    assert client.get("/p/alfa/").status_code == 302
    assert client.get("/p/alfa/dossier/").status_code == 302
    assert client.get(address).status_code == 200


def test_withdrawn_offer_stops_the_link_and_the_page(case, in_alfa):
    filing, request, _, link = case
    client = Client()
    address = _in(client, link)["Location"]
    withdraw(filing, by=in_alfa.admin)
    assert client.post(f"{address}akkoord/", _shown(request)).status_code == 409
    assert Approval.objects.count() == 0


def test_unused_link_of_a_withdrawn_offer_is_por07(case, in_alfa):
    filing, _, _, link = case
    withdraw(filing, by=in_alfa.admin)
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("change", [{"portal_access": PortalAccess.NONE}, {"sees": ["DOSSIER"]}])
def test_access_that_ended_stops_the_link(case, change):
    _, request, _, link = case
    client = Client()
    address = _in(client, link)["Location"]
    RelationContact.objects.update(**change)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}akkoord/", _shown(request)).status_code == 404


def test_kind_raised_again_asks_a_strong_factor_after_all(case):
    _, request, _, link = case
    client = Client()
    address = _in(client, link)["Location"]
    ApprovalPolicy.objects.filter(kind="OB").update(factor=Factor.STRONG)
    assert client.post(f"{address}akkoord/", _shown(request)).status_code == 422
    assert Approval.objects.count() == 0


def test_strong_kind_cannot_be_offered_by_link(in_alfa):
    relation = make_client_relation()
    make_client_contact(relation, "johan@devries.example", is_preferred=True)
    with pytest.raises(RuleBroken) as broken:
        offer(make_filing(relation), by=in_alfa.admin, channel=Channel.LINK)
    assert (broken.value.code, OneTimeLink.objects.count()) == ("POR14", 0)


def test_missing_invitation_does_not_stop_an_offer_by_link(in_alfa):
    ApprovalPolicy.objects.filter(kind="OB").update(factor=Factor.NORMAL)
    relation = make_client_relation()
    make_client_contact(relation, "johan@devries.example", is_preferred=True)
    filing = make_filing(relation, state=State.MATCHED)
    open_issue(filing, "E13", field="contact")
    with pytest.raises(RuleBroken):
        offer(filing, by=in_alfa.admin)
    assert offer(filing, by=in_alfa.admin, channel=Channel.LINK).state == State.OFFERED


def test_other_obstacles_do_stop_an_offer_by_link(in_alfa):
    ApprovalPolicy.objects.filter(kind="OB").update(factor=Factor.NORMAL)
    relation = make_client_relation()
    make_client_contact(relation, "johan@devries.example", is_preferred=True)
    filing = make_filing(relation, state=State.MATCHED)
    for code in ("E13", "E08"):
        open_issue(filing, code)
    with pytest.raises(RuleBroken) as broken:
        offer(filing, by=in_alfa.admin, channel=Channel.LINK)
    assert (broken.value.code, Filing.objects.get(pk=filing.pk).state) == ("E08", State.MATCHED)
