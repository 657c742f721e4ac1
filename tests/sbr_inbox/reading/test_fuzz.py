"""Any bytes at all: an answer or Unreadable, never another exception, never a second opinion."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sbr_inbox.reading import Unreadable, split
from sbr_inbox.reading.reader import interpret
from tests.sbr_inbox.reading.samples import NAMES, sample

WORDS = (
    "<",
    ">",
    "&",
    '"',
    "'",
    "]]>",
    "<!--",
    "<?x",
    "\x00",
    "9" * 30,
    "-",
    "T24:00:00",
    "B01",
    "xsi:nil",
    "\u202e",
)


def answer(data):
    """The reading in full, or the code of the refusal. Anything else is a fault."""
    try:
        found = interpret(data, filename="aangifte.xbrl")
        return found.as_json()
    except Unreadable as error:
        return error.code


def steady(data) -> bool:
    """Whether a second reading says the same as the first."""
    return answer(data) == answer(data)


@settings(max_examples=200, deadline=None)
@given(some.binary(max_size=400))
def test_random_bytes(data):
    assert steady(data)
    assert steady(b"<" + data)
    assert steady(b"PK\x03\x04" + data)


@settings(max_examples=150, deadline=None)
@given(some.sampled_from(NAMES), some.integers(min_value=0, max_value=2**31))
def test_truncated_and_flipped_samples(name, seed):
    draw = random.Random(seed)
    data = bytearray(sample(name))
    assert steady(bytes(data[: draw.randrange(len(data))]))
    for _flip in range(draw.randrange(1, 6)):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    assert steady(bytes(data))


@settings(max_examples=150, deadline=None)
@given(some.sampled_from([each for each in NAMES if not each.endswith(".xbri")]), some.integers(0, 2**31))
def test_samples_with_pieces_moved(name, seed):
    draw = random.Random(seed)
    text = sample(name).decode("latin-1")
    marks = sorted(draw.randrange(len(text)) for _ in range(4))
    a, b, c, d = marks
    assert steady((text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]).encode("latin-1"))
    assert steady((text[:a] + draw.choice(WORDS) + text[b:]).encode("utf-8", "replace"))


@settings(max_examples=100, deadline=None)
@given(some.sampled_from([each for each in NAMES if not each.endswith(".xbri")]), some.data())
def test_values_of_samples_replaced(name, data):
    """Well-formed files with wild values: between tags, in attributes, in names."""
    text = sample(name).decode("latin-1")
    at = data.draw(some.integers(0, text.count(">") - 2))
    parts = text.split(">")
    start, _, rest = parts[at + 1].partition("<")
    wild = data.draw(some.text(some.characters(codec="utf-8", exclude_characters="<&\x00"), max_size=40))
    parts[at + 1] = f"{wild}<{rest}" if start.strip() else parts[at + 1]
    assert steady(">".join(parts).encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(some.integers(0, 2**31))
def test_broken_packages(seed):
    draw = random.Random(seed)
    data = bytearray(sample("kvk-inline-micro.xbri"))
    for _flip in range(draw.randrange(1, 12)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    assert steady(bytes(data))
    assert _pieces(bytes(data)) == _pieces(bytes(data))


def _pieces(data: bytes) -> int | str:
    """Into how many files a package falls apart, or the code of the refusal."""
    try:
        return len(list(split(data, filename="x.zip")))
    except Unreadable as error:
        return error.code


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes_give_the_same_answer(name):
    assert answer(sample(name)) == answer(sample(name))
