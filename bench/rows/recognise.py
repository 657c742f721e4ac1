"""Row 7: recognise a filing (kind, period, number, amount) against the barest lxml reader."""

import random
import statistics
import time
from datetime import date

from lxml import etree

from sbr_inbox.practice_files import ob
from sbr_inbox.reading import read

GOAL = 3.0
FILES = 200
_INSTANCE = "{http://www.xbrl.org/2003/instance}"
_SCHEMA_REF = "{http://www.xbrl.org/2003/linkbase}schemaRef"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def make_files():
    """Seeded OB returns of 2026, all different."""
    draw = random.Random(7)
    files = []
    for at in range(FILES):
        high, low = draw.randrange(0, 90_000), draw.randrange(0, 20_000)
        files.append(
            ob(
                number="001234560B01",
                start=date(2026, 1, 1),
                end=date(2026, 3, 31),
                rubrieken={"1a": (high, high * 21 // 100), "1b": (low, low * 9 // 100)},
                input_tax=draw.randrange(0, 9_000),
                reference=f"BENCH-{at}",
                created=date(2026, 4, 15),
            )
        )
    return files


def floor(data):
    """What one needs at the least: parse, contexts and facts, without a single check."""
    facts = {}
    href = number = start = end = None
    for element in etree.fromstring(data, _PARSER).iterchildren("*"):
        tag = element.tag
        if tag == _SCHEMA_REF:
            href = element.get(_HREF)
        elif tag == f"{_INSTANCE}context":
            number = element.findtext(f"{_INSTANCE}entity/{_INSTANCE}identifier")
            start = element.findtext(f"{_INSTANCE}period/{_INSTANCE}startDate")
            end = element.findtext(f"{_INSTANCE}period/{_INSTANCE}endDate")
        elif tag != f"{_INSTANCE}unit":
            facts[tag.rpartition("}")[2]] = element.text
    return href, number, start, end, facts["ValueAddedTaxOwedToBePaidBack"]


def ours(data):
    """The same answer, safely: raw checks, one certain number, arithmetic, filing rules, summary."""
    found = read(data, filename="ob.xbrl")
    return found.kind, found.key_value, found.period_start, found.period_end, found.amount


def spent(work, files):
    """Processor seconds for these files; both sides only compute, so a busy machine does not decide."""
    started = time.process_time()
    for data in files:
        work(data)
    return time.process_time() - started


def run(*, rounds: int = 5) -> list[dict]:
    """Files per second of both, in turn on ten files at a time; median of the rounds."""
    files = make_files()
    if len({ours(data) for data in files}) < FILES // 2:
        raise RuntimeError("the practice files are not read as different filings")
    times = {"floor": [], "ours": []}
    for _round in range(max(rounds, 5) * 3):
        total = dict.fromkeys(times, 0.0)
        for at in range(0, FILES, 10):
            total["floor"] += spent(floor, files[at : at + 10])
            total["ours"] += spent(ours, files[at : at + 10])
        for name, seconds in total.items():
            times[name].append(FILES / seconds)
    bare, mine = statistics.median(times["floor"]), statistics.median(times["ours"])
    ratio = statistics.median(one / two for one, two in zip(times["floor"], times["ours"], strict=True))
    return [
        {
            "row": 7,
            "name": "recognise a filing",
            "floor": round(bare),
            "ours": round(mine),
            "unit": "files/s",
            "ratio": round(ratio, 2),
            "goal": f"at least 1/{GOAL:g} of the floor",
            "holds": ratio <= GOAL,
        }
    ]


if __name__ == "__main__":
    for row in run(rounds=15):
        print(row)
