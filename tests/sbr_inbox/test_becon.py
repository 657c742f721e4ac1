"""The becon meter: what is needed, what is in, who is next, and extensions from messages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from crm.enums import FilingKind, RelationType
from offices.audit import SYSTEM
from sbr_inbox import practice_files
from sbr_inbox.becon import Return, needed, queue, steps
from sbr_inbox.becon_facts import registered_returns
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.extending import register_accepted, register_from, unregistered
from tests.conftest import desk_client_for
from tests.factories.crm import assign, make_person, make_relation
from tests.factories.sbr import received
from workflows.models import BeconRow, Extension
from workflows.rules.extensions import register_extension

pytestmark = pytest.mark.django_db


def test_needed_of_412_returns_is_rounded_up():
    shares = ["30", "38.75", "47.5", "56.25", "65", "73.75", "82.5", "91.25", "100"]
    assert [needed(412, Decimal(share)) for share in shares] == [124, 160, 196, 232, 268, 304, 340, 376, 412]


def test_seeded_percentages_are_those_of_the_scheme_and_unchecked(in_alfa):
    rows = BeconRow.objects.filter(return_year=2025).order_by("month_end")
    assert [row.month_end for row in rows][0::8] == [date(2026, 8, 31), date(2027, 4, 30)]
    assert rows[6].month_end == date(2027, 2, 28)
    assert [needed(412, row.percentage) for row in rows] == [124, 160, 196, 232, 268, 304, 340, 376, 412]
    assert not any(row.is_checked for row in rows)


def a_return(name, **values) -> Return:
    return Return(uuid4(), name, "IB", date(2027, 4, 30), **values)


def test_steps_count_what_was_in_on_each_month_end():
    returns = [a_return(str(place), filed_on=date(2026, 8, 1) if place < 2 else date(2026, 9, 30) if place < 3 else None) for place in range(10)]
    found = steps([(date(2026, 8, 31), Decimal(30), True), (date(2026, 9, 30), Decimal("38.75"), True)], returns)
    assert [(step.needed, step.done, step.gap) for step in found] == [(3, 2, 1), (4, 3, 1)]


def test_queue_puts_interest_first_then_nothing_in_then_late_then_name():
    rows = [
        a_return("a binnen", received=True), a_return("b"), a_return("c laat", late_last_year=True), a_return("d rente", owed_last_year=Decimal(900)),
        a_return("e klaar", filed_on=date(2026, 8, 1)),
    ]  # fmt: skip
    assert [row.name for row in queue(rows)] == ["d rente", "c laat", "b", "a binnen"]


def person_with_extension(**values):
    relation = make_relation(type=RelationType.PERSON, **values)
    register_extension(relation, by=SYSTEM, tax="IB", year=2025, kind="BECON", registered_on=date(2026, 4, 1))
    return relation


def filed(relation, year, *, sent, deadline, state=State.ACCEPTED, amount=0):
    file = received(b"%PDF-1.4 leeg").pdf_file
    return Filing.objects.create(
        kind="IB", relation=relation, state=state, period_start=date(year, 1, 1), period_end=date(year, 12, 31), name="ib", pdf_file=file,
        sha256=uuid4().hex, sent_at=sent and datetime(*sent, tzinfo=UTC), deadline=deadline, amount=amount, direction="TO_PAY",
    )  # fmt: skip


def test_registered_returns_know_what_is_in_and_who_was_late(in_alfa, offices):
    late, good = person_with_extension(last_name="Aa"), person_with_extension(last_name="Bb")
    with offices.beta.scope:
        person_with_extension(last_name="Cc")
    for year in (2023, 2024):
        filed(late, year, sent=(year + 2, 6, 1), deadline=date(year + 2, 4, 30), amount=1_200)
    filed(good, 2025, sent=(2026, 9, 1), deadline=date(2027, 4, 30))
    first, second = registered_returns(2025, member=in_alfa.admin)
    assert (first.relation, first.years_late, first.at_risk, first.owed_last_year, first.is_done) == (late.pk, 2, True, Decimal(1200), False)
    assert (second.filed_on, second.years_late) == (date(2026, 9, 1), 0)


def test_meter_page_shows_the_returns_of_this_member(in_alfa):
    mine = person_with_extension(last_name="Mijn")
    person_with_extension(last_name="Ander")
    assign(mine, in_alfa.editor)
    page = desk_client_for(in_alfa.editor).get("/k/alfa/sbr-inbox/becon/", {"jaar": "2025"})
    assert (page.status_code, page.context["registered"]) == (200, 1)
    assert [row.relation for row in page.context["waiting"]] == [mine.pk]
    assert "te controleren" in page.content.decode()


def uitstel(number="123456782"):
    extension = practice_files.Extension(number, "Voorbeeld", "IB", date(2025, 1, 1), date(2025, 12, 31))
    filing = received(practice_files.uitstel(year=2025, extensions=[extension]))
    assert filing.kind == FilingKind.UITSTEL
    return filing


def test_accepted_message_registers_the_extensions_it_asked_for(in_alfa):
    relation = make_person(bsn="123456782")
    filing = uitstel()
    assert register_accepted() == 0
    Filing.objects.filter(pk=filing.pk).update(state=State.ACCEPTED)
    assert (register_accepted(), register_accepted(), unregistered().count()) == (1, 0, 0)
    row = Extension.objects.get()
    assert (row.relation_id, row.tax, row.year, row.until, row.from_filing) == (relation.pk, "IB", 2025, date(2027, 4, 30), filing.pk)


def test_register_from_a_message_twice_keeps_one_row(in_alfa):
    make_person(bsn="123456782")
    filing = uitstel()
    assert [register_from(filing, by=in_alfa.admin) for _ in range(2)] == [(1, 0), (1, 0)]
    assert Extension.objects.count() == 1
