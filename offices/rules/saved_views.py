"""Saving, sharing and removing views of lists."""

import re

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from offices.audit import record
from offices.enums import DefaultFor, SharedWith
from offices.errors import Forbidden, NotHere, RuleBroken
from offices.ids import is_key
from offices.models import ProcessTeam, SavedView
from offices.permissions import may, permission, require
from offices.saved_views import full_query, screen_of, state
from offices.texts import changed_meanwhile, required

MOST = 60
# Eight digits or more in a row, dots and blanks left out, can be a number of a person.
_NUMBER = re.compile(r"\d(?:[ .]?\d){7,}")


def save_view(view, *, by, screen, name, query, shared_with=SharedWith.ME, team=None, default_for="", order=0, version=None):
    """Keep how a list looks now under a name; `query` is what stands in its address. Gives the view.

    `view` is None for a new one. Only its owner changes a view, or who may share on this screen when it is shared.
    Raises VEW01 (name), VEW02 (number of a person in the search), VEW03 (too many), Forbidden, G02.
    """
    name = name.strip()
    if not name:
        raise RuleBroken(required("Naam"), code="G01", field="name")
    kept, sort, columns = state(QueryDict(query))
    _refuse_numbers(kept)
    with transaction.atomic():
        row = _locked(view, by=by, version=version) if view else SavedView(owner=by, created_by=by)
        _refuse_sharing(row, by=by, screen=screen, shared_with=shared_with, default_for=default_for)
        row.screen, row.name, row.query, row.sort, row.columns = screen, name[:60], kept, sort[:40], columns
        row.shared_with, row.team, row.default_for, row.order = shared_with, _team(shared_with, team), default_for, order
        _refuse_repeat(row)
        _one_default(row)
        row.version = row.version + 1 if view else row.version
        row.save()
        record(by, "view.changed" if view else "view.made", row, data={"screen": screen, "shared_with": shared_with})
    return row


def renew_view(view, *, by, query):
    """Let a view hold what the list shows now; name and sharing stay."""
    return save_view(
        view, by=by, screen=view.screen, name=view.name, query=query, shared_with=view.shared_with, team=view.team,
        default_for=view.default_for, order=view.order,
    )  # fmt: skip


def delete_view(view, *, by):
    """Remove a view; gives what `save_view` needs to bring it back."""
    with transaction.atomic():
        row = _locked(view, by=by)
        record(by, "view.deleted", row, data={"screen": row.screen, "shared_with": row.shared_with})
        kept = {
            "screen": row.screen, "name": row.name, "query": full_query(row), "shared_with": row.shared_with,
            "team": row.team, "default_for": row.default_for, "order": row.order,
        }  # fmt: skip
        row.delete()
    return kept


def may_change(view, member) -> bool:
    """Whether this member may change or remove a view: his own, or a shared one with the right to share."""
    if view.owner_id == member.pk:
        return view.shared_with != SharedWith.OFFICE or may(member, screen_of(view.screen).manage)
    return view.shared_with != SharedWith.ME and may(member, screen_of(view.screen).manage)


def _locked(view, *, by, version=None) -> SavedView:
    row = SavedView.objects.select_for_update(of=("self",)).filter(pk=view.pk).first()
    if row is None:
        raise NotHere("Deze weergave bestaat niet meer.")
    if version is not None and int(version) != row.version:
        raise changed_meanwhile("Een collega", timezone.localtime(row.updated_at))
    if not may_change(row, by):
        raise Forbidden(f"Deze weergave is van {row.owner}. Bewaar haar onder een andere naam om haar aan te passen.")
    return row


def _refuse_sharing(row, *, by, screen, shared_with, default_for):
    if screen_of(screen).keep:
        require(by, screen_of(screen).keep)
    manage = screen_of(screen).manage
    wide = shared_with == SharedWith.OFFICE or default_for == DefaultFor.OFFICE
    if wide and not may(by, manage):
        raise Forbidden(
            f"U heeft hiervoor het recht '{permission(manage).label}' nodig. Bewaar de weergave alleen voor uzelf."
        )
    if default_for == DefaultFor.OFFICE and shared_with != SharedWith.OFFICE:
        text = "Een weergave die voor het hele kantoor opent, moet met het hele kantoor zijn gedeeld."
        raise RuleBroken(text, code="VEW01", field="shared_with")


def _refuse_numbers(query: str) -> None:
    values = [value for values in dict(QueryDict(query).lists()).values() for value in values]
    if any(_NUMBER.search(value) for value in values if not is_key(value)):
        text = "Een weergave bewaart geen fiscaal nummer of telefoonnummer. Wis het zoekwoord en bewaar opnieuw."
        raise RuleBroken(text, code="VEW02", field="name")


def _team(shared_with, team) -> ProcessTeam | None:
    if shared_with != SharedWith.TEAM:
        return None
    if team is None:
        raise RuleBroken(required("Procesteam"), code="G01", field="team")
    return team


def _refuse_repeat(row) -> None:
    others = SavedView.objects.filter(screen=row.screen, owner=row.owner).exclude(pk=row.pk)
    if others.filter(name=row.name).exists():
        text = f"U heeft al een weergave die {row.name} heet. Kies een andere naam."
        raise RuleBroken(text, code="VEW01", field="name")
    if others.count() >= MOST:
        raise RuleBroken(f"U heeft al {MOST} weergaven van deze lijst. Verwijder er eerst een.", code="VEW03", field="name")


def _one_default(row) -> None:
    """The newest choice of what opens by itself replaces the one before."""
    same = SavedView.objects.filter(screen=row.screen, default_for=row.default_for).exclude(pk=row.pk)
    if row.default_for == DefaultFor.ME:
        same.filter(owner=row.owner).update(default_for="")
    elif row.default_for == DefaultFor.OFFICE:
        same.update(default_for="")
