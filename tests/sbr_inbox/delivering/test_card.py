"""The card *Verzending* on the page of a filing, and what can be done there."""

from datetime import date

import pytest

from offices.urls_helpers import desk_url
from sbr_inbox.delivery import Sent, Statuses
from sbr_inbox.delivery_enums import DeliveryOutcome
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, FaultText, KindSetting
from tests.factories.delivery import approved_filing, run, tells
from tests.factories.sbr import make_taxpayer

pytestmark = pytest.mark.django_db


def page(desk_client, member, filing):
    return desk_client(member).get(desk_url("sbr_inbox:filing", filing.pk)).content.decode()


def act(desk_client, member, filing, name, **data):
    return desk_client(member).post(desk_url("sbr_inbox:filing_act", filing.pk, name), data)


def test_filing_that_waits_for_a_hand_is_sent_with_one_click(sending, receiver, desk_client):
    KindSetting.objects.filter(kind="OB").update(send_after_approval="BY_HAND")
    filing = approved_filing(sending)
    assert "nog niet verzonden" in page(desk_client, sending.manager, filing)
    act(desk_client, sending.manager, filing, "verzenden")
    filing.refresh_from_db()
    assert filing.state == State.QUEUED


def test_card_shows_code_text_meaning_and_the_note_of_the_office(sending, receiver, desk_client):
    filing = approved_filing(sending)
    run()
    filing.refresh_from_db()
    FaultText.objects.update_or_create(code="VAS500", defaults={"note": "Bel Piet <b>"})
    receiver.told = [tells(filing.digipoort_kenmerk, "311", foutcode="VAS500", said="Het bedrag <i>klopt</i> niet.")]
    run()
    body = page(desk_client, sending.manager, filing)
    for words in ("Tekst van 311", "VAS500", "Het bedrag &lt;i&gt;klopt&lt;/i&gt; niet.", "Bel Piet &lt;b&gt;"):
        assert words in body


def test_viewer_sees_the_card_without_buttons(sending, receiver, desk_client):
    receiver.answers = [Sent(DeliveryOutcome.TROUBLE, text="Geen verbinding.")]
    filing = approved_filing(sending)
    run()
    body = page(desk_client, sending.admin, filing)
    assert "Afbreken" in body and "Geen verbinding." in body
    answer = act(desk_client, sending.viewer, filing, "afbreken", reason="Omdat het kan.")
    filing.refresh_from_db()
    assert (answer.status_code in (403, 404), filing.state) == (True, State.DELIVERY_TROUBLE)


def test_breaking_off_by_hand(sending, receiver, desk_client):
    filing = approved_filing(sending)
    act(desk_client, sending.manager, filing, "afbreken", reason="Cliënt wil toch niet.")
    filing.refresh_from_db()
    assert filing.state == State.DELIVERY_FAILED


def test_asking_now_makes_it_due(sending, receiver, desk_client):
    filing = approved_filing(sending)
    run()
    act(desk_client, sending.manager, filing, "status")
    from sbr_inbox.delivery_tasks import due_deliveries

    assert due_deliveries().count() == 1


def test_filing_of_another_office_is_not_there(sending, beta, receiver, desk_client):
    filing = approved_filing(sending)
    answer = desk_client(beta.admin).post(desk_url("sbr_inbox:filing_act", filing.pk, "afbreken", office=beta.office), {"reason": "Omdat."})
    assert (answer.status_code, Delivery.objects.get().settled_at) == (404, None)


def test_filing_behind_another_in_doubt_names_it(sending, receiver, desk_client):
    relation = make_taxpayer("OB", ob=True)
    first = approved_filing(sending, relation)
    receiver.answers, receiver.told = [Sent(DeliveryOutcome.UNKNOWN, text="Geen antwoord.")], [Statuses(None)]
    run()
    second = approved_filing(sending, relation, start=date(2026, 9, 1), end=date(2026, 9, 30))
    run()
    waits = page(desk_client, sending.manager, second)
    assert "Deze aangifte wacht op" in waits and desk_url("sbr_inbox:filing", first.pk) in waits
    assert "Deze aangifte wacht op" not in page(desk_client, sending.manager, first)
    receiver.told = [tells("K1", "105")]
    run()
    run()
    assert "Deze aangifte wacht op" not in page(desk_client, sending.manager, second)
