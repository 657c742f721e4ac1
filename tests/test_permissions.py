"""One table of every address, by role and by record (tests/guards/permission_table.py), held against the product."""

import uuid
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from offices.routes import all_routes
from tests.conftest import desk_client_for, portal_client_for
from tests.factories.signin import sign_in
from tests.guards import permission_table as table
from tests.guards.world import ROLES, Side, World, rows_written, written_since

pytest_plugins = ["tests.guards.fixtures"]
CLIENTS = ("READ", "STRONG")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    method: str
    ids: str
    columns: tuple[str, ...]

    def __str__(self):
        words = [word.partition(":")[2] for word in self.ids.split() if ":" in word]
        return " ".join([self.name, self.method, *words])

    @property
    def about(self) -> bool:
        """Whether the address is about something of one office."""
        return "=" in self.ids or "relation" in self.ids.split()

    def arguments(self, things: dict) -> dict:
        """The ids of the address, from the things of a relation."""
        found = {}
        for word in self.ids.split():
            if word == "relation":
                found["relation_id"] = things["relation"]
            elif "=" in word:
                name, thing = word.split("=")
                found[name] = things[thing]
            elif ":" in word:
                for part in word.split("-"):
                    name, value = part.split(":")
                    found[name] = value
        return found


def lines(text: str) -> list[Row]:
    """The lines of one part of the table; a line with two methods counts for two."""
    made = []
    for line in filter(None, text.splitlines()):
        name, methods, *rest = line.split()
        ids = [word for word in rest if "=" in word or ":" in word or word in ("relation", "-")]
        columns = tuple(rest[len(ids) :])
        made += [Row(name, method, " ".join(ids), columns) for method in methods.split(",")]
    return made


DESK, API, PORTAL, OPEN = (lines(text) for text in (table.DESK, table.API, table.PORTAL, table.OPEN))


def test_table_names_every_address_and_no_other():
    told = {(row.name, row.method) for part in (DESK, API, PORTAL, OPEN) for row in part}
    real = {(route.name, method) for route in all_routes() if route.audience != "platform" for method in route.methods}
    plain_functions = {(row.name, "POST") for row in OPEN if row.name in ("health", "brand_css", "practice_mailbox")}
    assert sorted(real - told - plain_functions) == []
    assert sorted(told - real) == []


def test_every_page_of_the_desk_names_a_right():
    assert [route.name for route in all_routes() if route.audience in ("desk", "api") and not route.permission] == [
        "api_schema",
        "api_docs",
    ]


def address(row: Row, side: Side, things: dict, slug: str | None = None) -> str:
    """The address of a line with the ids of these things."""
    slug = side.office.slug if slug is None else slug
    arguments = row.arguments(things | {"member": side.members["EDITOR"].pk})
    return reverse(row.name, kwargs=arguments | ({"slug": slug} if slug else {}))


def body(row: Row, things: dict) -> dict:
    """What is sent along, with the ids of these things."""
    told = table.BODY.get(row.name, {}) if row.method != "GET" else {}
    return {key: str(things[value[1:]]) if value.startswith("@") else value for key, value in told.items()}


def ask(client: Client, row: Row, url: str, things: dict | None = None) -> tuple[int, dict[str, int], str]:
    """Status, rows written and where it leads; whatever it did is undone."""
    before, sent = rows_written(), body(row, things or {}) if things or row.name not in table.BODY else {}
    with transaction.atomic():
        call = getattr(client, row.method.lower())
        kwargs = {"content_type": "application/json"} if url.startswith("/api/") and row.method != "GET" else {}
        response = call(url, sent, **kwargs) if row.method != "PUT" else call(url)
        if response.streaming:
            b"".join(response.streaming_content)
        connection.check_constraints()
        transaction.set_rollback(True)
    return response.status_code, written_since(before), response.get("Location", "")


