"""Names of files and folders: nothing in them can leave its place, hide itself or act."""

import pytest

from dossier import names
from offices.errors import RuleBroken

CLEANED = [
    ("Btw aangifte.pdf", "Btw aangifte.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\jan\\cijfers 2026.xlsx", "cijfers 2026.xlsx"),
    ("a\x00b.pdf", "ab.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie- x.pdf"),
    ("factuur\u202efdp.exe", "factuurfdp.exe"),
    ("stil\u200ble.pdf", "stille.pdf"),
    ("CON", "CON_"),
    ("con.txt", "con_.txt"),
    ("LPT1.pdf", "LPT1_.pdf"),
    ("...verborgen.pdf", "verborgen.pdf"),
    ("=HYPERLINK(1).csv", "HYPERLINK(1).csv"),
    ("+cmd.csv", "cmd.csv"),
    ("  veel   ruimte .pdf ", "veel ruimte .pdf"),
    ('<img src=x onerror="alert(1)">.png', "img src=x onerror=-alert(1)--.png"),
    ("cafe\u0301.pdf", "café.pdf"),
    ("", "naamloos"),
    ("/", "naamloos"),
    ("...", "naamloos"),
    ("\u202e", "naamloos"),
]


@pytest.mark.parametrize(("raw", "clean"), CLEANED)
def test_clean_makes_a_name_safe(raw, clean):
    assert names.clean(raw) == clean


def test_clean_cuts_to_200_and_keeps_the_ending():
    cut = names.clean("x" * 300 + ".xbrl")
    assert (len(cut), cut[-6:]) == (200, "x.xbrl")


def test_original_keeps_what_was_sent_up_to_255():
    assert names.original("map/Jaar: rekening?.pdf") == "Jaar: rekening?.pdf"
    assert len(names.original("y" * 400 + ".pdf")) == 255


@pytest.mark.parametrize(
    "name", ["Thumbs.db", "x/.DS_Store", "~$begroting.docx", ".~lock.a.ods#", "desktop.ini"]
)
def test_leftovers_of_a_computer_are_known(name):
    assert names.is_leftover(name) is True


def test_renamed_keeps_the_ending():
    assert names.renamed("Aangifte oktober", "a.PDF") == "Aangifte oktober.PDF"
    assert names.renamed("Aangifte.pdf", "a.PDF") == "Aangifte.pdf"
    assert names.renamed("virus.exe", "a.pdf") == "virus.exe.pdf"


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        (" ", "G01", "Vul Naam in."),
        ("n" * 200, "G03", "Naam mag hoogstens 200 tekens hebben; u gebruikte er 204."),
    ],
)
def test_renamed_refuses(raw, code, text):
    with pytest.raises(RuleBroken) as refused:
        names.renamed(raw, "a.pdf")
    assert (refused.value.code, refused.value.text, refused.value.field) == (code, text, "name")


@pytest.mark.parametrize(
    ("raw", "code"),
    [("", "G01"), ("  ", "G01"), ("a/b", "DOS08"), ("a:b", "DOS08"), ("..", "DOS08"), ("m" * 81, "G03")],
)
def test_folder_name_refuses(raw, code):
    with pytest.raises(RuleBroken) as refused:
        names.folder_name(raw)
    assert refused.value.code == code


def test_sort_key_reads_numbers_as_numbers():
    given = ["brief 10", "Brief 9", "brief 1", "Àlfa", "zeta", "alfa 2"]
    assert sorted(given, key=names.sort_key) == ["Àlfa", "alfa 2", "brief 1", "Brief 9", "brief 10", "zeta"]
