"""Bytes that must not be read, and bytes that only look odd."""

import pytest

from sbr_inbox.reading import Unreadable, check_size, content_type, read
from tests.sbr_inbox.reading.samples import sample

OB = sample("ob-aangifte-nt20.xbrl")
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BODY = OB.removeprefix(HEAD)
TEXT = BODY.decode()
DOCTYPE = '<!DOCTYPE x [<!ENTITY naam "001000044B37">]>'
EXTERNAL = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
BOMBS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def encoded(prolog, codec, declared):
    return f'<?xml version="1.0" encoding="{declared}"?>{prolog}{TEXT}'.encode(codec)


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "EMPTY"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\n\n%PDF-1.4", "PDF"),
        (b"Geachte heer", "NOT_XML"),
        (b"\x89PNG\r\n\x1a\n", "NOT_XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "NOT_XML"),
        (b'{"documentInfo": 1}', "NOT_XML"),
        (HEAD + DOCTYPE.encode() + BODY, "DOCTYPE"),
        (HEAD + EXTERNAL.encode() + BODY, "DOCTYPE"),
        (HEAD + BOMBS.encode() + BODY, "DOCTYPE"),
        (HEAD + b"<!doctype html>" + BODY, "DOCTYPE"),
        (encoded(DOCTYPE, "utf-16", "UTF-16"), "DOCTYPE"),
        (encoded(DOCTYPE, "utf-16-le", "UTF-16"), "DOCTYPE"),
        (encoded(DOCTYPE, "utf-16-be", "UTF-16"), "DOCTYPE"),
        (encoded(DOCTYPE, "latin-1", "ISO-8859-1"), "DOCTYPE"),
        (b"\xef\xbb\xbf" + HEAD + DOCTYPE.encode() + BODY, "DOCTYPE"),
        (encoded("", "utf-32", "UTF-32"), "ENCODING"),
        (encoded("", "utf-7", "UTF-7"), "ENCODING"),
        (encoded("", "cp500", "IBM500"), "NOT_XML"),
        (encoded("", "utf-8", "UTF-16"), "ENCODING"),
        (encoded("", "utf-8", "x-onbekend"), "ENCODING"),
        (encoded("", "utf-16", "ISO-8859-1"), "ENCODING"),
        (b"\xef\xbb\xbf" + encoded("", "utf-8", "ISO-8859-1"), "ENCODING"),
        (HEAD + BODY.replace(b"Oefenpakket", b"Oef\xe9npakket"), "ENCODING"),
        (encoded("", "utf-8", "US-ASCII").replace(b"Oefenpakket", b"Oef\xe9npakket"), "ENCODING"),
        (OB[: len(OB) // 2], "BROKEN"),
        (OB[:-3], "BROKEN"),
        (OB + b"<extra/>", "BROKEN"),
        (OB + OB, "BROKEN"),
        (OB.replace(b"Oefenpakket", b"Oefen&onbekend;pakket"), "BROKEN"),
        (OB.replace(b"Oefenpakket", b"Oefen\x00pakket"), "BROKEN"),
        (b"<a>" * 300 + b"</a>" * 300, "TOO_DEEP"),
        (b"<a>" + b"x" * (21 * 1024 * 1024) + b"</a>", "TOO_LARGE"),
        (b"<a>" + b"x" * (11 * 1024 * 1024) + b"</a>", "TOO_DEEP"),
    ],
)
def test_bad_bytes_are_refused(data, code):
    with pytest.raises(Unreadable) as caught:
        read(data, filename="aangifte.xbrl")
    assert caught.value.code == code
    assert caught.value.text.endswith(".")
    assert caught.value.reason[0].islower() or caught.value.reason.startswith("reportPackage")


def test_pdf_named_xbrl_is_told_by_its_content():
    assert content_type(b"%PDF-1.7") == "pdf"
    with pytest.raises(Unreadable) as caught:
        read(b"%PDF-1.7", filename="btw.xbrl")
    assert caught.value.text == (
        "Dit is een pdf en geen aangiftebestand. Bied het XBRL- of XML-bestand van de aangifte aan; de pdf mag ernaast."
    )


def test_size_can_be_refused_before_the_bytes_are_there():
    check_size(20 * 1024 * 1024)
    with pytest.raises(Unreadable) as caught:
        check_size(100 * 1024 * 1024)
    assert caught.value.code == "TOO_LARGE"


@pytest.mark.parametrize(
    "data, encoding, codes",
    [
        (OB, "UTF-8", []),
        (b"\xef\xbb\xbf" + OB, "UTF-8", ["FR-NL-1.01"]),
        (encoded("", "utf-16", "UTF-16"), "UTF-16LE", ["FR-NL-1.01", "FR-NL-1.05"]),
        (encoded("", "latin-1", "ISO-8859-1"), "ISO-8859-1", ["FR-NL-1.05"]),
        (BODY, "UTF-8", []),
    ],
)
def test_odd_encoding_is_read_with_a_warning(data, encoding, codes):
    found = read(data)
    assert (found.key_value, found.encoding) == ("001234560B01", encoding)
    assert [each.code for each in found.warnings] == codes


@pytest.mark.parametrize("piece", [b"<!-- -->", b"<?php x?>", b"<![CDATA[]]>"])
def test_value_cut_in_two_is_read_whole(piece):
    data = OB.replace(b">2775<", b">27" + piece + b"75<")
    assert data != OB
    assert read(data).amount == 2775


def test_entities_are_not_followed_and_secrets_not_quoted():
    data = HEAD + EXTERNAL.encode() + BODY.replace(b"Oefenpakket", b"&x;")
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert "passwd" not in f"{caught.value} {caught.value.text}"
