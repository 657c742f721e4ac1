"""Semansys as a route: the contract of its documentation, played by a server in this process."""

import base64
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.db import connection as database

from integrations.models import Connection
from integrations.rules import make_connection, save_settings, set_state, setting_of
from offices.errors import RuleBroken, StaleForm
from offices.urls_helpers import desk_url
from sbr_inbox.delivery import CannotSend, route_driver
from sbr_inbox.delivery_enums import DeliveryOutcome as O
from sbr_inbox.enums import Route
from tests.sbr_inbox.digipoort.orders import order

DELIVERED = {"kenmerk": "k-1", "berichtsoort": "Omzetbelasting", "aanleverkenmerk": "a", "tijdstempelAangeleverd": "2026-11-21T10:00:00Z"}
STATUS = {"kenmerk": "k-1", "statuscode": "500", "tijdstempelStatus": "2026-11-21T10:01:00Z", "statusomschrijving": "Gelukt",
          "identiteitBelanghebbende": {"nummer": "1", "type": "BTW"}}  # fmt: skip


class Vendor(BaseHTTPRequestHandler):
    def log_message(self, format, *args):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        server.asked.append((self.path, dict(self.headers), body))
        if self.path == "/connect/token":
            right = parse_qs(body.decode()).get("password") == ["zeer geheim"]
            return self.say(200, {"access_token": "bewijs"}) if right else self.say(400, {"error": "invalid_grant"})
        if self.headers["Authorization"] != "Bearer bewijs" or not self.headers["x-api-version"]:
            return self.say(401, {})
        status, answer = server.answers[self.path]
        if status == 0:
            return self.connection.close()
        self.say(status, answer)

    def say(self, status, answer):
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def vendor(settings):
    server = HTTPServer(("127.0.0.1", 0), Vendor)
    server.asked, server.answers = [], {"/v1/delivery/digipoort": (200, DELIVERED), "/v1/status/digipoort": (200, [STATUS])}
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.KANTOOR_OUTBOUND_PRIVATE = [server.url]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def values(vendor, **more):
    return {
        "environment": "PREPRODUCTION", "token_url": f"{vendor.url}/connect/token", "api_url": f"{vendor.url}/v1/", "client_id": "kantoor",
        "client_secret": "ook geheim", "username": "u", "password": "zeer geheim", "certificate_id": "", **more,
    }  # fmt: skip


@pytest.fixture
def linked(vendor, alfa):
    """Alfa with a connection that works."""
    with alfa.scope:
        row = make_connection("semansys", by=alfa.admin, name="Semansys")
        return save_settings(row, values(vendor), by=alfa.admin, version=row.version)


@pytest.fixture
def one(alfa):
    return order(office_id=alfa.office.pk, environment="PREPRODUCTION", certificate=None, addresses={})


DRIVER = route_driver(Route.SEMANSYS)


def test_filing_is_sent_and_followed(vendor, linked, one):
    sent = DRIVER.send(one)
    assert (sent.outcome, sent.kenmerk, sent.at.isoformat()) == (O.SENT, "k-1", "2026-11-21T10:00:00+00:00")
    body = json.loads(vendor.asked[-1][2])
    assert (base64.b64decode(body["content"]), body["messageType"], body["identifier"]) == (one.body, "Omzetbelasting", one.identity_number)
    found = DRIVER.statuses(one, kenmerk="k-1")
    assert (found.known, [(row.code, row.text) for row in found.rows]) == (True, [("500", "Gelukt")])


def test_lost_answer_is_for_a_person(vendor, linked, one):
    found = DRIVER.statuses(one, kenmerk="")
    assert (found.known, found.rows) == (None, ())


@pytest.mark.parametrize(("answer", "outcome"), [
    ((400, {"errorMessage": "Onbekende berichtsoort"}), O.REFUSED),
    ((400, b"\xff"), O.REFUSED),
    ((401, {}), O.TROUBLE),
    ((404, {}), O.TROUBLE),
    ((302, {}), O.TROUBLE),
    ((500, {}), O.UNKNOWN),
    ((200, b"<html>"), O.UNKNOWN),
    ((200, {}), O.UNKNOWN),
    ((200, {**DELIVERED, "berichtsoort": "ICP"}), O.UNKNOWN),
    ((200, {**DELIVERED, "kenmerk": "van een ander"}), O.UNKNOWN),
    ((200, {**DELIVERED, "tijdstempelAangeleverd": "gisteren"}), O.UNKNOWN),
    ((0, None), O.UNKNOWN),
])  # fmt: skip
def test_each_answer_has_its_meaning(vendor, linked, one, answer, outcome):
    vendor.answers["/v1/delivery/digipoort"] = answer
    sent = DRIVER.send(replace(one, other_kenmerken=("van een ander",)))
    assert (sent.outcome, sent.kenmerk) == (outcome, "")


