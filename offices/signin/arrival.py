"""Who comes in: device, person, place in the office of the address, rights and stand-ins, in one question to the database.

Read again at every request, so that a session ended, a membership withdrawn or a right taken away works at once.
"""

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.utils import timezone

from offices.models import LoginSession, Office, PortalAccount, TeamMember, User
from offices.saved_views import HEADS
from offices.scope import office_scope
from offices.standing import GRANTS, STAND_INS, understood

NOWHERE = 0
PLACES = {"k": TeamMember, "p": PortalAccount}
# Logo and favicon of the office: the frame of every page shows them.
PICTURES = """(SELECT ARRAY[b.logo_id::text, b.favicon_id::text] FROM offices_brand b
  WHERE b.office_id = place.office_id AND b.is_default)"""
QUESTION = """SELECT {columns} FROM offices_loginsession login JOIN offices_user person ON person.id = login.user_id
  LEFT JOIN offices_office last ON last.id = login.office_id
  LEFT JOIN {places} place ON place.user_id = person.id AND place.office_id = %(office)s
  LEFT JOIN offices_office here ON here.id = place.office_id
  WHERE login.session_hash = %(session)s AND login.ended_at IS NULL"""
# Which office an address names. Only a way to ask by key: the answer is compared with the address each time.
_offices: dict[str, int] = {}


@dataclass(frozen=True)
class Arrival:
    """The living row of a session with its user, and the row of the person in the office of the address, if any."""

    login: LoginSession
    place: TeamMember | PortalAccount | None


def arrive(session_hash: str, *, door: str = "k", slug: str = "") -> Arrival | None:
    """Who holds this session, and as what at the `door` («k» staff, «p» clients) of the office `slug`.

    None when the session does not live. Whether the person may come in is decided by the caller.
    """
    known = _offices.get(slug, NOWHERE)
    found = _ask(session_hash, door, known)
    if found is None or not slug or (found.place is not None and found.place.office.slug == slug):
        return found
    now = Office.objects.filter(slug=slug).values_list("pk", flat=True).first() or NOWHERE
    if now == known:
        return Arrival(found.login, None)
    _offices[slug] = now
    return _ask(session_hash, door, now)


def _ask(session_hash: str, door: str, office: int) -> Arrival | None:
    # Rights stand behind the wall of that office; the question reads those of the person of this session only.
    with office_scope(office), connection.cursor() as cursor:
        cursor.execute(_question(door), {"office": office, "session": session_hash, "today": timezone.localdate()})
        row = cursor.fetchone()
    return None if row is None else _understood(list(row), PLACES[door])


@cache
def _question(door: str) -> str:
    kinds = {"login": LoginSession, "person": User, "last": Office, "place": PLACES[door], "here": Office}
    columns = [
        f"{alias}.{field.column}" for alias, model in kinds.items() for field in model._meta.concrete_fields
    ]
    columns += [PICTURES]
    columns += [GRANTS, STAND_INS, HEADS] if door == "k" else []
    # Columns and tables come from the models; values stay parameters.
    return QUESTION.format(columns=", ".join(columns), places=PLACES[door]._meta.db_table)


def _understood(cells: list, place_model: type) -> Arrival:
    login, user, last = (_take(cells, model) for model in (LoginSession, User, Office))
    login.user, login.office = user, last
    place, office = _take(cells, place_model), _take(cells, Office)
    if place is None:
        return Arrival(login, None)
    place.user, place.office = login.user, office
    office.logo_id, office.favicon_id = cells.pop(0) or (None, None)
    if cells:
        *said, place.view_heads = cells
        standing = understood(*said)
        place.grants, place.stands_in = standing.grants, standing.stands_in
    return Arrival(login, place)


def _take(cells: list, model: type):
    """The next cells as a row of this model; None when the join found none."""
    names = [field.attname for field in model._meta.concrete_fields]
    values = cells[: len(names)]
    del cells[: len(names)]
    return None if values[0] is None else model.from_db("default", names, values)
