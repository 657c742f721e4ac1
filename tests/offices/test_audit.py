"""The activity log: written with the change, sealed in a chain, provable."""

import pytest
from django.db import DatabaseError, connection, transaction

from offices.audit import FIRST, SYSTEM, record, seal, verify_chain
from offices.db.owner import as_owner
from offices.models import AuditEvent, AuditRoot
from offices.scope import office_scope


def test_record_tells_who_what_and_about_whom(in_alfa):
    event = record(in_alfa.manager, "team.view", in_alfa.office, data={"n": 3})
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.actor_kind, kept.actor_id, kept.subject_kind, kept.data) == (
        "MEMBER",
        str(in_alfa.manager.pk),
        "offices.office",
        {"n": 3},
    )


def test_record_rolls_back_with_its_change(in_alfa):
    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(SYSTEM, "office.created", in_alfa.office)
        raise RuntimeError
    assert AuditEvent.objects.count() == before


def test_seal_links_every_event_once(in_alfa):
    for number in range(3):
        record(SYSTEM, "setting.changed", data={"n": number})
    waiting = AuditEvent.objects.filter(number__isnull=True).count()
    assert seal() == waiting
    assert seal() == 0
    chain = list(AuditEvent.objects.order_by("number").values_list("number", "previous_hash", "hash"))
    assert [number for number, _, _ in chain] == list(range(1, waiting + 1))
    assert [previous for _, previous, _ in chain] == [FIRST, *[own for _, _, own in chain[:-1]]]
    assert AuditRoot.objects.get().root == chain[-1][2]


def test_verify_chain_passes_on_what_was_sealed(in_alfa):
    record(in_alfa.admin, "setting.changed", data={"tekst": "€ 7.886"})
    seal()
    verdict = verify_chain(in_alfa.office)
    assert verdict.faults == ()
    assert verdict.unsealed == 0


def test_sealed_event_cannot_be_changed_by_the_application(in_alfa):
    event = record(SYSTEM, "setting.changed")
    seal()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(event="niets.gebeurd")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_verify_chain_finds_what_an_owner_changed():
    from tests.factories.offices import make_kantoor

    alfa = make_kantoor("alfa")
    with alfa.scope:
        event = record(SYSTEM, "setting.changed", data={"n": 1})
        seal()
        event.refresh_from_db()
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE offices_auditevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE offices_auditevent SET data = '{\"n\": 2}' WHERE id = %s", [str(event.pk)])
        cursor.execute("ALTER TABLE offices_auditevent ENABLE TRIGGER USER")
    with alfa.scope:
        assert verify_chain(alfa.office).faults == (f"nummer {event.number} is gewijzigd",)


def test_each_office_has_a_chain_of_its_own(offices):
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            seal()
    with office_scope(offices.beta.office.pk):
        record(SYSTEM, "setting.changed", data={"geheim": "beta"})
        assert AuditEvent.objects.filter(number__isnull=True).count() == 1
    with offices.alfa.scope:
        assert seal() == 0
