"""Reports inside a filing are shown as text, tables and pictures; nothing in them can act or call outside."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sbr_inbox.reading import Unreadable
from sbr_inbox.reading.pages import harmless, report_pages
from tests.sbr_inbox.reading.samples import sample

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL">{}</html>'
_ACTS = re.compile(
    rb"<(?:script|iframe|object|embed|form|input|button|svg|math|video|audio|meta|link|base|template)|\son\w+\s*=|javascript:|https?://", re.I
)


def _clean(body: str) -> bytes:
    return harmless(XHTML.format(body).encode())


def test_report_keeps_what_people_read():
    pages = report_pages(sample("kvk-inline-micro.xbri"))
    assert len(pages) == 1
    shown = harmless(pages[0][1])
    assert b"<table" in shown or b"<p" in shown
    assert not _ACTS.search(shown)
    assert b"ix:" not in shown


@pytest.mark.parametrize(
    "evil",
    [
        "<body><script>alert(1)</script></body>",
        '<body onload="alert(1)"><p onclick="x()">a</p></body>',
        '<body><a href="javascript:alert(1)">a</a><a href="https://kwaad.example">b</a></body>',
        '<body><img src="https://kwaad.example/a.png"/><img src="data:image/svg+xml;base64,AAAA"/></body>',
        '<head><meta http-equiv="refresh" content="0;url=https://kwaad.example"/><base href="https://kwaad.example"/></head>',
        '<head><link rel="stylesheet" href="https://kwaad.example/a.css"/></head>',
        "<body><iframe src=\"https://kwaad.example\"></iframe><object data=\"https://kwaad.example\"/></body>",
        '<body><form action="https://kwaad.example"><input name="a"/><button>b</button></form></body>',
        '<head><style>@import "https://kwaad.example/a.css"; p { background: url(https://kwaad.example/a.png) }</style></head>',
        '<body><p style="background: url(\'https://kwaad.example\')">a</p></body>',
        '<body><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg></body>',
        '<body><style>p { } &lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;</style></body>',
    ],
)
def test_what_acts_or_calls_outside_is_gone(evil):
    assert not _ACTS.search(_clean(evil))


def test_hidden_facts_are_left_out_and_shown_ones_keep_their_text():
    shown = _clean("<body><div><ix:header><ix:hidden>geheim</ix:hidden></ix:header></div><p>Omzet <ix:nonFraction>1.000</ix:nonFraction> euro</p></body>")
    assert b"geheim" not in shown
    assert b"<p>Omzet <span>1.000</span> euro</p>" in shown


def test_text_behind_something_that_goes_stays_in_its_place():
    assert b"<p>a<b>b</b>cd</p>" in _clean("<body><p>a<b>b</b>c<script>x</script>d</p></body>")


def test_picture_inside_the_file_stays():
    assert b'src="data:image/png;base64,iVBORw0KGgo="' in _clean('<body><img src="data:image/png;base64,iVBORw0KGgo="/></body>')


@pytest.mark.parametrize("data", [b"", b"geen xml", b"<a/>", b'<!DOCTYPE html [<!ENTITY x "y">]><html>&x;</html>'])
def test_what_is_no_page_is_refused(data):
    with pytest.raises(Unreadable):
        harmless(data)


def test_package_without_report_is_refused():
    with pytest.raises(Unreadable):
        harmless(report_pages(b"PK\x03\x04rommel")[0][1])


_tags = st.sampled_from(["p", "div", "script", "svg", "style", "ix:hidden", "ix:nonNumeric", "td", "x-y", "form"])
_bits = st.recursive(
    st.text(alphabet="ab <&\"'", max_size=5).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.tuples(_tags, st.lists(inner, max_size=3)).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_bits)
def test_any_page_comes_out_without_anything_that_acts(body):
    assert not re.search(rb"<(script|svg|form|ix:|x-y)", harmless(XHTML.format(f"<body>{body}</body>").encode()))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_shown(data):
    assert _shown(data) == _shown(data)


def _shown(data: bytes):
    """The pages of a report, or the code of the refusal. Anything else is a fault."""
    try:
        return [harmless(page) for _, page in report_pages(data)]
    except Unreadable as error:
        return error.code
