"""One relation leaves with a pack and joins another office; nothing of anybody else goes along."""

import io
import json
import zipfile

import pytest

from crm.models import Contact, Note, Relation, RelationContact, TaxNumber
from crm.rules.notes import write_note
from crm.rules.packs import ask_pack, receive_pack, refuse_pack, take_over
from dossier.models import DossierItem
from offices.enums import PackState
from offices.errors import Forbidden, RuleBroken
from offices.files import Incoming, read_bytes
from offices.jobs import work
from offices.models import AuditEvent, Job, TransferPack
from offices.transfer.opening import BadPack, open_pack
from tests.factories.crm import assign, link_contact, make_contact, make_person, make_relation
from tests.factories.dossier import make_item, make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(in_alfa):
    """A person with a contact, a number, a note and two papers, beside a relation that shares the contact."""
    relation = make_person(last_name="Verhuizer", rsin_bsn=valid_bsn(), loonheffingennummers=[], memo="Geheime memo")
    contact = make_contact(last_name="Gedeeld", email="gedeeld@voorbeeld.example", note="Geheime notitie bij contact", bsn=valid_bsn())
    link_contact(relation, contact)
    other = make_relation(name="Geheime Buur B.V.")
    link_contact(other, contact)
    make_item(other, by=in_alfa.admin, name="geheim-van-buur.pdf", content=make_pdf())
    write_note(relation, by=in_alfa.admin, text="Geheime notitie van kantoor")
    make_item(relation, by=in_alfa.admin, name="jaarstuk.pdf", content=make_pdf(), is_public=True)
    make_item(relation, by=in_alfa.admin, name="geheim-intern.pdf", content=make_pdf(), is_public=False)
    assign(relation, in_alfa.admin)
    return relation


def valid_bsn():
    from tests.factories.crm import valid_base

    return valid_base()


def packed(relation, *, by, internal=False):
    """The bytes of a pack of this relation."""
    job = ask_pack(relation, by=by, internal=internal)
    work(job.pk)
    job = Job.objects.select_related("file").get(pk=job.pk)
    assert (job.state, job.error) == ("DONE", "")
    return read_bytes(job.file)