def judge(row: Row, sign: str, got: tuple[int, dict[str, int], str]) -> str:
    """What is wrong with an answer; empty when it is as the table says."""
    status, written, leads = got
    changed = set(written) - table.SEEN
    if status >= 500:
        return f"status {status}"
    if sign in "+o":
        if sign == "o":
            return "" if leads.startswith("/inloggen/") else "not signed out"
        refused = status in (401, 403, 404) or leads.startswith("/inloggen/")
        if row.method == "GET":
            changed -= table.READING.get(row.name, set())
            return f"a GET wrote {sorted(changed)}" if changed else "refused" * refused
        return f"refused ({status} {leads})" * refused
    if changed:
        return f"wrote {sorted(changed)} though it answers {status}"
    asked_in = leads.startswith("/inloggen/") or "stap-omhoog" in leads
    right = {
        "-": status == 403,
        "0": status == 404,
        "x": status in (403, 404),
        ">": status in (302, 401, 403),
        "s": asked_in or status == 403,
        "~": status < 500,
        "in": asked_in,
        "401": status == 401,
    }[sign]
    return "" if right else f"status {status} {leads}"


def faults_of(row: Row, cases) -> list[str]:
    """Every case of a line that went another way than the table says."""
    found = []
    for who, sign, client, url, *things in cases:
        fault = judge(row, sign, ask(client, row, url, *things))
        if fault:
            found.append(f"{row} by {who}: expected {sign}, got {fault}")
    return found


@pytest.mark.parametrize("row", DESK, ids=str)
def test_desk_address_follows_the_table(row, world: World):
    alfa, beta = world.alfa, world.beta
    linked, unlinked = row.columns
    url = address(row, alfa, alfa.linked)
    browsers = {role: alfa.browser(role) for role in ROLES}
    cases = [(f"{role} on linked", sign, browsers[role], url, alfa.linked) for role, sign in zip(ROLES, linked, strict=True)]
    if unlinked != ".":
        far = address(row, alfa, alfa.unlinked)
        cases += [(f"{role} on unlinked", sign, browsers[role], far, alfa.unlinked) for role, sign in zip(ROLES, unlinked, strict=True)]
    if row.about:
        mine = alfa.members["EDITOR"].pk
        theirs = reverse(row.name, kwargs=row.arguments(beta.linked | {"member": beta.members["EDITOR"].pk}) | {"slug": alfa.office.slug})
        mixed = reverse(row.name, kwargs=row.arguments(beta.linked | {"member": mine, "relation": alfa.linked["relation"]}) | {"slug": alfa.office.slug})
        cases += [(f"{role} on another office", foreign(sign), browsers[role], theirs, beta.linked) for role, sign in zip(ROLES, linked, strict=True)]
        if mixed not in (theirs, url):
            cases.append(("ADMIN on a mix of offices", "0", browsers["ADMIN"], mixed, beta.linked))
    assert faults_of(row, [*cases, *strangers(world, url)]) == []


def foreign(sign: str) -> str:
    """On a record of another office: 404 for who holds the right, and no answer that tells for who does not."""
    return "x" if sign == "-" else "0"


def strangers(world: World, url: str) -> list[tuple]:
    """People for whom no page of the desk of alfa exists, with what they get."""
    alfa, beta = world.alfa, world.beta
    weak = Client()
    sign_in(weak, alfa.members["ADMIN"].user, level="READ", methods=("code",))
    return [
        ("nobody", "in", Client(), url),
        ("token", "in", alfa.program("ADMIN"), url),
        ("member with a mailed code", "in", weak, url),
        ("client READ", "0", alfa.portal(strong=False), url),
        ("client STRONG", "0", alfa.portal(), url),
        ("ADMIN of the other office", "0", beta.browser("ADMIN"), url),
    ]


STEPPED_UP = {route.name for route in all_routes() if route.step_up}


@pytest.mark.parametrize("row", [row for row in DESK if row.method != "GET" and row.name in STEPPED_UP], ids=str)
def test_step_up_is_asked_before_anything_is_written(row, world: World):
    client = Client()
    sign_in(client, world.alfa.members["ADMIN"].user, methods=("passkey",), stepped_up=False)
    assert faults_of(row, [("ADMIN whose factor is old", "s", client, address(row, world.alfa, world.alfa.linked), world.alfa.linked)]) == []


