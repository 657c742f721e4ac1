"""From bytes to ready: every step on real rows."""

from datetime import date
from pathlib import Path

import pytest

from crm.enums import FilingKind
from crm.rules.relations import change_relation
from sbr_inbox.enums import KeyType, MatchRule, State
from sbr_inbox.keys import make_key
from sbr_inbox.payment import payment_reference
from tests.factories.crm import make_person
from tests.factories.sbr import codes, make_taxpayer, ob_file, ob_number, received

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "samples"


def test_filing_of_a_known_number_becomes_ready(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    filing = received(ob_file(ob_number(relation), turnover=5000, input_tax=50))
    assert (filing.state, filing.relation_id, filing.match_rule) == (State.READY, relation.pk, MatchRule.NUMBER)
    assert (filing.kind, filing.amount, filing.direction) == ("OB", 1000, "TO_PAY")
    assert filing.key_shown == ob_number(relation)
    assert filing.period.label == "2026-10"
    assert codes(filing) == ["E10"]


@pytest.mark.parametrize(
    ("kind", "start", "end", "number", "reference"),
    [
        ("OB", date(2016, 1, 1), date(2016, 1, 31), "001000019B01", "7001000011601010"),
        ("OB", date(2020, 1, 1), date(2020, 3, 31), "001000019B01", "1001000011001210"),
        ("OB", date(2020, 2, 1), date(2020, 4, 30), "001000019B01", "8001000011001220"),
        ("LH", date(2022, 8, 1), date(2022, 8, 31), "001000147L10", "4001000146210080"),
        ("LH", date(2020, 9, 7), date(2020, 10, 4), "857256476L01", "0857256476001800"),
        ("LH", date(2010, 1, 1), date(2010, 6, 30), "001000019L01", "2001000016001310"),
        ("LH", date(2026, 3, 1), date(2026, 3, 31), "001234560L01", "0001234566601030"),
    ],
)
def test_payment_reference(kind, start, end, number, reference):
    key = make_key(KeyType.OB_NUMMER if kind == "OB" else KeyType.LOONHEFFINGENNUMMER, number)
    assert payment_reference(kind, key, start, end) == reference


def test_payment_reference_of_payroll_is_never_guessed():
    key = make_key(KeyType.LOONHEFFINGENNUMMER, "001234560L01")
    assert payment_reference("LH", key, date(2016, 1, 1), date(2016, 1, 31)) == ""


@pytest.mark.parametrize("kind", ["IB", "VPB", "OB_SUPPLETIE", "ICP"])
def test_other_kinds_have_no_computed_payment_reference(kind):
    key = make_key(KeyType.OB_NUMMER, "001234560B01")
    assert payment_reference(kind, key, date(2026, 1, 1), date(2026, 1, 31)) == ""


def test_reference_is_only_on_a_filing_with_something_to_pay(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    pays = received(ob_file(ob_number(relation), turnover=10_000, input_tax=100))
    back = received(ob_file(ob_number(relation), turnover=100, input_tax=5_000))
    assert (len(pays.payment_reference), pays.payment_due, pays.deadline) == (16, date(2026, 11, 30), date(2026, 11, 30))
    assert (back.direction, back.payment_reference, back.payment_due) == ("TO_RECEIVE", "", None)


def test_every_sample_matches_the_relation_that_has_its_number(in_alfa):
    person = make_person(bsn="123456782")
    company = make_taxpayer(rsin="001234560", ob="001234560B01", kvk_nummer="12345678")
    payroll = ["001234560L01", "001234560L02"]
    change_relation(company, by=in_alfa.admin, version=company.version, values={"loonheffingennummers": payroll})
    official = make_taxpayer(ob="001000044B37")
    found = {}
    for path in sorted(SAMPLES.glob("*.x*")):
        if path.name.startswith("uitstel"):
            continue
        filing = received(path.read_bytes(), name=path.name)
        found[path.name] = (filing.relation_id, filing.state)
    assert len(found) > 10
    known = {person.pk, company.pk, official.pk}
    assert {name: outcome for name, outcome in found.items() if outcome[0] not in known} == {}


def test_every_row_of_a_sample_of_extensions_finds_its_relation(in_alfa):
    make_taxpayer(rsin="123456782")
    filing = received((SAMPLES / "uitstel-ihz-vpb-nt14.xbrl").read_bytes(), name="uitstel.xbrl")
    assert (filing.state, filing.relation_id, filing.match_rule) == (State.READY, None, MatchRule.ROWS)
