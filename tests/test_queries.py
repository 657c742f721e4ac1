"""What pages ask of the database: as much for 3 rows as for 60, within a budget, without OFFSET or uncapped counts.

The budgets stand in tests/query_budgets.json and hold every query of the request, those of the session and the
office among them. Lower a budget when a page gets cheaper; raising one is a decision.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.enums import FilingKind
from offices.rules.tokens import make_token
from sbr_inbox.rules.match_step import match_filings
from sbr_inbox.rules.read_step import read_filings
from tests.conftest import desk_client_for, portal_client_for
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, receive
from tests.guards.crowd import Crowd

pytestmark = pytest.mark.django_db
BUDGETS = json.loads((Path(__file__).parent / "query_budgets.json").read_text(encoding="utf-8"))
FEW, MANY = 3, 60
# Statements that open and close savepoints, and the setting of the office, ask no rows.
FRAME = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET LOCAL [^;]*$)")

EVERY_COLUMN = "&".join(
    f"kolom={key}"
    for key in ["nummer", "naam", "fiscaal", "type", "status", "soort", "rechtsvorm", "groepen", "labels", "btw", "loon", "kvk", "branche", "plaats", "sinds", "laatste", "beheerder", "team", "volledigheid", "producten", "filing"]
)

# Page -> (who looks, name of the address, what stands in it, what is asked).
PAGES = {
    "dashboard": ("EDITOR", "desk:dashboard", {}, ""),
    "search": ("EDITOR", "desk:search", {}, "q=Bedrijf"),
    "search suggestions": ("EDITOR", "desk:search_suggest", {}, "q=Bedrijf"),
    "relations": ("EDITOR", "crm:relation_list", {}, ""),
    "relations, searched": ("EDITOR", "crm:relation_list", {}, "q=Bedrijf"),
    "relations, every column": ("EDITOR", "crm:relation_list", {}, EVERY_COLUMN),
    "contacts": ("EDITOR", "crm:contact_list", {}, ""),
    "team matrix": ("EDITOR", "crm:team_matrix", {}, ""),
    "team per member": ("EDITOR", "crm:team_served", {}, ""),
    "map": ("EDITOR", "crm:map", {}, ""),
    "map, unplaced": ("EDITOR", "crm:map_unplaced", {}, ""),
    "relation insights": ("ADMIN", "crm:relation_insights", {}, "op=mist"),
    "contact insights": ("ADMIN", "crm:contact_insights", {}, "op=portaal"),
    "saved views": ("EDITOR", "offices:view_list", {}, ""),
    "card in its list": ("EDITOR", "crm:relation", {"relation_id": "relation"}, "uit=sort%3Dnaam"),
    "relation": ("EDITOR", "crm:relation", {"relation_id": "relation"}, ""),
    "relation, team": ("EDITOR", "crm:relation_team", {"relation_id": "relation"}, ""),
    "relation, contacts": ("EDITOR", "crm:relation_contacts", {"relation_id": "relation"}, ""),
    "relation, filings": ("EDITOR", "sbr_inbox:relation_filings", {"relation_id": "relation"}, ""),
    "relation, products": ("EDITOR", "workflows:relation_products", {"relation_id": "relation"}, ""),
    "timeline": ("EDITOR", "crm:relation_timeline", {"relation_id": "relation"}, ""),
    "contact": ("EDITOR", "crm:contact", {"contact_id": "contact"}, ""),
    "dossier folder": ("EDITOR", "dossier:tab", {"relation_id": "relation"}, "map={folder}"),
    "dossier bin": ("EDITOR", "dossier:bin", {"relation_id": "relation"}, ""),
    "dossier item": ("EDITOR", "dossier:item", {"relation_id": "relation", "pk": "item"}, ""),
    "office bin": ("ADMIN", "dossier:office_bin", {}, ""),
    "folder tree": ("ADMIN", "dossier:folders", {}, ""),
    "inbox": ("EDITOR", "sbr_inbox:filing_list", {}, ""),
    "inbox, by deadline": ("EDITOR", "sbr_inbox:filing_list", {}, "sort=deadline"),
    "received files": ("EDITOR", "sbr_inbox:intake_list", {}, ""),
    "kinds": ("ADMIN", "sbr_inbox:kind_list", {}, ""),
    "approval rules": ("ADMIN", "sbr_inbox:policy_list", {}, ""),
    "completeness": ("EDITOR", "sbr_inbox:completeness", {}, ""),
    "completeness, list": ("EDITOR", "sbr_inbox:completeness", {}, "weergave=lijst&staat=MISSING"),
    "becon meter": ("EDITOR", "sbr_inbox:becon", {}, "jaar=2025"),
    "deadlines": ("ADMIN", "workflows:deadline_list", {}, ""),
    "relation, extensions": ("EDITOR", "workflows:relation_extensions", {"relation_id": "relation"}, ""),
    "products": ("ADMIN", "workflows:product_list", {}, ""),
    "team": ("ADMIN", "offices:team_list", {}, ""),
    "tokens": ("ADMIN", "offices:token_list", {}, ""),
    "bin of the office": ("ADMIN", "desk:bin", {}, ""),
    "relation, log": ("ADMIN", "crm:relation_log", {"relation_id": "relation"}, ""),
    "relation, fields": ("EDITOR", "crm:relation_fields", {"relation_id": "relation"}, ""),
    "activity log": ("ADMIN", "offices:activity_list", {}, ""),
    "links": ("ADMIN", "integrations:overview", {}, ""),
    "link": ("ADMIN", "integrations:connection", {"pk": "connection"}, ""),
    "portal": ("client", "portal:home", {}, ""),
    "portal filings": ("client", "portal:filings", {}, ""),
    "portal dossier": ("client", "portal:dossier", {}, ""),
    "portal folder": ("client", "portal:folder", {"pk": "folder"}, ""),
    "API relations": ("token", "api_relations-list", {}, ""),
    "API relations, searched": ("token", "api_relations-list", {}, "q=Bedrijf"),
    "API contacts": ("token", "api_contacts-list", {}, ""),
    "API folders": ("token", "api_folders-list", {}, ""),
    "API items": ("token", "api_items-list", {}, ""),
    "API filings": ("token", "api_filings-list", {}, ""),
}


@dataclass
class Asked:
    """The statements of one page with few rows and with many."""

    few: list[str]
    many: list[str]


class Visitors:
    """Everybody who looks at pages of the office."""

    def __init__(self, crowd: Crowd):
        self.crowd, office = crowd, crowd.kantoor
        with office.scope:
            raw = make_token(office.editor, name="Proef", by=office.admin)[1]
        self.browsers = {
            "EDITOR": desk_client_for(office.editor),
            "ADMIN": desk_client_for(office.admin),
            "client": portal_client_for(crowd.account),
            "token": Client(headers={"authorization": f"Bearer {raw}"}),
        }

    def statements(self, page: str) -> list[str]:
        """What a page asks once everything that is kept in memory is known."""
        who, name, ids, query = PAGES[page]
        slug = {} if who == "token" else {"slug": self.crowd.kantoor.office.slug}
        ids = {key: getattr(self.crowd, thing).pk for key, thing in ids.items()}
        url = f"{reverse(name, kwargs=slug | ids)}?{query.format(folder=self.crowd.folder.pk)}"
        self.browsers[who].get(url)
        with CaptureQueriesContext(connection) as captured:
            response = self.browsers[who].get(url)
        assert response.status_code == 200, (page, response.status_code)
        return asked(captured)


def asked(captured) -> list[str]:
    """Statements that ask or write rows, without the setting in front."""
    plain = (re.sub(r"^SET LOCAL app\.office_id = '\d*'; ", "", row["sql"]) for row in captured)
    return [sql for sql in plain if not FRAME.match(sql)]


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, tmp_path_factory):
    """Every page, looked at with few rows and with many, in a transaction that is rolled back."""
    from tests.guards.world import keep_files_in

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        keep_files_in(patch, tmp_path_factory.mktemp("crowd"))
        # What is kept for ten seconds may run out between the page that warms up and the page that counts.
        patch.setattr("sbr_inbox.rules.environment.KNOWN_SECONDS", 3600)
        patch.setattr("offices.signin.sessions.SEEN_EVERY", timedelta(days=1))
        crowd = Crowd()
        visitors, few = Visitors(crowd), {}
        crowd.grow(FEW)
        few = {page: visitors.statements(page) for page in PAGES}
        crowd.grow(MANY)
        yield {page: Asked(few[page], visitors.statements(page)) for page in PAGES}
        transaction.set_rollback(True)


@pytest.mark.parametrize("place", PAGES)
def test_page_asks_the_same_for_few_rows_as_for_many(place, pages):
    few, many = pages[place].few, pages[place].many
    assert more(few, many) == [] or len(many) <= len(few)


def shapes(statements: list[str]) -> list[str]:
    """Statements without their values, cut short."""
    return [re.sub(r"'[^']*'|\d+", "…", sql)[:300] for sql in statements]


def more(few: list[str], many: list[str]) -> list[str]:
    """The statements that came with the rows, by their shape."""
    known, extra = shapes(few), []
    for shape in shapes(many):
        if shape in known:
            known.remove(shape)
        else:
            extra.append(shape)
    return extra


@pytest.mark.parametrize("place", PAGES)
def test_page_keeps_to_its_budget(place, pages):
    asked_for = len(pages[place].many)
    assert asked_for <= BUDGETS[place], "\n".join(shapes(pages[place].many))


def test_every_budget_is_of_a_page():
    assert sorted(BUDGETS) == sorted([*PAGES, *WORK])


@pytest.mark.parametrize("place", PAGES)
def test_page_has_no_offset_and_no_uncapped_count(place, pages):
    bad = [sql for sql in pages[place].many if re.search(r"\bOFFSET \d", sql) or uncapped(sql)]
    assert bad == []


def uncapped(sql: str) -> bool:
    """Whether a statement counts rows without an end to it."""
    return "COUNT(" in sql.upper() and "GROUP BY" not in sql and not re.search(r"LIMIT \d+", sql)


def count_of(work) -> int:
    """How many statements something takes."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(asked(captured))


