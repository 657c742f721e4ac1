"""What each kind of receipt says and proves, and that simulation never passes for real."""

import json

import pytest

from crm.enums import FilingKind
from crm.models import Mandate
from dossier.models import DossierItem
from offices.crypto import public_keys, sign, signer
from offices.files import read_bytes, store
from offices.settings_registry import change_setting
from sbr_inbox.approval_enums import Decision, Factor, ReceiptKind
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, Receipt
from sbr_inbox.proof_tasks import ring_proofs
from sbr_inbox.receipts import (
    BAD_SIGNATURE,
    OTHER_FILE,
    QR_LIMIT,
    SIMULATION,
    UNKNOWN_KEY,
    VALID,
    canonical,
    compact,
    envelope,
    verify,
)
from sbr_inbox.rules.receipts import make_receipt, proofs_due, release_receipt, status_receipt
from tests.factories.proof import ANSWER, approved_filing, deliver, release

pytestmark = pytest.mark.django_db
OB_OF_EENMANSZAAK = "123456782B01"


def _said(receipt) -> dict:
    return json.loads(receipt.json)


def test_receipt_of_approval_names_the_mandate_the_request_and_the_environment(in_alfa):
    answer, filing, account = approved_filing(in_alfa)
    mandate = Mandate.objects.create(
        relation=filing.relation, contact_id=account.contact_id, scope=["ALL"], basis="DIRECTOR", valid_from="2020-01-01"
    )
    answer = _again(answer, mandate=mandate)
    said = _said(make_receipt(answer.pk))
    assert (said["type"], said["request"], said["environment"], said["practice"]) == ("APPROVAL", str(answer.request_id), "NONE", False)
    assert said["mandate"] == {"id": str(mandate.pk), "basis": "DIRECTOR", "mode": "SOLE"}


def _again(answer, **changes):
    """A second answer to the same request, by another or with more to it."""
    values = {
        "request": answer.request, "person_name": "Johan de Vries", "decision": Decision.APPROVED, "sentence": answer.sentence,
        "at": answer.at, "factor": Factor.STRONG, "sha256": answer.sha256, "pdf_sha256": answer.pdf_sha256,
    }  # fmt: skip
    other = answer.contact.__class__.objects.create(
        number="C-2", last_name="de Vries", name="Anna de Vries", sort_name="vries", search_text="anna", email="anna@devries.example"
    )
    return Approval.objects.create(**values | ({"contact": other} if "member" not in changes else {}) | changes)


def test_receipt_on_behalf_names_the_client_the_member_and_the_evidence(in_alfa):
    answer, _, account = approved_filing(in_alfa)
    evidence = store(b"%PDF-1.7 getekend", name="bewijs.pdf", purpose="evidence")
    behalf = _again(answer, member=in_alfa.manager, on_behalf_of=answer.contact, evidence_file=evidence)
    said = _said(make_receipt(behalf.pk))
    assert said["person"] == {"contact": str(account.contact_id), "name": "Johan de Vries"}
    assert said["by"] == {"member": str(in_alfa.manager.pk), "name": str(in_alfa.manager)}
    assert said["evidence_sha256"] == evidence.sha256


def test_longest_names_fit_the_qr_code(in_alfa):
    from offices.models import Office

    name = "Administratie- en belastingadvieskantoor Van der Wouden-Hoogendoorn & Partners B.V."
    Office.objects.filter(pk=in_alfa.office.pk).update(name=name, kvk_nummer="12345678")
    relation = "Stichting Administratiekantoor Familie Van Oosterhout-Bergsma Beheer Noord-Nederland te Groningen"
    answer, filing, _ = approved_filing(in_alfa, name=relation)
    mandate = Mandate.objects.create(
        relation=filing.relation, contact=answer.contact, scope=["ALL"], basis="DIRECTOR", mode="JOINT", valid_from="2020-01-01"
    )
    answer = _again(answer, mandate=mandate, person_name="Mr. drs. Wilhelmina Johanna van Oosterhout-Bergsma-de Wit")
    receipt = make_receipt(answer.pk)
    assert len(compact(receipt.json.encode(), receipt.signature)) <= QR_LIMIT


