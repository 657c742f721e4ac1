"""Colleagues and their rights: inviting, changing, ending, and who may do that."""

from datetime import date

import pytest
from django.test import Client

from offices.errors import NotHere, RuleBroken
from offices.models import ApiToken, AuditEvent, AuthorisationRole, OutgoingMail, RoleGrant, TeamMember
from offices.rules import invitations, team
from offices.rules.tokens import make_token
from tests.factories.offices import make_member
from tests.factories.signin import sign_in

pytestmark = pytest.mark.django_db
TEAM = "/k/alfa/beheer/teamleden/"


def role(code):
    return AuthorisationRole.objects.get(shipped=code)


def custom_role(name, **grants):
    """A role made by the office itself."""
    made = AuthorisationRole.objects.create(name=name)
    for key, scope in grants.items():
        RoleGrant.objects.create(role=made, permission=key.replace("__", "."), scope=scope)
    return made


def broken(call, *args, **kwargs):
    """(code, text) of the rule that a call breaks."""
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    return caught.value.code, caught.value.text


def test_invitation_makes_a_waiting_member_and_a_mail(in_alfa):
    member = invitations.invite_member(
        in_alfa.office, email="Nina@Alfa.example", name="Nina", role=role("EDITOR"), by=in_alfa.admin
    )
    assert (member.state, member.user.email, member.number, member.works_now) == (
        "INVITED",
        "nina@alfa.example",
        5,
        False,
    )
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["nina@alfa.example"]
    assert AuditEvent.objects.filter(event="member.invited").count() == 1


def test_adm01_a_member_is_not_invited_twice(in_alfa):
    found = broken(
        invitations.invite_member, in_alfa.office, email=in_alfa.viewer.user.email.upper(), name="x", role=role("VIEWER"),
        by=in_alfa.admin,
    )  # fmt: skip
    assert found == ("ADM01", "Dit e-mailadres is al teamlid. Pas het bestaande teamlid aan.")


def test_member_of_another_office_can_be_invited(in_alfa, beta):
    member = invitations.invite_member(
        in_alfa.office, email=beta.viewer.user.email, name="x", role=role("VIEWER"), by=in_alfa.admin
    )
    assert member.user == beta.viewer.user
    assert {m.office.slug for m in TeamMember.objects.filter(user=member.user)} == {"alfa", "beta"}


def test_ended_member_can_come_back(in_alfa):
    team.end_member(in_alfa.viewer, by=in_alfa.admin)
    back = invitations.invite_member(
        in_alfa.office, email=in_alfa.viewer.user.email, name="x", role=role("EDITOR"), by=in_alfa.admin
    )
    assert (back.pk, back.state, back.ends_on) == (in_alfa.viewer.pk, "INVITED", None)


def test_adm08_nobody_gives_more_than_he_has(in_alfa):
    limited = custom_role("Personeel", team__manage="A", team__view="A", crm__relation__view="L")
    lead = make_member(in_alfa.office, "VIEWER", "personeel@alfa.example")
    TeamMember.objects.filter(pk=lead.pk).update(role=limited)
    lead = TeamMember.objects.select_related("user", "office").get(pk=lead.pk)
    wider = custom_role("Wijder", team__view="A", crm__relation__view="A")
    same = custom_role("Gelijk", team__view="A", crm__relation__view="L")
    adm08 = ("ADM08", "U kunt geen recht geven dat u zelf niet heeft.")
    assert broken(team.change_member, in_alfa.viewer, by=lead, role=wider) == adm08
    assert (
        broken(invitations.invite_member, in_alfa.office, email="a@b.example", name="x", role=wider, by=lead)
        == adm08
    )
    assert broken(team.change_member, in_alfa.admin, by=lead, role=same) == adm08
    assert broken(team.end_member, in_alfa.admin, by=lead) == adm08
    fresh = invitations.invite_member(in_alfa.office, email="c@d.example", name="x", role=same, by=lead)
    assert fresh.role == same


def test_adm03_the_last_admin_stays(in_alfa, beta):
    adm03 = ("ADM03", "U bent de laatste beheerder. Maak eerst een ander beheerder.")
    admin = in_alfa.admin
    assert broken(team.change_member, admin, by=admin, role=role("VIEWER")) == adm03
    assert broken(team.end_member, admin, by=admin) == adm03
    assert broken(team.change_member, admin, by=admin, ends_on=date(2021, 1, 1)) == adm03
    make_member(in_alfa.office, "ADMIN", "tweede@alfa.example")
    assert team.end_member(admin, by=admin).state == "ENDED"


