"""The columns of the list of relations."""

from functools import cache, partial
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from crm.enums import FilingFrequency, Rechtsvorm, RelationStatus, RelationType, TaxKind, status_label
from crm.filters.rhythm import rhythm_now
from crm.listing import Colleague, Column, colleagues, plain
from crm.models import (
    Address,
    RelationGroupMember,
    RelationLabel,
    TeamAssignment,
    TimelineEntry,
)
from crm.numbers import mask
from offices.templatetags.dutch import bsn_mask, datum, phone_nl, rsin_nl
from offices.templatetags.ui import avatar, chip, icon

SHOWN_TEAM = 4
ALWAYS = ("id", "name", "sort_name", "number", "is_private", "type", "status")
STATUS_LOOKS = {
    RelationStatus.PROSPECT: ("info", "circle-dashed"),
    RelationStatus.CLIENT: ("ok", "circle-check"),
    RelationStatus.BLOCKED: ("warn", "ban"),
    RelationStatus.ENDED: ("mute", "archive"),
}


class RelationRow:
    """What every row of the list of relations can say of itself."""

    id: UUID
    type: str
    status: str

    @property
    def pk(self) -> UUID:
        """The key, by the name that models have for it."""
        return self.id

    @property
    def status_label(self) -> str:
        """The status in words."""
        return status_label(self.type, self.status)


@cache
def _lock():
    return format_html(
        ' <span class="inl" title="Afgeschermd">{}<span class="vh">afgeschermd</span></span>', icon("lock", "s")
    )


def private_mark(row):
    """The lock behind the name of a private relation."""
    return _lock() if row.is_private else ""


@cache
def status_chip(kind, status):
    """A status as a quiet chip."""
    tone, symbol = STATUS_LOOKS[RelationStatus(status)]
    return chip(tone, symbol, status_label(kind, status), "plain")


def fiscal_cell(row):
    """RSIN in full, BSN masked, or that it is missing."""
    if row.bsn:
        return bsn_mask(row.bsn)
    if row.rsin:
        return rsin_nl(row.rsin)
    return "–" if row.type == RelationType.INTERNAL else mark_safe('<span class="tone" data-tone="bad">ontbreekt</span>')


def rhythm_words(value):
    """A filing rhythm in words."""
    return FilingFrequency(value).label if value else "–"


def avatars(people):
    """The first of these people, each once, and how many more."""
    members = list(people)
    shown = format_html_join("", "{}", ((avatar(member),) for member in members[:SHOWN_TEAM]))
    rest = len(members) - SHOWN_TEAM
    more = format_html('<span class="sub">+{}</span>', rest) if rest > 0 else ""
    return format_html('<span class="avs">{}{}</span>', shown, more) if members else "–"


def _team_cell(row):
    return avatars(colleagues(tuple(row.team_now)))


def _said():
    name = Coalesce(NullIf("member__user__name", Value("")), "member__user__email", output_field=CharField())
    return Concat(Cast("member_id", CharField()), name, output_field=CharField())


def _team(**role):
    rows = TeamAssignment.objects.valid().filter(relation_id=OuterRef("pk"), **role)
    return ArraySubquery(rows.order_by("role__order", "role__name", "valid_from").values(said=_said()))


def _names(model, field):
    rows = model.objects.filter(relation_id=OuterRef("pk")).order_by(field)
    return ArraySubquery(rows.values(field))


def _city():
    return Subquery(Address.objects.filter(relation_id=OuterRef("pk"), kind="VISIT").values("city")[:1])


def _latest():
    rows = TimelineEntry.objects.filter(relation_id=OuterRef("pk"), muted=False).order_by("-at", "-id")
    return Subquery(rows.values("at")[:1])


def _day(value):
    return timezone.localtime(value).date() if value else None


def _tags(names):
    return format_html_join(" ", '<span class="tag">{}</span>', ((name,) for name in names)) or "–"


def _first_colleague(said):
    people = colleagues(tuple(said))
    return people[0].name if people else ""


def _manager_cell(row):
    people: list[Colleague] = colleagues(tuple(row.manager_now))
    return people[0].name if people else mark_safe('<span class="muted">niemand</span>')


RELATION_COLUMNS = (
    plain("nummer", "Nr.", "number", sort="nummer", cls="id", usual=True),
    Column("naam", "Naam", lambda row: row.name, lambda row: row.name, sort="naam", usual=True),
    Column(
        "fiscaal", "RSIN/BSN", fiscal_cell, lambda row: mask(row.bsn) if row.bsn else row.rsin, reads=("bsn", "rsin"), cls="id", usual=True
    ),
    Column("type", "Type", lambda row: RelationType(row.type).label, lambda row: RelationType(row.type).label),
    Column("status", "Status", lambda row: status_chip(row.type, row.status), lambda row: row.status_label, sort="status", usual=True),
    plain("soort", "Relatiesoort", "kind__name"),
    Column(
        "rechtsvorm", "Rechtsvorm", lambda row: Rechtsvorm(row.rechtsvorm).label if row.rechtsvorm else "–",
        lambda row: Rechtsvorm(row.rechtsvorm).label if row.rechtsvorm else "", reads=("rechtsvorm",),
    ),
    Column(
        "groepen", "Relatiegroep", lambda row: ", ".join(row.group_names) or "–", lambda row: ", ".join(row.group_names),
        made=(("group_names", partial(_names, RelationGroupMember, "group__name")),),
    ),
    Column(
        "labels", "Labels", lambda row: _tags(row.label_names), lambda row: ", ".join(row.label_names),
        made=(("label_names", partial(_names, RelationLabel, "label__name")),),
    ),
    Column(
        "btw", "Btw", lambda row: rhythm_words(row.btw_rhythm), lambda row: rhythm_words(row.btw_rhythm),
        made=(("btw_rhythm", partial(rhythm_now, TaxKind.OB)),), cls="ink2", usual=True,
    ),
    Column(
        "loon", "Loon", lambda row: rhythm_words(row.loon_rhythm), lambda row: rhythm_words(row.loon_rhythm),
        made=(("loon_rhythm", partial(rhythm_now, TaxKind.LH)),), cls="ink2",
    ),
    plain("kvk", "KvK-nummer", "kvk_nummer", cls="id"),
    plain("branche", "Branche", "sector"),
    Column("plaats", "Plaats", lambda row: row.city or "–", lambda row: row.city, made=(("city", _city),)),
    Column(
        "telefoon", "Telefoon", lambda row: phone_nl(row.phone or row.mobile) or "–", lambda row: row.phone or row.mobile,
        reads=("phone", "mobile"), cls="nowrap",
    ),
    plain("email", "E-mail", "email"),
    Column(
        "sinds", "Cliënt sinds", lambda row: datum(row.client_since) or "–", lambda row: row.client_since, reads=("client_since",), cls="nowrap"
    ),
    Column(
        "laatste", "Laatste gebeurtenis", lambda row: datum(_day(row.latest_at)) or "–", lambda row: _day(row.latest_at),
        made=(("latest_at", _latest),), cls="nowrap",
    ),
    Column(
        "beheerder", "Relatiebeheerder", _manager_cell, lambda row: _first_colleague(row.manager_now),
        made=(("manager_now", partial(_team, role__code="RELATION_MANAGER")),), same=lambda row: tuple(row.manager_now),
    ),
    Column(
        "team", "Team", _team_cell, lambda row: ", ".join(who.name for who in colleagues(tuple(row.team_now))),
        made=(("team_now", _team),), usual=True, same=lambda row: tuple(row.team_now),
    ),
)  # fmt: skip
