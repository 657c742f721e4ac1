"""The receipt: canonical, signed, found false when anything changed, made once and filed beside the filing."""

import base64
import hashlib
import json

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from dossier.models import DossierItem
from offices.crypto import forget_keys, public_keys
from offices.files import read_bytes
from sbr_inbox.approval_enums import Factor
from sbr_inbox.approval_tasks import ring_approvals
from sbr_inbox.models import Receipt
from sbr_inbox.receipts import (
    BAD_SIGNATURE,
    NOT_A_RECEIPT,
    OTHER_FILE,
    QR_LIMIT,
    UNKNOWN_KEY,
    VALID,
    canonical,
    compact,
    envelope,
    qr_text,
    verify,
)
from sbr_inbox.rules import summaries
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.receipts import make_receipt, receipts_due
from sbr_inbox.rules.summaries import make_summary, summaries_due
from tests.factories.portal import make_client, make_filing, put_before, shown_on

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = {"s1": base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()}
XML = b"<xbrl/>"
CONTENT = {
    "v": 1,
    "key_id": "s1",
    "xml_sha256": hashlib.sha256(XML).hexdigest(),
    "pdf_sha256": None,
    "relation": {"number": "1042", "name": "Bakkerij De Vriés B.V."},
    "sentence": {"template": "akkoord-1", "kind": "omzetbelasting", "period": "2026", "amount": "te betalen € 5"},
}


def _signature(payload: bytes) -> str:
    return base64.b64encode(KEY.sign(payload)).decode()


def _file(content=CONTENT, **changes) -> bytes:
    payload = canonical(content)
    return envelope(payload, **({"key_id": content["key_id"], "signature": _signature(payload)} | changes))


def test_canonical_sorts_keys_keeps_letters_and_has_no_blanks():
    assert canonical({"b": 1, "a": {"d": "é €", "c": None}}) == '{"a":{"c":null,"d":"é €"},"b":1}'.encode()


def test_canonical_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="float"):
        canonical({"a": float("nan")})


def test_receipt_verifies_offline_with_the_filing():
    verdict = verify(_file(), PUBLIC, files={"xml": XML})
    assert (verdict.ok, verdict.word, verdict.content) == (True, VALID, CONTENT)
    assert verdict.sentence == (
        "Ik heb de aangifte omzetbelasting over 2026 van Bakkerij De Vriés B.V. (te betalen € 5) gezien en ga akkoord "
        "met indiening."
    )


def test_every_changed_byte_of_the_filing_is_another_file():
    for place in range(len(XML)):
        other = XML[:place] + bytes([XML[place] ^ 1]) + XML[place + 1 :]
        assert verify(_file(), PUBLIC, files={"xml": other}).word == OTHER_FILE


def test_every_changed_byte_of_the_receipt_is_found():
    payload = canonical(CONTENT)
    line = compact(payload, _signature(payload)).encode()
    for place in range(len(line)):
        other = line[:place] + (b"A" if line[place : place + 1] != b"A" else b"B") + line[place + 1 :]
        assert verify(other, PUBLIC).ok is False


def test_changed_content_under_an_old_signature_is_found():
    other = CONTENT | {"relation": {"number": "1042", "name": "Een Ander B.V."}}
    assert verify(_file(other, signature=_signature(canonical(CONTENT))), PUBLIC).word == BAD_SIGNATURE


def test_signature_over_another_form_is_found():
    payload = json.dumps(CONTENT).encode()
    assert verify(envelope(payload, key_id="s1", signature=_signature(payload)), PUBLIC).word == BAD_SIGNATURE


def test_key_of_another_office_is_unknown_or_wrong():
    other = Ed25519PrivateKey.from_private_bytes(b"z" * 32).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert verify(_file(), {"s2": PUBLIC["s1"]}).word == UNKNOWN_KEY
    assert verify(_file(), {"s1": base64.b64encode(other).decode()}).word == BAD_SIGNATURE


def test_key_named_outside_must_be_the_key_named_inside():
    assert verify(_file(key_id="s3"), PUBLIC | {"s3": PUBLIC["s1"]}).word == BAD_SIGNATURE


