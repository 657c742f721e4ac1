"""The ledger of outgoing mail: once, sealed, safe in its headers, and only sent outside by a real office."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from offices.errors import RuleBroken
from offices.mail import MAX_ATTEMPTS, deliver, queue_mail, ring_due_mail
from offices.models import MailState, Office, OutgoingMail
from tests.conftest import desk_client_for
from tests.factories.offices import make_kantoor, make_member

pytestmark = pytest.mark.django_db


class Down(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


class Harmless(EmailBackend):
    """Stands for a backend that brings mail outside."""


def _queue(**changes):
    values = {"to": "jan@devries.example", "subject": "Onderwerp", "body": "Tekst", "kind": "test", "idempotency_key": "a"}
    return queue_mail(**(values | changes))


def _state(mail):
    mail.refresh_from_db()
    return mail.state


def test_mail_is_sent_once_from_the_office_by_name(in_alfa):
    mail = _queue()
    deliver(mail.pk)
    deliver(mail.pk)
    assert (_state(mail), mail.due_at, mail.attempt) == (MailState.SENT, None, 1)
    [sent] = outbox.outbox
    assert (sent.to, sent.subject, sent.from_email) == (["jan@devries.example"], "Onderwerp", "Kantoor Alfa <portaal@localhost>")
    assert sent.extra_headers["Message-ID"] == f"<{mail.pk}@localhost>"


def test_same_key_gives_the_mail_that_is_there(in_alfa):
    assert _queue() == _queue(subject="Anders")
    assert OutgoingMail.objects.get().subject == "Onderwerp"


def test_same_key_in_another_office_is_another_mail(in_alfa, beta):
    first = _queue()
    with beta.scope:
        assert _queue().pk != first.pk
        assert OutgoingMail.objects.count() == 1


def test_address_and_text_are_sealed_in_the_database(in_alfa):
    _queue(body="Uw code is 123456")
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", body FROM offices_outgoingmail')
        row = "".join(cursor.fetchone())
    assert ("jan@" in row, "123456" in row) == (False, False)


@pytest.mark.parametrize("subject", ["Akkoord\r\nBcc: kwaad@elders.example", "Akkoord\nBcc: kwaad@elders.example", "A\x00kkoord"])
def test_line_ends_in_a_subject_make_no_header(in_alfa, subject):
    mail = _queue(subject=subject)
    deliver(mail.pk)
    [sent] = outbox.outbox
    assert sent.recipients() == ["jan@devries.example"]
    assert "\nBcc" not in sent.message().as_string()


@pytest.mark.parametrize(
    "to", ["jan@devries.example\nBcc: kwaad@elders.example", "jan@devries.example, kwaad@elders.example", "geen adres", ""]
)
def test_what_is_no_address_is_g05(in_alfa, to):
    with pytest.raises(RuleBroken) as broken:
        _queue(to=to)
    assert (broken.value.code, OutgoingMail.objects.count()) == ("G05", 0)


def test_office_name_with_a_line_end_makes_no_header(in_alfa):
    Office.objects.filter(pk=in_alfa.office.pk).update(name="Alfa\r\nBcc: kwaad@elders.example")
    deliver(_queue().pk)
    assert outbox.outbox[0].recipients() == ["jan@devries.example"]


def test_mail_server_that_is_away_is_tried_later_and_given_up_in_the_end(in_alfa, settings):
    settings.EMAIL_BACKEND = "tests.offices.test_mail.Down"
    mail = _queue()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            deliver(mail.pk)
            assert (_state(mail), mail.attempt) == (MailState.QUEUED, attempt)
            assert mail.due_at - timezone.now() == timedelta(minutes=2 ** (attempt - 1))
            deliver(mail.pk)
            clock.shift(timedelta(hours=3))
        deliver(mail.pk)
    assert (_state(mail), mail.attempt, mail.due_at) == (MailState.FAILED, MAX_ATTEMPTS, None)


def test_crash_while_sending_is_made_good_after_the_lease_under_the_same_id(in_alfa, settings):
    mail = _queue()
    OutgoingMail.objects.update(state=MailState.SENDING, attempt=1, due_at=timezone.now() + timedelta(minutes=10))
    deliver(mail.pk)
    assert outbox.outbox == []
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert ring_due_mail() == 1
        deliver(mail.pk)
    assert [sent.extra_headers["Message-ID"] for sent in outbox.outbox] == [f"<{mail.pk}@localhost>"]


def test_code_that_expired_is_not_sent(in_alfa):
    mail = _queue(expires_at=timezone.now() + timedelta(minutes=10))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        deliver(mail.pk)
    assert (_state(mail), outbox.outbox) == (MailState.EXPIRED, [])


def test_mail_of_a_rolled_back_transaction_is_not_there(in_alfa):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _queue()
        raise ZeroDivisionError
    assert OutgoingMail.objects.count() == 0


def test_mail_of_a_practice_office_never_leaves_the_machine(in_alfa, settings):
    settings.EMAIL_BACKEND = "tests.offices.test_mail.Harmless"
    Office.objects.filter(pk=in_alfa.office.pk).update(is_practice=True)
    mail = _queue()
    deliver(mail.pk)
    assert (_state(mail), outbox.outbox) == (MailState.KEPT, [])


def test_mailbox_is_there_in_a_practice_office_only(alfa, beta):
    Office.objects.filter(pk=alfa.office.pk).update(is_practice=True)
    with alfa.scope:
        mine = _queue(subject="Van alfa", body="Uw code is 111111")
    with beta.scope:
        theirs = _queue(subject="Van beta", body="Uw code is 222222")
    client = desk_client_for(alfa.viewer)
    page = client.get("/k/alfa/postbus/").content.decode()
    assert ("Van alfa" in page, "Van beta" in page) == (True, False)
    assert "111111" in client.get(f"/k/alfa/postbus/{mine.pk}/").content.decode()
    assert client.get(f"/k/alfa/postbus/{theirs.pk}/").status_code == 404
    assert desk_client_for(beta.admin).get("/k/beta/postbus/").status_code == 404
    assert client.get("/k/beta/postbus/").status_code == 404


def test_public_practice_mailbox_shows_codes_of_practice_logins_only(settings, alfa, beta):
    practice = make_kantoor("oefen")
    Office.objects.filter(pk=practice.office.pk).update(is_practice=True)
    both = make_member(practice.office, "VIEWER", user=alfa.viewer.user)
    with practice.scope:
        _queue(to="viewer@oefen.example", kind="login_code", body="Uw code is 111111", idempotency_key="1")
        _queue(to="viewer@oefen.example", kind="approval.asked", body="Iets anders", idempotency_key="2")
        _queue(to=both.user.email, kind="login_code", body="Uw code is 222222", idempotency_key="3")
    with beta.scope:
        _queue(to="viewer@beta.example", kind="login_code", body="Uw code is 333333", idempotency_key="4")
    assert Client().get("/oefenpostbus/").status_code == 404
    settings.KANTOOR_PRACTICE = True
    page = Client().get("/oefenpostbus/").content.decode()
    assert [code in page for code in ("111111", "Iets anders", "222222", "333333")] == [True, False, False, False]
