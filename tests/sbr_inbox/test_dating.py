"""Both last days on filings, and dating again when a rule or an extension changes."""

from datetime import date

import pytest

from crm.enums import FilingKind, RelationType
from offices.audit import SYSTEM
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.dating import redate, rules_waiting, spread_rules
from tests.factories.crm import make_relation
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, received
from workflows.models import DeadlineRule
from workflows.rules.deadline_rules import new_version
from workflows.rules.extensions import register_extension, remove_extension

pytestmark = pytest.mark.django_db


def open_return(kind="IB", relation=None, *, state=State.READY, year=2025, **values) -> Filing:
    return Filing.objects.create(
        kind=kind, relation=relation, state=state, frequency="YEAR", period_start=date(year, 1, 1), period_end=date(year, 12, 31),
        sha256=f"{Filing.objects.count():064}", name="aangifte", pdf_file=received(b"%PDF-1.4 leeg").pdf_file, **values,
    )  # fmt: skip


def test_filing_gets_both_dates_and_names_its_rule(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    filing = received(ob_file(ob_number(relation), start=date(2025, 10, 1), end=date(2025, 12, 31), turnover=5_000))
    assert (filing.deadline, filing.payment_due) == (date(2026, 1, 31), date(2026, 1, 30))
    assert (filing.deadline_rule.kind, filing.deadline_rule.source != "") == ("OB", True)


def test_new_rule_dates_open_filings_after_it_and_no_other(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    before = received(ob_file(ob_number(relation), start=date(2026, 9, 1), end=date(2026, 9, 30)))
    after = received(ob_file(ob_number(relation), start=date(2026, 10, 1), end=date(2026, 10, 31)))
    sent = received(ob_file(ob_number(relation), start=date(2026, 11, 1), end=date(2026, 11, 30)))
    Filing.objects.filter(pk=sent.pk).update(state=State.ACCEPTED)
    rule = DeadlineRule.objects.get(kind="OB", purpose="STANDARD", frequency="")
    made = new_version(rule, by=in_alfa.admin, version=1, valid_from=date(2026, 10, 1), months=2)
    assert (rules_waiting(), spread_rules(), rules_waiting()) == (1, 1, 0)
    for filing in (before, after, sent):
        filing.refresh_from_db()
    assert [f.deadline for f in (before, after, sent)] == [date(2026, 10, 31), date(2026, 12, 31), date(2026, 12, 31)]
    assert [f.deadline_rule_id for f in (before, after, sent)] == [rule.pk, made.pk, rule.pk]


def test_extension_dates_the_open_return_of_its_relation_only(in_alfa):
    mine, other = make_relation(type=RelationType.PERSON), make_relation(type=RelationType.PERSON)
    first, second = open_return(relation=mine), open_return(relation=other)
    redate()
    row = register_extension(mine, by=SYSTEM, tax="IB", year=2025, kind="BECON", registered_on=date(2026, 4, 1))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.deadline, second.deadline) == (date(2027, 4, 30), date(2026, 4, 30))
    assert first.deadline_rule.purpose == "BECON"
    remove_extension(row, by=SYSTEM)
    first.refresh_from_db()
    assert (first.deadline, first.deadline_rule.purpose) == (date(2026, 4, 30), "STANDARD")


def test_redate_asks_as_much_for_many_as_for_few(in_alfa, django_assert_num_queries):
    for _ in range(6):
        open_return(relation=make_relation(type=RelationType.PERSON))
    redate()
    Filing.objects.filter(kind="IB").update(deadline=None)
    with django_assert_num_queries(8):
        assert redate(kind="IB") == 6


def test_rules_of_another_office_date_nothing_here(offices, in_alfa):
    filing = open_return(relation=make_relation(type=RelationType.PERSON))
    redate()
    with offices.beta.scope:
        DeadlineRule.objects.filter(kind="IB", purpose="STANDARD").update(fixed_month=9, spread_at=None)
        assert spread_rules() == 0
    filing.refresh_from_db()
    assert filing.deadline == date(2026, 4, 30)