@pytest.mark.parametrize(
    "junk", [b"", b"{}", b"[]", b"KR1.a.b", b"KR1.a", b"\xff\xfe", b"{" * 5000, b'{"receipt": 1, "key_id": "s1", "signature": ""}', b"KR1.bnVsbA.AA"]
)
def test_junk_is_no_receipt(junk):
    assert verify(junk, PUBLIC).word == NOT_A_RECEIPT


def test_qr_holds_the_whole_receipt_or_its_fingerprint():
    payload = canonical(CONTENT)
    whole = qr_text(payload, _signature(payload))
    assert verify(whole.encode(), PUBLIC).word == VALID
    long = canonical(CONTENT | {"relation": {"number": "1", "name": "x" * 1500}})
    assert qr_text(long, _signature(long)) == f"KR1#{hashlib.sha256(long).hexdigest()}"


@pytest.fixture
def approved(in_alfa):
    """(answer, filing, account) of an approved filing without PDF, so with our own summary."""
    relation, _, account = make_client(in_alfa, name="Bakkerij De Vries en Zonen Holding B.V. te Groningen")
    filing = make_filing(relation)
    request = put_before(filing, by=in_alfa.editor)
    assert list(summaries_due()) == [request.pk]
    assert make_summary(request.pk) is True
    answer = approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    filing.refresh_from_db()
    return answer, filing, account


@pytest.mark.django_db
def test_receipt_is_made_once_signed_and_fits_a_qr_code(approved):
    answer, filing, account = approved
    assert list(receipts_due()) == [answer]
    receipt = make_receipt(answer.pk)
    assert make_receipt(answer.pk) == receipt
    assert (Receipt.objects.count(), list(receipts_due())) == (1, [])
    said = json.loads(receipt.json)
    assert {key: said[key] for key in ("kind", "amount", "direction", "xml_sha256", "pdf_sha256", "factor", "filing")} == {
        "kind": "OB",
        "amount": "7886.00",
        "direction": "TO_PAY",
        "xml_sha256": filing.sha256,
        "pdf_sha256": answer.pdf_sha256,
        "factor": "STRONG",
        "filing": str(filing.pk),
    }
    assert (said["person"], said["at"]) == (
        {"contact": str(account.contact_id), "name": "Johan de Vries"},
        answer.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    assert len(compact(receipt.json.encode(), receipt.signature)) <= QR_LIMIT


@pytest.mark.django_db
def test_receipt_file_verifies_with_the_published_keys_and_the_stored_bytes(approved):
    answer, filing, _ = approved
    receipt = make_receipt(answer.pk)
    files = {"xml": read_bytes(filing.xml_file), "pdf": read_bytes(answer.request.pdf_file)}
    verdict = verify(read_bytes(receipt.file), public_keys(), files=files)
    assert (verdict.word, verdict.sentence) == (VALID, answer.sentence)
    assert read_bytes(receipt.pdf_file).startswith(b"%PDF-")


@pytest.mark.django_db
def test_receipt_of_one_office_does_not_verify_with_the_keys_of_the_other(approved, beta):
    answer, _, _ = approved
    body = read_bytes(make_receipt(answer.pk).file)
    with beta.scope:
        assert verify(body, public_keys()).word == UNKNOWN_KEY


@pytest.mark.django_db
def test_receipt_stays_valid_after_the_key_is_rotated(approved):
    from offices.rules.office import make_signing_key

    answer, _, _ = approved
    body = read_bytes(make_receipt(answer.pk).file)
    before = public_keys()
    make_signing_key()
    forget_keys()
    assert len(public_keys()) == len(before) + 1
    assert verify(body, public_keys()).word == VALID


@pytest.mark.django_db
def test_receipt_holds_no_subject_number(approved):
    answer, filing, _ = approved
    receipt = make_receipt(answer.pk)
    assert filing.key_value not in receipt.json


@pytest.mark.django_db
def test_everything_lies_sealed_beside_the_filing(approved):
    answer, filing, _ = approved
    make_receipt(answer.pk)
    items = DossierItem.objects.filter(relation=filing.relation).order_by("pk").values_list("name", "sealed", "folder__name")
    assert list(items) == [
        ("Btw-aangifte oktober 2026.xbrl", True, "Omzetbelasting"),
        ("Samenvatting Btw-aangifte oktober 2026.pdf", True, "Omzetbelasting"),
        ("Bewijs van akkoord Btw-aangifte oktober 2026, Johan de Vries.json", True, "Omzetbelasting"),
        ("Bewijs van akkoord Btw-aangifte oktober 2026, Johan de Vries.pdf", True, "Omzetbelasting"),
    ]


@pytest.mark.django_db
def test_summary_is_made_once_and_bound_to_the_answer(approved):
    answer, _filing, _ = approved
    assert make_summary(answer.request_id) is False
    assert answer.pdf_sha256 == answer.request.pdf_file.sha256 == hashlib.sha256(read_bytes(answer.request.pdf_file)).hexdigest()


@pytest.mark.django_db
def test_summary_is_shown_again_from_the_store(in_alfa):
    from sbr_inbox.rules.approval import decline

    relation, _, account = make_client(in_alfa)
    filing = make_filing(relation)
    first = put_before(filing, by=in_alfa.editor)
    make_summary(first.pk)
    decline(first, account=account, reason="Er ontbreekt een factuur.", factor=Factor.STRONG, **shown_on(first))
    again = put_before(filing, by=in_alfa.editor)
    assert (again.pdf_file_id, again.pdf_due_at) == (first.pdf_file_id, None)


@pytest.mark.django_db
def test_no_summary_when_a_pdf_came_with_the_filing(in_alfa):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation, pdf=b"%PDF-1.7 van het pakket")
    request = put_before(filing, by=in_alfa.editor)
    assert (request.pdf_file_id, list(summaries_due())) == (filing.pdf_file_id, [])


