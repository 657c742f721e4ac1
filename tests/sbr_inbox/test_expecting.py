"""Expected against received: the pure function, case by case, and its facts read in bulk."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.enums import FilingKind
from crm.models import FiscalYear, KorMark, TaxFrequency
from offices.audit import SYSTEM
from sbr_inbox import practice_files
from sbr_inbox.expecting import Cause, CellState, expect
from sbr_inbox.expecting.facts import FilingRow, Subject
from sbr_inbox.expecting.loading import expected_relations, load
from sbr_inbox.expecting.rhythm import fiscal_spans
from sbr_inbox.models import ExpectationMute, Filing
from sbr_inbox.rules.rechecking import recheck
from tests.factories.crm import make_relation
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, received
from tests.factories.workflows import give_product, product_for
from workflows.rules.relation_products import end_product

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def cells(member, *, year=2026, today=TODAY, kind="OB", relation=None):
    subjects, facts = load(expected_relations(member), year, member=member, today=today)
    wanted = [subject for subject in subjects if relation is None or subject.id == relation.pk]
    return [cell for subject in wanted for cell in expect(subject, facts) if cell.kind == kind]


def monthly(*kinds, frequency="MONTH", **values):
    values.setdefault("client_since", date(2020, 1, 1))
    relation = make_taxpayer(*kinds, ob=True, contact=True, **values)
    TaxFrequency.objects.create(relation=relation, kind="OB", frequency=frequency, valid_from=date(2020, 1, 1))
    return relation


def test_expected_filings_follow_product_number_and_rhythm(in_alfa):
    monthly(FilingKind.OB)
    found = cells(in_alfa.admin)
    assert [cell.label for cell in found] == [f"2026-{month:02}" for month in range(1, 13)]
    assert [cell.state for cell in found[8:]] == [CellState.MISSING, CellState.DUE, CellState.LATER, CellState.LATER]
    assert {cell.cause for cell in found[:10]} == {Cause.NOTHING}
    assert (found[9].file_by, found[9].internal, found[8].late) == (date(2026, 11, 30), date(2026, 11, 23), True)


def test_rhythm_that_changes_counts_from_its_day(in_alfa):
    relation = monthly(FilingKind.OB)
    TaxFrequency.objects.create(relation=relation, kind="OB", frequency="QUARTER", valid_from=date(2026, 7, 1))
    labels = [cell.label for cell in cells(in_alfa.admin)]
    assert labels == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-Q3", "2026-Q4"]


def test_quarter_that_begins_in_november_ends_in_the_next_year(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    TaxFrequency.objects.create(relation=relation, kind="OB", frequency="QUARTER", quarter_start=2, valid_from=date(2020, 1, 1))
    assert [f"{cell.end:%m-%d}" for cell in cells(in_alfa.admin)] == ["01-31", "04-30", "07-31", "10-31"]


def test_filing_fills_its_cell(in_alfa):
    relation = monthly(FilingKind.OB)
    filing = received(ob_file(ob_number(relation), start=date(2026, 10, 1), end=date(2026, 10, 31)))
    found = {cell.label: cell for cell in cells(in_alfa.admin)}
    assert (found["2026-10"].state, found["2026-10"].filing) == (CellState.RECEIVED, filing.pk)
    assert found["2026-09"].state == CellState.MISSING


@pytest.mark.parametrize(
    ("state", "cell", "cause"),
    [
        ("READY", "RECEIVED", ""), ("IN_REVIEW", "RECEIVED", ""), ("OFFERED", "WITH_CLIENT", "CLIENT"), ("DECLINED", "ERROR", "DECLINED"),
        ("EXPIRED", "ERROR", "DECLINED"), ("APPROVED", "APPROVED", ""), ("QUEUED", "APPROVED", ""), ("SENT", "SENT", ""),
        ("DELIVERY_FAILED", "ERROR", "REFUSED"), ("REJECTED_DIGIPOORT", "ERROR", "REFUSED"), ("ACCEPTED", "ACCEPTED", ""),
        ("FILED_ELSEWHERE", "ELSEWHERE", ""), ("WITHDRAWN", "MISSING", "NOTHING"), ("DISCARDED", "MISSING", "NOTHING"),
    ],
)  # fmt: skip
def test_state_of_a_filing_is_the_state_of_its_cell(in_alfa, state, cell, cause):
    relation = monthly(FilingKind.OB)
    filing = received(ob_file(ob_number(relation), start=date(2026, 9, 1), end=date(2026, 9, 30)))
    Filing.objects.filter(pk=filing.pk).update(state=state)
    found = next(each for each in cells(in_alfa.admin) if each.label == "2026-09")
    assert (found.state, found.cause) == (cell, cause)


def test_missing_product_is_the_cause_and_adding_it_takes_the_gap_away(in_alfa):
    relation = monthly()
    filing = received(ob_file(ob_number(relation), start=date(2026, 9, 1), end=date(2026, 9, 30)))
    gaps = {cell.label: (cell.state, cell.cause) for cell in cells(in_alfa.admin)}
    assert gaps["2026-09"] == (CellState.ERROR, Cause.NO_PRODUCT)
    assert gaps["2026-08"] == (CellState.MISSING, Cause.NO_PRODUCT)
    give_product(relation, FilingKind.OB)
    recheck(filing)
    gaps = {cell.label: (cell.state, cell.cause) for cell in cells(in_alfa.admin)}
    assert gaps["2026-09"] == (CellState.RECEIVED, Cause.NONE)
    assert gaps["2026-08"] == (CellState.MISSING, Cause.NOTHING)


def test_missing_number_and_missing_rhythm_are_causes(in_alfa):
    without_number = make_relation()
    give_product(without_number, FilingKind.OB)
    TaxFrequency.objects.create(relation=without_number, kind="OB", frequency="QUARTER", valid_from=date(2020, 1, 1))
    without_rhythm = make_taxpayer(FilingKind.OB, ob=True)
    assert {cell.cause for cell in cells(in_alfa.admin, relation=without_number) if cell.state == "MISSING"} == {Cause.NO_NUMBER}
    found = cells(in_alfa.admin, relation=without_rhythm)
    assert [(cell.state, cell.cause, cell.label) for cell in found] == [(CellState.MISSING, Cause.NO_FREQUENCY, "2026")]


def test_kor_silences_ob(in_alfa):
    relation = monthly(FilingKind.OB)
    KorMark.objects.create(relation=relation, valid_from=date(2026, 4, 1))
    found = cells(in_alfa.admin)
    assert [cell.cause for cell in found[:4]] == [Cause.NOTHING, Cause.NOTHING, Cause.NOTHING, Cause.KOR]
    assert {cell.state for cell in found[3:]} == {CellState.NOT_NEEDED}


def test_icp_is_nil_when_the_ob_return_says_so(in_alfa):
    relation = monthly(FilingKind.OB)
    give_product(relation, FilingKind.ICP, frequency="MONTH")
    data = practice_files.ob(
        number=ob_number(relation), start=date(2026, 9, 1), end=date(2026, 9, 30), rubrieken={"1a": (100, 21), "3b": (0, None)}
    )
    received(data)
    found = {cell.label: (cell.state, cell.cause) for cell in cells(in_alfa.admin, kind="ICP")}
    assert (found["2026-09"], found["2026-08"]) == ((CellState.NOT_NEEDED, Cause.NIL), (CellState.MISSING, Cause.NOTHING))


def test_mute_counts_until_its_day(in_alfa):
    relation = monthly(FilingKind.OB)
    ExpectationMute.objects.create(relation=relation, product=product_for("OB"), reason="Gestaakt", until=date(2026, 12, 31))
    assert {cell.state for cell in cells(in_alfa.admin)} == {CellState.MUTED}
    assert {cell.state for cell in cells(in_alfa.admin, today=date(2027, 2, 20))} == {CellState.MISSING}


def test_ended_product_expects_nothing_after_its_day(in_alfa):
    relation = monthly(FilingKind.OB)
    end_product(relation.products.get(), by=SYSTEM, ends_on=date(2026, 3, 15))
    found = cells(in_alfa.admin)
    assert [cell.label for cell in found] == ["2026-01", "2026-02", "2026-03"]
    assert cells(in_alfa.admin, year=2027, today=date(2027, 12, 1)) == []


def test_two_payroll_numbers_expect_two_filings(in_alfa):
    relation = make_relation(loonheffingennummers=["001234560L01", "001234560L02"], rsin="001234560")
    give_product(relation, FilingKind.LH)
    TaxFrequency.objects.create(relation=relation, kind="LH", frequency="MONTH", valid_from=date(2020, 1, 1))
    found = cells(in_alfa.admin, kind="LH")
    assert (len(found), {cell.number for cell in found}) == (24, {1, 2})


def test_filing_outside_the_rhythm_is_unexpected(in_alfa):
    relation = monthly(FilingKind.OB, frequency="QUARTER")
    filing = received(ob_file(ob_number(relation), start=date(2026, 9, 1), end=date(2026, 9, 30)))
    found = [cell for cell in cells(in_alfa.admin) if cell.state == CellState.UNEXPECTED]
    assert [(cell.filing, cell.cause) for cell in found] == [(filing.pk, Cause.NOT_EXPECTED)]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([], (date(2026, 1, 1), date(2026, 12, 31))),
        ([(date(2025, 7, 1), date(2026, 6, 30))], (date(2025, 7, 1), date(2026, 6, 30))),
        ([(date(2024, 3, 1), date(2025, 2, 28))], (date(2025, 3, 1), date(2026, 2, 28))),
        ([(date(2025, 1, 1), date(2025, 12, 31))], (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_fiscal_years_carry_on(years, expected):
    assert [(span.start, span.end) for span in fiscal_spans(years, 2026)] == [expected]


def test_vpb_follows_the_fiscal_year(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    FiscalYear.objects.create(relation=relation, start=date(2025, 7, 1), end=date(2026, 6, 30))
    (found,) = cells(in_alfa.admin, kind="VPB")
    assert (found.label, found.file_by) == ("2025/2026", date(2026, 11, 30))


def test_relations_of_another_office_are_not_counted(offices, in_alfa):
    monthly(FilingKind.OB)
    with offices.beta.scope:
        monthly(FilingKind.OB)
        monthly(FilingKind.OB)
        assert len(cells(offices.beta.admin)) == 24
    assert len(cells(in_alfa.admin)) == 12


def test_facts_cost_as_much_for_many_as_for_few(in_alfa):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            cells(in_alfa.admin)
        return len(seen)

    for _ in range(2):
        monthly(FilingKind.OB, FilingKind.VPB)
    asked()
    few = asked()
    for _ in range(5):
        relation = monthly(FilingKind.OB, FilingKind.VPB)
        received(ob_file(ob_number(relation), start=date(2026, 9, 1), end=date(2026, 9, 30)))
    assert (asked(), few <= 20) == (few, True)


def test_expect_of_nobody_is_empty():
    from sbr_inbox.expecting import Facts
    from workflows.deadlines import DeadlineBook

    assert expect(Subject(None, "", "", "CLIENT", "PERSON"), Facts(2026, TODAY, DeadlineBook({}))) == []
    assert FilingRow(None, "OB", TODAY, TODAY, "READY").issues == ()
