"""The agenda: whose it is, what others see of it, and what leaves the office under a secret address."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.models import TimelineEntry
from offices.enums import MemberState
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.models import AuditEvent, EntryToken, RoleGrant
from tests.factories.crm import assign, link_contact, make_contact, make_relation
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, received
from workflows.agenda import BUSY, agenda_of, midnight
from workflows.enums import Openness
from workflows.ics import calendar
from workflows.models import Appointment, CalendarToken
from workflows.rules.calendar import (
    change_appointment,
    make_appointment,
    make_feed,
    remove_appointment,
    revoke_feed,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)
HERE = "/k/alfa/agenda/"


@pytest.fixture
def relation(in_alfa):
    row = make_relation(name="Bakkerij Jansen B.V.")
    assign(row, in_alfa.editor)
    return row


def talk(by, *, hour=10, **values):
    begin = midnight(DAY) + timedelta(hours=hour)
    given = {"title": "Bespreking", "starts_at": begin, "ends_at": begin + timedelta(hours=1)}
    return make_appointment(by=by, **(given | values))


def titles(member, viewer=None):
    return [entry.title for entry in agenda_of(member, DAY, DAY, viewer=viewer)]


def test_appointment_stands_with_everybody_who_takes_part_and_on_the_timeline(in_alfa, relation):
    contact = make_contact(last_name="Jansen")
    link_contact(relation, contact)
    row = talk(in_alfa.editor, relation=relation, members=[in_alfa.manager], contacts=[contact], place="Spreekkamer")
    assert titles(in_alfa.editor) == titles(in_alfa.manager) == ["Bespreking"]
    assert titles(in_alfa.viewer) == []
    assert [one.contact for one in row.contacts.all()] == [contact]
    line = TimelineEntry.objects.get(relation=relation, kind="CALL")
    assert (line.title, line.text) == ("Afspraak: Bespreking", "25-11-2026 10:00 tot 11:00")
    assert AuditEvent.objects.get(event="appointment.made").relation_id == relation.pk


def test_appointments_stand_in_order_and_whole_days_first(in_alfa):
    talk(in_alfa.editor, hour=14, title="Later")
    talk(in_alfa.editor, hour=9, title="Eerder")
    talk(in_alfa.editor, title="Cursus", starts_at=midnight(DAY - timedelta(days=1)), ends_at=midnight(DAY), whole_day=True)
    assert titles(in_alfa.editor) == ["Cursus", "Eerder", "Later"]


def test_whole_day_on_the_day_the_clock_goes_back_is_one_day(in_alfa):
    day = date(2026, 10, 25)
    talk(in_alfa.editor, title="Zondag", starts_at=midnight(day), ends_at=midnight(day), whole_day=True)
    days = [day + timedelta(days=n) for n in (-1, 0, 1)]
    assert [len(agenda_of(in_alfa.editor, one, one)) for one in days] == [0, 1, 0]


@pytest.mark.parametrize(("values", "code"), [({"title": " "}, "G01"), ({"ends_at": midnight(DAY)}, "CAL04")])
def test_appointment_that_cannot_be_is_refused(in_alfa, values, code):
    with pytest.raises(RuleBroken) as broken:
        talk(in_alfa.editor, **values)
    assert (broken.value.code, Appointment.objects.count()) == (code, 0)


def test_relation_out_of_reach_is_refused(in_alfa):
    with pytest.raises(Forbidden):
        talk(in_alfa.editor, relation=make_relation(name="Vreemd"))


def test_only_who_takes_part_changes_and_removes(in_alfa, relation):
    row = talk(in_alfa.editor, relation=relation)
    for act in (lambda: change_appointment(row, by=in_alfa.admin, version=1, title="X"), lambda: remove_appointment(row, by=in_alfa.admin)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(StaleForm):
        change_appointment(row, by=in_alfa.editor, version=7, title="X")
    changed = change_appointment(row, by=in_alfa.editor, version=1, title="Anders", members=[in_alfa.manager])
    assert (changed.title, changed.version, titles(in_alfa.manager)) == ("Anders", 2, ["Anders"])
    remove_appointment(changed, by=in_alfa.manager)
    assert (Appointment.objects.count(), titles(in_alfa.editor)) == (0, [])


def test_colleague_sees_only_that_somebody_is_busy_where_he_may_not_read(in_alfa, relation):
    hidden = make_relation(name="Geheim", is_private=True)
    assign(hidden, in_alfa.editor)
    talk(in_alfa.editor, hour=9, title="Open", relation=relation)
    talk(in_alfa.editor, hour=10, title="Persoonlijk", openness=Openness.PRIVATE)
    talk(in_alfa.editor, hour=11, title="Over Geheim", relation=hidden)
    assert titles(in_alfa.editor) == ["Open", "Persoonlijk", "Over Geheim"]
    assert titles(in_alfa.editor, viewer=in_alfa.manager) == ["Open", BUSY, BUSY]
    assert titles(in_alfa.editor, viewer=in_alfa.viewer) == [BUSY, BUSY, BUSY]


def test_page_of_a_colleague_asks_the_right_and_hides_what_it_must(in_alfa, relation, offices, desk_client):
    talk(in_alfa.editor, title="Persoonlijk", openness=Openness.PRIVATE, relation=relation, place="Bij Jansen")
    address = f"{HERE}?week=2026-W48&wie={in_alfa.editor.pk}"
    page = desk_client(in_alfa.manager).get(address).content.decode()
    assert BUSY in page and "Persoonlijk" not in page and "Jansen" not in page
    assert desk_client(in_alfa.viewer).get(address).status_code == 403
    assert desk_client(in_alfa.manager).get(f"{HERE}?wie={offices.beta.editor.pk}").status_code == 404
    own = desk_client(in_alfa.editor).get(f"{HERE}?week=2026-W48").content.decode()
    assert "Persoonlijk" in own and "Bakkerij Jansen" in own


def test_appointment_is_typed_and_changed_in_the_browser(in_alfa, relation, desk_client, offices):
    client = desk_client(in_alfa.editor)
    typed = {"title": "Kennismaking", "day": "25-11-2026", "begin": "10:00", "end": "11:30", "relation": relation.number, "openness": "OPEN"}
    assert client.post(f"{HERE}nieuw/", typed).status_code == 302
    row = Appointment.objects.get()
    assert (row.relation, timezone.localtime(row.ends_at).hour) == (relation, 11)
    page = client.get(f"{HERE}{row.pk}/")
    assert page.status_code == 200 and "Kennismaking" in page.content.decode()
    assert client.post(f"{HERE}{row.pk}/", typed | {"title": "Nieuw", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.version) == ("Nieuw", 2)
    assert desk_client(offices.beta.editor).get(f"/k/beta/agenda/{row.pk}/").status_code == 404
    assert client.post(f"{HERE}{row.pk}/weg/").status_code == 302
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"end": "09:00"}, "De eindtijd ligt vóór de begintijd."),
        ({"begin": ""}, "Vul Begin in, of kies Hele dag."),
        ({"relation": "99999"}, "Er is geen relatie met nummer 99999."),
        ({"title": ""}, "Titel"),
    ],
)
def test_wrong_input_keeps_what_was_typed(in_alfa, desk_client, wrong, text):
    typed = {"title": "Kennismaking", "day": "25-11-2026", "begin": "10:00", "end": "11:00", "place": "Zaal 4", "openness": "OPEN"}
    answer = desk_client(in_alfa.editor).post(f"{HERE}nieuw/", typed | wrong)
    page = answer.content.decode()
    assert (answer.status_code, Appointment.objects.count()) == (422, 0)
    assert text in page and "Zaal 4" in page


def test_last_days_of_filings_stand_with_whoever_has_a_role(in_alfa):
    relation = make_taxpayer("OB", ob=True)
    assign(relation, in_alfa.editor)
    with time_machine.travel(timezone.now()):
        filing = received(ob_file(ob_number(relation)))
    day = filing.deadline
    (entry,) = agenda_of(in_alfa.editor, day, day)
    assert (entry.about, entry.key, entry.begins) == (relation.name, str(filing.pk), None)
    assert agenda_of(in_alfa.manager, day, day) == []
    assert agenda_of(in_alfa.editor, day, day, deadlines=False) == []
    assert agenda_of(in_alfa.editor, day + timedelta(days=1), day + timedelta(days=1)) == []


def test_feed_without_names_holds_none(in_alfa, relation):
    talk(in_alfa.editor, title="Gesprek met Jansen; over geld, veel", relation=relation, place="Bij Jansen")
    talk(in_alfa.editor, title="Jansen hele dag", starts_at=midnight(DAY), ends_at=midnight(DAY), whole_day=True)
    entries = agenda_of(in_alfa.editor, DAY, DAY)
    about = {"name": "Agenda", "root": "https://x.example", "now": midnight(DAY)}
    bare = calendar(entries, hides_names=True, **about)
    assert "Jansen" not in bare and bare.count("SUMMARY:Afspraak\\, zie portaal") == 2
    whole = calendar(entries, hides_names=False, **about)
    assert "SUMMARY:Gesprek met Jansen\\; over geld\\, veel\\, Bakkerij Jansen B.V." in whole
    assert "DTSTART;VALUE=DATE:20261125\r\nDTEND;VALUE=DATE:20261126" in whole
    assert "DTSTART:20261125T090000Z\r\nDTEND:20261125T100000Z" in whole
    assert all(len(line.encode()) <= 75 for line in whole.split("\r\n"))


def test_secret_address_gives_the_own_agenda_and_stops(in_alfa, offices, client, relation):
    with time_machine.travel(midnight(DAY)):
        talk(in_alfa.editor, title="Gesprek", relation=relation)
        talk(in_alfa.manager, title="Van een ander")
        _, secret = make_feed(in_alfa.editor, hides_names=False, with_deadlines=True)
        answer = client.get(f"/agenda/{secret}.ics")
        text = answer.content.decode()
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "no-store")
        assert "Gesprek" in text and "Van een ander" not in text
        assert EntryToken.objects.get().token_hash != secret and secret not in str(AuditEvent.objects.values_list("data", flat=True))
        _, newer = make_feed(in_alfa.editor, hides_names=True, with_deadlines=False)
        assert client.get(f"/agenda/{secret}.ics").status_code == 404
        assert "Gesprek" not in client.get(f"/agenda/{newer}.ics").content.decode()
        in_alfa.editor.state = MemberState.ENDED
        in_alfa.editor.save()
        assert client.get(f"/agenda/{newer}.ics").status_code == 404
        assert client.get("/agenda/iets.ics").status_code == 404


def test_one_address_at_a_time(in_alfa):
    for _ in range(3):
        make_feed(in_alfa.editor, hides_names=True, with_deadlines=True)
    assert (CalendarToken.objects.filter(revoked_at=None).count(), EntryToken.objects.filter(active=True).count()) == (1, 1)
    assert (revoke_feed(in_alfa.editor), revoke_feed(in_alfa.editor), EntryToken.objects.filter(active=True).count()) == (1, 0, 0)


def test_address_is_shown_once(in_alfa, desk_client):
    client = desk_client(in_alfa.editor)
    answer = client.post(f"{HERE}link/", {"hides_names": "on"})
    assert answer["Cache-Control"] == "no-store" and ".ics" in answer.content.decode()
    assert ".ics" not in client.get(f"{HERE}link/").content.decode()
    row = CalendarToken.objects.get()
    assert (row.hides_names, row.with_deadlines) == (True, False)
    assert client.post(f"{HERE}link/intrekken/").status_code == 302
    assert CalendarToken.objects.filter(revoked_at=None).count() == 0


def test_week_costs_the_same_for_few_and_many(in_alfa, relation, desk_client):
    client, costs = desk_client(in_alfa.editor), []
    # One moment: on a slow machine a visit is written down again after a minute.
    with time_machine.travel(timezone.now(), tick=False):
        client.get(HERE)
        for count in (1, 10):
            for hour in range(count):
                talk(in_alfa.editor, hour=8 + hour % 10, relation=relation)
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{HERE}?week=2026-W48")
            costs.append(len(asked))
    assert costs[0] == costs[1]


def test_right_to_see_others_is_taken_away_at_once(in_alfa, desk_client):
    client, address = desk_client(in_alfa.manager), f"{HERE}?wie={in_alfa.editor.pk}"
    assert client.get(address).status_code == 200
    RoleGrant.objects.filter(role=in_alfa.manager.role, permission="calendar.view_others").delete()
    assert client.get(address).status_code == 403