def texts(raw):
    """Name -> bytes of every part."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bring(raw, *, by):
    """The pack as it is received in the open office."""
    with Incoming(name="pakket.zip", purpose="transfer") as incoming:
        incoming.write(raw)
        incoming.finish()
        return receive_pack(incoming, by=by, name="pakket.zip")


def test_client_pack_holds_nothing_of_another_relation_or_of_the_office_itself(client, in_alfa):
    parts = texts(packed(client, by=in_alfa.admin))
    held = {word: sorted(name for name, text in parts.items() if word.encode() in text) for word in ("Geheim", "geheim")}
    assert held == {"Geheim": [], "geheim": []}
    contact = json.loads(parts["data/crm.contact.jsonl"])
    assert (contact["name"].endswith("Gedeeld"), contact["bsn"], contact["note"]) == (True, "", "")
    assert len(parts["data/crm.relation.jsonl"].splitlines()) == 1
    assert len(parts["data/crm.relationcontact.jsonl"].splitlines()) == 1
    assert [json.loads(line)["name"] for line in parts["data/dossier.dossieritem.jsonl"].splitlines()] == ["jaarstuk.pdf"]
    assert len([name for name in parts if name.startswith("files/")]) == 1
    assert "data/crm.note.jsonl" not in parts


def test_bsn_of_the_relation_itself_goes_along_and_is_logged(client, in_alfa):
    parts = texts(packed(client, by=in_alfa.admin))
    assert json.loads(parts["data/crm.relation.jsonl"])["bsn"] == client.bsn
    assert AuditEvent.objects.filter(event="bsn.read", relation_id=client.pk).count() == 1
    assert AuditEvent.objects.filter(event="pack.made", relation_id=client.pk).count() == 1


def test_notes_go_along_when_they_are_asked_for(client, in_alfa):
    parts = texts(packed(client, by=in_alfa.admin, internal=True))
    assert "Geheime notitie van kantoor" in parts["data/crm.note.jsonl"].decode()
    assert json.loads(parts["data/crm.relation.jsonl"])["memo"] == "Geheime memo"
    assert sorted(json.loads(line)["name"] for line in parts["data/dossier.dossieritem.jsonl"].splitlines()) == ["geheim-intern.pdf", "jaarstuk.pdf"]
    assert not any(b"Buur" in text or b"van-buur" in text for text in parts.values())


def test_pack_is_made_only_by_who_may_export_this_relation(client, in_alfa):
    with pytest.raises(Forbidden):
        ask_pack(client, by=in_alfa.viewer)
    assert TransferPack.objects.count() == 0


def test_relation_joins_another_office_with_everything_that_belongs_to_it(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin, internal=True)
    with beta.scope:
        pack = bring(raw, by=beta.admin)
        assert (pack.state, pack.findings["same"], [row["here"] for row in pack.findings["people"]], Relation.objects.filter(bsn_hmac__gt="").count()) == (
            PackState.WAITING, [], [""], 0,
        )  # fmt: skip
        made = take_over(pack, by=beta.admin)
        assert (made.name, made.bsn, made.memo, made.pk != client.pk) == (client.name, client.bsn, "Geheime memo", True)
        assert [link.portal_access for link in RelationContact.objects.filter(relation=made)] == ["NONE"]
        assert [note.text for note in Note.objects.filter(relation=made)] == ["Geheime notitie van kantoor"]
        items = DossierItem.objects.filter(relation=made).select_related("current__stored_file", "folder")
        assert sorted(item.name for item in items) == ["geheim-intern.pdf", "jaarstuk.pdf"]
        assert {read_bytes(item.current.stored_file)[:4] for item in items} == {b"%PDF"}
        assert {item.folder.office_id for item in items} == {beta.office.pk}
        assert AuditEvent.objects.filter(event="pack.arrived", subject_id=str(made.pk)).count() == 1
        from crm.indexes import bsn_index

        assert made.bsn_hmac == bsn_index(client.bsn)
    client.refresh_from_db()
    assert client.bsn_hmac != made.bsn_hmac


def test_contact_who_is_here_already_is_linked_and_stays_as_he_is(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin)
    with beta.scope:
        here = make_contact(last_name="Bestaat", email="Gedeeld@voorbeeld.example".lower())
        made = take_over(bring(raw, by=beta.admin), by=beta.admin)
        assert [link.contact_id for link in RelationContact.objects.filter(relation=made)] == [here.pk]
        assert (Contact.objects.count(), Contact.objects.get(pk=here.pk).last_name) == (1, "Bestaat")


def test_same_person_is_not_taken_over_twice(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin)
    with beta.scope:
        take_over(bring(raw, by=beta.admin), by=beta.admin)
        again = bring(raw, by=beta.admin)
        assert [row["reason"] for row in again.findings["same"]] != []
        with pytest.raises(RuleBroken) as refused:
            take_over(again, by=beta.admin)
        assert (refused.value.code, Relation.objects.filter(name=client.name).count()) == ("OVD04", 1)


def test_number_that_is_taken_is_replaced(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin)
    with beta.scope:
        make_relation(number=client.number)
        made = take_over(bring(raw, by=beta.admin), by=beta.admin)
        assert made.number != client.number


def test_pack_is_decided_once(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin)
    with beta.scope:
        pack = bring(raw, by=beta.admin)
        refuse_pack(pack, by=beta.admin)
        with pytest.raises(RuleBroken) as refused:
            take_over(pack, by=beta.admin)
        assert (refused.value.code, Relation.objects.filter(name=client.name).count()) == ("OVD04", 0)


def test_pack_of_another_office_is_out_of_reach(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin)
    pack = bring(raw, by=in_alfa.admin)
    with beta.scope:
        assert TransferPack.objects.filter(pk=pack.pk).count() == 0


def test_changed_pack_is_refused_and_leaves_nothing(client, in_alfa, beta):
    raw = packed(client, by=in_alfa.admin)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"Verhuizer", b"Verhaaltje") if name.startswith("data/crm.relation.") else text)
    with beta.scope:
        with pytest.raises(BadPack):
            bring(target.getvalue(), by=beta.admin)
        assert (TransferPack.objects.count(), TaxNumber.objects.count()) == (0, 0)


def test_pages_of_taking_over(client, in_alfa, beta, desk_client):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from offices.urls_helpers import desk_url
    from tests.factories.signin import sign_in

    raw = packed(client, by=in_alfa.admin)
    with beta.scope:
        # Checks forgery as a real browser would meet it: the form must be readable after the handler was laid.
        browser = Client(enforce_csrf_checks=True)
        sign_in(browser, beta.admin.user, level="STRONG", methods=("passkey",), stepped_up=True)
        page = browser.get(desk_url("crm:pack_receive"))
        token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        sent = browser.post(desk_url("crm:pack_receive"), {"csrfmiddlewaretoken": token, "pakket": SimpleUploadedFile("p.zip", raw)})
        pack = TransferPack.objects.get()
        assert (sent.status_code, sent["Location"]) == (302, desk_url("crm:pack", pack.pk))
        assert client.name in browser.get(desk_url("crm:pack", pack.pk)).content.decode()
        done = browser.post(desk_url("crm:pack", pack.pk), {"csrfmiddlewaretoken": token, "besluit": "overnemen"})
        assert done["Location"] == desk_url("crm:relation", Relation.objects.get(name=client.name).pk)
        assert browser.get(desk_url("crm:pack", pack.pk)).status_code == 200
        assert browser.post(desk_url("crm:pack_receive"), {"pakket": SimpleUploadedFile("p.zip", raw)}).status_code == 403


def test_manifest_of_a_relation_names_who_made_it(client, in_alfa):
    pack = open_pack(io.BytesIO(packed(client, by=in_alfa.admin)))
    pack.verify()
    assert (pack.reach, pack.manifest["relation"]["name"], pack.manifest["office"]["name"]) == ("RELATION", client.name, in_alfa.office.name)
