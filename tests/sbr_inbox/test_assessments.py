"""Incoming assessments: the days they set, what is done about them, and how they differ from the return."""

from datetime import date
from decimal import Decimal

import pytest

from crm.enums import FilingKind
from crm.models import TimelineEntry
from offices.errors import Forbidden
from offices.models import AuditEvent
from sbr_inbox import practice_files
from sbr_inbox.assessments import difference_with_return, dues_of
from sbr_inbox.models import Filing, FilingAction
from sbr_inbox.paying import payment_of
from sbr_inbox.presentation import latest_reading
from sbr_inbox.rules.assessments import ActionFault, finish_action, reopen_action
from tests.conftest import desk_client_for
from tests.factories.crm import assign
from tests.factories.sbr import make_taxpayer, received

pytestmark = pytest.mark.django_db
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}


def _assessment(relation, *, balance=3_200, pay_before=date(2026, 12, 15), object_before=None, dated=date(2026, 10, 30), stem="vpb"):
    content = practice_files.sba(
        stem=stem, number=relation.rsin, balance=balance, number_of_assessment="001234560V56", dated=dated, name=relation.name,
        pay_before=pay_before, object_before=object_before, **YEAR,
    )  # fmt: skip
    return received(content)


def _actions(filing):
    return list(FilingAction.objects.filter(filing=filing).values_list("kind", "due_on"))


@pytest.mark.parametrize(
    ("dated", "last"),
    [
        (date(2026, 10, 30), date(2026, 12, 11)),
        # A Saturday, and the day after Christmas of a year in which that runs into the weekend.
        (date(2026, 10, 31), date(2026, 12, 14)),
        (date(2026, 11, 13), date(2026, 12, 28)),
        (date(2027, 2, 15), date(2027, 3, 30)),
    ],
)
def test_objection_ends_six_weeks_later_on_a_working_day(dated, last):
    assert [(due.kind, due.on) for due in dues_of({"dated": dated}, Decimal(0))] == [("OBJECT", last)]


def test_days_in_the_message_are_taken_as_they_are():
    dates = {"dated": date(2026, 10, 30), "object_before": date(2026, 12, 13), "appeal_before": date(2027, 1, 2)}
    assert [(due.kind, due.on, due.reckoned) for due in dues_of(dates, Decimal(-5))] == [
        ("OBJECT", date(2026, 12, 13), ""),
        ("APPEAL", date(2027, 1, 2), ""),
    ]