def create_relation(visitors: Visitors) -> int:
    """A new relation, sent by a program."""

    def send(number: str, kvk_nummer: str):
        data = {"type": "ORGANISATION", "name": f"Nieuw {number} B.V.", "number": number, "rechtsvorm": "BV", "kvk_nummer": kvk_nummer}
        response = visitors.browsers["token"].post("/api/v1/relations/", data, content_type="application/json")
        assert response.status_code == 201, response.content

    send("R9990", "90999990")
    return count_of(lambda: send("R9991", "90999991"))


def upload_by_form(visitors: Visitors) -> int:
    """A file into a folder of a dossier."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    crowd = visitors.crowd
    ids = {"slug": crowd.kantoor.office.slug, "relation_id": crowd.relation.pk, "folder_id": crowd.folder.pk}
    url = reverse("dossier:upload", kwargs=ids)

    def send(name: str):
        body = SimpleUploadedFile(name, name.encode() * 9)
        response = visitors.browsers["EDITOR"].post(url, {"file": body, "year": "2026"}, headers={"accept": "application/json"})
        assert response.status_code in (200, 201, 302), (response.status_code, response.content.decode()[:2000])

    send("eerste.txt")
    return count_of(lambda: send("tweede.txt"))


def download(visitors: Visitors) -> int:
    """The bytes of an item."""
    crowd = visitors.crowd
    ids = {"slug": crowd.kantoor.office.slug, "relation_id": crowd.relation.pk, "pk": crowd.item.pk, "number": 1}
    url = reverse("dossier:download", kwargs=ids)

    def take():
        response = visitors.browsers["EDITOR"].get(url)
        assert b"".join(response.streaming_content)

    take()
    return count_of(take)


def intake_by_api(visitors: Visitors) -> int:
    """A filing sent by a package."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(turnover: int):
        body = SimpleUploadedFile("ob.xbrl", ob_file("001000019B01", turnover=turnover))
        response = visitors.browsers["token"].post("/api/v1/filings/", {"file": body})
        assert response.status_code == 201, response.content

    send(77_000)
    return count_of(lambda: send(78_000))


def match_one(visitors: Visitors) -> int:
    """The selects of the ladder for one filing that was read; writes are not counted."""
    with visitors.crowd.kantoor.scope:
        relation = make_taxpayer(FilingKind.OB, ob=True)
        filing = receive(ob_file(ob_number(relation))).filing
        read_filings([filing.pk])
        with CaptureQueriesContext(connection) as captured:
            match_filings([filing.pk])
    return len([sql for sql in asked(captured) if sql.startswith("SELECT") and "FOR UPDATE" not in sql])


WORK = {
    "create relation": create_relation,
    "upload": upload_by_form,
    "download": download,
    "intake": intake_by_api,
    "match": match_one,
}


@pytest.mark.parametrize("work", WORK)
def test_work_keeps_to_its_budget(work, db):
    crowd = Crowd("werk")
    crowd.grow(2)
    assert WORK[work](Visitors(crowd)) <= BUDGETS[work]
