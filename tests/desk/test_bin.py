"""The bin of the whole office: what lies there, for whom, and taking it back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.models import Contact, Relation
from crm.rules.bin import DAYS, purge, restore, throw_away
from crm.rules.links import unlink_contact
from desk import bin as thrown
from dossier.rules.bin import trash
from offices.errors import RuleBroken
from offices.jobs import work
from offices.models import AuditEvent, Job, PortalAccount
from tests.factories.crm import assign, link_contact, make_contact, make_relation
from tests.factories.dossier import make_item
from tests.factories.offices import make_account

pytestmark = pytest.mark.django_db


def refused(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    return caught.value.code, caught.value.text


def names(member, **kwargs):
    return [line.name for line in thrown.page(member, **kwargs)[0]]


def test_relation_in_the_bin_is_nowhere_else_and_comes_back_whole(in_alfa):
    relation = make_relation(number="77", name="Vergissing B.V.", status="PROSPECT")
    throw_away(relation, by=in_alfa.admin)
    assert (list(Relation.objects.visible_to(in_alfa.admin).filter(pk=relation.pk)), names(in_alfa.admin)) == ([], ["Vergissing B.V."])
    back = restore(relation, by=in_alfa.admin)
    assert (back.deleted_at, back.number, names(in_alfa.admin)) == (None, "77", [])
    events = AuditEvent.objects.filter(subject_id=str(relation.pk), event__in=["relation.trashed", "relation.restored"])
    assert list(events.order_by("at", "id").values_list("event", flat=True)) == ["relation.trashed", "relation.restored"]


def test_number_taken_meanwhile_is_said_and_nothing_changes(in_alfa):
    gone = throw_away(make_relation(number="77", name="Vergissing B.V."), by=in_alfa.admin)
    taken = make_relation(number="77", name="Opvolger B.V.")
    told = refused(restore, gone, by=in_alfa.admin)
    assert told == (
        "CRM01",
        "Relatienummer 77 is intussen van Opvolger B.V. Wijzig dat daar en zet Vergissing B.V daarna terug.",
    )
    assert (Relation.objects.get(pk=gone.pk).deleted_at is None, taken.number) == (False, "77")


def test_kvk_number_and_mail_address_taken_meanwhile_are_said_too(in_alfa):
    gone = throw_away(make_relation(name="Vergissing B.V.", kvk_nummer="90123456"), by=in_alfa.admin)
    make_relation(name="Opvolger B.V.", kvk_nummer="90123456")
    person = throw_away(make_contact(email="samen@thuis.example", number="C1"), by=in_alfa.admin)
    make_contact(email="Samen@thuis.example", number="C2")
    assert refused(restore, gone, by=in_alfa.admin)[0] == "CRM07"
    assert refused(restore, person, by=in_alfa.admin)[0] == "CRM09"


def test_linked_contact_stays_and_the_portal_of_a_thrown_one_closes(alfa):
    with alfa.scope:
        link = link_contact(make_relation(), make_contact(email="klant@thuis.example"))
        account = make_account(alfa.office, link.contact_id, "klant@thuis.example")
        assert refused(throw_away, link.contact, by=alfa.admin)[0] == "CRM19"
        unlink_contact(link, by=alfa.admin)
        throw_away(link.contact, by=alfa.admin)
        assert (PortalAccount.objects.get(pk=account.pk).active, names(alfa.admin)) == (False, [link.contact.name])


def test_bin_holds_what_this_person_may_take_back_and_nothing_of_others(alfa, beta):
    with beta.scope:
        throw_away(make_relation(name="Van de buren B.V."), by=beta.admin)
    with alfa.scope:
        mine, other, closed = make_relation(name="Van mij B.V."), make_relation(name="Van een ander B.V."), make_relation(name="Stil B.V.", is_private=True)
        assign(mine, alfa.editor)
        stays = make_relation(name="Blijft B.V.")
        for relation in (mine, stays):
            trash(make_item(relation, by=alfa.admin, name=f"{relation.number}.txt"), by=alfa.admin)
        for relation in (other, closed):
            throw_away(relation, by=alfa.admin)
        assert names(alfa.viewer) == []
        assert names(alfa.editor) == [f"{mine.number}.txt"]
        assert sorted(names(alfa.manager)) == sorted(["Van een ander B.V.", f"{mine.number}.txt", f"{stays.number}.txt"])
        assert "Stil B.V." in names(alfa.admin)
        assert names(alfa.admin, only="contact") == []


def test_pages_of_the_bin_join_without_loss_over_kinds(in_alfa):
    made = []
    for place in range(7):
        moment = timezone.now() - timedelta(hours=place)
        with time_machine.travel(moment, tick=False):
            row = make_relation(name=f"Bedrijf {place}") if place % 2 else make_contact(last_name=f"Persoon{place}", first_name="")
            throw_away(row, by=in_alfa.admin)
            made.append(row.pk)
    found, position = [], ""
    for _ in range(4):
        lines, position = thrown.page(in_alfa.admin, position=position, size=2)
        found += [line.row.pk for line in lines]
    assert (found, position) == (made, "")


def test_selection_comes_back_with_a_result_per_row(alfa, desk_client):
    with alfa.scope:
        good = throw_away(make_relation(number="1", name="Goed B.V."), by=alfa.admin)
        bad = throw_away(make_relation(number="2", name="Botst B.V."), by=alfa.admin)
        make_relation(number="2", name="Opvolger B.V.")
    browser = desk_client(alfa.admin)
    assert "Goed B.V." in browser.get("/k/alfa/prullenbak/").content.decode()
    keys = [f"relatie:{good.pk}", f"relatie:{bad.pk}"]
    page = browser.post("/k/alfa/prullenbak/terugzetten/", {"key": keys, "verb": "terug"})
    told = [(one.name, bool(one.fault)) for one in page.context["results"]]
    assert told == [("Goed B.V.", False), ("Botst B.V.", True)]
    with alfa.scope:
        assert names(alfa.admin) == ["Botst B.V."]


def test_very_many_come_back_as_a_job_that_goes_on_after_a_kill(alfa, desk_client, monkeypatch):
    monkeypatch.setattr(thrown, "AT_ONCE", 3)
    with alfa.scope:
        rows = [throw_away(make_contact(), by=alfa.admin) for _ in range(5)]
    answer = desk_client(alfa.admin).post("/k/alfa/prullenbak/terugzetten/", {"verb": "alles"})
    with alfa.scope:
        job = Job.objects.get(kind=thrown.RESTORE)
        assert answer["Location"] == f"/k/alfa/voortgang/{job.pk}/"
        # Killed after two: these are back already when it begins again.
        for row in rows[:2]:
            restore(row, by=alfa.admin)
        if job.state != "DONE":
            work(str(job.pk))
        job.refresh_from_db()
        assert (job.state, job.result["text"], names(alfa.admin)) == ("DONE", "5 van 5 staan weer op hun plaats.", [])


def test_another_persons_bin_and_another_office_answer_404(alfa, beta, desk_client):
    with alfa.scope:
        relation = throw_away(make_relation(), by=alfa.admin)
    url = f"/prullenbak/relatie/{relation.pk}/terug/"
    codes = [desk_client(who).post(f"/k/{slug}{url}").status_code for who, slug in ((alfa.viewer, "alfa"), (alfa.editor, "alfa"), (beta.admin, "beta"), (beta.admin, "alfa"))]
    assert codes == [403, 404, 404, 404]
    with alfa.scope:
        assert Relation.objects.get(pk=relation.pk).deleted_at == relation.deleted_at


def test_after_thirty_days_it_is_gone_and_what_is_bound_stays(in_alfa):
    with time_machine.travel(timezone.now() - timedelta(days=DAYS, hours=1), tick=False):
        gone = throw_away(make_relation(name="Weg B.V."), by=in_alfa.admin)
        person = throw_away(make_contact(), by=in_alfa.admin)
        bound = make_relation(name="Blijft B.V.")
        make_item(bound, by=in_alfa.admin)
    Relation.objects.filter(pk=bound.pk).update(deleted_at=timezone.now() - timedelta(days=DAYS, hours=1))
    recent = throw_away(make_relation(name="Net weg B.V."), by=in_alfa.admin)
    assert purge() == 2
    left = set(Relation.objects.exclude(deleted_at=None).values_list("pk", flat=True))
    assert (left, Contact.objects.filter(pk=person.pk).exists()) == ({bound.pk, recent.pk}, False)
    events = AuditEvent.objects.filter(event__in=["relation.destroyed", "contact.destroyed"])
    assert {event.subject_id for event in events} == {str(gone.pk), str(person.pk)}
