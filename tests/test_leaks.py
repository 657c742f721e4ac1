"""With everything alfa has in hand, nothing of beta can be read, written, pointed at, counted or found.

Two complete offices with an unguessable mark in every text and file. Every address is tried with ids, numbers and
words of the other office in its path, its query and its body. KANTOOR_STORM=1 tries every id in every place.
"""

import os
from itertools import chain

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from crm.models import Relation, RelationKind
from offices.files import read_bytes
from offices.models import StoredFile, TeamMember
from offices.routes import Route, all_routes
from sbr_inbox.models import Filing
from tests.conftest import desk_client_for
from tests.factories.crm import make_contact, make_relation
from tests.factories.dossier import make_item
from tests.factories.offices import make_user
from tests.factories.portal import make_filing
from tests.factories.signin import sign_in
from tests.guards.thief import WALLED, Loot, Thief, digest, finders, in_place, pointing_fields
from tests.guards.world import Side, World
from tests.test_permissions import API, DESK, OPEN, PORTAL, Row

pytest_plugins = ["tests.guards.fixtures"]
PER_PLACE = 0 if os.environ.get("KANTOOR_STORM") else 6
ROWS = {(row.name, row.method): row for row in chain(DESK, API, PORTAL, OPEN)}
ROUTES = [route for route in all_routes() if route.audience in ("desk", "portal", "api")]
BY_ID = [route for route in ROUTES if any("_id" in name or name == "pk" for name in route.parameters)]
APPS = sorted({route.name.partition(":")[0].partition("-")[0] for route in BY_ID})
QUERIES = ("relation", "folder", "map", "contact", "wie", "onder", "parent", "filing", "stuk", "member")
BROKEN = ("onzin", "0" * 400, "\x00", "' OR 1=1 --")
WORDS = ("q", "naam", "nummer", "number", "email", "kvk_nummer", "rsin")


def clients(side: Side) -> dict:
    """Who tries: a member with all rights, a program, a client."""
    return {"desk": side.browser("ADMIN"), "api": side.program("ADMIN"), "portal": side.portal()}


def own_ids(route: Route, side: Side) -> dict:
    """The ids of an address from the things of one's own office."""
    row: Row = next(ROWS[route.name, method] for method in route.methods if (route.name, method) in ROWS)
    return row.arguments(side.linked | {"member": side.members["EDITOR"].pk})


def slug_of(route: Route, side: Side) -> str:
    """The office in the address; none in the interface for programs."""
    return "" if route.audience == "api" else side.office.slug


def walk(routes: list[Route], thief_side: Side, victim: Side, *, methods=("GET", "POST", "PUT", "PATCH")) -> Thief:
    """Every address of one's own office with an id of the other in each place in turn."""
    loot = Loot(victim)
    thief, people = Thief(loot), clients(thief_side)
    for route in routes:
        mine = own_ids(route, thief_side)
        theirs = own_ids(route, victim)
        for place in [name for name in route.parameters if "_id" in name or name == "pk"]:
            for pk in dict.fromkeys([theirs[place], *loot.sample(f"{route.name}{place}", PER_PLACE)]):
                url = in_place(route.name, slug_of(route, thief_side), mine | {place: pk})
                for method in set(route.methods) & set(methods):
                    kwargs = {"content_type": "application/json"} if route.audience == "api" and method != "GET" else {}
                    data = {} if method in ("POST", "PATCH") else None
                    thief.ask(people[route.audience], method, url, data, who=route.audience, **kwargs)
    return thief


@pytest.mark.parametrize("app", APPS)
def test_ids_of_beta_in_addresses_of_alfa_give_nothing(app, world: World):
    routes = [route for route in BY_ID if route.name.partition(":")[0].partition("-")[0] == app]
    thief = walk(routes, world.alfa, world.beta)
    assert thief.asked >= len(routes)
    assert thief.faults == []


def test_ids_of_alfa_in_addresses_of_beta_give_nothing(world: World):
    thief = walk(BY_ID[::2], world.beta, world.alfa, methods=("GET",))
    assert thief.asked > 0
    assert thief.faults == []


def test_pages_of_alfa_hold_nothing_of_beta(world: World):
    loot, people = Loot(world.beta), clients(world.alfa)
    thief = Thief(loot)
    for route in ROUTES:
        if "GET" in route.methods:
            thief.ask(people[route.audience], "GET", in_place(route.name, slug_of(route, world.alfa), own_ids(route, world.alfa) if (route.name, "GET") in ROWS else {}))
    assert thief.asked > 0
    assert thief.faults == []


