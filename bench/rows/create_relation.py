"""Row 5: one relation made by the rules, against one insert and its commit.

Ours checks every field, looks for the same company and the same number, takes the next number, writes the relation
with its address, its history, log, timeline and search words, opens the dossier and commits. The goal
of 20 ms was set where a commit takes half a millisecond.
"""

import itertools
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.measure import alternate
from crm.rules.relations import create_relation
from offices.models import Office, TeamMember
from offices.scope import office_scope
from tests.factories.crm import valid_base

MOST, MOST_SQL = 40, 15
_count = itertools.count(1)


def values() -> dict:
    """A company as an office types it."""
    number = next(_count)
    return {
        "type": "ORGANISATION",
        "name": f"Aangemaakt Bedrijf {number:06} B.V.",
        "rechtsvorm": "BV",
        "rsin_bsn": valid_base(),
        "kvk_nummer": f"{60_000_000 + number}",
        "email": f"info{number}@aangemaakt.example",
        "addresses": {"VISIT": {"street": "Brink", "house_number": 4, "postal_code": "9401 HS", "city": "Assen"}},
    }


def run(*, rounds: int) -> list[dict]:
    """The median of one relation at a time; the number of statements beside it."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        by = TeamMember.objects.select_related("user", "office", "role").get(office=office, user__email="admin@groot.example")
        create_relation(by=by, values=values(), status="CLIENT")
        with CaptureQueriesContext(connection) as caught:
            create_relation(by=by, values=values(), status="CLIENT")
        statements = sum(each["sql"] not in ("BEGIN", "COMMIT") for each in caught.captured_queries)
        found = alternate(
            lambda: bare(office.pk), lambda: create_relation(by=by, values=values(), status="CLIENT"), rounds=rounds, times=20
        )
    return [
        {
            "row": 5,
            "name": f"create relation ({statements} SQL)",
            "goal": f"≤ {MOST} × commit, {MOST_SQL} SQL",
            "holds": found["ratio"] <= MOST and statements <= MOST_SQL,
        }
        | found
    ]


def bare(office_pk: int) -> None:
    """One small row and its commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO offices_numbersequence (id, office_id, name, next) VALUES (%s, %s, %s, 1)", [uuid4(), office_pk, uuid4().hex[:30]]
        )
