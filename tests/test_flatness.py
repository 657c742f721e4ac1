"""Lists touch as many blocks of the database for ten times the rows: explained as the application, walls on."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.models import Contact, Relation, TimelineEntry
from offices.db.owner import as_owner
from offices.paging import encode
from sbr_inbox.models import Filing
from tests.conftest import desk_client_for
from tests.guards.crowd import Crowd

FEW, MANY = 3_000, 30_000
MOST = 1.3
# A member of 200 relations, one who sees all but the private ones, and one who sees all.
ROLES = ("EDITOR", "MANAGER", "ADMIN")
# Blocks that a page may always touch more, for an index that got one level deeper.
SLACK = 12
# Table -> what differs from row to row, as SQL with the number of the row in it.
ROWS = {
    "crm_relation": {
        "id": "uuidv7()", "number": "'N' || n", "name": "'Bedrijf ' || n", "sort_name": "'bedrijf ' || lpad(n::text, 6, '0')",
        "search_text": "'bedrijf ' || n", "kvk_nummer": "''", "rsin": "''", "bsn_hmac": "''",
    },
    "sbr_inbox_filing": {
        "id": "uuidv7()", "sha256": "encode(sha256(n::text::bytea), 'hex')", "state": "'UNMATCHED'", "relation_id": "NULL", "source_ref": "''",
    },
    "crm_contact": {
        "id": "uuidv7()", "number": "'N' || n", "name": "'Contact ' || n", "sort_name": "'contact ' || lpad(n::text, 6, '0')",
        "search_text": "'contact ' || n", "email": "'c' || n || '@x.example'", "bsn_hmac": "''",
    },
    "crm_timelineentry": {"id": "uuidv7()", "at": "now() - n * interval '1 minute'"},
}  # fmt: skip
ASSIGN = """
INSERT INTO crm_teamassignment (id, office_id, created_at, updated_at, version, relation_id, role_id, member_id, valid_from)
SELECT uuidv7(), r.office_id, now(), now(), 1, r.id, a.role_id, a.member_id, a.valid_from
  FROM (SELECT * FROM crm_relation WHERE number LIKE 'N%%' ORDER BY id LIMIT 200) r,
       (SELECT * FROM crm_teamassignment WHERE member_id = %s LIMIT 1) a
 WHERE NOT EXISTS (SELECT 1 FROM crm_teamassignment x WHERE x.relation_id = r.id)
"""


LINK = """
INSERT INTO crm_relationcontact ({names})
SELECT {values} FROM crm_relationcontact l, crm_contact c JOIN crm_relation r ON r.number = c.number
 WHERE l.id = %s AND c.number LIKE 'N%%' AND NOT EXISTS (SELECT 1 FROM crm_relationcontact x WHERE x.contact_id = c.id)
"""


def columns_of(cursor, table: str) -> list[str]:
    """The columns that can be written."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table])
    return [name for (name,) in cursor.fetchall()]


def multiply(table: str, pk, start: int, count: int) -> None:
    """Copy a row many times, with what must differ."""
    with connection.cursor() as cursor:
        columns = columns_of(cursor, table)
        shown = ", ".join(ROWS[table].get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {shown} FROM "{table}" t, generate_series(%s, %s) n WHERE t.id = %s',
            [start, start + count - 1, str(pk)],
        )