def test_release_has_a_receipt_of_its_own_without_its_reason(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    made = release(filing, in_alfa)
    assert list(proofs_due()) == [filing.pk]
    receipt = release_receipt(filing)
    said = _said(receipt)
    assert (receipt.kind, said["release"], said["xml_sha256"]) == (ReceiptKind.RELEASE, str(made.pk), filing.sha256)
    assert (said["asked"]["name"], said["confirmed"]["name"]) == (str(in_alfa.manager), str(in_alfa.admin))
    assert ("onbereikbaar" in receipt.json, "123456782" in receipt.json) == (False, False)
    assert (release_receipt(filing), list(proofs_due())) == (receipt, [])
    assert verify(read_bytes(receipt.file), public_keys(), files={"xml": read_bytes(filing.xml_file)}).word == VALID


def test_verdict_is_proven_with_codes_times_and_hashes_of_the_signed_answers(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    deliver(filing)
    assert ring_proofs() == 1
    receipt = status_receipt(filing)
    said = _said(receipt)
    assert (said["verdict"], said["kenmerk"], said["aanleverkenmerk"]) == ("ACCEPTED", "kenmerk-1", "KR-0001")
    assert said["statuses"] == [["100", "2026-11-20T09:30:00Z", ""], ["301", "2026-11-20T09:31:00Z", ""], ["500", "2026-11-20T09:32:00Z", ""]]
    body = read_bytes(receipt.file)
    assert verify(body, public_keys(), files={"answer": ANSWER % 2}).word == VALID
    assert verify(body, public_keys(), files={"answer": ANSWER % 3}).word == OTHER_FILE
    assert len(compact(receipt.json.encode(), receipt.signature)) <= QR_LIMIT


def test_verdict_is_proven_once_for_each_sending(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    delivery = deliver(filing, state=State.REJECTED_DIGIPOORT)
    first = status_receipt(filing)
    assert status_receipt(filing) == first
    delivery.aanleverkenmerk = "KR-0002"
    delivery.save(update_fields=["aanleverkenmerk"])
    type(filing).objects.filter(pk=filing.pk).update(state=State.ACCEPTED)
    filing.refresh_from_db()
    second = status_receipt(filing)
    assert [_said(one)["verdict"] for one in (first, second)] == ["REJECTED_DIGIPOORT", "ACCEPTED"]
    assert Receipt.objects.filter(kind=ReceiptKind.STATUS).count() == 2


def test_no_verdict_no_receipt(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    delivery = deliver(filing, state=State.IN_PROGRESS)
    assert (status_receipt(filing), list(proofs_due())) == (None, [])
    type(filing).objects.filter(pk=filing.pk).update(state=State.ACCEPTED)
    type(delivery).objects.filter(pk=delivery.pk).update(settled_at=None)
    filing.refresh_from_db()
    assert (status_receipt(filing), list(proofs_due())) == (None, [])


def test_verdict_and_answers_lie_sealed_in_the_folder_and_the_client_sees_no_answer(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    deliver(filing)
    status_receipt(filing)
    rows = DossierItem.objects.filter(relation=filing.relation, name__contains="uitslag") | DossierItem.objects.filter(name__startswith="Antwoord")
    assert list(rows.order_by("name").values_list("name", "sealed", "is_public")) == [
        (f"Antwoord van de ontvanger 1 {filing.title}.xml", True, False),
        (f"Antwoord van de ontvanger 2 {filing.title}.xml", True, False),
        (f"Bewijs van de uitslag {filing.title}.json", True, True),
        (f"Bewijs van de uitslag {filing.title}.pdf", True, True),
    ]


@pytest.mark.parametrize("kind", [ReceiptKind.APPROVAL, ReceiptKind.RELEASE, ReceiptKind.STATUS])
def test_no_receipt_holds_the_number_of_an_eenmanszaak(in_alfa, kind):
    answer, filing, _ = approved_filing(in_alfa)
    type(filing).objects.filter(pk=filing.pk).update(key_value=OB_OF_EENMANSZAAK, supplier_reference=OB_OF_EENMANSZAAK)
    filing.refresh_from_db()
    deliver(filing)
    release(filing, in_alfa)
    receipt = {
        ReceiptKind.APPROVAL: lambda: make_receipt(answer.pk),
        ReceiptKind.RELEASE: lambda: release_receipt(filing),
        ReceiptKind.STATUS: lambda: status_receipt(filing),
    }[kind]()
    assert ["123456782" in receipt.json, "001000019" in receipt.json] == [False, False]


@pytest.mark.parametrize("where", [Environment.SIMULATION, Environment.PREPRODUCTION])
def test_simulated_receipt_never_verifies_as_real(in_alfa, where):
    change_setting("sbr.environment", where.value, by=in_alfa.admin)
    answer, _, _ = approved_filing(in_alfa)
    receipt = make_receipt(answer.pk)
    body = read_bytes(receipt.file)
    assert (receipt.simulated, receipt.key_id.startswith("sim-")) == (True, True)
    assert verify(body, public_keys()).word == SIMULATION
    verdict = verify(body, public_keys(), simulated_keys=public_keys(simulated=True))
    assert (verdict.ok, verdict.word) == (False, SIMULATION)
    assert verify(body, public_keys() | public_keys(simulated=True)).ok is False


def test_simulated_receipt_under_the_name_of_a_real_key_is_found(in_alfa):
    change_setting("sbr.environment", "SIMULATION", by=in_alfa.admin)
    receipt = make_receipt(approved_filing(in_alfa)[0].pk)
    real = signer().key_id
    content = _said(receipt) | {"key_id": real}
    forged = envelope(canonical(content), key_id=real, signature=receipt.signature)
    assert verify(forged, public_keys()).word == BAD_SIGNATURE


def test_simulation_signed_with_a_real_key_by_mistake_is_still_simulation(in_alfa):
    content = _said(make_receipt(approved_filing(in_alfa)[0].pk)) | {"environment": "SIMULATION"}
    key_id, signature = sign(canonical(content))
    assert verify(envelope(canonical(content), key_id=key_id, signature=signature), public_keys()).word == SIMULATION


def test_receipt_of_a_practice_office_is_simulated(in_alfa):
    from offices.models import Office

    Office.objects.filter(pk=in_alfa.office.pk).update(is_practice=True)
    receipt = make_receipt(approved_filing(in_alfa)[0].pk)
    assert (receipt.simulated, _said(receipt)["practice"]) == (True, True)


def test_verdict_of_the_simulator_stays_simulated_after_the_office_goes_to_production(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    deliver(filing, environment=Environment.SIMULATION)
    change_setting("sbr.environment", "PRODUCTION", by=in_alfa.admin)
    assert verify(read_bytes(status_receipt(filing).file), public_keys()).word == SIMULATION


def test_receipts_of_two_offices_stay_apart(in_alfa, beta):
    _, filing, _ = approved_filing(in_alfa)
    deliver(filing)
    body = read_bytes(status_receipt(filing).file)
    with beta.scope:
        _, other, _ = approved_filing(beta, email="beta@devries.example")
        deliver(other)
        assert (list(proofs_due()), Receipt.objects.count()) == ([other.pk], 0)
        assert verify(body, public_keys()).word == UNKNOWN_KEY


def test_kind_names_exist_for_every_filing(in_alfa):
    from sbr_inbox.receipt_paper import lines

    said = _said(make_receipt(approved_filing(in_alfa)[0].pk))
    assert [{label: value for label, value, _ in lines(said | {"kind": kind})}["Aangifte"] != "" for kind in FilingKind.values] == [True] * len(FilingKind.values)
