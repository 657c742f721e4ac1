"""Staff pages of the inbox: what each shows, who may, and that they cost the same for 3 rows as for 300."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.enums import FilingKind
from offices.urls_helpers import desk_url
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, Intake
from sbr_inbox.rules.offering import offer
from tests.factories.crm import assign, make_person
from tests.factories.sbr import (
    extension,
    make_taxpayer,
    ob_file,
    ob_number,
    ready_filing,
    received,
    uitstel_file,
    work_off,
)

pytestmark = pytest.mark.django_db
NUMBER = "001234560B01"


@pytest.fixture
def manager(in_alfa, desk_client):
    return desk_client(in_alfa.manager)


def test_empty_inbox_teaches(in_alfa, manager):
    page = manager.get(desk_url("sbr_inbox:filing_list"))
    assert page.status_code == 200
    assert "Geen aangiften" in page.content.decode()


def test_inbox_shows_filings_with_their_hurdle(in_alfa, manager):
    ready_filing()
    received(ob_file(NUMBER))
    page = manager.get(desk_url("sbr_inbox:filing_list")).content.decode()
    rows = page.split("<tbody")[1].split("</tbody")[0]
    assert ("Klaar om aan te bieden" in rows, "Nog geen relatie" in rows, "Niet gekoppeld" in rows) == (True, True, True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tab=klaar", 1),
        ("tab=te-koppelen", 1),
        ("soort=OB", 2),
        ("soort=ICP", 0),
        ("status=READY", 1),
        ("mist=nummer", 1),
        ("code=E04", 1),
        ("bron=MANUAL", 2),
        ("van=2026-10-31&tot=2026-10-31", 2),
        ("van=2026-11-01", 0),
        (f"q={NUMBER}", 1),
        ("q=0012.34.560.B01", 1),
        ("sort=deadline", 2),
    ],
)
def test_inbox_filters(in_alfa, manager, query, expected):
    ready_filing()
    received(ob_file(NUMBER))
    page = manager.get(f"{desk_url('sbr_inbox:filing_list')}?{query}")
    assert page.status_code == 200
    assert len(page.context["page"].rows) == expected


def test_inbox_costs_the_same_for_many_rows(in_alfa, manager):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    url = desk_url("sbr_inbox:filing_list")

    def queries() -> int:
        with CaptureQueriesContext(connection, ) as caught:
            assert manager.get(url).status_code == 200
        return len(caught)

    for _ in range(3):
        received(ob_file(ob_number(relation)))
    queries()
    few = queries()
    for _ in range(40):
        received(ob_file(ob_number(relation)))
    assert queries() == few
    assert few <= 14


def test_page_of_a_filing_costs_a_fixed_number_of_queries(in_alfa, manager):
    filing = ready_filing()
    url = desk_url("sbr_inbox:filing", filing.pk)
    manager.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert manager.get(url).status_code == 200
    assert len(caught) <= 34


def test_page_says_why_it_is_linked(in_alfa, manager):
    filing = ready_filing()
    page = manager.get(desk_url("sbr_inbox:filing", filing.pk)).content.decode()
    assert "Waarom gekoppeld?" in page
    assert "Precies één relatie past. Hier stopt het zoeken." in page
    assert f"{filing.relation.number} {filing.relation.name}" in page
    assert "Randvoorwaarden" in page and "Aanbieden ter accordering?" in page


@pytest.mark.parametrize("view", ["", "gegevens", "xbrl"])
def test_page_shows_every_view(in_alfa, manager, view):
    filing = ready_filing()
    assert manager.get(f"{desk_url('sbr_inbox:filing', filing.pk)}?toon={view}").status_code == 200


def test_relation_outside_the_rights_is_counted_and_not_named(in_alfa, desk_client):
    hidden = make_taxpayer(ob=NUMBER, name="Geheime Holding B.V.")
    seen = make_taxpayer(ob=NUMBER, name="Bekende Bakkerij B.V.")
    assign(seen, in_alfa.editor)
    filing = received(ob_file(NUMBER))
    assert filing.state == State.AMBIGUOUS
    client = desk_client(in_alfa.editor)
    for name in ("sbr_inbox:filing", "sbr_inbox:filing_link"):
        page = client.get(desk_url(name, filing.pk)).content.decode()
        assert "Bekende Bakkerij" in page
        assert "Geheime Holding" not in page and hidden.number not in page
        assert "1 relatie buiten uw rechten" in page


def test_linked_filing_of_a_relation_outside_the_rights_is_not_here(in_alfa, desk_client):
    filing = ready_filing()
    client = desk_client(in_alfa.editor)
    assert client.get(desk_url("sbr_inbox:filing", filing.pk)).status_code == 404
    assert filing.relation.name not in client.get(desk_url("sbr_inbox:filing_list")).content.decode()
    assign(filing.relation, in_alfa.editor)
    assert client.get(desk_url("sbr_inbox:filing", filing.pk)).status_code == 200


def test_viewer_sees_no_unlinked_filing(in_alfa, desk_client):
    filing = received(ob_file(NUMBER))
    client = desk_client(in_alfa.viewer)
    assert client.get(desk_url("sbr_inbox:filing", filing.pk)).status_code == 404


def test_filing_of_another_office_is_not_here(offices, desk_client):
    with offices.beta.scope:
        foreign = ready_filing()
    with offices.alfa.scope:
        client = desk_client(offices.alfa.admin)
        for name in ("filing", "filing_link", "filing_retry", "filing_elsewhere", "filing_dossier", "filing_text"):
            assert client.get(desk_url(f"sbr_inbox:{name}", foreign.pk)).status_code == 404
        assert client.get(desk_url("sbr_inbox:filing_file", foreign.pk, "aangifte")).status_code == 404
        assert client.post(desk_url("sbr_inbox:filing_act", foreign.pk, "aanbieden")).status_code == 404
        page = client.post(desk_url("sbr_inbox:bulk_offer"), {"pk": [str(foreign.pk)]})
        assert page.context["results"] == []
    with offices.beta.scope:
        foreign.refresh_from_db()
        assert foreign.state == State.READY


def test_upload_of_many_files_answers_each(in_alfa, manager):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    files = [
        SimpleUploadedFile("ob.xbrl", ob_file(ob_number(relation))),
        SimpleUploadedFile("ob.pdf", b"%PDF-1.4 x"),
        SimpleUploadedFile("leeg.xbrl", b""),
    ]
    page = manager.post(desk_url("sbr_inbox:filing_upload"), {"files": files})
    assert page.status_code == 200
    work_off()
    filing = Filing.objects.get()
    assert (filing.state, filing.pdf_file is not None) == (State.READY, True)
    assert sorted(Intake.objects.values_list("name", "code")) == [("leeg.xbrl", "DOS02"), ("ob.xbrl", "")]
    assert "leeg.xbrl is leeg" in page.content.decode()


def test_upload_by_the_script_answers_json(in_alfa, manager):
    url, content = desk_url("sbr_inbox:filing_upload"), ob_file(NUMBER)

    def send():
        return manager.post(url, {"files": SimpleUploadedFile("ob.xbrl", content)}, headers={"Accept": "application/json"})

    first, again = send(), send()
    assert (first.status_code, first.json()["tone"]) == (201, "ok")
    assert (again.status_code, again.json()["tone"], again.json()["code"]) == (200, "warn", "E06")
    assert again.json()["id"] == first.json()["id"]


def test_refused_upload_stays_on_the_list_of_received_files(in_alfa, manager):
    manager.post(desk_url("sbr_inbox:filing_upload"), {"files": SimpleUploadedFile("leeg.xbrl", b"")})
    page = manager.get(f"{desk_url('sbr_inbox:intake_list')}?geweigerd=1").content.decode()
    assert "leeg.xbrl is leeg en is overgeslagen." in page


def test_viewer_may_not_upload(in_alfa, desk_client):
    client = desk_client(in_alfa.viewer)
    answer = client.post(desk_url("sbr_inbox:filing_upload"), {"files": SimpleUploadedFile("x.xbrl", ob_file(NUMBER))})
    assert (answer.status_code, Filing.objects.count(), Intake.objects.count()) == (403, 0, 0)


def test_link_by_hand_through_the_page(in_alfa, manager):
    filing = received(ob_file(NUMBER))
    relation = make_taxpayer(FilingKind.OB, ob=True, name="Zoekbaar B.V.")
    url = desk_url("sbr_inbox:filing_link", filing.pk)
    assert "Zoekbaar B.V." in manager.get(f"{url}?q=zoekbaar").content.decode()
    manager.post(url, {"relation": str(relation.pk)})
    filing.refresh_from_db()
    assert (filing.state, filing.relation_id) == (State.READY, relation.pk)


def test_offer_and_withdraw_through_the_page(in_alfa, manager):
    filing = ready_filing()
    manager.post(desk_url("sbr_inbox:filing_act", filing.pk, "aanbieden"), {"reason": "Graag voor vrijdag"})
    filing.refresh_from_db()
    assert filing.state == State.OFFERED
    assert filing.approval_requests.get().message == "Graag voor vrijdag"
    assert "Intrekken" in manager.get(desk_url("sbr_inbox:filing", filing.pk)).content.decode()
    manager.post(desk_url("sbr_inbox:filing_act", filing.pk, "intrekken"), {"reason": "Fout bedrag"})
    filing.refresh_from_db()
    assert filing.state == State.WITHDRAWN


def test_bulk_offer_shows_what_became_of_each(in_alfa, manager):
    good, bad = ready_filing(), received(ob_file(NUMBER))
    page = manager.post(desk_url("sbr_inbox:bulk_offer"), {"pk": [str(good.pk), str(bad.pk), "x"]})
    assert (page.context["done"], page.context["left"]) == (1, 1)
    assert "1 van 2 aangeboden" in page.content.decode()


def test_acts_are_never_a_get(in_alfa, manager):
    filing = ready_filing()
    for act in ("aanbieden", "weggooien", "intrekken"):
        assert manager.get(desk_url("sbr_inbox:filing_act", filing.pk, act)).status_code == 405
    filing.refresh_from_db()
    assert filing.state == State.READY


def test_filed_elsewhere_through_the_page(in_alfa, manager):
    filing = ready_filing()
    url = desk_url("sbr_inbox:filing_elsewhere", filing.pk)
    assert manager.get(url).status_code == 200
    manager.post(url, {"evidence": "Ingediend via het portaal van de dienst", "file": SimpleUploadedFile("b.pdf", b"%PDF-1.4")})
    filing.refresh_from_db()
    assert (filing.state, filing.closing_file is not None) == (State.FILED_ELSEWHERE, True)


def test_retry_page_shows_the_difference_and_changes_nothing(in_alfa, manager):
    make_taxpayer(ob=NUMBER)
    filing = received(ob_file(NUMBER))
    make_taxpayer(ob=NUMBER, name="Tweede B.V.")
    url = desk_url("sbr_inbox:filing_retry", filing.pk)
    page = manager.get(url)
    assert "Meerdere relaties" in page.content.decode()
    filing.refresh_from_db()
    assert filing.state == State.MATCHED
    manager.post(url, {"token": page.context["token"]})
    filing.refresh_from_db()
    assert filing.state == State.AMBIGUOUS


def test_request_for_many_taxpayers_shows_masked_numbers_only(in_alfa, manager):
    make_person(bsn="123456782", last_name="Zichtbaar")
    filing = received(uitstel_file(extension("123456782"), extension("111222333")))
    page = manager.get(desk_url("sbr_inbox:filing", filing.pk)).content.decode()
    assert "•••• 6782" in page and "•••• 2333" in page
    assert "123456782" not in page and "111222333" not in page
    assert manager.get(desk_url("sbr_inbox:row_link", filing.pk, 2)).status_code == 200


def test_message_as_text_is_escaped_and_logged(in_alfa, manager):
    from offices.models import AuditEvent

    filing = ready_filing()
    page = manager.get(desk_url("sbr_inbox:filing_text", filing.pk)).content.decode()
    assert "&lt;xbrli:xbrl" in page or "&lt;xbrl" in page
    assert AuditEvent.objects.filter(event="filing.message_read", subject_id=str(filing.pk)).count() == 1


def test_download_gives_the_bytes_that_came_in(in_alfa, manager):
    content = ob_file(NUMBER)
    filing = received(content)
    answer = manager.get(desk_url("sbr_inbox:filing_file", filing.pk, "aangifte"))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")


def test_tab_of_the_relation_shows_its_filings(in_alfa, manager):
    filing = offer(ready_filing(), by=in_alfa.manager)
    page = manager.get(desk_url("sbr_inbox:relation_filings", filing.relation_id))
    assert page.status_code == 200
    assert "Aangeboden" in page.content.decode() and "okt 2026" in page.content.decode()


def test_settings_per_kind_are_for_the_admin(in_alfa, manager, desk_client):
    assert manager.get(desk_url("sbr_inbox:kind_list")).status_code == 403
    admin = desk_client(in_alfa.admin)
    assert "Omzetbelasting" in admin.get(desk_url("sbr_inbox:kind_list")).content.decode()
    url = desk_url("sbr_inbox:kind_edit", "IB")
    assert admin.get(url).status_code == 200
    chosen = {"folder": "Belastingen/Aanslagen", "berichtsoort": "IB2026", "route": "DIGIPOORT", "send_after_approval": "AUTO"}
    admin.post(url, chosen | {"version": 1})
    from sbr_inbox.models import KindSetting

    row = KindSetting.objects.get(kind="IB")
    assert (row.folder, row.berichtsoort, row.version) == ("Belastingen/Aanslagen", "IB2026", 2)
