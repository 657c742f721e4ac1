"""Open filings of who leaves go along in the plan that hands over the work."""

import pytest

from crm.models import TeamAssignment
from crm.rules.hand_over import plan_hand_over
from crm.rules.plans import apply_plan, undo_plan
from offices.models import AuditEvent
from sbr_inbox.models import Filing
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, receive

pytestmark = pytest.mark.django_db


def test_open_filings_are_handed_over_and_taken_back(in_alfa):
    relation = make_taxpayer("OB", ob=True)
    own = receive(ob_file(ob_number(relation), reference="EIGEN"), by=in_alfa.editor).filing
    over = receive(ob_file(ob_number(relation), reference="KLAAR"), by=in_alfa.editor).filing
    Filing.objects.filter(pk__in=[own.pk, over.pk]).update(assignee=in_alfa.editor)
    Filing.objects.filter(pk=over.pk).update(state="DISCARDED")
    TeamAssignment.objects.filter(member=in_alfa.editor).delete()
    plan = plan_hand_over(in_alfa.editor, to=in_alfa.manager, by=in_alfa.admin)
    assert list(plan.items.values_list("object_id", flat=True)) == [own.pk]
    apply_plan(plan, by=in_alfa.admin)
    named = dict(Filing.objects.filter(pk__in=[own.pk, over.pk]).values_list("pk", "assignee"))
    assert named == {own.pk: in_alfa.manager.pk, over.pk: in_alfa.editor.pk}
    plan.refresh_from_db()
    undo_plan(plan, by=in_alfa.admin)
    assert Filing.objects.get(pk=own.pk).assignee == in_alfa.editor
    assert AuditEvent.objects.filter(event="filing.assigned").count() == 2