def test_marks_are_there_to_be_found(world: World):
    """The measure itself: with its own people the mark of beta is all over its pages."""
    loot, browser = Loot(world.beta), world.beta.browser("ADMIN")
    found = []
    for name in ("crm:relation_list", "sbr_inbox:filing_list", "offices:activity_list", "desk:dashboard", "crm:contact_list"):
        found.append(loot.mark in browser.get(in_place(name, world.beta.office.slug, {})).content)
    assert found == [True] * 5


@pytest.mark.parametrize("audience", ["desk", "api", "portal"])
def test_ids_and_words_of_beta_in_queries_find_nothing(audience, world: World):
    with world.beta.scope:
        only = make_relation(name=f"Alleen Hier {world.beta.canary}", number="G987654", rsin="")
    thief, client = Thief(Loot(world.beta)), clients(world.alfa)[audience]
    values = [str(world.beta.linked[name]) for name in ("relation", "folder", "contact", "filing", "item")] + [str(only.pk)]
    words = [world.beta.canary.rpartition("-")[0], "Alleen Hier", "G987654", str(only.kvk_nummer)]
    for route in ROUTES:
        if route.audience != audience or "GET" not in route.methods:
            continue
        url = in_place(route.name, slug_of(route, world.alfa), own_ids(route, world.alfa))
        picked = values if PER_PLACE == 0 or not route.parameters else values[:1]
        for value in picked:
            thief.ask(client, "GET", url, dict.fromkeys(QUERIES, value), who=audience)
        for word in words if not route.parameters or PER_PLACE == 0 else words[:1]:
            body = thief.ask(client, "GET", url, dict.fromkeys(WORDS, word), who=audience)
            if str(only.pk).encode() in body:
                thief.faults.append(f"{url} found the relation of the other office by {word}")
        for broken in BROKEN if not route.parameters or PER_PLACE == 0 else BROKEN[:1]:
            thief.ask(client, "GET", url, dict.fromkeys(QUERIES + WORDS + ("na", "voor", "sort", "jaar", "per", "cursor"), broken), who=audience)
    assert thief.asked > 0
    assert thief.faults == []


def test_ids_of_beta_in_forms_of_alfa_are_refused(world: World):
    loot, browser = Loot(world.beta), world.alfa.browser("ADMIN")
    thief = Thief(loot)
    for route in ROUTES:
        if route.audience != "desk" or not {"GET", "POST"} <= set(route.methods):
            continue
        url = in_place(route.name, world.alfa.office.slug, own_ids(route, world.alfa))
        values, names = pointing_fields(browser.get(url).content.decode())
        for name in names:
            for pk in foreign(name, loot, route.name):
                thief.ask(browser, "POST", url, values | {name: str(pk)}, who="form")
    assert thief.asked > 10
    assert thief.faults == []


def foreign(name: str, loot: Loot, seed: str) -> list:
    """Ids of the other office for a field: of the model it is named after when there is one, and some others."""
    models = {"parent": "dossier.Folder", "onder": "dossier.Folder", "folder": "dossier.Folder", "member": "offices.TeamMember",
              "members": "crm.Relation", "relation": "crm.Relation", "contact": "crm.Contact", "role": "offices.TeamRole",
              "product": "workflows.Product", "kind": "crm.RelationKind", "avatar": "offices.StoredFile"}  # fmt: skip
    ids = loot.ids.get(models.get(name, ""), [])[:2] + loot.ids["offices.AuthorisationRole"][:1]
    return [*ids, *loot.sample(f"{seed}{name}", PER_PLACE and 2)]


def test_ids_of_beta_in_clicks_of_alfa_are_refused(world: World):
    alfa, beta = world.alfa, world.beta
    thief, browser = Thief(Loot(beta)), alfa.browser("ADMIN")
    told = {name: str(beta.linked[name]) for name in ("relation", "folder", "contact", "role", "filing")}
    told |= {"member": str(beta.members["EDITOR"].pk), "parent": told["folder"], "year": "2026", "reason": "Proef van een reden", "to": told["folder"]}
    lists = {"crm": ["contact"], "dossier": ["item", "trashed"], "sbr_inbox": ["filing"]}
    for route in ROUTES:
        if route.audience != "desk" or "POST" not in route.methods:
            continue
        url = in_place(route.name, alfa.office.slug, own_ids(route, alfa))
        for thing in lists.get(route.name.partition(":")[0], ["item"]):
            for verb in ("move", "trash", "publish", "restore"):
                thief.ask(browser, "POST", url, told | {"pk": [str(beta.linked[thing])], "verb": verb}, who="click")
                if "selectie" not in url:
                    break
    assert thief.asked > 0
    assert thief.faults == []


