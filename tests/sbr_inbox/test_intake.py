"""Taking in: nothing disappears, nothing twice, and the bytes lie in the store before the answer."""

import io
import zipfile

import pytest

from crm.enums import FilingKind
from offices.audit import Program
from offices.errors import Forbidden
from offices.files import read_bytes, store
from offices.models import StoredFile
from sbr_inbox.enums import Channel, State
from sbr_inbox.models import Filing, FilingEvent, Intake
from sbr_inbox.rules.intake import pair, take_in
from tests.factories.sbr import codes, make_taxpayer, ob_file, ob_number, receive, received, work_off

pytestmark = pytest.mark.django_db
NUMBER = "001234560B01"


def zipped(*files: tuple[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return body.getvalue()


def test_file_is_kept_byte_for_byte(in_alfa):
    content = ob_file(NUMBER)
    result = receive(content, name="ob.xbrl", by=in_alfa.editor, channel=Channel.UPLOAD)
    assert (result.created, result.status, result.code) == (True, 201, "")
    assert read_bytes(result.filing.xml_file) == content
    assert (result.filing.state, result.filing.sha256) == (State.RECEIVED, result.filing.xml_file.sha256)
    row = Intake.objects.get()
    assert (row.name, row.size, row.filing_id, row.channel) == ("ob.xbrl", len(content), result.filing.pk, "UPLOAD")
    assert (row.by_id, row.by_label) == (in_alfa.editor.pk, str(in_alfa.editor))
    assert FilingEvent.objects.get().event == "filing.received"


def test_program_may_add_filings(in_alfa):
    receive(ob_file(NUMBER), by=Program("Map-koppeling"), channel=Channel.FOLDER)
    assert Intake.objects.get().by_label == "Map-koppeling"


def test_viewer_may_not_add_filings(in_alfa):
    with pytest.raises(Forbidden):
        receive(ob_file(NUMBER), by=in_alfa.viewer)
    assert (Filing.objects.count(), Intake.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


def test_same_bytes_give_the_filing_that_is_there(in_alfa):
    content = ob_file(NUMBER)
    first = receive(content, name="a.xbrl")
    again = receive(content, name="b.xbrl")
    assert (again.created, again.status, again.code, again.filing.pk) == (False, 200, "E06", first.filing.pk)
    assert (Filing.objects.count(), StoredFile.objects.count(), Intake.objects.count()) == (1, 1, 2)
    assert again.text.startswith("b.xbrl is al ontvangen op ")


def test_same_bytes_in_another_office_are_a_filing_of_their_own(offices):
    content = ob_file(NUMBER)
    with offices.alfa.scope:
        first = receive(content)
    with offices.beta.scope:
        other = receive(content)
        assert (other.created, Filing.objects.count()) == (True, 1)
    assert first.filing.pk != other.filing.pk


def test_empty_file_is_refused_and_stays_visible(in_alfa):
    result = receive(b"", name="leeg.xbrl")
    assert (result.filing, result.created, result.status, result.code) == (None, False, 422, "DOS02")
    row = Intake.objects.get()
    assert (row.name, row.code, row.refused) == ("leeg.xbrl", "DOS02", True)
    assert row.text == "leeg.xbrl is leeg en is overgeslagen."


def test_file_above_the_limit_is_refused_and_stays_visible(in_alfa, settings):
    settings.MAX_UPLOAD_BYTES = 1000
    result = receive(b"x" * 1001, name="groot.xbrl")
    assert (result.filing, result.status, result.code) == (None, 413, "DOS01")
    assert (Intake.objects.get().code, StoredFile.objects.count()) == ("DOS01", 0)


def test_stored_file_is_taken_over_as_it_is(in_alfa):
    stored = store(ob_file(NUMBER), name="x.xbrl", purpose="drop")
    result = receive(stored, name="x.xbrl", by=Program("Map-koppeling"), channel=Channel.FOLDER)
    assert (result.filing.xml_file_id, StoredFile.objects.count()) == (stored.pk, 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x><x/>', "DOCTYPE"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "DOCTYPE"),
        (b'<?xml version="1.0" encoding="UTF-8"?><x>\xff\xfe</x>', "ENCODING"),
        (b'<?xml version="1.0"?><xbrl><ob>', "BROKEN"),
        (b"zomaar wat tekst", "NOT_XML"),
        (b"\x00\x01\x02\x03 binair", "NOT_XML"),
    ],
)
def test_bad_file_is_kept_unread_with_e01(in_alfa, content, reason):
    filing = received(content, name="stuk.xbrl")
    assert (filing.state, codes(filing), filing.relation_id) == (State.UNREADABLE, ["E01"], None)
    assert read_bytes(filing.xml_file) == content
    assert FilingEvent.objects.get(filing=filing, event="filing.unreadable").raw["reason"] == reason


def test_xml_above_twenty_mebibytes_is_kept_and_never_parsed(in_alfa):
    content = b"<x>" + b" " * (20 * 1024 * 1024) + b"</x>"
    filing = received(content, name="zwaar.xml")
    assert (filing.state, codes(filing)) == (State.UNREADABLE, ["E01"])
    assert filing.xml_file.size == len(content)


def test_unreadable_file_may_come_in_again_and_replaces_itself(in_alfa):
    first = received(b"<x>", name="stuk.xbrl")
    again = receive(b"<x>", name="stuk.xbrl")
    assert again.created
    work_off()
    first.refresh_from_db()
    again.filing.refresh_from_db()
    assert (first.state, again.filing.state, again.filing.supersedes_id) == (State.SUPERSEDED, State.UNREADABLE, first.pk)


def test_zip_becomes_one_filing_per_member(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    first, second = ob_file(ob_number(relation)), ob_file(NUMBER)
    result = receive(zipped(("a.xbrl", first), ("map/b.xbrl", second)), name="export.zip")
    assert (result.status, len(result.more)) == (201, 2)
    work_off()
    assert sorted(Filing.objects.values_list("name", "state")) == [
        ("export.zip/a.xbrl", State.READY),
        ("export.zip/map/b.xbrl", State.UNMATCHED),
    ]
    assert Intake.objects.get(name="export.zip").text == "export.zip is uitgepakt: 2 nieuw, 0 al bekend of geweigerd."


def test_zip_offered_twice_doubles_nothing(in_alfa):
    content = zipped(("a.xbrl", ob_file(NUMBER)))
    receive(content, name="export.zip")
    again = receive(content, name="export.zip")
    assert (again.status, Filing.objects.count(), StoredFile.objects.count()) == (200, 1, 1)


def test_zip_bomb_is_refused_whole_and_kept_unread(in_alfa):
    content = zipped(("a.xbrl", ob_file(NUMBER)), ("bom.xbrl", b"0" * 60_000_000))
    filing = received(content, name="bom.zip")
    assert (filing.state, codes(filing), Filing.objects.count()) == (State.UNREADABLE, ["E01"], 1)
    assert "onredelijk groot" in filing.issues.get().values["text"]


def test_zip_that_climbs_out_of_its_folder_is_refused_whole(in_alfa):
    filing = received(zipped(("../../etc/x.xbrl", ob_file(NUMBER))), name="slip.zip")
    assert (filing.state, Filing.objects.count()) == (State.UNREADABLE, 1)


def test_pdf_with_the_same_base_name_in_a_zip_belongs_to_its_filing(in_alfa):
    result = receive(zipped(("a.xbrl", ob_file(NUMBER)), ("a.pdf", b"%PDF-1.4 a"), ("b.pdf", b"%PDF-1.4 b")), name="e.zip")
    by_name = {each.filing.name: each.filing for each in result.more}
    assert by_name["e.zip/a.xbrl"].pdf_file.mime == "application/pdf"
    assert (by_name["e.zip/b.pdf"].xml_file_id, len(by_name)) == (None, 2)


def test_pdf_given_with_the_filing_stays_with_it(in_alfa):
    filing = received(ob_file(NUMBER), name="ob.xbrl", pdf=b"%PDF-1.4 berekening")
    assert read_bytes(filing.pdf_file) == b"%PDF-1.4 berekening"


@pytest.mark.parametrize("order", [("ob.xbrl", "ob.pdf"), ("ob.pdf", "ob.xbrl")])
def test_pdf_uploaded_beside_its_filing_joins_it(in_alfa, order):
    bytes_of = {"ob.xbrl": ob_file(NUMBER), "ob.pdf": b"%PDF-1.4 x"}
    made = {name: receive(bytes_of[name], name=name, by=in_alfa.editor).filing for name in order}
    work_off()
    main, paper = Filing.objects.get(pk=made["ob.xbrl"].pk), Filing.objects.get(pk=made["ob.pdf"].pk)
    assert (main.pdf_file_id, paper.state) == (paper.pdf_file_id, State.SUPERSEDED)


def test_pdf_of_a_colleague_with_the_same_name_is_left_alone(in_alfa):
    main = receive(ob_file(NUMBER), name="ob.xbrl", by=in_alfa.editor).filing
    receive(b"%PDF-1.4 ander", name="ob.pdf", by=in_alfa.manager)
    work_off()
    main.refresh_from_db()
    assert main.pdf_file_id is None


def test_pdf_with_two_filings_of_its_name_is_left_alone(in_alfa):
    mains = [receive(ob_file(NUMBER), name="ob.xbrl", by=in_alfa.editor).filing for _ in range(2)]
    receive(b"%PDF-1.4 x", name="ob.pdf", by=in_alfa.editor)
    work_off()
    assert set(Filing.objects.filter(pk__in=[f.pk for f in mains]).values_list("pdf_file", flat=True)) == {None}


def test_pdf_alone_waits_for_a_person(in_alfa):
    filing = received(b"%PDF-1.4 los", name="brief.pdf")
    assert (filing.state, codes(filing), filing.kind) == (State.UNMATCHED, ["E02"], "OVERIG")


def test_pdf_named_xbrl_is_recognised_by_its_content(in_alfa):
    filing = received(b"%PDF-1.4 los", name="aangifte.xbrl")
    assert (filing.pdf_file.mime, filing.xml_file_id) == ("application/pdf", None)


def test_name_is_made_harmless_and_short(in_alfa):
    result = receive(ob_file(NUMBER), name="a\x00b\u202e" + "x" * 400 + ".xbrl")
    assert len(result.filing.name) == 255
    assert result.filing.name.startswith("abx") and result.filing.name.endswith(".xbrl")


def test_source_that_sends_the_same_number_with_other_bytes_replaces_it(in_alfa):
    first = received(ob_file(NUMBER), source="TWINFIELD", source_ref="T-1")
    again = received(ob_file(NUMBER), source="TWINFIELD", source_ref="T-1")
    first.refresh_from_db()
    assert (first.state, again.supersedes_id) == (State.SUPERSEDED, first.pk)


def test_source_that_changes_an_approved_filing_is_refused_with_e22(in_alfa):
    first = received(ob_file(NUMBER), source="TWINFIELD", source_ref="T-1")
    Filing.objects.filter(pk=first.pk).update(state=State.APPROVED)
    result = receive(ob_file(NUMBER), source="TWINFIELD", source_ref="T-1")
    first.refresh_from_db()
    assert (result.filing, result.code, first.state) == (None, "E22", State.APPROVED)
    assert "E22" in codes(first)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.xbrl", "a.pdf"], [(0, 1)]),
        (["A.XBRL", "a.pdf"], [(0, 1)]),
        (["a.pdf"], [(0, None)]),
        (["a.xbrl", "b.pdf"], [(0, None), (1, None)]),
        (["x/a.xbrl", "y/a.pdf"], [(0, None), (1, None)]),
        (["a.xbrl", "a.xml", "a.pdf"], [(0, None), (1, None), (2, None)]),
    ],
)
def test_pair_joins_only_what_is_certain(names, expected):
    assert pair(names) == expected


def test_take_in_of_a_stream_reads_it_whole(in_alfa):
    content = ob_file(NUMBER)
    result = take_in(io.BytesIO(content), name="s.xbrl", channel=Channel.API, by=in_alfa.editor)
    assert read_bytes(result.filing.xml_file) == content
