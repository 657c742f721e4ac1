"""Holding filings against their taxonomy: optional, apart, limited, and never in the way."""

import json
import os
import sys
from pathlib import Path

import pytest

from crm.enums import FilingKind
from sbr_inbox.delivery_enums import CheckState
from sbr_inbox.models import Filing, FilingCheck
from sbr_inbox.practice_files import taxonomy_package
from sbr_inbox.rules import taxonomy
from sbr_inbox.rules.validating import MAX_ATTEMPTS, check_filing, checks_due, plan_checks
from sbr_inbox.validator import judge, validate
from tests.conftest import desk_client_for
from tests.factories.sbr import lh_file, make_taxpayer, ready_filing, received

pytestmark = pytest.mark.django_db
NOISE = {"code": "xbrl.4.3.4", "level": "error", "refs": [{"href": "http://x/nl-codes.xsd#element(/1)"}], "message": {"text": "[xbrl.4.3.4] Rol - x 12"}}
WRONG = {
    "code": "xmlSchema:valueError", "level": "error", "refs": [{"href": "aangifte.xbrl#element(/1/18)"}],
    "message": {"text": "[xmlSchema:valueError] Element bd-i:A value error: 123456782, pattern - aangifte.xbrl 44"},
}  # fmt: skip
UNKNOWN = {"code": "IOerror", "level": "error", "refs": [{"href": "aangifte.xbrl#element(/1/1)"}], "message": {"text": "[IOerror] x - aangifte.xbrl 3"}}
ANNUAL = {"code": "NL.FR-KVK-2.03", "level": "error", "refs": [{"href": "aangifte.xbrl"}], "message": {"text": "x"}}
INFO = {"code": "info", "level": "info", "refs": [], "message": {"text": "loaded"}}


def _log(*entries) -> bytes:
    return json.dumps({"log": [INFO, *entries]}).encode()


def _program(tmp_path, body: str) -> str:
    """A program that stands where the validator stands, started the same way."""
    path = tmp_path / "validator.py"
    path.write_text("import sys, json, os, time\nlog = sys.argv[sys.argv.index('--logFile') + 1]\n" + body, encoding="utf-8")
    return f"{sys.executable} {path}"


def _writes(*entries) -> str:
    return f"open(log, 'w').write({_log(*entries).decode()!r})"


@pytest.mark.parametrize(
    ("log", "is_kvk", "state", "codes"),
    [
        (_log(), False, "VALID", []),
        (_log(NOISE), False, "VALID", []),
        (_log(NOISE, WRONG, WRONG), False, "ERRORS", ["xmlSchema:valueError"]),
        (_log(UNKNOWN), False, "NOT", []),
        (_log(ANNUAL), False, "VALID", []),
        (_log(ANNUAL), True, "ERRORS", ["NL.FR-KVK-2.03"]),
        (b"", False, "NOT", []),
        (b"[1, 2]", False, "NOT", []),
        (b'{"log": [1]}', False, "NOT", []),
    ],
)
def test_verdict_leaves_out_what_is_not_about_the_file(log, is_kvk, state, codes):
    verdict = judge(log, "aangifte.xbrl", is_kvk=is_kvk)
    assert (verdict.state, [message["code"] for message in verdict.messages]) == (state, codes)


def test_messages_hold_no_number_of_a_person():
    message = judge(_log(WRONG), "aangifte.xbrl", is_kvk=False).messages[0]
    assert message["text"] == "Element bd-i:A value error: •••••••••, pattern"


def test_without_a_validator_nothing_is_validated_and_nothing_breaks(in_alfa, settings):
    settings.ARELLE_COMMAND = ""
    filing = ready_filing()
    assert (plan_checks(), FilingCheck.objects.count()) == (0, 0)
    assert "niet gevalideerd" in desk_client_for(in_alfa.admin).get(f"/k/alfa/sbr-inbox/{filing.pk}/").content.decode()


