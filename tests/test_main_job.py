"""The main job on every sample: in by browser, program and folder, to the right relation, approved, proven, in the dossier."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossier.models import DossierItem
from integrations.drop_folder import places
from integrations.drop_folder.quiet import QUIET
from integrations.models import SyncItem
from integrations.rules import make_connection, run_connection
from offices.crypto import public_keys
from offices.files import read_bytes
from offices.settings_registry import change_setting
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalRequest, Filing, Intake, Receipt
from sbr_inbox.receipts import verify
from sbr_inbox.rules.receipts import make_receipt
from sbr_inbox.rules.summaries import make_summary
from sbr_inbox.rules.working import work
from tests.api.conftest import program_of
from tests.factories.crm import make_relation
from tests.factories.offices import make_account
from tests.factories.sbr import give_contact
from tests.factories.workflows import give_product
from tests.sbr_inbox.reading.samples import NAMES, sample
from tests.sbr_inbox.reading.test_samples import EXPECTED

# Which relation of the fixture a sample belongs to; UITSTEL rows have relations of their own, some are not ours.
OFFICIAL, COMPANY, PERSON = "official", "company", "person"
PRODUCTS = {COMPANY: ("OB", "OB_SUPPLETIE", "ICP", "LH", "VPB", "KVK"), OFFICIAL: ("OB",), PERSON: ("IB",)}


# A second sub-number that no relation has: its base is only a suggestion, never a match.
NOT_OURS = {"001234560L02"}


def owner_of(name: str) -> str | None:
    """The relation a sample must match, by the number it carries."""
    kind, key_type, number = EXPECTED[name][0], EXPECTED[name][4], EXPECTED[name][5]
    if kind == "UITSTEL" or key_type in ("MANY", "UNKNOWN") or number in NOT_OURS:
        return None
    return OFFICIAL if number == "001000044B37" else PERSON if key_type == "BSN" else COMPANY


def kvk_numbers() -> list[str]:
    return sorted({expected[5] for expected in EXPECTED.values() if expected[4] == "KVK_NUMMER"})


def fill(kantoor) -> dict:
    """The relations that have the numbers of the samples, with somebody who may approve."""
    made = {}
    with kantoor.scope:
        made[COMPANY] = make_relation(
            name="Voorbeeld Handel B.V.", rechtsvorm="BV", rsin="001234560", ob_nummers=["001234560B01"],
            loonheffingennummers=["001234560L01"], kvk_nummer=kvk_numbers()[0], client_since="2015-01-01",
        )  # fmt: skip
        made[OFFICIAL] = make_relation(
            name="Officieel B.V.", rechtsvorm="BV", ob_nummers=["001000044B37"], kvk_nummer="90009999", client_since="2015-01-01"
        )
        made[PERSON] = make_relation(type="PERSON", last_name="Voorbeeld", bsn="123456782", client_since="2015-01-01")
        for position, key in enumerate((COMPANY, OFFICIAL, PERSON)):
            contact = give_contact(made[key], email=f"tekent{position}@{kantoor.office.slug}.example")
            account = make_account(kantoor.office, contact.pk, f"tekent{position}@{kantoor.office.slug}.example")
            made[f"{key}-account"] = account
            for kind in PRODUCTS[key]:
                give_product(made[key], kind)
    return made


def work_off() -> None:
    while work():
        pass


def expected_of(name: str) -> tuple:
    kind, _, _, (_, start, end), _, number, amount, direction = EXPECTED[name]
    return kind, start, end, number, amount, direction


def told(filing: Filing) -> tuple:
    amount = None if filing.amount is None else int(filing.amount)
    return filing.kind, filing.period_start, filing.period_end, filing.key_value, amount, filing.direction or None


@pytest.fixture
def samples(offices):
    """Both offices have relations with the very same numbers, so that a wrong match across offices would show."""
    fill(offices.beta)
    return fill(offices.alfa)


@pytest.mark.parametrize("name", NAMES)
def test_sample_matches_the_relation_that_has_its_number(name, samples, alfa, beta):
    program = program_of(alfa.admin)
    status, made = program.post("filings/", file=SimpleUploadedFile(name, sample(name)))
    assert status == 201, made
    with alfa.scope:
        work_off()
        filing = Filing.objects.get(pk=made["id"])
        kind, start, end, number, amount, direction = expected_of(name)
        assert told(filing) == (kind, start, end, number, amount, direction)
        owner = owner_of(name)
        if owner is None:
            assert filing.relation_id is None
        elif filing.key_type != "KVK_NUMMER" or number == kvk_numbers()[0]:
            assert filing.relation_id == samples[owner].pk, filing.match_trace
    _, read = program.get(f"filings/{made['id']}/")
    assert (read["kind"], read["sha256"], read["state"]) == (kind, made["sha256"], filing.state)
    assert program.post("filings/", file=SimpleUploadedFile(name, sample(name)))[0] == 200
    with beta.scope:
        assert Filing.objects.count() == 0


def test_every_sample_by_browser(samples, alfa, desk_client):
    client = desk_client(alfa.manager)
    files = [SimpleUploadedFile(name, sample(name)) for name in NAMES]
    response = client.post(f"/k/{alfa.office.slug}/sbr-inbox/toevoegen/", {"files": files})
    assert response.status_code in (200, 302), response.content[:500]
    with alfa.scope:
        work_off()
        assert {filing.name: told(filing) for filing in Filing.objects.all()} == {name: expected_of(name) for name in NAMES}


def test_every_sample_by_drop_folder(samples, alfa):
    with alfa.scope:
        change_setting(QUIET, 0, by=alfa.admin)
        connection = make_connection("drop_folder", by=alfa.admin, name="Pakket")
        folder = places.make(connection) / places.IN
        for name in NAMES:
            (folder / name).write_bytes(sample(name))
        run = run_connection(connection, by=alfa.admin)
        assert (run.seen, run.taken, run.refused, run.error) == (len(NAMES), len(NAMES), 0, "")
        work_off()
        assert {filing.name: told(filing) for filing in Filing.objects.all()} == {name: expected_of(name) for name in NAMES}
        assert list(folder.iterdir()) == []
        assert SyncItem.objects.filter(filing__isnull=False).count() == len(NAMES)


@pytest.mark.parametrize("name", ["official-ob-aangifte-nt15.xbrl", "lh-2026-03-volledig.xml", "vpb-aangifte-nt14.xbrl", "ihz-aangifte-nt14.xbrl"])
def test_sample_is_offered_approved_and_proven(name, samples, alfa, portal_client):
    program, account = program_of(alfa.admin), samples[f"{owner_of(name)}-account"]
    _, made = program.post("filings/", file=SimpleUploadedFile(name, sample(name)))
    with alfa.scope:
        work_off()
    status, offered = program.post(f"filings/{made['id']}/offer/", {})
    assert (status, offered.get("state")) == (200, "OFFERED"), offered
    with alfa.scope:
        request = ApprovalRequest.objects.get(filing_id=made["id"])
        make_summary(request.pk)
        request.refresh_from_db()
    client = portal_client(account)
    page = client.get(f"/p/{alfa.office.slug}/aangiften/{request.pk}/")
    assert page.status_code == 200
    answer = client.post(
        f"/p/{alfa.office.slug}/aangiften/{request.pk}/akkoord/", {"sha256": request.sha256, "pdf_sha256": request.pdf_sha256}
    )
    assert answer.status_code == 302, answer.content[:800]
    with alfa.scope:
        filing = Filing.objects.get(pk=made["id"])
        assert filing.state == State.APPROVED
        for approval in request.answers.all():
            make_receipt(approval.pk)
        receipt = Receipt.objects.get(approval__request=request)
        assert made["sha256"] in receipt.json
        verdict = verify(read_bytes(receipt.file), public_keys(), files={"xml": sample(name)})
        assert (verdict.ok, verdict.text) == (True, verdict.text)
        assert not verify(read_bytes(receipt.file), public_keys(), files={"xml": sample(name) + b" "}).ok
        items = DossierItem.objects.filter(relation=filing.relation, sealed=True)
        kept = {item.current.sha256 for item in items}
        assert made["sha256"] in kept
        assert len(items) == 4
    assert client.get(f"/p/{alfa.office.slug}/dossier/").status_code == 200


def test_a_refused_file_stays_visible_by_every_door(alfa, desk_client):
    program = program_of(alfa.admin)
    assert program.post("filings/", file=SimpleUploadedFile("leeg.xbrl", b""))[0] == 422
    desk_client(alfa.manager).post(
        f"/k/{alfa.office.slug}/sbr-inbox/toevoegen/", {"files": [SimpleUploadedFile("ook-leeg.xbrl", b"")]}
    )
    with alfa.scope:
        change_setting(QUIET, 0, by=alfa.admin)
        connection = make_connection("drop_folder", by=alfa.admin, name="Pakket")
        folder = places.make(connection)
        (folder / places.IN / "leeg-in-map.xbrl").write_bytes(b"")
        run_connection(connection, by=alfa.admin)
        refused = dict(Intake.objects.filter(filing=None).values_list("name", "code"))
        assert refused == {"leeg.xbrl": "DOS02", "ook-leeg.xbrl": "DOS02", "leeg-in-map.xbrl": "DOS02"}
        reasons = [path.read_text(encoding="utf-8") for path in (folder / places.ERROR).glob("*.reden.txt")]
        assert reasons == [f"{Intake.objects.get(name='leeg-in-map.xbrl').text}\n"]
    page = desk_client(alfa.manager).get(f"/k/{alfa.office.slug}/sbr-inbox/ontvangen/").content.decode()
    assert all(name in page for name in refused)


def test_a_file_that_still_grows_waits(alfa):
    with alfa.scope:
        change_setting(QUIET, 30, by=alfa.admin)
        connection = make_connection("drop_folder", by=alfa.admin, name="Pakket")
        folder = places.make(connection) / places.IN
        (folder / "half.xbrl").write_bytes(sample(NAMES[0])[:200])
        run = run_connection(connection, by=alfa.admin)
        assert (run.seen, run.waiting, Filing.objects.count()) == (0, 1, 0)


def test_a_renamed_part_file_is_taken_at_once(alfa):
    with alfa.scope:
        change_setting(QUIET, 3600, by=alfa.admin)
        connection = make_connection("drop_folder", by=alfa.admin, name="Pakket")
        folder = places.make(connection) / places.IN
        (folder / "aangifte.xbrl.part").write_bytes(sample(NAMES[0]))
        run_connection(connection, by=alfa.admin)
        connection.refresh_from_db()
        os.rename(folder / "aangifte.xbrl.part", folder / "aangifte.xbrl")
        run = run_connection(connection, by=alfa.admin)
        assert (run.seen, run.taken) == (1, 1)


def test_links_and_folders_in_the_watched_folder_are_left_alone(alfa, tmp_path):
    secret = tmp_path / "geheim.xbrl"
    secret.write_bytes(sample(NAMES[0]))
    with alfa.scope:
        change_setting(QUIET, 0, by=alfa.admin)
        connection = make_connection("drop_folder", by=alfa.admin, name="Pakket")
        folder = places.make(connection) / places.IN
        (folder / "link.xbrl").symlink_to(secret)
        (folder / "map.xbrl").mkdir()
        run = run_connection(connection, by=alfa.admin)
        assert (run.seen, Filing.objects.count()) == (0, 0)


def test_a_crash_between_intake_and_move_doubles_nothing(alfa, monkeypatch):
    from integrations.drop_folder import connector

    with alfa.scope:
        change_setting(QUIET, 0, by=alfa.admin)
        connection = make_connection("drop_folder", by=alfa.admin, name="Pakket")
        folder = places.make(connection) / places.IN
        (folder / "aangifte.xbrl").write_bytes(sample(NAMES[0]))
        for step in ("settle", "move"):
            with monkeypatch.context() as broken:
                broken.setattr(connector, step, lambda *a: (_ for _ in ()).throw(SystemExit))
                with pytest.raises(SystemExit):
                    run_connection(connection, by=alfa.admin)
            connection.runs.update(started_at="2020-01-01T00:00:00Z")
            connection.refresh_from_db()
        run_connection(connection, by=alfa.admin)
        assert Filing.objects.count() == 1
        assert SyncItem.objects.count() == 1
        assert [path.name for path in Path(folder).iterdir()] == []


def test_two_offices_never_share_a_folder(offices):
    seen = {}
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            change_setting(QUIET, 0, by=kantoor.admin)
            connection = make_connection("drop_folder", by=kantoor.admin, name="Pakket")
            seen[kantoor.office.slug] = (connection, places.make(connection) / places.IN)
    (seen["beta"][1] / "beta.xbrl").write_bytes(sample(NAMES[0]))
    with offices.alfa.scope:
        run_connection(seen["alfa"][0], by=offices.alfa.admin)
        assert Filing.objects.count() == 0
    with offices.beta.scope:
        run_connection(seen["beta"][0], by=offices.beta.admin)
        assert Filing.objects.count() == 1
