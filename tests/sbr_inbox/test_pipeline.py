"""From bytes to ready: every step on real rows."""

import pytest

from crm.enums import FilingKind
from sbr_inbox.enums import MatchRule, State
from sbr_inbox.models import Filing, Intake
from tests.factories.sbr import codes, make_taxpayer, ob_file, ob_number, receive, received, work_off

pytestmark = pytest.mark.django_db


def test_filing_of_a_known_number_becomes_ready(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    filing = received(ob_file(ob_number(relation), turnover=5000, input_tax=50))
    assert (filing.state, filing.relation_id, filing.match_rule) == (State.READY, relation.pk, MatchRule.NUMBER)
    assert (filing.kind, filing.amount, filing.direction) == ("OB", 1000, "TO_PAY")
    assert filing.key_shown == ob_number(relation)
    assert filing.period.label == "2026-10"
    assert codes(filing) == ["E10"]
