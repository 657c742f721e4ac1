"""The proof zip: whole, checkable with what is in it alone, and for each reader no more than he may see."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from offices.crypto import public_keys
from offices.errors import RuleBroken
from offices.files import read_bytes
from offices.models import AuditEvent
from offices.rules.keys import rotate_signing_key
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.models import ServiceCertificate
from sbr_inbox.receipts import SIMULATION, VALID, verify
from sbr_inbox.rules.bytes import BytesChanged
from sbr_inbox.rules.proof_zip import client_reader, member_reader, proof_zip
from sbr_inbox.rules.receipts import make_receipt, release_receipt, status_receipt
from tests.conftest import desk_client_for, portal_client_for
from tests.factories.proof import ANSWER, approved_filing, deliver, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven(in_alfa):
    """(filing, account) of a filing with every kind of proof."""
    answer, filing, account = approved_filing(in_alfa)
    deliver(filing)
    release(filing, in_alfa)
    make_receipt(answer.pk)
    release_receipt(filing)
    status_receipt(filing)
    ServiceCertificate.objects.create(
        environment=Environment.PRODUCTION, name="Digipoort", pem="-----BEGIN CERTIFICATE-----\n", fingerprint="ab" * 32,
        valid_from="2026-01-01T00:00Z", valid_to="2027-01-01T00:00Z",
    )  # fmt: skip
    return filing, account


def _files(body) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _unpacked(files: dict[str, bytes], where: Path) -> Path:
    for name, body in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return where


def _check(where: Path) -> tuple[int, str]:
    """Run the script of the zip as a stranger would: nothing of ours on the path."""
    done = subprocess.run([sys.executable, "-I", str(where / "controleer.py")], capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout


def test_zip_holds_all_proof_and_a_signed_list_of_it(in_alfa, proven):
    filing, _ = proven
    files = _files(proof_zip(filing, member_reader(in_alfa.manager, raw=True)))
    assert sorted(files) == sorted([
        "LEESMIJ.txt", "aangifte/aangifte.xbrl", "bewijzen/01-approval.json", "bewijzen/01-approval.pdf", "bewijzen/02-release.json",
        "bewijzen/02-release.pdf", "bewijzen/03-status.json", "bewijzen/03-status.pdf", "controleer.py", "controlepagina.html",
        "manifest.json", "samenvatting/samenvatting-1.pdf", "sleutels.json", "verzending/antwoorden/01.xml",
        "verzending/antwoorden/02.xml", "verzending/pogingen.json", f"verzending/servicecertificaten/{'ab' * 8}.pem",
        "verzending/statussen.json",
    ])  # fmt: skip
    assert (files["verzending/antwoorden/01.xml"], files["aangifte/aangifte.xbrl"]) == (ANSWER % 1, read_bytes(filing.xml_file))
    verdict = verify(files["manifest.json"], public_keys())
    assert (verdict.word, sorted(part["path"] for part in verdict.content["files"])) == (VALID, sorted(set(files) - {"manifest.json"}))


def test_zip_verifies_with_its_own_content_alone(in_alfa, proven, tmp_path):
    filing, _ = proven
    files = _files(proof_zip(filing, member_reader(in_alfa.manager, raw=True)))
    code, said = _check(_unpacked(files, tmp_path / "bewijs"))
    assert (code, said.splitlines()[-1]) == (0, "GELDIG: alles is onveranderd")
    assert said.count("aanwezig en gelijk") == 6


def test_one_changed_byte_in_any_file_is_found(in_alfa, proven, tmp_path):
    filing, _ = proven
    files = _files(proof_zip(filing, member_reader(in_alfa.manager, raw=True)))
    where = _unpacked(files, tmp_path / "bewijs")
    for name, body in files.items():
        if name == "controleer.py":
            continue
        place = body.index(b"sha256") + 12 if name == "manifest.json" else len(body) // 2
        (where / name).write_bytes(body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])
        assert _check(where)[0] == 1, name
        (where / name).write_bytes(body)
    assert _check(where)[0] == 0


def test_missing_and_added_files_are_found(in_alfa, proven, tmp_path):
    filing, _ = proven
    where = _unpacked(_files(proof_zip(filing, member_reader(in_alfa.manager, raw=True))), tmp_path / "bewijs")
    (where / "bewijzen/99-approval.json").write_bytes((where / "bewijzen/01-approval.json").read_bytes())
    (where / "aangifte/aangifte.xbrl").unlink()
    code, said = _check(where)
    assert (code, "aangifte.xbrl ontbreekt" in said, "99-approval.json staat niet" in said) == (1, True, True)


def test_zip_made_before_a_rotation_verifies_with_the_keys_of_after(in_alfa, proven):
    filing, _ = proven
    before = _files(proof_zip(filing, member_reader(in_alfa.manager, raw=True)))
    rotate_signing_key(by=in_alfa.admin)
    assert verify(before["manifest.json"], public_keys()).word == VALID
    after = _files(proof_zip(filing, member_reader(in_alfa.manager, raw=True)))
    assert verify(after["bewijzen/01-approval.json"], public_keys()).word == VALID


def test_simulated_zip_says_so(in_alfa, tmp_path):
    answer, filing, _ = approved_filing(in_alfa)
    deliver(filing, environment=Environment.SIMULATION)
    make_receipt(answer.pk)
    status_receipt(filing)
    files = _files(proof_zip(filing, member_reader(in_alfa.manager, raw=True)))
    assert verify(files["manifest.json"], public_keys()).word == SIMULATION
    code, said = _check(_unpacked(files, tmp_path / "bewijs"))
    assert (code, said.splitlines()[-1].partition(":")[0]) == (3, "SIMULATIE")


def test_who_may_not_read_messages_gets_no_number_of_the_subject(in_alfa, proven):
    filing, _ = proven
    files = _files(proof_zip(filing, member_reader(in_alfa.viewer, raw=False)))
    assert [name for name in files if name.startswith(("verzending/antwoorden", "aangifte/"))] == []
    assert [name for name, body in files.items() if b"001000019B01" in body] == []


def test_client_gets_his_own_proof_and_nothing_from_inside_the_office(in_alfa, proven):
    filing, account = proven
    files = _files(proof_zip(filing, client_reader(account, filing)))
    assert sorted(name for name in files if name.startswith(("bewijzen", "verzending/p"))) == [
        "bewijzen/01-approval.json", "bewijzen/01-approval.pdf", "bewijzen/02-status.json", "bewijzen/02-status.pdf",
    ]  # fmt: skip
    assert [name for name, body in files.items() if str(in_alfa.manager).encode() in body] == []


def test_client_gets_no_answer_of_somebody_else(in_alfa, proven):
    from tests.factories.portal import make_client_contact

    filing, account = proven
    other = make_client_contact(filing.relation, "anna@devries.example", name="Anna de Vries")
    account.contact_id = other.pk
    files = _files(proof_zip(filing, client_reader(account, filing)))
    assert [name for name in files if "approval" in name] == []
    assert [json.loads(files[name])["receipt"].count("Johan") for name in files if name.startswith("bewijzen") and name.endswith("json")] == [0]


def test_zip_before_any_proof_says_what_to_do(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    with pytest.raises(RuleBroken, match="nog geen bewijs") as fault:
        proof_zip(filing, member_reader(in_alfa.manager, raw=True))
    assert fault.value.code == "SBR10"


def test_zip_refuses_bytes_that_changed_in_the_store(in_alfa, proven, settings):
    filing, _ = proven
    path = Path(settings.MEDIA_ROOT) / filing.xml_file.key
    path.chmod(0o640)
    path.write_bytes(read_bytes(filing.xml_file) + b" ")
    with pytest.raises(BytesChanged):
        proof_zip(filing, member_reader(in_alfa.manager, raw=True))


def test_download_is_logged_and_closed_to_the_other_office(alfa, beta, settings):
    with alfa.scope:
        answer, filing, account = approved_filing(alfa)
        receipt = make_receipt(answer.pk)
    url = f"/k/alfa/sbr-inbox/{filing.pk}/bewijs.zip"
    answered = desk_client_for(alfa.manager).get(url)
    files = _files(io.BytesIO(b"".join(answered.streaming_content)))
    assert (answered["Content-Type"], "aangifte/aangifte.xbrl" in files) == ("application/zip", True)
    with alfa.scope:
        assert list(AuditEvent.objects.filter(event="proof.downloaded").values_list("subject_id", flat=True)) == [str(filing.pk)]
    stranger = desk_client_for(beta.admin)
    assert [stranger.get(one).status_code for one in (url, url.replace("/alfa/", "/beta/"), f"/k/beta/sbr-inbox/{filing.pk}/bewijs/{receipt.pk}.pdf")] == [404, 404, 404]
    mine = portal_client_for(account).get(f"/p/alfa/aangiften/{answer.request_id}/bewijs.zip")
    assert "bewijzen/01-approval.json" in _files(io.BytesIO(b"".join(mine.streaming_content)))


def test_page_of_a_filing_offers_its_proof(alfa):
    with alfa.scope:
        answer, filing, _ = approved_filing(alfa)
    client, url = desk_client_for(alfa.manager), f"/k/alfa/sbr-inbox/{filing.pk}/"
    assert "Het bewijs van akkoord wordt gemaakt" in client.get(url).content.decode()
    with alfa.scope:
        receipt = make_receipt(answer.pk)
    page = client.get(url).content.decode()
    assert (f"{url}bewijs.zip" in page, f"{url}bewijs/{receipt.pk}.pdf" in page) == (True, True)
    assert b"".join(client.get(f"{url}bewijs/{receipt.pk}.pdf").streaming_content)[:5] == b"%PDF-"
