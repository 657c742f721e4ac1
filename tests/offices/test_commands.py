"""The commands that make offices, people and tokens, and list the addresses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from offices.models import Office, OneTimeLink, OutgoingMail, TeamMember, User
from offices.rules.tokens import token_owner
from offices.scope import office_scope

pytestmark = pytest.mark.django_db


def run(*args, **kwargs):
    out = StringIO()
    call_command(*args, stdout=out, **kwargs)
    return out.getvalue()


def test_create_office_prints_its_address(db):
    assert run("create_office", "Linde Accountants", "--slug", "linde") == "Linde Accountants: /k/linde/\n"
    assert Office.objects.filter(slug="linde").count() == 1


@pytest.mark.parametrize("slug", ["admin", "Hoofdletter", "met spatie", "alfa"])
def test_create_office_refuses_a_bad_address(alfa, slug):
    with pytest.raises(CommandError) as caught:
        run("create_office", "X", "--slug", slug)
    expected = (
        f"ADM06: Het adres {slug} is bezet of niet toegestaan. Gebruik kleine letters, cijfers en streepjes."
    )
    assert str(caught.value) == expected


def test_create_member_with_a_password_can_sign_in(alfa, client):
    line = run(
        "create_member",
        "nina@alfa.example",
        "--office",
        "alfa",
        "--role",
        "ADMIN",
        "--password",
        "lang-en-moeilijk-7",
    )
    member = TeamMember.objects.get(user__email="nina@alfa.example")
    assert (line, member.works_now) == ("nina@alfa.example: Beheerder in Kantoor Alfa\n", True)
    with alfa.scope:
        assert OutgoingMail.objects.count() == 0
    client.post("/inloggen/", {"email": "nina@alfa.example"})
    answer = client.post("/inloggen/wachtwoord/", {"password": "lang-en-moeilijk-7"})
    assert answer["Location"] == "/inloggen/instellen/"


def test_create_member_without_a_password_prints_an_invitation(alfa, client):
    line = run("create_member", "nina@alfa.example", "--office", "alfa", "--role", "VIEWER")
    assert client.get(line.strip()[line.index("/l/") :]).status_code == 200
    assert OneTimeLink.objects.get().office == alfa.office


def test_create_member_never_takes_over_a_login(alfa, beta):
    run(
        "create_member",
        "admin@beta.example",
        "--office",
        "alfa",
        "--role",
        "VIEWER",
        "--password",
        "heel-iets-anders-9",
    )
    assert User.objects.get(email="admin@beta.example").check_password("wachtwoord-lang-genoeg")


def test_create_member_refuses_a_weak_password_and_makes_nothing(alfa):
    with pytest.raises(CommandError):
        run(
            "create_member", "nina@alfa.example", "--office", "alfa", "--role", "VIEWER", "--password", "kort"
        )
    assert User.objects.filter(email="nina@alfa.example").count() == 0


def test_create_api_token_prints_the_token_alone(alfa, beta):
    line = run("create_api_token", "--office", "alfa", "--email", "EDITOR@alfa.example", "--name", "Kassa")
    assert line.count("\n") == 1
    owner = token_owner(line.strip()).member
    assert owner == alfa.editor
    with pytest.raises(CommandError):
        run("create_api_token", "--office", "alfa", "--email", "editor@beta.example", "--name", "Kassa")


def test_list_routes_names_every_address(db):
    routes = {route["name"]: route for route in json.loads(run("list_routes", "--json"))}
    assert routes["offices:team_member"] == {
        "path": "/k/<slug:slug>/beheer/teamleden/<uuid:pk>/",
        "name": "offices:team_member",
        "methods": ["GET", "POST"],
        "permission": "team.manage",
        "audience": "desk",
        "step_up": True,
        "parameters": ["pk"],
    }
    assert routes["signin:sign_out"]["methods"] == ["POST"]
    assert routes["admin:index"]["audience"] == "platform"


def test_commands_leave_no_office_open(alfa):
    from offices.scope import office_id

    run("create_member", "nina@alfa.example", "--office", "alfa", "--role", "VIEWER")
    assert office_id() is None
    with office_scope(alfa.office.pk):
        assert OutgoingMail.objects.count() == 0