def test_filing_is_checked_and_its_state_stays(in_alfa, settings, tmp_path):
    settings.ARELLE_COMMAND = _program(tmp_path, _writes(NOISE, WRONG))
    filing = ready_filing()
    received(lh_file(f"{make_taxpayer(FilingKind.LH, lh=True).rsin}L01"))
    assert plan_checks() == 1
    assert plan_checks() == 0
    assert list(checks_due()) == [filing.pk]
    check = check_filing(filing.pk)
    assert (check.state, len(check.messages), check.due_at) == (CheckState.ERRORS, 1, None)
    assert Filing.objects.get(pk=filing.pk).state == filing.state
    page = desk_client_for(in_alfa.admin).get(f"/k/alfa/sbr-inbox/{filing.pk}/").content.decode()
    assert "Meldingen van de validatie" in page
    assert check_filing(filing.pk) is None


def test_packages_of_the_same_generation_go_along(in_alfa, settings, tmp_path):
    body = "zips = sys.argv[sys.argv.index('--packages') + 1].split('|')\nassert all(open(z, 'rb').read(2) == b'PK' for z in zips)\n" + _writes()
    settings.ARELLE_COMMAND = _program(tmp_path, body)
    for nt, year in ((20, 2026), (19, 2025)):
        taxonomy.index_package(taxonomy.add_package(taxonomy_package(nt=nt, year=year), name=f"{nt}.zip", by=in_alfa.admin).pk)
    filing = ready_filing()
    plan_checks()
    assert check_filing(filing.pk).state == CheckState.VALID


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("time.sleep(30)", "De validatie duurde langer dan 1 seconden."),
        ("sys.exit(3)", "Het validatieprogramma stopte voortijdig."),
        ("bytearray(900 << 20)", "Het validatieprogramma stopte voortijdig."),
        ("pass", "De uitkomst van de validatie is niet te lezen."),
    ],
)
def test_program_that_hangs_dies_or_eats_is_ended(tmp_path, body, reason):
    verdict = validate(b"<x/>", [], command=_program(tmp_path, body), is_kvk=False, seconds=1 if "sleep" in body else 20, mib=512)
    assert (verdict.state, verdict.reason) == (CheckState.NOT, reason)


def test_program_that_is_not_there_is_said(tmp_path):
    verdict = validate(b"<x/>", [], command=f"{tmp_path}/bestaat-niet", is_kvk=False)
    assert verdict.reason == "Het validatieprogramma kon niet worden gestart."


def test_program_inherits_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("KANTOOR_MASTER_KEYS", "geheim")
    seen = tmp_path / "seen.json"
    validate(b"<x/>", [], command=_program(tmp_path, f"json.dump(dict(os.environ), open({str(seen)!r}, 'w'))\n" + _writes()), is_kvk=False)
    names = set(json.loads(seen.read_text(encoding="utf-8")))
    assert "KANTOOR_MASTER_KEYS" not in names
    assert names <= {"PATH", "HOME", "XDG_CONFIG_HOME", "LANG", "LC_CTYPE", "PWD"}


def test_filing_that_keeps_killing_the_worker_is_given_up(in_alfa, settings, tmp_path):
    settings.ARELLE_COMMAND = _program(tmp_path, _writes())
    filing = ready_filing()
    plan_checks()
    FilingCheck.objects.update(attempt=MAX_ATTEMPTS)
    assert check_filing(filing.pk).reason == "De validatie lukte niet."


@pytest.mark.skipif("ARELLE_COMMAND" not in os.environ, reason="the validator is optional")
def test_real_validator_finds_a_missing_taxonomy():
    body = (Path(__file__).parents[1] / "samples" / "ob-aangifte-nt19.xbrl").read_bytes()
    verdict = validate(body, [], command=os.environ["ARELLE_COMMAND"], is_kvk=False)
    assert (verdict.state, verdict.reason) == (CheckState.NOT, "Voor dit soort bericht is geen taxonomiepakket toegevoegd.")
