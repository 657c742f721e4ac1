"""Which saved views a member sees, where each opens, and whether an address still shows what was saved."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from offices.enums import DefaultFor, SharedWith
from offices.models import ProcessTeamMember, SavedView
from offices.permissions import may
from offices.registry import ListScreen, list_screens
from offices.urls_helpers import desk_url

# Parts of the address of a list that say where one is, or how it is shown, and not what it holds.
VIEW, SORT, COLUMNS = "weergave", "sort", "kolom"
PLACE = {"na", "voor", "filters", VIEW, "uit"}
# In the address of a list: no view, not even the one that opens by itself.
NO_VIEW = "alle"
APART = "\x1f"
# A piece of SQL about a row `place` of offices_teammember, asked with who comes in (offices/signin/arrival.py): what the
# menu needs of every view this person sees.
HEADS = """ARRAY(SELECT concat_ws(E'\\x1f', v.id, v.screen, v.shared_with, v.default_for,
  CASE WHEN v.owner_id = place.id THEN '1' ELSE '0' END, v.name) FROM offices_savedview v
  WHERE v.office_id = place.office_id AND (v.owner_id = place.id OR v.shared_with = 'OFFICE' OR (v.shared_with = 'TEAM' AND EXISTS
  (SELECT 1 FROM offices_processteammember m WHERE m.office_id = v.office_id AND m.team_id = v.team_id AND m.member_id = place.id)))
  ORDER BY v.screen, v."order", v.name, v.id)"""


@dataclass(frozen=True, slots=True)
class ViewHead:
    """What a menu needs of a saved view."""

    pk: UUID
    screen: str
    shared_with: str
    default_for: str
    mine: bool
    name: str

    @property
    def url(self) -> str:
        """The address that opens it."""
        return desk_url("offices:view_open", self.pk)


def heads_of(member) -> list[ViewHead]:
    """Every view this member sees, on screens he may open."""
    said = getattr(member, "view_heads", None)
    if said is None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {HEADS} FROM offices_teammember place WHERE place.id = %s", [member.pk])  # noqa: S608
            said = member.view_heads = cursor.fetchone()[0]
    open_to = {screen.key for screen in list_screens if may(member, screen.permission)} if said else ()
    return [head for head in map(_head, said) if head.screen in open_to]


def _head(said: str) -> ViewHead:
    pk, screen, shared_with, default_for, mine, name = said.split(APART, 5)
    return ViewHead(UUID(pk), screen, shared_with, default_for, mine == "1", name)


def heads_on(member, screen: str) -> list[ViewHead]:
    """The views of one screen, own ones first."""
    return sorted((head for head in heads_of(member) if head.screen == screen), key=lambda head: not head.mine)


def default_on(member, screen: str) -> ViewHead | None:
    """The view that opens by itself: one's own choice before that of the office."""
    heads = heads_on(member, screen)
    mine = next((head for head in heads if head.mine and head.default_for == DefaultFor.ME), None)
    wide = (head for head in heads if (head.default_for, head.shared_with) == (DefaultFor.OFFICE, SharedWith.OFFICE))
    return mine or next(wide, None)


def views_seen_by(member):
    """Saved views this member sees."""
    teams = ProcessTeamMember.objects.filter(member_id=member.pk, team_id=OuterRef("team_id"))
    shared = Q(shared_with=SharedWith.OFFICE) | Q(shared_with=SharedWith.TEAM) & Q(Exists(teams))
    return SavedView.objects.filter(Q(owner_id=member.pk) | shared)


def screen_of(key: str) -> ListScreen | None:
    """The registered screen with this key."""
    return next((screen for screen in list_screens if screen.key == key), None)


def address(view) -> str:
    """The address of the list as a view holds it: everything stands in it, so that it can be shared and changed."""
    query = QueryDict(full_query(view), mutable=True)
    query[VIEW] = str(view.pk)
    return desk_url(screen_of(view.screen).url_name, query=query.urlencode())


def full_query(view) -> str:
    """Filter, order and columns of a view as they stand in an address."""
    query = QueryDict(view.query, mutable=True)
    if view.sort:
        query[SORT] = view.sort
    query.setlist(COLUMNS, view.columns)
    return query.urlencode()


def state(query: QueryDict) -> tuple[str, str, list[str]]:
    """(filter, order, columns) of the address of a list; the filter in one fixed order, so that equal is equal."""
    pairs = sorted(
        (key, value)
        for key, values in query.lists()
        for value in values
        if value and key not in PLACE and key not in (SORT, COLUMNS)
    )
    kept = QueryDict(mutable=True)
    for key, value in pairs:
        kept.appendlist(key, value)
    return kept.urlencode(), query.get(SORT, ""), [value for value in query.getlist(COLUMNS) if value]


def differs(view, query: QueryDict) -> bool:
    """Whether an address shows something else than the view it came from."""
    return state(query) != (view.query, view.sort, list(view.columns))