def test_temporary_member_needs_an_end(in_alfa):
    found = broken(team.change_member, in_alfa.viewer, by=in_alfa.admin, kind="TEMPORARY")
    assert found == ("G01", "Vul de einddatum in. Die is verplicht voor een tijdelijk teamlid.")


def test_role_change_works_on_the_next_request_and_is_logged(in_alfa, client):
    sign_in(client, in_alfa.viewer.user)
    assert client.get("/k/alfa/beheer/activiteitenlog/").status_code == 403
    team.change_member(in_alfa.viewer, by=in_alfa.admin, role=role("MANAGER"))
    assert client.get("/k/alfa/beheer/activiteitenlog/").status_code == 200
    event = AuditEvent.objects.get(event="role.changed")
    assert (event.actor_label, event.data) == (str(in_alfa.admin), {"van": "Raadpleger", "naar": "Manager"})


def test_ending_stops_pages_tokens_and_invitations_at_once(in_alfa, client):
    sign_in(client, in_alfa.viewer.user)
    make_token(in_alfa.viewer, name="x", by=in_alfa.admin)
    assert client.get("/k/alfa/mijn-account/").status_code == 200
    team.end_member(in_alfa.viewer, by=in_alfa.admin)
    assert client.get("/k/alfa/mijn-account/").status_code == 404
    assert ApiToken.objects.get().revoked_at is not None


def test_member_of_another_office_does_not_exist(in_alfa, beta, desk_client):
    with pytest.raises(NotHere):
        team.own_member(in_alfa.office, beta.viewer.pk)
    browser = desk_client(in_alfa.admin)
    for path in (f"{beta.viewer.pk}/",):
        assert browser.get(TEAM + path).status_code == 404
    assert browser.post(f"{TEAM}{beta.viewer.pk}/beeindigen/").status_code in (302, 404)
    beta.viewer.refresh_from_db()
    assert beta.viewer.state == "ACTIVE"


def test_list_shows_own_colleagues_only_with_a_fixed_number_of_queries(
    alfa, beta, desk_client, django_assert_max_num_queries
):
    browser = desk_client(alfa.viewer)
    browser.get(TEAM)
    with django_assert_max_num_queries(14) as first:
        page = browser.get(TEAM).content.decode()
    shown = [
        address in page for address in ("admin@alfa.example", "viewer@alfa.example", "admin@beta.example")
    ]
    assert shown == [True, True, False]
    for number in range(5):
        make_member(alfa.office, "VIEWER", f"v{number}@alfa.example")
    with django_assert_max_num_queries(len(first)):
        browser.get(TEAM)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("viewer", "", 200),
        ("viewer", "uitnodigen/", 403),
        ("manager", "uitnodigen/", 403),
        ("admin", "uitnodigen/", 200),
    ],
)
def test_pages_ask_the_right(alfa, desk_client, who, path, status):
    assert desk_client(getattr(alfa, who)).get(TEAM + path).status_code == status


def test_refused_request_changes_nothing(alfa, desk_client):
    before = TeamMember.objects.count()
    answer = desk_client(alfa.manager).post(f"{TEAM}{alfa.viewer.pk}/beeindigen/")
    alfa.viewer.refresh_from_db()
    assert (answer.status_code, alfa.viewer.state, TeamMember.objects.count()) == (403, "ACTIVE", before)


def test_invite_page_makes_a_member(alfa, desk_client):
    browser = desk_client(alfa.admin)
    with alfa.scope:
        chosen = str(role("EDITOR").pk)
    data = {
        "email": "nina@alfa.example",
        "name": "Nina",
        "role": chosen,
        "kind": "EMPLOYEE",
        "starts_on": "01-11-2026",
    }
    answer = browser.post(f"{TEAM}uitnodigen/", data)
    assert answer["Location"] == TEAM
    assert TeamMember.objects.get(user__email="nina@alfa.example").starts_on == date(2026, 11, 1)


def test_role_of_another_office_cannot_be_chosen(alfa, beta, desk_client):
    with beta.scope:
        foreign = str(role("ADMIN").pk)
    data = {
        "email": "nina@alfa.example",
        "name": "Nina",
        "role": foreign,
        "kind": "EMPLOYEE",
        "starts_on": "01-11-2026",
    }
    assert desk_client(alfa.admin).post(f"{TEAM}uitnodigen/", data).status_code == 422
    assert TeamMember.objects.filter(user__email="nina@alfa.example").count() == 0