def test_assessment_goes_to_the_dossier_and_says_what_to_do(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    filing = _assessment(relation)
    assert (filing.state, filing.relation) == ("DOSSIER_ONLY", relation)
    assert _actions(filing) == [("OBJECT", date(2026, 12, 11)), ("PAY", date(2026, 12, 15))]
    entry = TimelineEntry.objects.get(relation=relation, title__contains="ontvangen van de Belastingdienst")
    assert entry.text == "Bezwaar uiterlijk 11-12-2026; betalen uiterlijk 15-12-2026."
    assert AuditEvent.objects.filter(event="assessment.received").count() == 1


def test_refund_asks_no_payment(in_alfa):
    filing = _assessment(make_taxpayer(FilingKind.VPB), balance=-300)
    assert [kind for kind, _ in _actions(filing)] == ["OBJECT"]


def test_same_message_again_adds_nothing(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    first, second = _assessment(relation), _assessment(relation)
    assert first.pk == second.pk
    assert FilingAction.objects.count() == 2


def test_assessment_of_an_unknown_number_waits_and_asks_nothing(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    relation.rsin = "111222333"
    filing = _assessment(relation)
    assert (filing.state, FilingAction.objects.count()) == ("UNMATCHED", 0)


def test_action_is_done_once_and_can_be_reopened(in_alfa):
    action = FilingAction.objects.get(filing=_assessment(make_taxpayer(FilingKind.VPB)), kind="PAY")
    done = finish_action(action, by=in_alfa.manager, note="Betaald op 1-12")
    assert (done.done_by, done.note) == (in_alfa.manager, "Betaald op 1-12")
    with pytest.raises(ActionFault):
        finish_action(action, by=in_alfa.manager)
    assert reopen_action(action, by=in_alfa.manager).done_at is None
    with pytest.raises(Forbidden):
        finish_action(action, by=in_alfa.viewer)


def _filed(relation, **figures):
    content = practice_files.vpb(number=relation.rsin, name=relation.name, **{"profit": 84_000, "balance": 12_400} | figures, **YEAR)
    filing = received(content)
    Filing.objects.filter(pk=filing.pk).update(state="ACCEPTED")
    return filing


def test_difference_with_the_return_is_shown_per_figure(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    filed = _filed(relation)
    assessed = _assessment(relation, balance=13_000)
    found = difference_with_return(assessed, latest_reading(assessed))
    assert (found.filed, found.differs) == (filed, True)
    assert (found.rows[-1].filed, found.rows[-1].assessed, found.rows[-1].step) == ("12.400", "13.000", "+600")


def test_equal_assessment_says_so_and_a_return_that_was_not_filed_is_no_match(in_alfa):
    relation = make_taxpayer(FilingKind.VPB)
    filed = _filed(relation)
    assessed = _assessment(relation, balance=12_400)
    assert difference_with_return(assessed, latest_reading(assessed)).differs is False
    Filing.objects.filter(pk=filed.pk).update(state="READY")
    assert difference_with_return(assessed, latest_reading(assessed)) is None


def test_return_of_another_client_is_never_compared(in_alfa):
    _filed(make_taxpayer(FilingKind.VPB))
    assessed = _assessment(make_taxpayer(FilingKind.VPB))
    assert difference_with_return(assessed, latest_reading(assessed)) is None


def test_pages_show_the_days_and_take_the_answer(alfa, beta):
    with alfa.scope:
        relation = make_taxpayer(FilingKind.VPB)
        assign(relation, alfa.editor, role="ACCOUNTANT")
        _filed(relation)
        filing = _assessment(relation)
        action = FilingAction.objects.get(filing=filing, kind="PAY")
        other = make_taxpayer(FilingKind.VPB)
        closed = FilingAction.objects.get(filing=_assessment(other), kind="PAY")
    client = desk_client_for(alfa.editor)
    page = client.get(f"/k/alfa/sbr-inbox/{filing.pk}/").content.decode()
    for text in ("Betalen uiterlijk 15\xa0december 2026", "Vergeleken met de aangifte", "Afgehandeld"):
        assert text in page
    listed = client.get("/k/alfa/sbr-inbox/aanslagen/").content.decode()
    assert relation.name in listed
    assert other.name not in listed
    assert client.post(f"/k/alfa/sbr-inbox/aanslagen/{closed.pk}/").status_code == 404
    assert desk_client_for(beta.admin).post(f"/k/beta/sbr-inbox/aanslagen/{action.pk}/").status_code == 404
    assert client.post(f"/k/alfa/sbr-inbox/aanslagen/{action.pk}/", {"terug": "aangifte"}).url == f"/k/alfa/sbr-inbox/{filing.pk}/"
    with alfa.scope:
        assert FilingAction.objects.filter(done_at=None).count() == 3
    assert relation.name in client.get("/k/alfa/sbr-inbox/aanslagen/?klaar=1").content.decode()
    assert "Bezwaar uiterlijk" in client.get(f"/k/alfa/relaties/{relation.pk}/").content.decode()


def test_assessment_says_when_to_pay_and_leaves_the_reference_to_the_letter(in_alfa):
    payment = payment_of(_assessment(make_taxpayer(FilingKind.VPB)))
    assert (payment.due, payment.reference, payment.iban) == (date(2026, 12, 15), "", "")