def api_bodies(world: World) -> list[tuple]:
    """(method, address, body, as a form) of every way to name something of beta."""
    alfa, beta = world.alfa.linked, {key: str(pk) for key, pk in world.beta.linked.items()}
    with world.beta.scope:
        kind, file = str(RelationKind.objects.first().pk), str(StoredFile.objects.first().pk)
    relation = {"name": "Nieuw B.V.", "type": "ORGANISATION", "rechtsvorm": "BV"}
    made = [
        ("post", "relations/", relation | {"kind": kind}),
        ("post", "relations/", relation | {"avatar": file}),
        ("patch", f"relations/{alfa['relation']}/", {"version": 1, "kind": kind}),
        ("patch", f"relations/{alfa['relation']}/", {"version": 1, "avatar": file}),
        ("post", "contacts/", {"last_name": "Nieuw", "relation": beta["relation"]}),
        ("patch", f"contacts/{alfa['contact']}/", {"version": 1, "relation": beta["relation"]}),
        ("post", "folders/", {"name": "Nieuw", "parent": beta["folder"]}),
        ("post", "folders/", {"name": "Nieuw", "relation": beta["relation"]}),
        ("post", "folders/", {"name": "Nieuw", "relation": str(alfa["relation"]), "parent": beta["own_folder"]}),
        ("patch", f"dossier-items/{alfa['item']}/", {"version": 1, "folder": beta["folder"]}),
        ("patch", f"dossier-items/{alfa['item']}/", {"version": 1, "folder": beta["own_folder"]}),
        ("post", f"filings/{alfa['filing']}/link/", {"relation": beta["relation"]}),
        ("post", f"filings/{alfa['filing']}/offer/", {"contact": beta["contact"], "addressees": [beta["contact"]]}),
    ]
    return made


def test_ids_of_beta_in_bodies_of_the_api_are_refused(world: World):
    thief, program = Thief(Loot(world.beta)), world.alfa.program("ADMIN")
    for method, path, body in api_bodies(world):
        thief.ask(program, method, f"/api/v1/{path}", body, who="api", content_type="application/json")
        thief.ask(program, method, f"/api/v1/{path}", body | {"office": world.beta.office.pk, "office_id": world.beta.office.pk}, content_type="application/json")
    alfa, beta = world.alfa.linked, world.beta.linked
    for relation, folder in ((beta, alfa), (alfa, beta), (beta, beta)):
        file = SimpleUploadedFile("stuk.txt", b"proef")
        data = {"file": file, "relation": str(relation["relation"]), "folder": str(folder["folder"]), "year": "2026"}
        thief.ask(program, "POST", "/api/v1/dossier-items/", data, who="api form")
    assert thief.asked > 0
    assert thief.faults == []


def test_same_bytes_and_same_key_tell_nothing_of_the_other_office(world: World):
    with world.beta.scope:
        content = read_bytes(Filing.objects.exclude(xml_file=None).first().xml_file)
    headers = {"idempotency-key": "zelfde"}
    answers = []
    for side in (world.beta, world.alfa):
        body = {"file": SimpleUploadedFile("zelfde.xbrl", content)}
        answers.append(side.program("ADMIN").post("/api/v1/filings/", body, headers=headers))
    assert [answer.status_code for answer in answers] == [200, 201]
    assert answers[0].json()["id"] != answers[1].json()["id"]
    assert "Idempotent-Replay" not in answers[1]


def test_pages_of_alfa_stay_the_same_when_beta_grows(world: World):
    people = clients(world.alfa)
    lists = [route for route in ROUTES if "GET" in route.methods and not route.parameters and route.name != "offices:activity_list"]
    urls = [(people[route.audience], in_place(route.name, slug_of(route, world.alfa), {})) for route in lists]

    def seen():
        return {url: digest(client.get(url).content) for client, url in urls}

    seen()
    before = seen()
    with world.beta.scope:
        for place in range(3):
            relation = make_relation(name="Bakkerij De Vries nog een B.V.", number=f"G{place}")
            make_contact()
            make_item(relation)
            make_filing(relation)
    after = seen()
    assert [url for url in before if before[url] != after[url]] == []


