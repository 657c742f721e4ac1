"""What is installed is what was chosen, and nothing that breaks the walls."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ("base", "embedded", "dev")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def chosen(lock: str) -> set[str]:
    lines = (FOLDER / f"{lock}.in").read_text().splitlines()
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith(("#", "-")))
    return {plain(match.group()) for match in names if match}


def locked(lock: str) -> set[str]:
    return {plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", (FOLDER / f"{lock}.txt").read_text(), re.M)}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_every_chosen_package(lock):
    assert chosen(lock) - locked(lock) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_every_package_and_names_no_index(lock):
    text = (FOLDER / f"{lock}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.M)
    assert [entry for entry in entries if entry[:1].isalnum() and "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|--index-url|--find-links|file:", text) == []


def test_psycopg_3_is_in_no_lock_and_not_installed():
    forbidden = {"psycopg", "psycopg-binary", "psycopg-c", "psycopg-pool"}
    assert forbidden & set().union(*(locked(lock) for lock in LOCKS)) == set()
    assert forbidden & {plain(found.metadata["Name"]) for found in distributions()} == set()
