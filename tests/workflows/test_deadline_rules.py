"""Changing the dates of the law: dated versions, confirmation, free days, percentages, extensions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from offices.audit import SYSTEM
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.models import AuditEvent
from tests.factories.crm import assign, make_relation
from tests.factories.workflows import product_for
from workflows.deadlines import dates_of
from workflows.enums import Checked, Frequency
from workflows.models import BeconRow, DeadlineRule, Extension, OfficeHoliday
from workflows.periods import spans
from workflows.rules import deadline_rules as rules
from workflows.rules.extensions import proposed_until, register_extension, remove_extension, shift_internal
from workflows.rules.periods import periods_for

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def icp_rule() -> DeadlineRule:
    return DeadlineRule.objects.get(kind="ICP")


def test_new_version_counts_only_for_periods_that_end_after_it_began(in_alfa):
    rule = icp_rule()
    made = rules.new_version(rule, by=in_alfa.admin, version=rule.version, valid_from=date(2027, 1, 1), months=2)
    assert dates_of("ICP", "MONTH", None, date(2026, 12, 31)).file_by == date(2027, 1, 31)
    assert dates_of("ICP", "MONTH", None, date(2027, 1, 31)).file_by == date(2027, 3, 31)
    assert (made.status, made.checked_on, made.spread_at) == (Checked.UNCHECKED, None, None)
    rule.refresh_from_db()
    assert (rule.valid_to, rule.is_checked) == (date(2026, 12, 31), True)
    assert AuditEvent.objects.filter(event="deadline_rule.versioned").count() == 1


def test_new_version_may_not_begin_before_the_old_one(in_alfa):
    rule = icp_rule()
    made = rules.new_version(rule, by=in_alfa.admin, version=1, valid_from=date(2027, 1, 1), months=2)
    with pytest.raises(RuleBroken) as fault:
        rules.new_version(made, by=in_alfa.admin, version=1, valid_from=date(2026, 1, 1), months=3)
    assert (fault.value.code, fault.value.field) == ("TRM01", "valid_from")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"formula": "FIXED_DAY", "fixed_day": None}, "fixed_day"),
        ({"formula": "FIXED_DAY", "fixed_day": 32}, "fixed_day"),
        ({"formula": "FIXED_DAY", "fixed_day": 1, "fixed_month": 13}, "fixed_month"),
        ({"months": 200}, "months"),
    ],
)
def test_new_version_refuses_a_formula_that_gives_no_day(in_alfa, values, field):
    with pytest.raises(RuleBroken) as fault:
        rules.new_version(icp_rule(), by=in_alfa.admin, version=1, valid_from=date(2027, 1, 1), **values)
    assert fault.value.field == field
    assert DeadlineRule.objects.filter(kind="ICP").count() == 1


def test_new_version_of_a_stale_form_is_refused(in_alfa):
    with pytest.raises(StaleForm):
        rules.new_version(icp_rule(), by=in_alfa.admin, version=9, valid_from=date(2027, 1, 1))


def test_rules_are_for_who_may_manage_them(in_alfa):
    with pytest.raises(Forbidden):
        rules.new_version(icp_rule(), by=in_alfa.manager, version=1, valid_from=date(2027, 1, 1))
    with pytest.raises(Forbidden):
        rules.add_free_day(by=in_alfa.editor, day=date(2027, 5, 7), name="Brug")


def test_confirm_rule_says_who_when_and_where(in_alfa):
    rule = DeadlineRule.objects.get(kind="LH", frequency="FOUR_WEEKS")
    rule = rules.confirm_rule(rule, by=in_alfa.admin, version=rule.version, checked_on=YESTERDAY, source="lijst 2027")
    assert (rule.is_checked, rule.checked_on, rule.source, rule.confirmed_by) == (True, YESTERDAY, "lijst 2027", in_alfa.admin)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"checked_on": timezone.localdate() + timedelta(days=1), "source": "x"}, "checked_on"),
     ({"checked_on": YESTERDAY, "source": " "}, "source")],
)  # fmt: skip
def test_confirm_rule_needs_a_day_that_was_and_a_source(in_alfa, values, field):
    with pytest.raises(RuleBroken) as fault:
        rules.confirm_rule(icp_rule(), by=in_alfa.admin, version=1, **values)
    assert (fault.value.code, fault.value.field) == ("TRM02", field)


def test_history_keeps_what_a_rule_said(in_alfa):
    rule = icp_rule()
    rules.new_version(rule, by=in_alfa.admin, version=1, valid_from=date(2027, 1, 1), months=2)
    seen = rule.office_events.order_by("pgh_id").values_list("pgh_label", "valid_to")
    assert list(seen) == [("insert", None), ("update", date(2026, 12, 31))]


def test_percentage_stays_in_order_and_must_be_confirmed_again(in_alfa):
    rules.confirm_becon_year(2025, by=in_alfa.admin, checked_on=YESTERDAY, source="regeling")
    row = BeconRow.objects.get(return_year=2025, month_end=date(2026, 9, 30))
    row = rules.save_percentage(row, by=in_alfa.admin, version=row.version, percentage=Decimal(40))
    assert (row.percentage, row.status) == (Decimal(40), Checked.UNCHECKED)
    with pytest.raises(RuleBroken) as fault:
        rules.save_percentage(row, by=in_alfa.admin, version=row.version, percentage=Decimal(29))
    assert fault.value.code == "TRM03"


def test_confirm_becon_year_leaves_other_years_open(in_alfa):
    assert rules.confirm_becon_year(2025, by=in_alfa.admin, checked_on=YESTERDAY, source="regeling") == 9
    open_years = BeconRow.objects.filter(status=Checked.UNCHECKED).order_by().values_list("return_year", flat=True).distinct()
    assert sorted(open_years) == [2024, 2026]


def test_free_day_exists_once(in_alfa):
    rules.add_free_day(by=in_alfa.admin, day=date(2027, 5, 7), name="Brug")
    with pytest.raises(RuleBroken) as fault:
        rules.add_free_day(by=in_alfa.admin, day=date(2027, 5, 7), name="Nog eens")
    assert fault.value.code == "TRM04"


def test_free_day_by_decree_lets_every_rule_be_spread_again(in_alfa):
    row = rules.add_free_day(by=in_alfa.admin, day=date(2027, 5, 7), name="Brug")
    assert DeadlineRule.objects.filter(spread_at=None).count() == 0
    rules.remove_free_day(row, by=in_alfa.admin)
    rules.add_free_day(by=in_alfa.admin, day=date(2027, 5, 7), name="Besluit", by_decree=True)
    assert DeadlineRule.objects.exclude(spread_at=None).count() == 0
    assert OfficeHoliday.objects.count() == 1


def test_proposed_until_follows_the_scheme(in_alfa):
    assert proposed_until("IB", 2025, "BECON") == date(2027, 4, 30)
    assert proposed_until("VPB", 2025, "OWN") == date(2026, 11, 1)
    assert proposed_until("VPB", 2025, "BECON", year_end=date(2025, 6, 30)) is None


def test_register_extension_twice_changes_the_row(in_alfa):
    relation = make_relation()
    first = register_extension(relation, by=SYSTEM, tax="VPB", year=2025, kind="OWN", registered_on=date(2026, 4, 1))
    second = register_extension(relation, by=SYSTEM, tax="VPB", year=2025, kind="BECON", registered_on=date(2026, 4, 2))
    assert (first.pk, first.until, second.until, second.version) == (second.pk, date(2026, 11, 1), date(2027, 4, 30), 2)


def test_register_extension_before_the_ordinary_day_is_refused(in_alfa):
    with pytest.raises(RuleBroken) as fault:
        register_extension(
            make_relation(), by=SYSTEM, tax="IB", year=2025, kind="OWN", until=date(2026, 4, 30), registered_on=date(2026, 4, 1)
        )
    assert fault.value.code == "UIT02"


def test_extension_is_for_who_may_shift_dates_of_that_relation(in_alfa):
    relation = make_relation()
    values = {"tax": "IB", "year": 2025, "kind": "BECON", "registered_on": date(2026, 4, 1)}
    with pytest.raises(Forbidden):
        register_extension(relation, by=in_alfa.editor, **values)
    assign(relation, in_alfa.editor)
    register_extension(relation, by=in_alfa.editor, **values)
    assert Extension.objects.count() == 1


def test_remove_extension_gives_the_ordinary_date_back(in_alfa):
    relation = make_relation()
    row = register_extension(relation, by=SYSTEM, tax="IB", year=2025, kind="BECON", registered_on=date(2026, 4, 1))
    remove_extension(row, by=SYSTEM)
    assert dates_of("IB", "YEAR", None, date(2025, 12, 31), relation).file_by == date(2026, 4, 30)


def test_shift_internal_counts_and_asks_a_reason(in_alfa):
    relation, product = make_relation(), product_for("OB")
    span = next(spans(Frequency.MONTH, 2026))
    period, last = periods_for([span])[span], date(2026, 2, 28)
    for day, reason in ((20, "Later"), (24, "Nog later")):
        row = shift_internal(relation, product, period, by=SYSTEM, internal=date(2026, 2, day), statutory=last, reason=reason)
    assert (row.shift_count, row.internal, row.reason) == (2, date(2026, 2, 24), "Nog later")
    for day, reason, code in ((date(2026, 2, 20), " ", "UIT03"), (date(2026, 3, 1), "Te laat", "UIT04")):
        with pytest.raises(RuleBroken) as fault:
            shift_internal(relation, product, period, by=SYSTEM, internal=day, statutory=last, reason=reason)
        assert fault.value.code == code
