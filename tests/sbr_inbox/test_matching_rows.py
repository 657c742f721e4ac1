"""An UITSTEL message: every row on its own."""

import pytest

from sbr_inbox.enums import KeyType, MatchRule, State
from sbr_inbox.keys import make_key
from sbr_inbox.matching import FilingFacts, RowFacts
from tests.sbr_inbox.ladder import BSN, RSIN, climb, codes, company, hit, person, uid

OTHER = "111222333"


def request_for(*rows):
    """An UITSTEL with (number, tax) rows."""
    made = tuple(RowFacts(n, make_key(KeyType.UNKNOWN, number), tax) for n, (number, tax) in enumerate(rows, start=1))
    return FilingFacts(kind="UITSTEL", key=make_key(KeyType.MANY, ""), rows=made)


def test_every_row_found_links_the_message_and_leaves_its_own_relation_empty():
    found = climb(request_for((BSN, "IB"), (RSIN, "VPB")), person(1), company(2), bsn=[hit(1)], rsin=[hit(2)])
    assert (found.state, found.rule, found.relation) == (State.MATCHED, MatchRule.ROWS, None)
    assert found.rows == {1: uid(1), 2: uid(2)}


def test_one_row_of_nobody_keeps_the_message_back():
    found = climb(request_for((BSN, "IB"), (RSIN, "VPB")), person(1), bsn=[hit(1)])
    assert (found.state, codes(found), found.rows) == (State.UNMATCHED, ["E04"], {1: uid(1), 2: None})
    assert found.issues[0].field == "rij 2"


def test_one_row_of_two_relations_is_ambiguous():
    found = climb(request_for((BSN, "IB")), person(1), person(2), bsn=[hit(1), hit(2)])
    assert (found.state, codes(found)) == (State.AMBIGUOUS, ["E05"])


def test_row_that_fails_the_elfproef_stops_with_e03():
    assert codes(climb(request_for(("123456789", "IB")), person(1))) == ["E03"]


def test_row_about_income_tax_prefers_the_person_over_his_eenmanszaak():
    shop = company(2, rechtsvorm="EENMANSZAAK")
    assert climb(request_for((BSN, "IB")), person(1), shop, bsn=[hit(1), hit(2)]).rows == {1: uid(1)}


def test_row_about_profit_tax_never_belongs_to_a_person():
    assert codes(climb(request_for((BSN, "VPB")), person(1), bsn=[hit(1)])) == ["E04"]


@pytest.mark.parametrize("number", [BSN, RSIN])
def test_numbers_of_rows_are_masked(number):
    found = climb(request_for((number, "IB")))
    assert number not in str(found.trace_json()) + str(found.issues)


def test_message_without_rows_is_not_linked():
    assert climb(request_for()).state == State.UNMATCHED