@pytest.mark.parametrize("row", API, ids=str)
def test_api_follows_the_table(row, world: World):
    alfa, beta = world.alfa, world.beta
    linked, unlinked = row.columns
    url = address(row, alfa, alfa.linked, slug="")
    programs = {role: alfa.program(role) for role in ROLES}
    cases = [(f"{role} on linked", sign, programs[role], url, alfa.linked) for role, sign in zip(ROLES, linked, strict=True)]
    if unlinked != ".":
        far = address(row, alfa, alfa.unlinked, slug="")
        cases += [(f"{role} on unlinked", sign, programs[role], far, alfa.unlinked) for role, sign in zip(ROLES, unlinked, strict=True)]
    if row.about:
        theirs = address(row, beta, beta.linked, slug="")
        cases += [(f"{role} on another office", foreign(sign), programs[role], theirs, beta.linked) for role, sign in zip(ROLES, linked, strict=True)]
    unknown = Client(headers={"authorization": "Bearer knt_onbekend"})
    cases += [
        ("nobody", "401", Client(), url),
        ("unknown token", "401", unknown, url),
        ("browser of ADMIN", "401", alfa.browser("ADMIN"), url),
        ("client STRONG", "401", alfa.portal(), url),
    ]
    assert faults_of(row, cases) == []


@pytest.mark.parametrize("row", PORTAL, ids=str)
def test_portal_follows_the_table(row, world: World):
    alfa, beta = world.alfa, world.beta
    own, other = row.columns
    browsers = {level: alfa.portal(strong=level == "STRONG") for level in CLIENTS}
    url = address(row, alfa, alfa.linked)
    cases = [(f"client {level}", sign, browsers[level], url, alfa.linked) for level, sign in zip(CLIENTS, own, strict=True)]
    if other != ".":
        far = address(row, alfa, alfa.unlinked)
        cases += [(f"client {level} on another client", sign, browsers[level], far, alfa.unlinked) for level, sign in zip(CLIENTS, other, strict=True)]
    if row.about:
        theirs = reverse(row.name, kwargs=row.arguments(beta.linked) | {"slug": alfa.office.slug})
        if "pk=request" in row.ids:
            cases.append(("housemate who was not asked", "0", portal_client_for(alfa.housemate), url, alfa.linked))
        cases += [(f"client {level} on another office", "0", browsers[level], theirs, beta.linked) for level in CLIENTS]
    cases += [
        ("nobody", "in", Client(), url),
        ("token", "in", alfa.program("ADMIN"), url),
        ("ADMIN without an account", "0", alfa.browser("ADMIN"), url),
        ("client of the other office", "0", beta.portal(), url),
    ]
    assert faults_of(row, cases) == []


@pytest.mark.parametrize("row", OPEN, ids=str)
def test_address_without_an_office_follows_the_table(row, world: World):
    alfa = world.alfa
    people = {"nobody": Client(), "ADMIN": desk_client_for(alfa.members["ADMIN"]), "client READ": alfa.portal(strong=False)}
    url = address(row, alfa, alfa.linked, slug="")
    cases = [(who, sign, client, url) for (who, client), sign in zip(people.items(), row.columns, strict=True)]
    assert faults_of(row, cases) == []


def test_admin_is_closed_to_everybody_but_platform_admins(world: World):
    alfa, found = world.alfa, []
    people = {
        "nobody": ("in", Client()),
        "token": ("in", alfa.program("ADMIN")),
        "ADMIN": ("0", alfa.browser("ADMIN")),
        "client READ": ("in", alfa.portal(strong=False)),
        "client STRONG": ("0", alfa.portal()),
    }
    own_way = {"admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:jsi18n"}
    for route in all_routes():
        if route.audience != "platform" or route.name in own_way:
            continue
        url = admin_url(route.path)
        found += faults_of(Row(route.path, "GET", "-", ()), [(who, sign, client, url) for who, (sign, client) in people.items()])
        found += faults_of(Row(route.path, "POST", "-", ()), [("ADMIN", "0", people["ADMIN"][1], url)])
    assert found == []


def admin_url(path: str) -> str:
    """An address of the admin with something in the place of each parameter."""
    url = path.replace("<path:content_type_id>", "1").replace("<path:object_id>", str(uuid.UUID(int=7)))
    return url.replace("(?P<app_label>django_celery_beat|offices|crm|dossier|sbr_inbox)", "crm").replace("(?P<url>.*)", "onbekend/")


def test_refusals_are_counted_as_writes_when_they_write(world: World):
    """The measure itself: a row written and rolled back is seen."""
    before = rows_written()
    with world.alfa.scope, transaction.atomic():
        from offices.models import Label

        Label.objects.create(name="proef")
        transaction.set_rollback(True)
    assert written_since(before) == {"offices_label": 1}
