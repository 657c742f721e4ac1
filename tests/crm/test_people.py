"""Contacts, links, team, notes, invitations and status."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.models import Contact, Invitation, Relation, RelationContact, TeamAssignment, TimelineEntry
from crm.rules.contacts import change_contact, create_contact
from crm.rules.invitations import accept_invitation, expire_invitations, invite, revoke_invitation
from crm.rules.links import change_link, prefer, unlink_contact
from crm.rules.notes import write_note
from crm.rules.status import move_status
from crm.rules.team import assign as assign_rule
from crm.rules.team import unassign
from offices.audit import SYSTEM
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.models import AuditEvent, OutgoingMail, PortalAccount, TeamRole
from tests.factories.crm import assign, link_contact, make_contact, make_relation
from tests.factories.offices import make_account

pytestmark = pytest.mark.django_db


def refused(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    return caught.value.code, caught.value.field, caught.value.text


def test_contact_takes_the_number_of_the_relation_when_free(in_alfa):
    relation = make_relation(number="1042")
    first = create_contact(by=SYSTEM, values={"last_name": "Een"}, near=relation).row
    second = create_contact(by=SYSTEM, values={"last_name": "Twee"}, near=relation).row
    third = create_contact(by=SYSTEM, values={"last_name": "Drie"}).row
    assert (first.number, second.number, third.number) == ("1042", "1042-2", "C00003")


def test_one_address_belongs_to_one_contact(in_alfa):
    link_contact(make_relation(), make_contact(last_name="Jansen", email="Samen@thuis.example"))
    assert refused(
        create_contact, by=in_alfa.admin, values={"last_name": "Ander", "email": "samen@THUIS.example"}
    ) == (
        "CRM09",
        "email",
        "E-mailadres samen@THUIS.example hoort al bij contact Jansen. Iedere persoon heeft een eigen adres nodig, "
        "want een akkoord is persoonlijk.",
    )


def test_same_address_in_another_office_is_free(offices):
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            make_contact(email="zelfde@x.example")
            assert Contact.objects.count() == 1


def test_change_of_address_closes_the_portal(in_alfa):
    contact = link_contact(make_relation()).contact
    account = make_account(in_alfa.office, contact.pk, contact.email)
    change_contact(contact, by=in_alfa.admin, version=1, values={"email": "nieuw@x.example"})
    account.refresh_from_db()
    assert account.active is False
    assert TimelineEntry.objects.filter(event="contact.changed").count() == 1
    with pytest.raises(StaleForm):
        change_contact(contact, by=in_alfa.admin, version=1, values={"note": "x"})


def test_first_link_is_preferred_and_the_next_choice_wins(in_alfa):
    relation = make_relation()
    first, second = link_contact(relation), link_contact(relation)
    assert (first.is_preferred, second.is_preferred) == (True, False)
    prefer(second, by=in_alfa.editor)
    assert list(RelationContact.objects.filter(is_preferred=True).values_list("pk", flat=True)) == [second.pk]


def test_unlinking_takes_access_away_today(in_alfa):
    relation = make_relation()
    link = link_contact(relation, valid_from=timezone.localdate() - timedelta(days=30))
    assert RelationContact.objects.with_access().count() == 1
    unlink_contact(link, by=in_alfa.editor)
    assert RelationContact.objects.with_access().count() == 0
    link_contact(relation, link.contact)
    unlink_contact(RelationContact.objects.valid().get(), by=in_alfa.editor)
    assert RelationContact.objects.count() == 1


def test_linking_twice_in_one_period_is_refused(in_alfa):
    relation, contact = make_relation(), make_contact(last_name="Smit")
    link_contact(relation, contact)
    with pytest.raises(RuleBroken) as caught:
        link_contact(relation, contact)
    assert caught.value.text == "Smit is in deze periode al aan deze relatie gekoppeld. Wijzig die koppeling."


def test_what_a_contact_sees_is_a_known_part(in_alfa):
    link = link_contact(make_relation())
    changed = change_link(link, by=in_alfa.editor, version=1, values={"sees": ["OB", "DOSSIER"]})
    assert changed.sees == ["DOSSIER", "OB"]
    assert refused(change_link, link, by=in_alfa.editor, version=2, values={"sees": ["ALLES"]})[1] == "sees"


def test_team_member_gets_and_loses_a_role(in_alfa):
    relation, role = make_relation(), TeamRole.objects.get(code="TAX")
    row = assign_rule(relation, role=role, member=in_alfa.editor, by=in_alfa.manager)
    assert refused(assign_rule, relation, role=role, member=in_alfa.editor, by=in_alfa.manager)[2] == (
        f"{in_alfa.editor} is al Fiscaal bij deze relatie."
    )
    unassign(row, by=in_alfa.manager)
    assert TeamAssignment.objects.count() == 0
    events = (
        AuditEvent.objects.filter(event__startswith="team.").order_by("id").values_list("event", flat=True)
    )
    assert list(events) == ["team.assigned", "team.unassigned"]


def test_role_of_long_ago_ends_yesterday(in_alfa):
    row = assign(make_relation(), in_alfa.editor)
    unassign(row, by=in_alfa.manager)
    assert TeamAssignment.objects.get().valid_to == timezone.localdate() - timedelta(days=1)


def test_shared_note_asks_the_right_to_publish(in_alfa):
    relation = make_relation()
    assign(relation, in_alfa.viewer)
    with pytest.raises(Forbidden):
        write_note(relation, by=in_alfa.viewer, text="Hallo", visibility="GEDEELD")
    write_note(relation, by=in_alfa.manager, text="Hallo", visibility="GEDEELD")
    write_note(relation, by=in_alfa.manager, text="Besloten", is_decision=True)
    rows = TimelineEntry.objects.filter(kind="NOTE").order_by("id")
    assert list(rows.values_list("event", "visible_to_client", "text")) == [
        ("note.written", True, "Hallo"),
        ("decision.recorded", False, "Besloten"),
    ]


def test_invitation_is_mailed_once_a_day(in_alfa):
    contact = link_contact(make_relation()).contact
    invitation = invite(contact, by=in_alfa.editor, text="Welkom!")
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind) == (contact.email, "crm.invitation")
    assert "Welkom!" in mail.body and "30 dagen" in mail.body
    assert (invitation.state, invitation.email) == ("SENT", contact.email)
    assert refused(invite, contact, by=in_alfa.editor)[2] == (
        f"{contact.name} is vandaag al uitgenodigd. Morgen kunt u de uitnodiging opnieuw versturen."
    )


@pytest.mark.parametrize(
    ("contact", "link", "field"),
    [
        ({"email": ""}, {}, "email"),
        ({}, {"portal_access": "NONE"}, "portal_access"),
        ({"deceased_on": "2020-01-01"}, {}, "contact"),
    ],
)
def test_pointless_invitation_is_refused(in_alfa, contact, link, field):
    person = link_contact(make_relation(), make_contact(**contact), **link).contact
    assert refused(invite, person, by=in_alfa.editor)[:2] == ("CRM21", field)
    assert OutgoingMail.objects.count() == 0


def test_invitation_is_accepted_once(in_alfa):
    contact = link_contact(make_relation()).contact
    invitation = invite(contact, by=in_alfa.editor)
    account = make_account(in_alfa.office, contact.pk, contact.email)
    assert accept_invitation(invitation, account).state == "ACTIVE"
    assert refused(accept_invitation, invitation, account)[0] == "POR07"


def test_invitation_of_somebody_else_is_not_accepted(in_alfa):
    contact = link_contact(make_relation()).contact
    invitation = invite(contact, by=in_alfa.editor)
    other = make_account(in_alfa.office, make_contact().pk, "ander@x.example")
    assert refused(accept_invitation, invitation, other)[0] == "POR07"
    assert Invitation.objects.get().state == "SENT"


def test_withdrawn_and_expired_invitations_stop(in_alfa):
    contact = link_contact(make_relation()).contact
    revoke_invitation(invite(contact, by=in_alfa.editor), by=in_alfa.editor)
    assert Invitation.objects.get().state == "REVOKED"
    Invitation.objects.update(state="SENT", expires_at=timezone.now() - timedelta(days=1))
    assert expire_invitations() == 1
    assert Invitation.objects.get().state == "EXPIRED"
    assert PortalAccount.objects.count() == 0


def test_status_moves(in_alfa):
    relation = make_relation(status="PROSPECT")
    relation = move_status(relation, "CLIENT", by=in_alfa.editor)
    assert relation.client_since == timezone.localdate()
    assert refused(move_status, relation, "BLOCKED", by=in_alfa.manager)[:2] == ("G01", "reason")
    relation = move_status(relation, "BLOCKED", by=in_alfa.manager, reason="betaalt niet")
    relation = move_status(relation, "CLIENT", by=in_alfa.manager, reason="betaald")
    day = relation.client_since - timedelta(days=1)
    assert (
        refused(move_status, relation, "ENDED", by=in_alfa.manager, ended_on=day, end_reason="MOVED")[1]
        == "ended_on"
    )
    relation = move_status(
        relation, "ENDED", by=in_alfa.manager, ended_on=timezone.localdate(), end_reason="MOVED"
    )
    assert (relation.status, relation.version) == ("ENDED", 5)
    assert move_status(relation, "CLIENT", by=in_alfa.manager).ended_on is None
    assert (
        refused(move_status, relation, "PROSPECT", by=in_alfa.manager)[2]
        == "Van cliënt naar prospect kan niet."
    )


def test_own_office_keeps_its_status(in_alfa):
    internal = Relation.objects.get(type="INTERNAL")
    assert refused(move_status, internal, "ENDED", by=in_alfa.admin)[2] == (
        "Het eigen kantoor kan niet van status veranderen."
    )


def test_prospect_without_legal_form_cannot_become_a_client(in_alfa):
    relation = make_relation(status="PROSPECT", rechtsvorm="")
    assert refused(move_status, relation, "CLIENT", by=in_alfa.editor) == (
        "CRM10",
        "rechtsvorm",
        "Kies een rechtsvorm. Zonder rechtsvorm worden aangiften van deze relatie niet verwerkt.",
    )