class Large:
    """An office with many relations, filings and timeline rows, seen by members with three kinds of rights."""

    def __init__(self):
        self.crowd, self.size = Crowd("groot"), 0
        self.crowd.grow(1)
        with self.crowd.kantoor.scope:
            contact = Contact.objects.exclude(email="klant@groot.example").filter(links__relation__name__startswith="Bedrijf ").get()
            self.link = contact.links.get().pk
            self.models = {"crm_relation": Relation, "crm_contact": Contact, "sbr_inbox_filing": Filing, "crm_timelineentry": TimelineEntry}
            self.rows = {
                "crm_relation": Relation.objects.get(name__startswith="Bedrijf ").pk,
                "crm_contact": contact.pk,
                "sbr_inbox_filing": Filing.objects.filter(state="UNMATCHED").first().pk,
                "crm_timelineentry": TimelineEntry.objects.filter(relation=self.crowd.relation).first().pk,
            }
        self.browsers = {role: desk_client_for(self.crowd.kantoor.members[role]) for role in ROLES}

    def grow(self, size: int) -> None:
        """So many rows of each, and statistics as autovacuum would have them."""
        with self.crowd.kantoor.scope:
            for table, pk in self.rows.items():
                multiply(table, pk, self.size + 1, size - self.size)
            with connection.cursor() as cursor:
                cursor.execute(ASSIGN, [str(self.crowd.kantoor.editor.pk)])
                own = {"id": "uuidv7()", "contact_id": "c.id", "relation_id": "r.id", "is_preferred": "false"}
                names = columns_of(cursor, "crm_relationcontact")
                values = ", ".join(own.get(name, f'l."{name}"') for name in names)
                cursor.execute(LINK.format(names=", ".join(f'"{name}"' for name in names), values=values), [str(self.link)])
        self.size = size
        with as_owner(connection), connection.cursor() as cursor:
            for table in [*self.rows, "crm_teamassignment", "crm_relationcontact"]:
                cursor.execute(f'VACUUM (ANALYZE) "{table}"')

    def blocks(self, place: str, role: str, end: str) -> int:
        """Blocks touched by the rows of the first or of the last page of a list."""
        name, table, keys, descending = PLACES[place]
        ids = {"relation_id": self.crowd.relation.pk} if "relation_id" in name else {}
        url = reverse(name.partition(" ")[0], kwargs={"slug": self.crowd.kantoor.office.slug} | ids)
        with CaptureQueriesContext(connection) as captured:
            response = self.browsers[role].get(url, {"na": self.near_the_end(role, table, keys, descending)} if end == "last" else {})
        assert response.status_code == 200
        shown = [re.sub(r"^SET LOCAL[^;]*; ", "", row["sql"]) for row in captured]
        (sql,) = [sql for sql in shown if f'FROM "{table}"' in sql and "LIMIT 51" in sql and "COUNT(" not in sql.upper()]
        with self.crowd.kantoor.scope, connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("%", "%%"), [])
            plan = cursor.fetchone()[0]
        plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]

    def near_the_end(self, role: str, table: str, keys: tuple[str, ...], descending: bool) -> str:
        """A position some rows before the end of what this member sees."""
        with self.crowd.kantoor.scope:
            rows = self.models[table].objects.order_by(*[key if descending else f"-{key}" for key in keys])
            if table == "crm_timelineentry":
                rows = rows.filter(relation=self.crowd.relation)
            else:
                rows = rows.visible_to(self.crowd.kantoor.members[role])
            row = rows[60]
        return encode([getattr(row, key) for key in keys])


PLACES = {
    "relations": ("crm:relation_list", "crm_relation", ("sort_name", "id"), False),
    "contacts": ("crm:contact_list", "crm_contact", ("sort_name", "id"), False),
    "inbox": ("sbr_inbox:filing_list", "sbr_inbox_filing", ("id",), True),
    "timeline": ("crm:relation_timeline relation_id", "crm_timelineentry", ("at", "id"), True),
}


@pytest.mark.django_db(transaction=True)
def test_lists_touch_no_more_blocks_with_ten_times_the_rows():
    office = Large()
    office.grow(FEW)
    cases = [(place, role, end) for place in PLACES for role in ROLES for end in ("first", "last")]
    few = {case: office.blocks(*case) for case in cases}
    office.grow(MANY)
    many = {case: office.blocks(*case) for case in cases}
    assert {where: (few[where], many[where]) for where in few if many[where] > MOST * few[where] + SLACK} == {}
