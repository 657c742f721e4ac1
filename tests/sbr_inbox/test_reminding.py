"""Reminders: their rhythm, working days and hours, their end, and who is never chased."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.enums import RelationStatus
from crm.models import Contact, Relation
from offices.errors import RuleBroken
from offices.models import OutgoingMail
from sbr_inbox.approval_enums import AnswerOrder, Factor, Quorum
from sbr_inbox.models import ApprovalPolicy, FilingEvent
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.asking import expire_due
from sbr_inbox.rules.reminding import remind_due, remind_now
from sbr_inbox.rules.reminding_plan import days
from tests.factories.crm import assign
from tests.factories.offices import make_account
from tests.factories.portal import make_client, make_client_contact, make_filing, put_before, shown_on
from workflows.models import OfficeHoliday

pytestmark = pytest.mark.django_db
# A Monday; the term of 21 days ends on Monday 21 December 2026.
START = "2026-11-30T10:00:00+01:00"


@pytest.fixture(autouse=True)
def _start():
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def case(in_alfa):
    """(request, account, filing) of office alfa, with a manager on the relation."""
    relation, _, account = make_client(in_alfa)
    assign(relation, in_alfa.editor)
    filing = make_filing(relation)
    return put_before(filing, by=in_alfa.editor), account, filing


def _mails(kind="approval.reminded"):
    return OutgoingMail.objects.filter(kind=kind).count()


def _run(until: date) -> list[datetime]:
    """Sweep three times a day until a day; the moments at which a reminder left."""
    sent, day = [], timezone.localdate()
    while day <= until:
        for hour in (8, 9, 12):
            now = timezone.make_aware(datetime.combine(day, time(hour)))
            if now < timezone.now():
                continue
            with time_machine.travel(now, tick=False):
                before = _mails()
                remind_due()
                expire_due()
                if _mails() > before:
                    sent.append(now)
        day += timedelta(days=1)
    return sent


def test_days_of_reminding_before_on_and_after():
    found = days(date(2026, 12, 21))
    assert [next(found) for _ in range(5)] == [
        date(2026, 12, 14), date(2026, 12, 18), date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4),
    ]  # fmt: skip


def test_days_off_move_forward_in_time_before_and_back_after():
    # Due on Boxing Day (a Saturday): 19 December is a Saturday, 25 December a holiday; a week later is 2 January, Saturday.
    found = days(date(2026, 12, 26))
    assert [next(found) for _ in range(3)] == [date(2026, 12, 18), date(2026, 12, 24), date(2027, 1, 4)]


def test_days_keep_clear_of_days_the_office_is_closed():
    assert next(days(date(2026, 12, 21), free={date(2026, 12, 14)})) == date(2026, 12, 11)


def test_reminders_go_out_at_nine_on_the_days_of_the_rhythm(case):
    sent = _run(date(2026, 12, 22))
    assert [f"{moment:%d-%m %H}" for moment in sent] == ["14-12 09", "18-12 09", "21-12 09"]


def test_reminder_holds_a_link_and_no_amount(case):
    request, _, _ = case
    _run(date(2026, 12, 14))
    mail = OutgoingMail.objects.get(kind="approval.reminded")
    assert (f"/p/alfa/aangiften/{request.pk}/" in mail.body, "7.886" in mail.body + mail.subject) == (True, False)


def test_deadline_before_the_term_sets_the_rhythm(in_alfa):
    relation, _, _ = make_client(in_alfa)
    put_before(make_filing(relation, deadline=date(2026, 12, 10)), by=in_alfa.editor)
    assert [f"{moment:%d-%m}" for moment in _run(date(2026, 12, 18))] == ["03-12", "09-12", "10-12", "17-12"]


def test_reminders_stop_at_their_number_and_the_owner_hears_of_it(in_alfa):
    relation, _, _ = make_client(in_alfa)
    assign(relation, in_alfa.editor)
    ApprovalPolicy.objects.filter(kind="OB").update(reminders=2)
    filing = make_filing(relation, deadline=date(2026, 12, 10))
    request = put_before(filing, by=in_alfa.editor)
    assert len(_run(date(2026, 12, 18))) == 2
    request.refresh_from_db()
    filing.refresh_from_db()
    assert (timezone.localdate(request.silent_at), request.remind_due_at, filing.assignee) == (date(2026, 12, 10), None, in_alfa.editor)
    assert OutgoingMail.objects.get(kind="approval.office_silent").to == in_alfa.editor.user.email
    assert FilingEvent.objects.filter(filing=filing, event="filing.silent").count() == 1


@pytest.mark.parametrize("moment", ["2026-12-14T07:30:00+01:00", "2026-12-14T20:00:00+01:00", "2026-12-13T12:00:00+01:00"])
def test_nothing_leaves_outside_office_hours(case, moment):
    request, _, _ = case
    request.remind_due_at = timezone.now()
    request.save()
    with time_machine.travel(moment, tick=False):
        assert (remind_due(), _mails()) == (1, 0)
        request.refresh_from_db()
        assert timezone.localtime(request.remind_due_at).hour == 9


def test_nothing_leaves_on_a_day_the_office_is_closed(case):
    OfficeHoliday.objects.create(day=date(2026, 12, 14), name="Kantoordag")
    request, _, _ = case
    with time_machine.travel("2026-12-14T10:00:00+01:00", tick=False):
        remind_due()
        assert _mails() == 0
    request.refresh_from_db()
    assert timezone.localdate(request.remind_due_at) == date(2026, 12, 15)


@pytest.mark.parametrize("what", ["ended", "blocked", "relation_deceased", "contact_deceased"])
def test_nobody_is_chased_who_left_or_died(case, what):
    request, account, filing = case
    rows = Relation.objects.filter(pk=filing.relation_id)
    if what == "contact_deceased":
        Contact.objects.filter(pk=account.contact_id).update(deceased_on=date(2026, 12, 1))
    elif what == "relation_deceased":
        rows.update(deceased_on=date(2026, 12, 1))
    elif what == "ended":
        rows.update(status=RelationStatus.ENDED, ended_on=date(2026, 12, 1), end_reason="MOVED")
    else:
        rows.update(status=RelationStatus.BLOCKED)
    assert _run(date(2026, 12, 22)) == []
    request.refresh_from_db()
    assert request.pk is not None


def test_whoever_answered_is_not_reminded(in_alfa):
    relation, _, account = make_client(in_alfa)
    other = make_client_contact(relation, "anna@devries.example", name="Anna de Vries")
    ApprovalPolicy.objects.filter(kind="OB").update(quorum=Quorum.ALL)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    _run(date(2026, 12, 14))
    assert [mail.to for mail in OutgoingMail.objects.filter(kind="approval.reminded")] == [other.email]


def test_fixed_order_mails_the_next_when_the_first_answered(in_alfa):
    relation, contact, account = make_client(in_alfa)
    other = make_client_contact(relation, "anna@devries.example", name="Anna de Vries")
    anna = make_account(in_alfa.office, other.pk, other.email)
    ApprovalPolicy.objects.filter(kind="OB").update(quorum=Quorum.ALL, order=AnswerOrder.FIXED)
    request = put_before(make_filing(relation), by=in_alfa.editor)
    assert [mail.to for mail in OutgoingMail.objects.filter(kind="approval.asked")] == [contact.email]
    with pytest.raises(RuleBroken) as broken:
        approve(request, account=anna, factor=Factor.STRONG, **shown_on(request))
    assert broken.value.code == "POR11"
    _run(date(2026, 12, 14))
    assert [mail.to for mail in OutgoingMail.objects.filter(kind="approval.reminded")] == [contact.email]
    approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    assert {mail.to for mail in OutgoingMail.objects.filter(kind="approval.asked")} == {contact.email, other.email}


def test_reminding_by_hand_once_a_day(case, in_alfa):
    _, _, filing = case
    with pytest.raises(RuleBroken) as broken:
        remind_now(filing, by=in_alfa.editor)
    assert (broken.value.code, _mails()) == ("POR17", 0)
    with time_machine.travel("2026-12-02T10:00:00+01:00", tick=False):
        assert (remind_now(filing, by=in_alfa.editor), _mails()) == (1, 1)
        with pytest.raises(RuleBroken):
            remind_now(filing, by=in_alfa.editor)
    assert FilingEvent.objects.filter(event="filing.reminded").count() == 1


def test_answered_request_is_never_reminded(case):
    request, account, _ = case
    approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    assert _run(date(2026, 12, 22)) == []