def test_matrix_shows_every_declared_right(alfa, desk_client):
    from offices.permissions import all_permissions

    page = desk_client(alfa.viewer).get("/k/alfa/beheer/autorisatie/").content.decode()
    assert page.count('<th scope="row">') == len(all_permissions())


def test_explanation_names_the_rule(alfa):
    from offices.views.access import explanation

    with alfa.scope:
        reasons = {reason.key: reason.text for reason in explanation(alfa.viewer)}
    assert reasons["team.view"] == "De rol Raadpleger geeft dit recht voor alle relaties."
    assert reasons["team.manage"] == "De rol Raadpleger bevat dit recht niet."
    alfa.viewer.state = "ENDED"
    with alfa.scope:
        assert {reason.tone for reason in explanation(alfa.viewer)} == {"bad"}


def test_preference_is_kept_and_nonsense_refused(alfa, desk_client):
    browser = desk_client(alfa.viewer)
    address = "/k/alfa/mijn-account/voorkeur/"
    for name, value in (("theme", "dark"), ("density", "compact"), ("shortcuts_on", "0")):
        assert browser.post(address, {"name": name, "value": value}).status_code == 204
    assert browser.post(address, {"name": "is_staff", "value": "1"}).status_code == 422
    assert browser.get(address).status_code == 405
    user = type(alfa.viewer.user).objects.get(pk=alfa.viewer.user_id)
    assert (user.theme, user.density, user.shortcuts_on, user.is_staff) == ("dark", "compact", False, False)


def test_own_account_changes_only_oneself(alfa, desk_client):
    data = {
        "name": "Vera",
        "language": "nl",
        "theme": "-",
        "density": "normal",
        "shortcuts_on": "on",
        "is_staff": "1",
    }
    answer = desk_client(alfa.viewer).post("/k/alfa/mijn-account/", data | {"email": "x@y.example"})
    user = type(alfa.viewer.user).objects.get(pk=alfa.viewer.user_id)
    assert (answer.status_code, user.name, user.email, user.is_staff) == (
        302,
        "Vera",
        "viewer@alfa.example",
        False,
    )


def test_reading_the_activity_log_is_logged_and_walled(alfa, beta, desk_client):
    from offices.audit import record

    for kantoor in (alfa, beta):
        with kantoor.scope:
            record(
                kantoor.admin,
                "setting.changed",
                kantoor.office,
                data={"merk": f"geheim van {kantoor.office.slug}"},
            )
    browser = desk_client(alfa.manager)
    page = browser.get("/k/alfa/beheer/activiteitenlog/?soort=setting").content.decode()
    assert ("geheim van alfa" in page, "geheim van beta" in page) == (True, False)
    with alfa.scope:
        event = AuditEvent.objects.get(event="audit.read")
    assert (event.actor_label, event.data) == (str(alfa.manager), {"filter": {"soort": "setting"}})


def test_activity_log_pages_by_key(alfa, desk_client):
    from offices.audit import record

    with alfa.scope:
        for number in range(60):
            record(alfa.admin, "setting.changed", alfa.office, data={"nummer": f"n{number:03}"})
    browser = desk_client(alfa.admin)
    first = browser.get("/k/alfa/beheer/activiteitenlog/?soort=setting")
    second = browser.get(first.context["page"].next_url)
    numbers = [row.data["nummer"] for page in (first, second) for row in page.context["page"].rows]
    assert numbers == [f"n{number:03}" for number in reversed(range(60))]


def test_reset_of_a_clients_factors_ends_sessions_and_is_told(alfa, beta):
    from allauth.mfa.models import Authenticator

    from tests.factories.offices import make_account
    from tests.offices.signin.conftest import add_totp

    account, other = (
        make_account(kantoor.office, kantoor.office.members.first().pk, f"kim@{kantoor.office.slug}.example")
        for kantoor in (alfa, beta)
    )
    for who in (account, other):
        add_totp(who.user)
    row = sign_in(Client(), account.user)
    with alfa.scope:
        assert team.reset_factors(account, by=alfa.manager) == 1
        assert OutgoingMail.objects.get().subject == "Uw inlogbeveiliging is gewijzigd"
    row.refresh_from_db()
    assert (row.ended_at is not None, [a.user for a in Authenticator.objects.all()]) == (True, [other.user])


def test_factors_of_a_colleague_are_not_reset_by_an_office(alfa, beta):
    from tests.factories.offices import make_account
    from tests.offices.signin.conftest import add_totp

    account = make_account(alfa.office, beta.viewer.pk, "", user=beta.viewer.user)
    add_totp(account.user)
    with alfa.scope, pytest.raises(RuleBroken):
        team.reset_factors(account, by=alfa.admin)
