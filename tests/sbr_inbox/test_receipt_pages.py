"""Staff check a receipt, and hand out what others need to check it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from offices.crypto import public_keys, signing_keys
from offices.files import read_bytes
from sbr_inbox.approval_enums import Factor
from sbr_inbox.offline import verify_page
from sbr_inbox.receipts import compact
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.receipts import make_receipt
from tests.conftest import desk_client_for
from tests.factories.portal import make_client, make_filing, put_before, shown_on

pytestmark = pytest.mark.django_db
ADDRESS = "/k/alfa/bewijs-controleren/"


@pytest.fixture
def receipt(alfa):
    with alfa.scope:
        relation, _, account = make_client(alfa)
        request = put_before(make_filing(relation), by=alfa.editor)
        return make_receipt(approve(request, account=account, factor=Factor.STRONG, **shown_on(request)).pk)


def _bytes(kantoor, stored) -> bytes:
    with kantoor.scope:
        return read_bytes(stored)


def test_staff_check_the_file_of_a_receipt(alfa, receipt):
    upload = SimpleUploadedFile("bewijs.json", _bytes(alfa, receipt.file))
    page = desk_client_for(alfa.viewer).post(ADDRESS, {"receipt": upload}).content.decode()
    assert ("GELDIG" in page, "Johan de Vries" in page) == (True, True)


def test_staff_check_the_text_of_the_qr_code_with_another_filing(alfa, receipt):
    text = compact(receipt.json.encode(), receipt.signature)
    other = SimpleUploadedFile("ob.xbrl", b"<ander/>")
    page = desk_client_for(alfa.viewer).post(ADDRESS, {"text": text, "xml": other}).content.decode()
    assert "ANDER BESTAND" in page


def test_receipt_of_the_other_office_has_an_unknown_key(alfa, beta, receipt):
    upload = SimpleUploadedFile("bewijs.json", _bytes(alfa, receipt.file))
    page = desk_client_for(beta.viewer).post("/k/beta/bewijs-controleren/", {"receipt": upload}).content.decode()
    assert "ONBEKENDE SLEUTEL" in page


def test_nothing_or_too_much_is_said_at_the_field(alfa):
    client = desk_client_for(alfa.viewer)
    assert client.get(ADDRESS).status_code == 200
    for data in ({}, {"receipt": SimpleUploadedFile("groot.json", b"x" * 100_001)}):
        answer = client.post(ADDRESS, data)
        assert (answer.status_code, 'id="fouten"' in answer.content.decode()) == (422, True)


def test_published_keys_are_those_of_the_office_and_hold_no_secret(alfa, beta):
    answer = desk_client_for(alfa.viewer).get(f"{ADDRESS}sleutels.json")
    said = json.loads(answer.content)
    with alfa.scope:
        assert {key_id: key["public"] for key_id, key in said["keys"].items()} == public_keys()
        assert {key_id: key["public"] for key_id, key in said["simulated"].items()} == public_keys(simulated=True)
        assert [row.secret in answer.content.decode() for row in signing_keys()] == [False, False]
    with beta.scope:
        assert (set(said["keys"]) | set(said["simulated"])) & {row.key_id for row in signing_keys()} == set()


def test_offline_page_holds_the_keys_and_asks_nothing_of_a_network(alfa):
    answer = desk_client_for(alfa.viewer).get(f"{ADDRESS}pagina.html")
    page = answer.content.decode()
    with alfa.scope:
        keys = public_keys()
        assert answer.content == verify_page(alfa.office)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ([key in page for key in keys], "default-src 'none'" in page, "src=" in page) == ([True], True, False)
