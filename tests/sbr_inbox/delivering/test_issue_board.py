"""SBR Foutmeldingen: counts that open their list, trying again per code, and setting a warning aside."""

import pytest
from django.utils import timezone

from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from sbr_inbox.enums import State
from sbr_inbox.issue_board import board
from sbr_inbox.models import Certificate, FaultText, Filing
from sbr_inbox.rules.issues import ignore_issue, open_issue
from sbr_inbox.rules.rechecking import recheck
from sbr_inbox.rules.trying_again import try_again
from tests.factories.delivery import approved_filing
from tests.factories.sbr import make_taxpayer, ob_file, ready_filing, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def unmatched(in_alfa, beta):
    """Two filings without relation in alfa, and one in beta that could leak."""
    with beta.scope:
        received(ob_file("001234560B01"))
    return [received(ob_file("001000044B37")), received(ob_file("001000044B39"))]


def test_board_counts_per_code_what_this_member_may_see(in_alfa, unmatched):
    rows = {row.code: (row.count, row.owners) for row in board(in_alfa.manager)}
    assert rows["E04"] == (2, "nog niemand (2)")
    assert all(row.code != "E04" for row in board(in_alfa.viewer))


def test_board_names_who_has_it(in_alfa, unmatched):
    Filing.objects.filter(pk=unmatched[0].pk).update(assignee=in_alfa.editor)
    (row,) = [row for row in board(in_alfa.manager) if row.code == "E04"]
    assert sorted(row.owners.split(", ")) == sorted([f"{in_alfa.editor} (1)", "nog niemand (1)"])


def test_board_costs_the_same_for_one_and_for_many(in_alfa, unmatched, django_assert_num_queries, django_assert_max_num_queries):
    board(in_alfa.manager)
    with django_assert_max_num_queries(3) as few:
        board(in_alfa.manager)
    received(ob_file("001000044B40"))
    with django_assert_num_queries(len(few)):
        board(in_alfa.manager)


def test_trying_again_makes_all_of_a_code_due(in_alfa, unmatched):
    Filing.objects.update(due_at=None)
    assert try_again("E04", by=in_alfa.manager) == 2
    assert Filing.objects.filter(due_at__lte=timezone.now()).count() == 2


def test_trying_again_needs_the_right_and_a_code_it_helps(in_alfa, unmatched):
    for code, by, answer in (("E04", in_alfa.viewer, "RECHT"), ("E01", in_alfa.manager, "SBR05"), ("E99", in_alfa.manager, "NIET_GEVONDEN")):
        with pytest.raises(RuleBroken) as broken:
            try_again(code, by=by)
        assert broken.value.code == answer


def test_trying_again_after_a_new_certificate_queues_what_waited(sending, receiver):
    Certificate.objects.update(active=False)
    filing = approved_filing(sending)
    assert filing.state == State.APPROVED
    Certificate.objects.update(active=True)
    assert try_again("E15", by=sending.manager) == 1
    from sbr_inbox.delivery_tasks import queue_again

    queue_again(office_id=sending.office.pk)
    filing.refresh_from_db()
    assert filing.state == State.QUEUED


def test_ignored_warning_stays_aside_until_it_says_something_else(in_alfa):
    filing = ready_filing(make_taxpayer("OB", ob=True))
    issue = filing.issues.get(code="E10", closed_at=None)
    ignore_issue(issue, by=in_alfa.manager, reason="Wij werken zonder workflow")
    recheck(filing)
    open_issue(filing, "E10", field=issue.field, values=issue.values)
    assert not filing.issues.filter(code="E10", closed_at=None).exists()
    open_issue(filing, "E10", field=issue.field, values={"product": "iets anders"})
    assert filing.issues.filter(code="E10", closed_at=None).count() == 1


def test_what_blocks_cannot_be_ignored_on_its_page(in_alfa, unmatched, desk_client):
    issue = unmatched[0].issues.get(code="E04", closed_at=None)
    url = desk_url("sbr_inbox:issue_ignore", unmatched[0].pk, issue.pk)
    answer = desk_client(in_alfa.manager).post(url, {"reason": "Laat maar zitten."})
    issue.refresh_from_db()
    assert (answer.status_code, issue.closed_at) == (422, None)


def test_board_and_its_buttons_in_the_browser(in_alfa, unmatched, desk_client):
    client = desk_client(in_alfa.manager)
    url = desk_url("sbr_inbox:issue_board")
    body = client.get(url).content.decode()
    assert "E04 Geen relatie" in body and "?code=E04" in body
    Filing.objects.update(due_at=None)
    answer = client.post(desk_url("sbr_inbox:issue_retry", "E04"), follow=True)
    assert "2 aangiften worden opnieuw geprobeerd" in answer.content.decode()
    assert client.post(desk_url("sbr_inbox:issue_retry", "E99")).status_code == 404


def test_empty_board_says_so(in_alfa, desk_client):
    assert "Geen foutmeldingen" in desk_client(in_alfa.manager).get(desk_url("sbr_inbox:issue_board")).content.decode()


def test_bulk_sending_gives_every_row_its_answer(sending, receiver, desk_client):
    from sbr_inbox.models import KindSetting

    KindSetting.objects.filter(kind="OB").update(send_after_approval="BY_HAND")
    one, other = approved_filing(sending), ready_filing(make_taxpayer("OB", ob=True))
    answer = desk_client(sending.manager).post(desk_url("sbr_inbox:bulk_send"), {"pk": [one.pk, other.pk], "verb": "verzenden"})
    body = answer.content.decode()
    one.refresh_from_db()
    assert (one.state, "1 van 2 in de wachtrij" in body, "Niet verzonden" in body) == (State.QUEUED, True, True)


def test_admin_writes_a_note_beside_a_fault_code(in_alfa, desk_client):
    row = FaultText.objects.get(code="ALS100")
    client = desk_client(in_alfa.admin)
    assert "ALS100" in client.get(desk_url("sbr_inbox:fault_list")).content.decode()
    url = desk_url("sbr_inbox:fault_edit", row.pk)
    client.post(url, {"meaning": row.meaning, "note": "Bel de helpdesk.", "version": row.version, "source": "", "checked_on": ""})
    row.refresh_from_db()
    assert (row.note, row.same_file) == ("Bel de helpdesk.", False)
    assert desk_client(in_alfa.manager).get(desk_url("sbr_inbox:fault_list")).status_code == 403


def test_fault_code_of_the_other_office_is_not_there(in_alfa, beta, desk_client):
    with beta.scope:
        row = FaultText.objects.get(code="ALS100")
    assert desk_client(in_alfa.admin).get(desk_url("sbr_inbox:fault_edit", row.pk)).status_code == 404


def test_inbox_says_how_far_sending_is_behind(sending, receiver, desk_client):
    from datetime import timedelta

    from sbr_inbox.models import Delivery

    approved_filing(sending)
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=12, seconds=5))
    assert "Verzending loopt 12 minuten achter." in desk_client(sending.manager).get(desk_url("sbr_inbox:filing_list")).content.decode()


def test_health_turns_red_when_sending_is_behind(sending, receiver):
    from datetime import timedelta

    from sbr_inbox.delivery_health import sending as health
    from sbr_inbox.delivery_tasks import ring_deliveries
    from sbr_inbox.models import Delivery

    approved_filing(sending)
    ring_deliveries()
    assert health()["ok"] is True
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=6))
    ring_deliveries()
    assert (health()["ok"], health()["figures"]["held"]) == (False, False)