def test_database_role_of_alfa_sees_no_row_of_beta(world: World):
    seen = {}
    for table in [model._meta.db_table for model in WALLED]:
        with world.alfa.scope, connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE office_id = %s', [world.beta.office.pk])
            with_alfa = cursor.fetchone()[0]
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            with_none = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = %s", [table])
            seen[table] = (with_alfa, with_none, cursor.fetchone()[0])
    assert {table: found for table, found in seen.items() if found != (0, 0, 0)} == {}


def test_database_role_of_alfa_changes_no_row_of_beta(world: World):
    loot = Loot(world.beta)
    before = loot.seal_all()
    for model in WALLED:
        table = model._meta.db_table
        for statement in (f'UPDATE "{table}" SET office_id = office_id', f'DELETE FROM "{table}" WHERE office_id = {world.beta.office.pk}'):
            try:
                with world.alfa.scope, transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
            except DatabaseError:
                continue  # a table to which nothing but adding is allowed
    assert loot.seal_all() == before


def test_search_functions_find_only_the_open_office(world: World):
    fragments = [world.beta.canary, "bakkerij", "de", "%", "_", "'", "\\", "", "holding", "2026"]
    with world.beta.scope:
        theirs = {str(pk) for pk in chain.from_iterable(Loot(world.beta).ids.values())}
        assert finders() != [] and any(hits(name, "bakkerij") & theirs for name in finders())
    for name in finders():
        for fragment in fragments:
            with world.alfa.scope:
                assert hits(name, fragment) & theirs == set(), (name, fragment)
            assert hits(name, fragment) == set(), (name, fragment)


def hits(function: str, fragment: str) -> set:
    """What a search function gives; empty when it does not take this text."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {function}(%s, 1000)", [fragment])
            return {str(row[0]) for row in cursor.fetchall()}
    except DatabaseError:
        return set()


def platform_client(world: World):
    """A platform admin who has chosen no office."""
    user, client = make_user("platform@proef.example", is_staff=True), Client()
    sign_in(client, user, methods=("passkey",), stepped_up=True)
    return client


def admin_urls(side: Side) -> list[str]:
    """Every page of the admin, with ids of an office where one is asked."""
    ids = {"crm/relation": side.linked["relation"], "dossier/dossieritem": side.linked["item"], "sbr_inbox/filing": side.linked["filing"]}
    found = []
    for route in all_routes():
        if route.audience != "platform" or route.name in ("admin:logout", "admin:login"):
            continue
        pk = next((str(pk) for part, pk in ids.items() if part in route.path), str(side.members["ADMIN"].user_id))
        url = route.path.replace("<path:object_id>", pk).replace("<path:content_type_id>", "1")
        url = url.replace("(?P<app_label>django_celery_beat|offices|crm|dossier|sbr_inbox)", "crm").replace("(?P<url>.*)", "onbekend/")
        found += [url, f"{url}?q={side.canary.rpartition('-')[0]}"]
    return list(dict.fromkeys(found))


def test_platform_admin_without_an_office_sees_nothing_of_any(world: World):
    client, found = platform_client(world), []
    for side in (world.alfa, world.beta):
        thief = Thief(Loot(side))
        for url in admin_urls(side):
            thief.ask(client, "GET", url, who="platform admin", allow=side.office.name)
        found += thief.faults
    assert found == []


def test_platform_admin_who_entered_alfa_sees_nothing_of_beta(world: World):
    client = platform_client(world)
    answer = client.post("/admin/kantoor-kiezen/", {"office": str(world.alfa.office.pk), "reason": "Vraag van het kantoor over een aangifte"})
    assert answer.status_code == 302
    listed = client.get("/admin/crm/relation/").content
    assert Loot(world.alfa).mark in listed
    thief = Thief(Loot(world.beta))
    for url in admin_urls(world.beta):
        thief.ask(client, "GET", url, who="platform admin in alfa", allow=world.beta.office.name)
    assert thief.asked > 0
    assert thief.faults == []


def test_person_of_two_offices_sees_one_at_a_time(world: World):
    with world.alfa.scope:
        both = TeamMember.objects.select_related("user", "office").get(office=world.alfa.office, user__email="noor.bakker@example.org")
    browser, thief = desk_client_for(both), Thief(Loot(world.beta))
    name = world.beta.office.name
    for route in ROUTES:
        if route.audience == "desk" and "GET" in route.methods and not route.parameters:
            thief.ask(browser, "GET", in_place(route.name, world.alfa.office.slug, {}), who="both", allow=name)
    assert thief.asked > 0
    assert thief.faults == []
    with world.beta.scope:
        assert Relation.objects.exists()