@pytest.mark.django_db
def test_verify_receipt_command_says_what_it_found(approved, tmp_path, capsys):
    answer, filing, _ = approved
    receipt = make_receipt(answer.pk)
    path, xml = tmp_path / "bewijs.json", tmp_path / "ob.xbrl"
    path.write_bytes(read_bytes(receipt.file))
    xml.write_bytes(read_bytes(filing.xml_file))
    call_command("verify_receipt", path, xml=xml, office="alfa")
    assert capsys.readouterr().out.splitlines()[0] == VALID
    xml.write_bytes(b"<ander/>")
    with pytest.raises(SystemExit):
        call_command("verify_receipt", path, xml=xml, office="alfa")
    assert capsys.readouterr().out.splitlines()[0] == OTHER_FILE


@pytest.mark.django_db
def test_crash_while_the_receipt_is_made_leaves_it_due_and_then_makes_one(approved):
    answer, filing, _ = approved
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_receipt(answer.pk)
        raise ZeroDivisionError
    assert (list(receipts_due()), Receipt.objects.count()) == ([answer], 0)
    make_receipt(answer.pk)
    assert (list(receipts_due()), Receipt.objects.count()) == ([], 1)
    assert DossierItem.objects.filter(relation=filing.relation).count() == 4


@pytest.mark.django_db
def test_crash_while_the_summary_is_made_makes_it_due_again_after_the_lease(in_alfa):
    relation, _, _ = make_client(in_alfa)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_summary(request.pk)
        raise ZeroDivisionError
    assert list(summaries_due()) == [request.pk]


def killed(*_):
    raise ZeroDivisionError


@pytest.mark.django_db
def test_summary_of_a_killed_worker_is_taken_up_after_its_lease_which_doubles(in_alfa, monkeypatch):
    relation, _, _ = make_client(in_alfa)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    monkeypatch.setattr(summaries.pdf, "summary_pdf", killed)
    waits, begun = [], timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                make_summary(request.pk)
            request.refresh_from_db()
            assert (make_summary(request.pk), list(summaries_due())) == (False, [])
            waits.append((request.pdf_due_at - timezone.now()).total_seconds())
            clock.move_to(request.pdf_due_at)
        assert waits == [45, 90, 180]
        monkeypatch.undo()
        assert make_summary(request.pk) is True


@pytest.mark.django_db
def test_sweep_counts_what_is_due(approved):
    answer, _, _ = approved
    assert ring_approvals() == 1
    make_receipt(answer.pk)
    assert ring_approvals() == 0
