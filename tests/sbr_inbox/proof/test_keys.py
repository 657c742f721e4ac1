"""Rotating and publishing the keys of an office."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from offices import crypto
from offices.audit import Program
from offices.crypto import public_keys, signer, signing_keys
from offices.errors import Forbidden
from offices.files import read_bytes
from offices.models import AuditEvent
from offices.rules.keys import rotate_signing_key
from sbr_inbox.receipts import UNKNOWN_KEY, VALID, verify
from sbr_inbox.rules.receipts import make_receipt
from tests.conftest import desk_client_for
from tests.factories.proof import approved_filing

pytestmark = pytest.mark.django_db


def test_rotation_signs_with_a_new_key_and_keeps_the_old_one_published(in_alfa):
    old = signer()
    made = rotate_signing_key(by=in_alfa.admin)
    assert (signer().key_id, set(public_keys())) == (made.key_id, {old.key_id, made.key_id})
    ends = {row.key_id: row.valid_to is None for row in signing_keys() if not row.key_id.startswith("sim-")}
    assert ends == {old.key_id: False, made.key_id: True}
    assert list(AuditEvent.objects.filter(event="key.rotated").values_list("data__old", "data__new")) == [([old.key_id], made.key_id)]


def test_key_of_simulation_rotates_apart(in_alfa):
    real, simulated = signer().key_id, signer(simulated=True).key_id
    made = rotate_signing_key(by=Program("rotate_key"), simulated=True)
    assert (signer().key_id, signer(simulated=True).key_id) == (real, made.key_id)
    assert (made.key_id.startswith("sim-"), simulated in public_keys(simulated=True)) == (True, True)


def test_rotation_in_another_process_is_noticed_by_this_one(in_alfa, monkeypatch):
    signer()
    monkeypatch.setattr("offices.rules.keys.forget_keys", lambda: None)
    made = rotate_signing_key(by=in_alfa.admin)
    assert crypto.signer().key_id == made.key_id


def test_approval_just_before_a_rotation_verifies_after_it(in_alfa):
    answer, _, _ = approved_filing(in_alfa)
    other, _, _ = approved_filing(in_alfa, email="tweede@devries.example", name="Bakkerij Tweede B.V.", number="1043")
    first = make_receipt(other.pk)
    made = rotate_signing_key(by=in_alfa.admin)
    second = make_receipt(answer.pk)
    assert [verify(read_bytes(one.file), public_keys()).word for one in (first, second)] == [VALID, VALID]
    assert (second.key_id, first.key_id == made.key_id) == (made.key_id, False)


def test_rotation_in_one_office_leaves_the_other_alone(in_alfa, beta):
    with beta.scope:
        before = public_keys()
    rotate_signing_key(by=in_alfa.admin)
    with beta.scope:
        assert public_keys() == before


def test_only_who_may_manage_keys_rotates(in_alfa):
    with pytest.raises(Forbidden):
        rotate_signing_key(by=in_alfa.manager)
    assert len(signing_keys()) == 2


def test_rotation_by_page_and_by_command(alfa, capsys):
    admin = desk_client_for(alfa.admin)
    with alfa.scope:
        old = signer().key_id
    answer = admin.post("/k/alfa/beheer/sleutels/vervangen/", {"which": "echt"})
    assert (answer.status_code, answer["Location"]) == (302, "/k/alfa/beheer/sleutels/")
    call_command("rotate_key", "alfa", "--simulated")
    page = admin.get("/k/alfa/beheer/sleutels/").content.decode()
    with alfa.scope:
        rows = signing_keys()
    assert (len(rows), [row.key_id in page for row in rows], [row.secret in page for row in rows]) == (4, [True] * 4, [False] * 4)
    assert (old in page, "sim-" in capsys.readouterr().out) == (True, True)
    with pytest.raises(CommandError):
        call_command("rotate_key", "onbekend")


def test_anybody_reads_the_public_keys_and_nothing_else(alfa, beta):
    client = Client()
    said = json.loads(client.get("/sleutels/alfa.json").content)
    with alfa.scope:
        rows = signing_keys()
        assert {key_id: key["public"] for key_id, key in said["keys"].items()} == public_keys()
    assert (said["office"]["slug"], said["algorithm"], set(said["simulated"])) == ("alfa", "Ed25519", {row.key_id for row in rows if row.key_id.startswith("sim-")})
    page = client.get("/sleutels/alfa/").content.decode()
    with beta.scope:
        theirs = [row.key_id for row in signing_keys()]
    assert ([row.key_id in page for row in rows], [key_id in page for key_id in theirs]) == ([True, True], [False, False])
    download = client.get("/sleutels/alfa/controlepagina.html")
    assert (download["Content-Disposition"].partition(";")[0], download["Content-Type"]) == ("attachment", "application/octet-stream")
    assert [client.get(f"/sleutels/{name}").status_code for name in ("onbekend.json", "onbekend/", "onbekend/controlepagina.html")] == [404] * 3


def test_published_keys_are_enough_for_the_command(in_alfa, tmp_path, capsys):
    receipt = make_receipt(approved_filing(in_alfa)[0].pk)
    path, keys = tmp_path / "bewijs.json", tmp_path / "sleutels.json"
    path.write_bytes(read_bytes(receipt.file))
    keys.write_bytes(Client().get("/sleutels/alfa.json").content)
    call_command("verify_receipt", path, keys=keys)
    assert capsys.readouterr().out.splitlines()[0] == VALID
    keys.write_bytes(Client().get("/sleutels/beta.json").content)
    with pytest.raises(SystemExit):
        call_command("verify_receipt", path, keys=keys)
    assert capsys.readouterr().out.splitlines()[0] == UNKNOWN_KEY
