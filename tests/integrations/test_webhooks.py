"""Webhooks against a program in this process: signed, at least once, in order, and never about a person."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from crm.rules.relations import change_relation
from integrations.enums import DeliveryState, WebhookState
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks import queue
from integrations.webhooks.rules import (
    change_webhook,
    delete_webhook,
    make_webhook,
    renew_secret,
    send_again,
    send_test,
    set_state,
)
from integrations.webhooks.signing import signature
from offices.audit import Surroundings, record, surroundings
from offices.errors import RuleBroken, StaleForm
from offices.models import AuditEvent
from offices.rules.tokens import make_token
from tests.factories.crm import make_contact, make_relation

pytestmark = pytest.mark.django_db


class Receiver(BaseHTTPRequestHandler):
    def log_message(self, format, *args):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elders")
        self.end_headers()


@pytest.fixture
def receiver(settings):
    """A program that listens; `got` is what it heard, `answers` the statuses it gives in turn."""
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/kantoor"
    settings.KANTOOR_OUTBOUND_PRIVATE = [server.url]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hooked(in_alfa, receiver):
    """(webhook, secret) of alfa that hears of relations and contacts."""
    return make_webhook("Planning", by=in_alfa.admin, url=receiver.url, events=["relation", "contact"])


def told(receiver) -> list[dict]:
    return [json.loads(body) for _, body in receiver.got]


def due_now(**fields):
    WebhookDelivery.objects.update(due_at=timezone.now(), **fields)


def test_change_is_told_with_ids_and_a_signature_that_holds(hooked, receiver):
    relation = make_relation(name="Bakkerij Geheim B.V.")
    assert queue.work() == 1
    headers, body = receiver.got[0]
    said = json.loads(body)
    event = AuditEvent.objects.get(event="relation.created", subject_id=str(relation.pk))
    assert said == {
        "id": headers["X-Kantoor-Delivery"],
        "event": "relation.created",
        "at": event.at.isoformat(),
        "subject": {"kind": "crm.relation", "id": str(relation.pk)},
        "relation": str(relation.pk),
    }
    moment, code = (part.partition("=")[2] for part in headers["X-Kantoor-Signature"].split(","))
    right = hmac.new(hooked[1].encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert (code, abs(int(moment) - timezone.now().timestamp()) < 60, headers["X-Kantoor-Event"]) == (right, True, "relation.created")
    assert b"Geheim" not in body


def test_signature_depends_on_secret_moment_and_body():
    first = signature("a", b"{}", at=100)
    assert first == signature("a", b"{}", at=100)
    assert len({first, signature("b", b"{}", at=100), signature("a", b"{}", at=101), signature("a", b"[]", at=100)}) == 4


def test_what_happened_before_or_is_not_chosen_is_not_told(in_alfa, receiver):
    make_relation()
    make_webhook("Contacten", by=in_alfa.admin, url=receiver.url, events=["contact"])
    make_relation()
    contact = make_contact()
    queue.work()
    assert [row["subject"]["id"] for row in told(receiver)] == [str(contact.pk)]


def test_other_office_is_never_told_of(hooked, receiver, beta):
    with beta.scope:
        make_relation(name="Van beta")
        assert queue.work() == 0
    assert (queue.work(), receiver.got) == (0, [])


def test_own_change_is_skipped_and_that_of_another_program_is_not(in_alfa, receiver):
    own, _ = make_token(in_alfa.admin, name="Planning", by=in_alfa.admin)
    other, _ = make_token(in_alfa.admin, name="Anders", by=in_alfa.admin)
    make_webhook("Planning", by=in_alfa.admin, url=receiver.url, events=["relation"], own_token=own)
    made = []
    for token in (own, other):
        around = surroundings.set(Surroundings(session_id=token.pk, token_name=token.name))
        made.append(make_relation())
        surroundings.reset(around)
    queue.work()
    assert [row["subject"]["id"] for row in told(receiver)] == [str(made[1].pk)]


def test_refused_delivery_is_tried_again_with_the_same_id_and_body(hooked, receiver):
    receiver.answers = [500, 302, 200]
    make_relation()
    for _ in range(3):
        queue.work()
        due_now()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.tries, row.status, row.fault) == (DeliveryState.DELIVERED, 3, 200, "")
    assert len({(headers["X-Kantoor-Delivery"], body) for headers, body in receiver.got}) == 1
    assert len(receiver.got) == 3


def test_delivery_waits_longer_after_each_fault_and_is_given_up_after_a_day(hooked, receiver):
    receiver.answers = [500] * 10
    make_relation()
    waits = []
    for _ in range(3):
        queue.work()
        row = WebhookDelivery.objects.get()
        waits.append(round((row.due_at - timezone.now()).total_seconds() / 60))
        due_now()
    assert waits == [1, 5, 15]
    due_now(made_at=timezone.now() - timedelta(hours=23, minutes=59))
    queue.work()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.due_at, row.fault) == (DeliveryState.GIVEN_UP, None, "De ontvanger antwoordde 500.")


def test_killed_in_the_middle_is_delivered_again_with_the_same_id(hooked, receiver, monkeypatch):
    make_relation()

    class Killed(BaseException):
        pass

    def dies(*args, **kwargs):
        raise Killed

    monkeypatch.setattr(queue, "settle", dies)
    with pytest.raises(Killed):
        queue.work()
    monkeypatch.undo()
    assert queue.work() == 0
    due_now(lease_until=timezone.now() - timedelta(seconds=1))
    assert queue.work() == 1
    assert len({headers["X-Kantoor-Delivery"] for headers, _ in receiver.got}) == 1
    assert (len(receiver.got), WebhookDelivery.objects.get().state) == (2, DeliveryState.DELIVERED)


def test_one_subject_is_told_in_order_and_holds_up_no_other(hooked, receiver, in_alfa):
    first, second = make_relation(), make_relation()
    change_relation(first, by=in_alfa.admin, version=first.version, values={"phone": "0612345678"}, strict=False)
    receiver.answers = [500]
    queue.work()
    assert [row["event"] for row in told(receiver) if row["relation"] == str(first.pk)] == ["relation.created"]
    assert [row["event"] for row in told(receiver) if row["relation"] == str(second.pk)] == ["relation.created"]
    due_now()
    queue.work()
    assert [row["event"] for row in told(receiver) if row["relation"] == str(first.pk)] == ["relation.created", "relation.created", "relation.changed"]


def test_webhook_that_only_fails_stops_and_goes_on_where_it_was(hooked, receiver, in_alfa):
    webhook, _ = hooked
    receiver.answers = [500] * 7
    make_relation()
    for _ in range(6):
        queue.work()
        due_now(made_at=timezone.now() - timedelta(hours=30))
        Webhook.objects.filter(faults__lt=queue.STOP_AFTER - 1).update(faults=queue.STOP_AFTER - 1)
        if WebhookDelivery.objects.filter(state=DeliveryState.WAITING).count() == 0:
            break
    webhook.refresh_from_db()
    assert webhook.state == WebhookState.STOPPED
    assert AuditEvent.objects.filter(event="webhook.failed", subject_id=str(webhook.pk)).count() == 1
    receiver.got.clear()
    receiver.answers = []
    later = make_relation()
    assert (queue.work(), receiver.got) == (0, [])
    set_state(webhook, WebhookState.ACTIVE, by=in_alfa.admin)
    queue.work()
    assert [row["subject"]["id"] for row in told(receiver)] == [str(later.pk)]


def test_paused_webhook_tells_nothing_until_it_is_resumed(hooked, receiver, in_alfa):
    webhook, _ = hooked
    set_state(webhook, WebhookState.PAUSED, by=in_alfa.admin)
    relation = make_relation()
    assert (queue.work(), receiver.got) == (0, [])
    set_state(webhook, WebhookState.ACTIVE, by=in_alfa.admin)
    queue.work()
    assert [row["subject"]["id"] for row in told(receiver)] == [str(relation.pk)]


def test_event_is_spread_once_however_often_it_is_looked_for(hooked, receiver):
    make_relation()
    assert (queue.spread(), queue.spread(), WebhookDelivery.objects.count()) == (1, 0, 1)
    Webhook.objects.update(cursor=0)
    queue.spread()
    assert WebhookDelivery.objects.values("event_id").distinct().count() == WebhookDelivery.objects.count()


def test_test_message_reaches_only_the_webhook_that_asked(hooked, receiver, in_alfa):
    make_webhook("Andere", by=in_alfa.admin, url=f"{receiver.url}/anders", events=["relation"])
    send_test(hooked[0], by=in_alfa.admin)
    queue.work()
    assert [row["event"] for row in told(receiver)] == ["webhook.tested"]


def test_delivery_is_sent_again_on_request(hooked, receiver, in_alfa):
    make_relation()
    queue.work()
    send_again(WebhookDelivery.objects.get(), by=in_alfa.admin)
    queue.work()
    assert len({headers["X-Kantoor-Delivery"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_sending_again_is_refused_while_paused(hooked, receiver, in_alfa):
    make_relation()
    queue.work()
    set_state(hooked[0], WebhookState.PAUSED, by=in_alfa.admin)
    with pytest.raises(RuleBroken) as refused:
        send_again(WebhookDelivery.objects.get(), by=in_alfa.admin)
    assert refused.value.code == "WHK04"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "http://planning.example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://10.0.0.8/hook"}, "url"),
        ({"url": "https://gebruiker:geheim@example.org/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["login"]}, "events"),
        ({"events": ["wwft"]}, "events"),
    ],
)
def test_webhook_with_a_wrong_value_is_refused(in_alfa, settings, change, field):
    settings.KANTOOR_OUTBOUND_PRIVATE = []
    values = {"url": "https://planning.example.org/", "events": ["relation"]} | change
    with pytest.raises(RuleBroken) as refused:
        make_webhook("Planning", by=in_alfa.admin, **values)
    assert (refused.value.field, Webhook.objects.count()) == (field, 0)


def test_name_is_taken_once(hooked, receiver, in_alfa):
    with pytest.raises(RuleBroken) as refused:
        make_webhook("planning", by=in_alfa.admin, url=receiver.url, events=["relation"])
    assert refused.value.code == "WHK02"


def test_token_of_another_office_is_refused(in_alfa, beta, receiver):
    foreign, _ = make_token(beta.admin, name="Van beta", by=beta.admin)
    with pytest.raises(RuleBroken) as refused:
        make_webhook("Planning", by=in_alfa.admin, url=receiver.url, events=["relation"], own_token=foreign)
    assert refused.value.field == "own_token"


def test_secret_is_kept_encrypted_and_renewed(hooked, in_alfa):
    from django.db import connection

    webhook, secret = hooked
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM integrations_webhook WHERE id = %s", [webhook.pk])
        kept = cursor.fetchone()[0]
    assert secret not in kept
    _, renewed = renew_secret(webhook, by=in_alfa.admin)
    assert renewed != secret and Webhook.objects.get().secret == renewed
    assert [row.data for row in AuditEvent.objects.filter(event__startswith="webhook.") if secret in str(row.data)] == []


def test_stale_form_is_refused(hooked, receiver, in_alfa):
    webhook, _ = hooked
    values = {"name": "Planning", "url": receiver.url, "events": ["relation"]}
    change_webhook(webhook, by=in_alfa.admin, version=1, **values)
    with pytest.raises(StaleForm):
        change_webhook(webhook, by=in_alfa.admin, version=1, **values)


def test_deleted_webhook_leaves_its_name_in_the_log(hooked, in_alfa):
    delete_webhook(hooked[0], by=in_alfa.admin)
    assert (Webhook.objects.count(), AuditEvent.objects.filter(event="webhook.removed").count()) == (0, 1)


def test_old_deliveries_are_forgotten_and_waiting_ones_kept(hooked, receiver):
    make_relation()
    queue.work()
    make_relation()
    queue.spread()
    WebhookDelivery.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert (queue.clean(), WebhookDelivery.objects.get().state) == (1, DeliveryState.WAITING)


def test_late_commit_with_an_earlier_id_is_still_told(hooked, receiver, in_alfa):
    """An event whose id is older than what was told already, because its transaction took long."""
    late = record(in_alfa.admin, "relation.changed", make_relation())
    queue.work()
    receiver.got.clear()
    old = AuditEvent(event="relation.changed", actor_kind="MEMBER", actor_label="x", subject_kind="crm.relation", subject_id="1")
    old.id = type(late.id)(int=late.id.int - (1 << 90))
    old.save(force_insert=True)
    queue.work()
    assert [row["subject"]["id"] for row in told(receiver)] == ["1"]


def test_pages_of_webhooks(in_alfa, receiver, desk_client):
    from offices.urls_helpers import desk_url

    browser = desk_client(in_alfa.admin)
    page = browser.post(desk_url("integrations:webhook_create"), {"name": "Planning", "url": receiver.url, "events": ["relation"]})
    webhook = Webhook.objects.get()
    assert (page.status_code, webhook.secret in page.content.decode()) == (200, True)
    make_relation()
    queue.work()
    shown = browser.get(desk_url("integrations:webhook", webhook.pk)).content.decode()
    assert ("Relatie: aangemaakt" in shown, webhook.secret in shown) == (True, False)
    assert browser.post(desk_url("integrations:webhook_state", webhook.pk), {"state": "PAUSED"}).status_code == 302
    assert browser.get(desk_url("integrations:webhook_list")).status_code == 200
    assert desk_client(in_alfa.manager).get(desk_url("integrations:webhook_list")).status_code == 403
