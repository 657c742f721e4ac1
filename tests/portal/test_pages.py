"""Client pages: what is shown, what is refused, and that reading changes nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.enums import PortalAccess, RelationStatus
from crm.models import Relation, RelationContact
from dossier.enums import Source
from dossier.models import ItemAccess
from dossier.rules import file_item, folder_by_path
from offices.files import store
from offices.models import AuditEvent
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalAddressee, ApprovalRequest, Receipt
from sbr_inbox.rules.receipts import make_receipt
from sbr_inbox.rules.summaries import make_summary
from tests.conftest import portal_client_for
from tests.factories.offices import make_account
from tests.factories.portal import (
    make_client,
    make_client_contact,
    make_client_relation,
    make_filing,
    put_before,
)

pytestmark = pytest.mark.django_db
REASON = "Het bedrag van de inkopen klopt niet."


@pytest.fixture
def case(alfa, beta):
    """A filing before a client of alfa; beta has one too, so that a leak has something to leak."""
    with beta.scope:
        other, _, stranger = make_client(beta, "beta@elders.example", name="Geheim Beta B.V.")
        put_before(make_filing(other, amount=4321), by=beta.editor)
    with alfa.scope:
        relation, contact, account = make_client(alfa)
        filing = make_filing(relation)
        request = put_before(filing, by=alfa.editor, message="Let op de inkopen.")

    class Case:
        pass

    made = Case()
    made.alfa, made.beta, made.relation, made.contact, made.account = alfa, beta, relation, contact, account
    made.filing, made.request, made.stranger = filing, request, stranger
    made.url = f"/p/alfa/aangiften/{request.pk}/"
    made.form = {"sha256": request.sha256, "pdf_sha256": ""}
    made.client = portal_client_for(account)
    return made


def _state(case):
    with case.alfa.scope:
        return ApprovalRequest.objects.get(pk=case.request.pk).state, Approval.objects.count()


def test_home_shows_what_waits_with_the_direction_in_words(case):
    page = case.client.get("/p/alfa/").content.decode()
    assert "Geef akkoord: Btw over oktober 2026" in page
    assert "Te betalen €\u00a07.886" in page
    assert "Geheim Beta" not in page


def test_home_without_anything_says_so(case):
    case.client.post(f"{case.url}akkoord/", case.form)
    page = case.client.get("/p/alfa/").content.decode()
    assert "U bent helemaal bij." in page
    assert "Er wacht niets op u." in page


def test_approval_page_shows_what_is_signed(case):
    page = case.client.get(case.url).content.decode()
    for part in (
        "Btw over oktober 2026",
        "U betaalt",
        "€\u00a07.886",
        "Te betalen",
        "Btw over uw verkopen",
        "€\u00a020.537",
        "\u2212\u00a0€\u00a013.942",
        "Let op de inkopen.",
        "Ik heb de aangifte omzetbelasting over oktober 2026 van Bakkerij De Vries B.V. (te betalen €\u00a07.886) "
        "gezien en ga akkoord met indiening.",
        "Akkoord",
        "Niet akkoord",
        "Eerst een vraag stellen",
        case.filing.sha256,
    ):
        assert part in page


def test_approval_page_compares_with_the_period_before(case):
    with case.alfa.scope:
        make_filing(case.relation, month=9, amount=6505, state=State.APPROVED)
        make_filing(case.relation, month=8, amount=1, state=State.APPROVED)
    assert "Dit is €\u00a01.381 meer dan over september 2026." in case.client.get(case.url).content.decode()


def test_filing_without_amount_says_where_the_amount_is(alfa):
    with alfa.scope:
        relation, _, account = make_client(alfa)
        request = put_before(make_filing(relation, amount=None, kind="IB"), by=alfa.editor)
    page = portal_client_for(account).get(f"/p/alfa/aangiften/{request.pk}/").content.decode()
    assert "Het bedrag volgt uit de bijgevoegde berekening." in page


def test_approving_by_the_page_leads_back_to_it_with_the_answer(case):
    answer = case.client.post(f"{case.url}akkoord/", case.form, headers={"User-Agent": "Browser 1"}, follow=True)
    assert answer.redirect_chain == [(case.url, 302)]
    assert "U gaf akkoord op" in answer.content.decode()
    assert _state(case) == ("APPROVED", 1)
    with case.alfa.scope:
        given = Approval.objects.get()
        assert (given.factor, given.ip, given.agent) == ("STRONG", "127.0.0.1", "Browser 1")


def test_code_only_session_is_led_to_the_second_factor_and_nothing_happens(case):
    client = portal_client_for(case.account, strong=False)
    assert "passkey of verificatie-app" in client.get(case.url).content.decode()
    answer = client.post(f"{case.url}akkoord/", case.form)
    assert (answer.status_code, answer.url) == (302, f"/inloggen/stap-omhoog/?next=%2Fp%2Falfa%2Faangiften%2F{case.request.pk}%2F")
    assert _state(case) == ("OPEN", 0)


def test_page_that_is_out_of_date_is_shown_anew(case):
    with case.alfa.scope:
        make_summary(case.request.pk)
    answer = case.client.post(f"{case.url}akkoord/", case.form)
    page = answer.content.decode()
    assert (answer.status_code, _state(case)) == (409, ("OPEN", 0))
    assert "Deze pagina is niet meer actueel." in page
    with case.alfa.scope:
        assert ApprovalRequest.objects.get(pk=case.request.pk).pdf_sha256 in page


def test_decline_without_reason_keeps_what_was_typed(case):
    answer = case.client.post(f"{case.url}niet-akkoord/", case.form | {"reason": "te kort"})
    page = answer.content.decode()
    assert (answer.status_code, _state(case)) == (422, ("OPEN", 0))
    assert page.count("Schrijf kort waarom u niet akkoord gaat, zodat uw kantoor het kan aanpassen.") == 2
    assert ">te kort</textarea>" in page


def test_decline_by_the_page(case):
    answer = case.client.post(f"{case.url}niet-akkoord/", case.form | {"reason": REASON}, follow=True)
    assert "Uw kantoor neemt contact op." in answer.content.decode()
    assert _state(case) == ("DECLINED", 1)


def test_reading_changes_nothing(case):
    with case.alfa.scope:
        before = AuditEvent.objects.count(), list(ApprovalAddressee.objects.values())
    for address in ("/p/alfa/", case.url, f"{case.url}?niet=1", "/p/alfa/aangiften/", "/p/alfa/dossier/", "/p/alfa/gegevens/"):
        answer = case.client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")
    for address in ("akkoord/", "niet-akkoord/", "gezien/"):
        assert case.client.get(case.url + address).status_code == 405
    with case.alfa.scope:
        assert (AuditEvent.objects.count(), list(ApprovalAddressee.objects.values())) == before
    assert _state(case) == ("OPEN", 0)


def test_page_tells_itself_that_it_was_seen(case):
    assert case.client.post(f"{case.url}gezien/").status_code == 204
    with case.alfa.scope:
        assert ApprovalAddressee.objects.get().seen_at is not None


def _all_doors(case):
    return [
        ("get", case.url, {}),
        ("get", f"{case.url}pdf/", {}),
        ("get", f"{case.url}bewijs.json", {}),
        ("get", f"{case.url}bewijs.pdf", {}),
        ("post", f"{case.url}akkoord/", case.form),
        ("post", f"{case.url}niet-akkoord/", case.form | {"reason": REASON}),
        ("post", f"{case.url}gezien/", {}),
    ]


def _statuses(client, doors):
    return [getattr(client, way)(address, form).status_code for way, address, form in doors]


def test_client_of_another_office_finds_nothing(case):
    doors = _all_doors(case)
    stranger = portal_client_for(case.stranger)
    assert _statuses(stranger, doors) == [404] * len(doors)
    at_home = [(way, address.replace("/alfa/", "/beta/"), form) for way, address, form in doors]
    assert _statuses(stranger, at_home) == [404] * len(doors)
    assert _state(case) == ("OPEN", 0)


def test_other_contact_of_the_same_relation_finds_nothing(case):
    with case.alfa.scope:
        other = make_client_contact(case.relation, "anna@devries.example", name="Anna")
        account = make_account(case.alfa.office, other.pk, "anna@devries.example")
    doors = _all_doors(case)
    assert _statuses(portal_client_for(account), doors) == [404] * len(doors)
    assert _state(case) == ("OPEN", 0)


def test_contact_of_another_relation_of_the_office_finds_nothing(case):
    with case.alfa.scope:
        relation = make_client_relation("Ander B.V.", "2001")
        other = make_client_contact(relation, "piet@ander.example", name="Piet")
        account = make_account(case.alfa.office, other.pk, "piet@ander.example")
    client = portal_client_for(account)
    doors = _all_doors(case)
    assert _statuses(client, doors) == [404] * len(doors)
    assert "Bakkerij" not in client.get("/p/alfa/").content.decode()


def test_link_that_ended_closes_every_page_of_the_relation(case):
    with case.alfa.scope:
        RelationContact.objects.update(valid_to=date(2020, 12, 31))
    doors = _all_doors(case)
    assert _statuses(case.client, doors) == [404] * len(doors)
    assert "Bakkerij" not in case.client.get("/p/alfa/gegevens/").content.decode()


def test_staff_and_strangers_do_not_come_in(case, desk_client):
    assert desk_client(case.alfa.admin).get(case.url).status_code == 404
    answer = Client().get(case.url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/inloggen/")


def test_read_only_contact_sees_and_cannot_answer(case):
    with case.alfa.scope:
        RelationContact.objects.update(portal_access=PortalAccess.READ)
    page = case.client.get(case.url).content.decode()
    assert "U kunt deze aangifte lezen, maar niet beoordelen." in page
    assert 'name="sha256"' not in page
    answer = case.client.post(f"{case.url}akkoord/", case.form)
    assert (answer.status_code, _state(case)) == (422, ("OPEN", 0))
    assert "U bent helemaal bij." in case.client.get("/p/alfa/").content.decode()


def test_blocked_relation_is_shown_read_only(case):
    with case.alfa.scope:
        Relation.objects.filter(pk=case.relation.pk).update(status=RelationStatus.BLOCKED)
    assert "is tijdelijk alleen te lezen" in case.client.get("/p/alfa/").content.decode()
    assert case.client.post(f"{case.url}akkoord/", case.form).status_code == 422


def test_receipt_is_downloaded_by_its_own_person(case):
    case.client.post(f"{case.url}akkoord/", case.form)
    with case.alfa.scope:
        make_receipt(Approval.objects.get().pk)
        receipt = Receipt.objects.get()
    text = case.client.get(f"{case.url}bewijs.json")
    body = b"".join(text.streaming_content)
    assert (text.status_code, receipt.signature in body.decode()) == (200, True)
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert case.client.get(f"{case.url}bewijs.pdf").status_code == 200
    assert case.client.get(f"{case.url}bewijs.exe").status_code == 404
    assert f"{case.url}bewijs.pdf" in case.client.get(case.url).content.decode()


def _item(case, name, folder="Belastingen/Omzetbelasting", relation=None, public=True):
    stored = store(f"{name}".encode(), name=name, purpose="dossier")
    relation = relation or case.relation
    place = folder_by_path(relation, folder)
    return file_item(
        relation, place, stored, by=case.alfa.editor, name=name, year=2026, period=None, source=Source.STAFF, is_public=public
    )


def test_dossier_shows_and_gives_only_what_the_office_opened(case):
    with case.alfa.scope:
        public, hidden = _item(case, "aangifte.txt"), _item(case, "intern.txt", public=False)
        elsewhere = _item(case, "ander.txt", relation=make_client_relation("Ander B.V.", "2001"))
    page = case.client.get("/p/alfa/dossier/").content.decode()
    assert ("aangifte.txt" in page, "intern.txt" in page, "ander.txt" in page) == (True, False, False)
    folder = case.client.get(f"/p/alfa/dossier/map/{public.folder_id}/").content.decode()
    assert ("aangifte.txt" in folder, "intern.txt" in folder) == (True, False)
    got = case.client.get(f"/p/alfa/dossier/stuk/{public.pk}/")
    assert b"".join(got.streaming_content) == b"aangifte.txt"
    for item in (hidden, elsewhere):
        assert case.client.get(f"/p/alfa/dossier/stuk/{item.pk}/").status_code == 404
    with case.alfa.scope:
        assert list(ItemAccess.objects.values_list("item_version__item", "kind", "place")) == [(public.pk, "DOWNLOADED", "PORTAL")]


def test_dossier_marks_new_until_opened(case):
    with case.alfa.scope:
        item = _item(case, "aangifte.txt")
    assert ">nieuw<" in case.client.get("/p/alfa/dossier/").content.decode()
    b"".join(case.client.get(f"/p/alfa/dossier/stuk/{item.pk}/").streaming_content)
    assert ">nieuw<" not in case.client.get("/p/alfa/dossier/").content.decode()


def test_empty_dossier_says_so(case):
    assert "Uw kantoor heeft nog geen stukken voor u klaargezet." in case.client.get("/p/alfa/dossier/").content.decode()


def test_folder_of_another_relation_is_not_here(case):
    with case.alfa.scope:
        folder = folder_by_path(case.relation, "Belastingen/Omzetbelasting")
    assert case.client.get(f"/p/alfa/dossier/map/{folder.pk}/").status_code == 404


def test_client_with_two_relations_switches_between_them(case):
    with case.alfa.scope:
        second = make_client_relation("Tweede B.V.", "2002")
        make_client_contact(second, "johan@devries.example")
        foreign = make_client_relation("Vreemd B.V.", "2003")
    assert "Bakkerij De Vries B.V." in case.client.get("/p/alfa/gegevens/").content.decode()
    answer = case.client.post("/p/alfa/wissel/", {"relation": second.pk, "terug": "/p/alfa/gegevens/"})
    assert (answer.status_code, answer.url) == (302, "/p/alfa/gegevens/")
    assert "<h2>Tweede B.V.</h2>" in case.client.get("/p/alfa/gegevens/").content.decode()
    assert case.client.post("/p/alfa/wissel/", {"relation": foreign.pk}).status_code == 404
    answer = case.client.post("/p/alfa/wissel/", {"relation": second.pk, "terug": "https://elders.example/"})
    assert answer.url == "/p/alfa/"


def test_requests_of_all_relations_wait_on_one_page(case):
    with case.alfa.scope:
        second = make_client_relation("Tweede B.V.", "2002")
        make_client_contact(second, "johan@devries.example")
        put_before(make_filing(second, amount=-120), by=case.alfa.editor)
    page = case.client.get("/p/alfa/").content.decode()
    assert "er staan 2 dingen klaar" in page
    assert "Terug te ontvangen €\u00a0120" in page


@pytest.mark.parametrize("address", ["/p/alfa/", "/p/alfa/aangiften/", "/p/alfa/dossier/"])
def test_pages_cost_the_same_for_one_and_for_many(case, address):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert case.client.get(address).status_code == 200
        return len(found)

    with case.alfa.scope:
        _item(case, "een.txt")
    case.client.get(address)
    few = queries()
    with case.alfa.scope:
        for month in range(1, 7):
            put_before(make_filing(case.relation, month=month, key_hmac=str(month) * 64), by=case.alfa.editor)
            _item(case, f"stuk{month}.txt")
    assert queries() == few
