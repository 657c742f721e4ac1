"""The page that checks proofs, opened from a folder as from a USB stick: no server, no network, the keys inside it."""

import io
import json
import zipfile

import pytest

from offices.settings_registry import change_setting
from sbr_inbox.receipts import compact
from sbr_inbox.rules.proof_zip import member_reader, proof_zip
from sbr_inbox.rules.receipts import make_receipt, status_receipt
from tests.browser.chromium import AXE, RULES
from tests.factories.proof import approved_filing, deliver


def _unpacked(kantoor, where):
    """(folder of the zip, receipt) of a filing that was approved and accepted."""
    answer, filing, _ = approved_filing(kantoor)
    deliver(filing)
    receipt = make_receipt(answer.pk)
    status_receipt(filing)
    with zipfile.ZipFile(io.BytesIO(proof_zip(filing, member_reader(kantoor.manager, raw=True)).read())) as archive:
        archive.extractall(where)
    return where, receipt


@pytest.fixture
def stick(in_alfa, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    }
    return _unpacked(in_alfa, tmp_path / "stick")


@pytest.fixture
def page(chrome, stick):
    folder, _ = stick
    context = chrome.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam")
    context.set_offline(True)
    opened = context.new_page()
    opened.noise = []
    opened.on("console", lambda message: opened.noise.append(message.text))
    opened.on("pageerror", lambda fault: opened.noise.append(str(fault)))
    opened.goto((folder / "controlepagina.html").as_uri())
    yield opened
    context.close()


def _verdict(page, *, receipt=None, text="", files=()):
    if receipt is not None:
        page.set_input_files("#bewijs", receipt)
    page.fill("#tekst", text)
    page.set_input_files("#bestanden", list(files))
    page.evaluate("document.getElementById('uitkomst').hidden = true")
    page.click("#controleer")
    page.locator("#uitkomst").wait_for(state="visible")
    return page.inner_text("#woord")


def test_receipt_with_its_files_is_valid(page, stick):
    folder, _ = stick
    files = [folder / "aangifte/aangifte.xbrl", folder / "samenvatting/samenvatting-1.pdf"]
    assert _verdict(page, receipt=folder / "bewijzen/01-approval.json", files=files) == "GELDIG"
    said = page.inner_text("#uitkomst")
    assert ("is de aangifte van dit bewijs" in said, "Johan de Vries" in said, "ga akkoord met indiening" in said) == (True, True, True)
    assert (page.noise, page.evaluate("document.activeElement.id")) == ([], "uitkomst")


def test_verdict_of_the_receiver_and_the_manifest_are_valid(page, stick):
    folder, _ = stick
    assert _verdict(page, receipt=folder / "bewijzen/02-status.json", files=[folder / "verzending/antwoorden/01.xml"]) == "GELDIG"
    assert _verdict(page, receipt=folder / "manifest.json", files=[folder / "LEESMIJ.txt", folder / "bewijzen/01-approval.pdf"]) == "GELDIG"


def test_text_of_the_qr_code_is_enough(page, stick):
    _, receipt = stick
    line = compact(receipt.json.encode(), receipt.signature)
    assert _verdict(page, text=line) == "GELDIG"
    assert _verdict(page, text=f"{line[:-3]}{'AAA' if line[-3:] != 'AAA' else 'BBB'}") in ("ONGELDIGE HANDTEKENING", "GEEN BEWIJS")


def test_one_changed_byte_of_the_filing_is_another_file(page, stick):
    folder, _ = stick
    path = folder / "aangifte/aangifte.xbrl"
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    assert _verdict(page, receipt=folder / "bewijzen/01-approval.json", files=[path]) == "ANDER BESTAND"


def test_one_changed_byte_of_the_receipt_is_a_bad_signature(page, stick):
    folder, _ = stick
    path = folder / "bewijzen/01-approval.json"
    path.write_text(path.read_text().replace("Johan de Vries", "Johan de Wries"))
    assert _verdict(page, receipt=path) == "ONGELDIGE HANDTEKENING"
    assert "Johan" not in page.inner_text("#uitkomst")


def test_unknown_key_and_junk_are_told_apart(page, stick):
    folder, _ = stick
    path = folder / "bewijzen/01-approval.json"
    file = json.loads(path.read_text())
    path.write_text(json.dumps(file | {"key_id": "toString"}))
    assert _verdict(page, receipt=path) == "ONBEKENDE SLEUTEL"
    path.write_text("geen json")
    assert _verdict(page, receipt=path) == "GEEN BEWIJS"


def test_simulation_is_never_valid(page, stick, in_alfa, tmp_path):
    change_setting("sbr.environment", "SIMULATION", by=in_alfa.admin)
    answer, _, _ = approved_filing(in_alfa, email="sim@devries.example", number="1044", name="Simulatie B.V.")
    receipt = make_receipt(answer.pk)
    assert _verdict(page, text=compact(receipt.json.encode(), receipt.signature)) == "SIMULATIE"


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_page_is_accessible_and_never_scrolls_sideways(page, stick, width):
    folder, _ = stick
    page.set_viewport_size({"width": width, "height": 800})
    assert _verdict(page, receipt=folder / "bewijzen/01-approval.json") == "GELDIG"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth") is True
    # The page allows no script but its own, so axe comes in by the debugger.
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
    assert [(one["id"], [node["html"][:80] for node in one["nodes"]]) for one in found["violations"]] == []


def test_page_may_open_no_connection(page):
    blocked = page.evaluate("fetch('https://example.org/').then(() => 'open', () => 'dicht')")
    assert blocked == "dicht"
