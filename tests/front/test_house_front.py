"""The law of the front end: strict CSP, values only in the tokens, icons that exist, small files."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
PLACES = [ROOT / "templates", *ROOT.glob("*/templates")]
TEMPLATES = sorted(
    path for place in PLACES for path in place.rglob("*.html") if "var" not in path.relative_to(ROOT).parts
)
PAPER = "templates/pdf/"
CSS_LINES = 1_000
OWN_JS_LINES = 400  # 300 for pages, the rest for uploading with progress and for passkeys


def name(path):
    return str(path.relative_to(ROOT))


def ids(paths):
    return [name(path) for path in paths]


@pytest.fixture(scope="module")
def sprite():
    return set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))


# Paper has a style of its own; no browser shows it.
SHOWN = [path for path in TEMPLATES if PAPER not in name(path)]


@pytest.mark.parametrize("path", SHOWN, ids=ids(SHOWN))
def test_template_has_nothing_inline(path):
    text = path.read_text()
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_template_is_short(path):
    assert len(path.read_text().splitlines()) <= 120


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_template_uses_icons_that_exist(path, sprite):
    text = path.read_text()
    used = set(re.findall(r'{%\s*icon "([\w-]+)"', text))
    used |= set(re.findall(r'{%\s*chip "\w+" "([\w-]+)"', text))
    used |= set(re.findall(r'\bicon="([\w-]+)"', text))
    assert used - sprite == set()


def test_python_uses_icons_that_exist(sprite):
    missing = {}
    for path in ROOT.glob("[a-z]*/**/*.py"):
        if {"var", "tests", "migrations", "bench"} & set(path.relative_to(ROOT).parts):
            continue
        used = set(re.findall(r'\bicon="([\w-]+)"', path.read_text())) - sprite
        if used:
            missing[name(path)] = used
    assert missing == {}


def test_values_stand_only_in_the_tokens():
    found = []
    for path in sorted((STATIC / "css").glob("*.css")):
        if path.name == "tokens.css":
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(
                r"oklch\(|#[0-9a-fA-F]{3,8}\b(?!\")|\brgb|font(-size)?:[^;]*\d(px|rem)|: (white|black)\b",
                line,
            ):
                found.append(f"{path.name}:{number} {line.strip()}")
    assert found == []


def test_style_sheets_stay_small():
    lines = sum(len((STATIC / "css" / sheet).read_text().splitlines()) for sheet in ("tokens.css", "app.css"))
    assert lines <= CSS_LINES


def test_own_script_stays_small():
    lines = sum(len(path.read_text().splitlines()) for path in (STATIC / "js").glob("*.js"))
    assert lines <= OWN_JS_LINES


def test_style_sheet_points_at_files_that_exist():
    for sheet in (STATIC / "css").glob("*.css"):
        for target in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (sheet.parent / target).resolve().exists(), f"{sheet.name}: {target}"


def test_vendored_files_are_what_the_manifest_says():
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text())
    listed = {path: digest for package in manifest for path, digest in package["files"].items()}
    measured = {path: hashlib.sha256((STATIC / path).read_bytes()).hexdigest() for path in listed}
    assert measured == listed
    present = {str(p.relative_to(STATIC)) for p in (STATIC / "vendor").rglob("*") if p.is_file()} - {
        "vendor/manifest.json"
    }
    assert present - set(listed) == set()
    assert all(package["licence"] and package["version"] for package in manifest)
