"""The receipt on paper: marked as PDF/A-3, with the signed text inside it, and honest about simulation."""

import io
import json
import re

import pikepdf
import pypdfium2
import pytest

from offices.crypto import public_keys
from offices.files import read_bytes
from offices.settings_registry import change_setting
from sbr_inbox.receipts import VALID, verify
from sbr_inbox.rules.receipts import make_receipt, release_receipt, status_receipt
from tests.factories.proof import approved_filing, deliver, release

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


def _opened(stored):
    return pikepdf.open(io.BytesIO(read_bytes(stored)))


def test_paper_is_marked_as_pdf_a_3_and_carries_the_receipt(in_alfa):
    receipt = make_receipt(approved_filing(in_alfa)[0].pk)
    with _opened(receipt.pdf_file) as paper:
        meta = paper.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], paper.is_encrypted) == ("3", "U", False)
        assert [str(intent.S) for intent in paper.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert {str(one.AFRelationship) for one in paper.Root.AF} == {"/Data"}
        assert {bool({"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())) for font in _fonts(paper)} == {True}
        assert all("/ToUnicode" in font for font in _outer_fonts(paper))
        body = paper.attachments["bewijs.json"].get_file().read_bytes()
    assert (body, verify(body, public_keys()).word) == (read_bytes(receipt.file), VALID)


def _outer_fonts(paper):
    return [font for page in paper.pages for font in page.resources.Font.values()]


def _fonts(paper):
    return [font.get("/DescendantFonts", [font])[0] for font in _outer_fonts(paper)]


def test_paper_prints_hash_time_and_every_id(in_alfa):
    answer, filing, _ = approved_filing(in_alfa)
    receipt = make_receipt(answer.pk)
    text = re.sub(r"\s", "", _text(receipt.pdf_file))
    for printed in (filing.sha256, answer.pdf_sha256, str(filing.pk), str(answer.request_id), receipt.key_id, receipt.signature):
        assert printed in text
    assert ("SIMULATIE" in text, "OEFEN" in text) == (False, False)


def _text(stored) -> str:
    document = pypdfium2.PdfDocument(read_bytes(stored))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_paper_of_a_simulation_says_so_in_large_letters(in_alfa):
    change_setting("sbr.environment", "SIMULATION", by=in_alfa.admin)
    receipt = make_receipt(approved_filing(in_alfa)[0].pk)
    text = _text(receipt.pdf_file)
    assert ("SIMULATIE" in text, "dit bewijs geldt nergens" in text) == (True, True)


def test_paper_of_release_and_verdict_say_what_they_are(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    deliver(filing)
    release(filing, in_alfa)
    verdict, without = _text(status_receipt(filing).pdf_file), _text(release_receipt(filing).pdf_file)
    assert ("Bewijs van de uitslag" in verdict, "Geaccepteerd" in verdict, "kenmerk-1" in verdict) == (True, True, True)
    assert ("zonder akkoord" in without, str(in_alfa.admin) in without) == (True, True)


def test_long_verdict_keeps_its_whole_text_inside_the_pdf(in_alfa):
    _, filing, _ = approved_filing(in_alfa)
    deliver(filing, codes=tuple(str(100 + number) for number in range(60)))
    receipt = status_receipt(filing)
    with _opened(receipt.pdf_file) as paper:
        body = paper.attachments["bewijs.json"].get_file().read_bytes()
    assert len(json.loads(json.loads(body)["receipt"])["statuses"]) == 60
    assert "vingerafdruk" in _text(receipt.pdf_file)
