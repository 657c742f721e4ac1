"""Zips: what is refused before anything is unpacked, and what comes out."""

import io
import stat
import struct
import zipfile

import pytest

from sbr_inbox.reading import Unreadable, is_report_package, members, read, split
from tests.sbr_inbox.reading.samples import sample

OB, LH = sample("ob-aangifte-nt20.xbrl"), sample("lh-2026-03-volledig.xml")


def packed(*files, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as opened:
        for name, content in files:
            opened.writestr(name, content)
    return target.getvalue()


def link():
    entry = zipfile.ZipInfo("aangifte.xbrl")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return packed((entry, "/etc/passwd"))


def overlapping():
    """Two entries in the directory that point at the same bytes."""
    data = bytearray(packed(("a.xbrl", OB), ("b.xbrl", OB)))
    second = data.rindex(b"PK\x01\x02")
    first = data.index(b"PK\x01\x02")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def other_name_inside():
    data = bytearray(packed(("a.xbrl", OB)))
    data[30:36] = b"b.xbrl"
    return bytes(data)


def encrypted():
    data = bytearray(packed(("a.xbrl", OB)))
    data[6:8] = struct.pack("<H", 1)
    at = data.index(b"PK\x01\x02")
    data[at + 8 : at + 10] = struct.pack("<H", 1)
    return bytes(data)


def lying_about_size():
    data = bytearray(packed(("a.xbrl", OB)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", len(OB) - 100)
    return bytes(data)


@pytest.mark.parametrize(
    "data, code",
    [
        (packed(("a.xml", b"0" * 30_000_000)), "ZIP_BOMB"),
        (packed(*((f"{at}.xml", b"0" * 900_000) for at in range(200))), "ZIP_BOMB"),
        (packed(*((f"{at}.xml", b"x") for at in range(501))), "ZIP_ENTRIES"),
        (overlapping(), "ZIP_OVERLAP"),
        (other_name_inside(), "ZIP_OVERLAP"),
        (packed(("../a.xml", OB)), "ZIP_PATH"),
        (packed(("map/../../a.xml", OB)), "ZIP_PATH"),
        (packed(("/etc/a.xml", OB)), "ZIP_PATH"),
        (packed(("C:/a.xml", OB)), "ZIP_PATH"),
        (packed(("map\\a.xml", OB)), "ZIP_PATH"),
        (link(), "ZIP_LINK"),
        (encrypted(), "ZIP_ENCRYPTED"),
        (packed(("a.zip", packed(("b.xml", OB)))), "ZIP_NESTED"),
        (packed(("a.xbrl", packed(("b.xml", OB)))), "ZIP_NESTED"),
        (packed(("a.xml", OB), ("A.XML", LH)), "ZIP_DOUBLE"),
        (packed(("a.xml", OB), method=zipfile.ZIP_LZMA), "ZIP_BROKEN"),
        (lying_about_size(), "ZIP_BROKEN"),
        (packed(("a.xml", OB))[:-30], "ZIP_BROKEN"),
        (b"PK\x03\x04" + b"\x00" * 100, "ZIP_BROKEN"),
        (packed(), "ZIP_EMPTY"),
        (packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")), "NOT_XML"),
    ],
)
def test_unsafe_zip_is_refused_whole(data, code):
    with pytest.raises(Unreadable) as caught:
        split(data, filename="aangiften.zip")
    assert caught.value.code == code


def test_zip_gives_one_filing_per_member():
    data = packed(
        ("map/", b""), ("map/ob.xbrl", OB), ("__MACOSX/._ob.xbrl", b"x"), ("lh.xml", LH), (".DS_Store", b"x")
    )
    assert split(data, filename="a.zip") == [("map/ob.xbrl", OB), ("lh.xml", LH)]
    assert [read(content).kind for _name, content in split(data, filename="a.zip")] == ["OB", "LH"]


def test_single_file_and_report_package_stay_whole():
    package = sample("kvk-inline-micro.xbri")
    assert is_report_package(package) and not is_report_package(packed(("a.xml", OB)))
    assert split(package, filename="jaar.xbri") == [("jaar.xbri", package)]
    assert split(OB, filename="ob.xbrl") == [("ob.xbrl", OB)]
    assert len(members(package)) == 4


def test_loose_zip_is_not_read_as_one_filing():
    with pytest.raises(Unreadable) as caught:
        read(packed(("ob.xbrl", OB)))
    assert caught.value.code == "ZIP_LOOSE"


@pytest.mark.parametrize(
    "files, code",
    [
        ([("META-INF/reportPackage.json", "geen json"), ("reports/a.xhtml", "<html/>")], "NO_REPORT"),
        ([("META-INF/reportPackage.json", "[1]"), ("reports/a.xhtml", "<html/>")], "NO_REPORT"),
        (
            [
                ("META-INF/reportPackage.json", '{"documentInfo": {"documentType": "https://xbrl.org/report-package/2023/xbri"}}'),
                ("reports/a.xhtml", "<html/>"),
            ],
            "NO_REPORT",
        ),
        (
            [
                ("META-INF/reportPackage.json", '{"documentInfo": {"documentType": "https://xbrl.org/report-package/2023/xbri"}}'),
                ("reports/a.xhtml", "<!DOCTYPE html><html/>"),
            ],
            "DOCTYPE",
        ),
    ],
)  # fmt: skip
def test_report_package_without_a_report_is_refused(files, code):
    with pytest.raises(Unreadable) as caught:
        read(packed(*files))
    assert caught.value.code == code
