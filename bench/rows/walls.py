"""Row 18: the price of the walls: the same page with the policies and the office in front of each statement, and without."""

import statistics

from django.core.wsgi import get_wsgi_application
from django.db import connection

from bench.browser import Caller, signed_in
from bench.measure import once, row
from offices.db.base import WalledCursor
from offices.models import Office, TeamMember

TIMES = 25


def run(*, rounds: int) -> list[dict]:
    """The owner of the tables looks past policies; without the prefix nothing of the walls is left but the scope."""
    office = Office.objects.get(slug="groot")
    member = TeamMember.objects.select_related("user").get(office=office, user__email="admin@groot.example")
    ours = Caller(get_wsgi_application(), HTTP_COOKIE=signed_in(member))
    path = f"/k/{office.slug}/relaties/"
    pairs = [(without(lambda: ours.get(path)), timed(lambda: ours.get(path))) for _ in range(rounds)]
    measured = {
        "floor": round(statistics.median(p[0] for p in pairs), 3),
        "ours": round(statistics.median(p[1] for p in pairs), 3),
        "ratio": round(statistics.median(p[1] / p[0] for p in pairs), 3),
        "unit": "ms",
    }
    return [row(18, "price of the walls, relations list", measured, most=1.10)]


def timed(work) -> float:
    """Milliseconds of one call, after warming up."""
    once(work, 3)
    return once(work, TIMES)


def without(work) -> float:
    """The same as owner of the tables, with nothing in front of the statements."""
    app, walled = dict(connection.settings_dict), WalledCursor.walled
    connection.close()
    connection.settings_dict.update(app["OWNER"])
    WalledCursor.walled = lambda self, query: query
    try:
        return timed(work)
    finally:
        WalledCursor.walled = walled
        connection.close()
        connection.settings_dict.update({key: app[key] for key in app["OWNER"]})
