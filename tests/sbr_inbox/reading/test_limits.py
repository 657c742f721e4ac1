"""Reading apart: the same answers, and an end to what takes too long or too much."""

import os
import time
from pathlib import Path

import pytest

from sbr_inbox.reading import Unreadable, read, read_limited
from sbr_inbox.reading.limits import needs_child, run_apart
from tests.sbr_inbox.reading.samples import sample


def large_payroll():
    """A loonaangifte beyond 2 MiB: the sample with many more employees."""
    text = sample("lh-2026-03-volledig.xml").decode()
    start = text.index("<InkomstenverhoudingInitieel>")
    end = text.index("</InkomstenverhoudingInitieel>") + len("</InkomstenverhoudingInitieel>")
    return text.replace(text[start:end], text[start:end] * 2_000).encode()


def test_small_files_are_read_in_process():
    assert not needs_child(sample("ob-aangifte-nt20.xbrl"))
    assert read_limited(sample("ob-aangifte-nt20.xbrl"), "ob.xbrl").amount == 2775


def test_package_read_apart_gives_the_same_answer():
    data = sample("kvk-inline-micro.xbri")
    assert needs_child(data)
    apart, here = read_limited(data), read(data)
    assert apart == here
    assert (apart.summary, apart.facts) == (here.summary, here.facts)


def test_large_file_read_apart_counts_everybody():
    found = read_limited(large_payroll(), "lh.xml", seconds=60)
    assert found.summary["sections"][-1]["lines"] == [
        {"code": "", "label": "Inkomstenverhoudingen", "type": "text", "values": ["2001"]},
        {"code": "", "label": "Personen", "type": "text", "values": ["2"]},
    ]


def test_refusal_comes_back_from_the_child():
    with pytest.raises(Unreadable) as caught:
        read_limited(b"PK\x03\x04" + b"\x00" * 50)
    assert caught.value.code == "ZIP_LOOSE"


def test_too_large_is_refused_without_a_child():
    with pytest.raises(Unreadable) as caught:
        read_limited(b"<a>" + b" " * (21 * 1024 * 1024) + b"</a>")
    assert caught.value.code == "TOO_LARGE"


def too_long():
    time.sleep(30)


def too_busy():
    while True:
        pass


def too_much():
    return bytearray(400 * 1024 * 1024)


def suddenly_gone():
    os._exit(0)


def own_mistake():
    raise ZeroDivisionError


@pytest.mark.parametrize("work", [too_long, too_busy, too_much, suddenly_gone, own_mistake])
def test_child_that_goes_wrong_is_too_heavy(work, capfd):
    started = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        run_apart(work, seconds=1, mib=64)
    assert caught.value.code == "TOO_HEAVY"
    assert time.monotonic() - started < 10


def test_no_child_stays_behind():
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text()
    with pytest.raises(Unreadable):
        run_apart(too_long, seconds=0.1, mib=64)
    assert children.read_text() == before