@pytest.mark.parametrize("answer", [[{**STATUS, "kenmerk": "k-2"}], {"errorCode": "E1", "errorMessage": "weg"}, [{"kenmerk": "k-1"}]])
def test_statuses_of_something_else_are_not_believed(vendor, linked, one, answer):
    vendor.answers["/v1/status/digipoort"] = (200, answer)
    found = DRIVER.statuses(one, kenmerk="k-1")
    assert (found.known, found.rows) == (None, ())


def test_wrong_password_sends_nothing(vendor, linked, one, alfa):
    with alfa.scope:
        row = Connection.objects.get(pk=linked.pk)
        save_settings(row, values(vendor, password="mis"), by=alfa.admin, version=row.version)
    sent = DRIVER.send(one)
    assert (sent.outcome, [path for path, *_ in vendor.asked]) == (O.TROUBLE, ["/connect/token"])


def test_vendor_that_is_not_there_is_trouble(vendor, linked, one):
    vendor.shutdown()
    vendor.server_close()
    assert DRIVER.send(one).outcome == O.TROUBLE


@pytest.mark.parametrize("environment", ["SIMULATION", "PRODUCTION", "NONE"])
def test_nothing_goes_to_another_environment_than_the_accounts(vendor, linked, one, environment):
    with pytest.raises(CannotSend, match="andere omgeving"):
        DRIVER.send(replace(one, environment=environment))
    assert vendor.asked == []


def test_without_a_working_connection_nothing_leaves(vendor, linked, one, alfa, beta):
    with pytest.raises(CannotSend, match="is er niet of is gepauzeerd"):
        DRIVER.send(replace(one, office_id=beta.office.pk))
    with alfa.scope:
        set_state(linked, "PAUSED", by=alfa.admin)
    with pytest.raises(CannotSend, match="gepauzeerd"):
        DRIVER.send(one)
    assert vendor.asked == []


def test_secrets_stand_encrypted_and_an_empty_one_stays(vendor, linked, alfa):
    with alfa.scope:
        row = Connection.objects.get(pk=linked.pk)
        with database.cursor() as cursor:
            cursor.execute("SELECT settings::text FROM integrations_connection WHERE id = %s", [row.pk])
            stored = cursor.fetchone()[0]
        assert "zeer geheim" not in stored and "ook geheim" not in stored
        saved = save_settings(row, values(vendor, password="", username="ander"), by=alfa.admin, version=row.version)
        assert (setting_of(saved, "password"), setting_of(saved, "username")) == ("zeer geheim", "ander")
        with pytest.raises(StaleForm):
            save_settings(saved, values(vendor), by=alfa.admin, version=saved.version - 1)


def test_address_in_the_own_network_is_refused(vendor, linked, alfa, settings):
    settings.KANTOOR_OUTBOUND_PRIVATE = []
    with alfa.scope:
        row = Connection.objects.get(pk=linked.pk)
        with pytest.raises(RuleBroken) as caught:
            save_settings(row, values(vendor, api_url="https://10.0.0.1/"), by=alfa.admin, version=row.version)
    assert caught.value.field == "token_url"


def test_page_keeps_secrets_to_itself(vendor, linked, alfa, desk_client):
    client = desk_client(alfa.admin)
    settings_url = desk_url("integrations:settings", linked.pk, office=alfa.office)
    pages = [client.get(settings_url), client.get(desk_url("integrations:connection", linked.pk, office=alfa.office))]
    assert [page.status_code for page in pages] == [200, 200]
    assert not any("geheim" in page.content.decode() for page in pages)
    with alfa.scope:
        version = Connection.objects.get(pk=linked.pk).version
    posted = client.post(settings_url, values(vendor, password="", client_secret="", version=version))
    assert posted.status_code == 302
    assert client.post(settings_url, values(vendor, version=version)).status_code == 409


def test_connection_of_another_office_is_not_found(vendor, linked, beta, desk_client):
    client = desk_client(beta.admin)
    assert client.get(desk_url("integrations:settings", linked.pk, office=beta.office)).status_code == 404
