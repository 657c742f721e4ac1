"""The sample files by name."""

from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = sorted(each.name for each in SAMPLES.iterdir() if each.suffix in (".xbrl", ".xml", ".xbri"))


def sample(name):
    return (SAMPLES / name).read_bytes()


def values(reading, key):
    """The values of one section of the summary, by code or else by label."""
    found = next(each for each in reading.summary["sections"] if each["key"] == key)
    return {line["code"] or line["label"]: tuple(line["values"]) for line in found["lines"]}


def line_values(reading, key):
    """The values of one section of the summary, by label."""
    found = next(each for each in reading.summary["sections"] if each["key"] == key)
    return {line["label"]: tuple(line["values"]) for line in found["lines"]}
