"""The last gate: what was true at the approval is asked again at the moment of sending."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from crm.models import TaxNumber
from offices.enums import OfficeState
from offices.models import Office
from sbr_inbox.delivery_enums import DeliveryState, Environment
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalRequest, Certificate, Delivery, DeliveryAttempt, Filing, KindSetting
from sbr_inbox.rules.delivering.queueing import queue_waiting
from tests.factories.delivery import approved_filing, run
from tests.factories.sbr import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(sending, receiver):
    filing = approved_filing(sending)
    assert filing.state == State.QUEUED
    return filing


def stopped(filing, receiver) -> str:
    """Nothing left and nothing was tried; what the person reads."""
    run()
    filing.refresh_from_db()
    assert (receiver.received, DeliveryAttempt.objects.count()) == ([], 0)
    issue = filing.issues.get(closed_at=None, field="send")
    return f"{issue.code} {issue.values['text']}"


def goes(filing, receiver) -> bool:
    """It goes by itself, and what stopped it is closed."""
    run()
    filing.refresh_from_db()
    return (filing.state, len(receiver.received), codes(filing).count("E15")) == (State.SENT, 1, 0)


def test_certificate_that_expired_since_stops_and_a_new_one_lets_it_go(queued, receiver):
    Certificate.objects.update(valid_to=timezone.now() - timedelta(minutes=1))
    assert stopped(queued, receiver).startswith("E15 Het certificaat Kantoor is verlopen op ")
    assert queued.state == State.QUEUED
    Certificate.objects.update(valid_to=timezone.now() + timedelta(days=1))
    assert goes(queued, receiver)


def test_certificate_expires_between_approval_and_sending(queued, receiver):
    with time_machine.travel(timezone.now() + timedelta(days=301)):
        assert stopped(queued, receiver).startswith("E15 Het certificaat Kantoor is verlopen")


def test_certificate_of_another_environment_or_office_is_never_used(queued, receiver, beta):
    Certificate.objects.update(environment=Environment.SIMULATION)
    assert stopped(queued, receiver) == (
        "E15 Uw kantoor heeft geen certificaat voor deze omgeving. Voeg er een toe bij Beheer > SBR > Certificaten."
    )
    with beta.scope:
        assert Certificate.objects.filter(environment=Environment.PREPRODUCTION).count() == 1


def test_bytes_changed_in_the_store_end_it(queued, receiver):
    path = default_storage.path(queued.xml_file.key)
    with open(path, "ab") as file:
        file.write(b" ")
    assert "niet meer het bestand waarop akkoord is gegeven" in stopped(queued, receiver)
    assert (queued.state, Delivery.objects.get().state) == (State.DELIVERY_FAILED, DeliveryState.FAILED)


def test_bytes_gone_from_the_store_end_it(queued, receiver):
    default_storage.delete(queued.xml_file.key)
    assert "niet meer het bestand" in stopped(queued, receiver)


def test_approval_withdrawn_since_ends_it(queued, receiver):
    ApprovalRequest.objects.update(state="WITHDRAWN")
    assert "geen akkoord" in stopped(queued, receiver)
    assert queued.state == State.DELIVERY_FAILED


def test_approver_whose_access_was_taken_away_since_ends_it(queued, receiver):
    queued.relation.contact_links.update(portal_access="READ")
    stopped(queued, receiver)
    assert queued.state == State.DELIVERY_FAILED


def test_number_changed_at_the_relation_since_stops(queued, receiver):
    TaxNumber.objects.filter(relation=queued.relation).delete()
    assert "niet meer bij" in stopped(queued, receiver)
    assert queued.state == State.QUEUED


def test_number_in_the_row_that_is_not_in_the_file_ends_it(queued, receiver):
    Filing.objects.filter(pk=queued.pk).first()
    queued.key_value = "001000044B37"
    queued.save(update_fields=["key_value"])
    assert "niet het nummer dat in het bestand staat" in stopped(queued, receiver)
    assert queued.state == State.DELIVERY_FAILED


def test_kind_without_berichtsoort_says_so(queued, receiver):
    KindSetting.objects.filter(kind="OB").update(berichtsoort="")
    assert stopped(queued, receiver) == "E15 Voor Btw-aangifte is nog geen berichtsoort ingesteld. Vul die in bij Beheer > SBR."


def test_suspended_office_sends_nothing(queued, receiver):
    Office.objects.filter(pk=queued.office_id).update(state=OfficeState.SUSPENDED)
    assert "opgeschort" in stopped(queued, receiver)


def test_route_changed_since_stops(queued, receiver):
    KindSetting.objects.filter(kind="OB").update(route="MANUAL")
    assert "niet vanuit dit portaal" in stopped(queued, receiver)


def test_missing_certificate_at_approval_leaves_it_approved_and_it_goes_by_itself_later(sending, receiver):
    Certificate.objects.update(active=False)
    filing = approved_filing(sending)
    assert (filing.state, Delivery.objects.count(), "E15" in codes(filing)) == (State.APPROVED, 0, True)
    Certificate.objects.update(active=True)
    assert queue_waiting() == 1
    assert goes(filing, receiver)


def test_office_without_environment_sends_nothing_and_is_told_nothing(in_alfa, receiver):
    filing = approved_filing(in_alfa)
    assert (filing.state, Delivery.objects.count(), "E15" in codes(filing)) == (State.APPROVED, 0, False)


def test_kind_that_is_sent_by_hand_waits(sending, receiver):
    KindSetting.objects.filter(kind="OB").update(send_after_approval="BY_HAND")
    assert (approved_filing(sending).state, queue_waiting()) == (State.APPROVED, 0)


def test_filing_of_the_other_office_is_never_taken_up(queued, receiver, beta):
    with beta.scope:
        assert run() == 0
    assert receiver.received == []
