"""The proof of the matrix: 300 relations, 12 periods, every state counted a second time by other means."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from crm.enums import FilingKind
from crm.models import TaxFrequency
from offices.files import store
from sbr_inbox.enums import State
from sbr_inbox.expecting import Cause, CellState, expect
from sbr_inbox.expecting.facts import GAPS
from sbr_inbox.expecting.loading import expected_relations, load
from sbr_inbox.models import Filing
from tests.factories.crm import make_relation, valid_base
from tests.factories.workflows import give_product
from workflows.periods import spans

pytestmark = pytest.mark.django_db
RELATIONS, SEED, TODAY = 300, 20_261_121, date(2027, 3, 31)
# What stands in the database, and what the matrix must say of it.
SAYS = {
    State.READY: "RECEIVED", State.OFFERED: "WITH_CLIENT", State.DECLINED: "ERROR", State.APPROVED: "APPROVED", State.SENT: "SENT",
    State.ACCEPTED: "ACCEPTED", State.FILED_ELSEWHERE: "ELSEWHERE", State.REJECTED_RECEIVER: "ERROR", State.WITHDRAWN: "MISSING",
    None: "MISSING",
}  # fmt: skip


def synthetic_office(rng: Random) -> Counter:
    """300 clients with btw per month and a filing in a random state over most months; gives what was put in."""
    file = store(b"%PDF-1.4 leeg", name="leeg.pdf", purpose="filing")
    months, put, filings, rhythms = list(spans("MONTH", 2026)), Counter(), [], []
    for position in range(RELATIONS):
        relation = make_relation(ob_nummers=[f"{valid_base()}B01"], client_since=date(2020, 1, 1))
        give_product(relation, FilingKind.OB)
        rhythms.append(TaxFrequency(relation=relation, kind="OB", frequency="MONTH", valid_from=date(2020, 1, 1)))
        for month in months:
            state = rng.choice(list(SAYS))
            put[SAYS[state]] += 1
            if state:
                filings.append(
                    Filing(
                        state=state, kind="OB", relation=relation, period_start=month.start, period_end=month.end, year=2026,
                        frequency="MONTH", sha256=f"{position:032}{month.index:032}", pdf_file=file, name="btw.pdf", due_at=None,
                    )
                )
    TaxFrequency.objects.bulk_create(rhythms)
    Filing.objects.bulk_create(filings)
    return put


def test_sum_of_cells_per_state_equals_an_independent_count(in_alfa, offices):
    with offices.beta.scope:
        other = make_relation(ob_nummers=[f"{valid_base()}B01"], client_since=date(2020, 1, 1))
        give_product(other, FilingKind.OB)
    put = synthetic_office(Random(SEED))
    subjects, facts = load(expected_relations(in_alfa.admin), 2026, member=in_alfa.admin, today=TODAY)
    cells = [cell for subject in subjects for cell in expect(subject, facts)]
    assert len(cells) == RELATIONS * 12 == sum(put.values())
    assert Counter(str(cell.state) for cell in cells) == put
    assert [cell for cell in cells if cell.state in GAPS and cell.cause == Cause.NONE] == []
    accepted = Filing.objects.filter(kind="OB", state=State.ACCEPTED).count()
    assert sum(cell.state == CellState.ACCEPTED for cell in cells) == accepted
    assert {cell.file_by - cell.end for cell in cells} <= {timedelta(days=count) for count in (28, 29, 30, 31)}
