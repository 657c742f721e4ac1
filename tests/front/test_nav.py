"""The sidebar: only what a member may open, with the counts of its own office."""

from types import SimpleNamespace

import pytest

from offices import nav
from offices.registry import NavEntry


class Entries(list):
    """A registry of this test alone."""


@pytest.fixture
def entries(monkeypatch):
    made = Entries(
        [
            NavEntry(
                "settings",
                "Beheer",
                "settings-2",
                "offices:settings",
                "team.view",
                group="inrichting",
                order=2,
            ),
            NavEntry(
                "general",
                "Algemeen",
                "settings",
                "offices:settings_general",
                "settings.general",
                group="inrichting",
                order=3,
            ),
            NavEntry("mail", "Postbus", "mail", "offices:mailbox", None, count=lambda member: 3, tone="warn"),
            NavEntry("oefen", "Oefenen", "mail", "offices:mailbox", None, only_practice=True),
            NavEntry("weg", "Nergens", "mail", "offices:bestaat_niet", None),
        ]
    )
    monkeypatch.setattr(nav, "nav_entries", made)


def request_of(member):
    return SimpleNamespace(member=member, account=None, office=member.office, user=member.user)


def test_links_leave_out_what_the_member_may_not(entries, offices, settings):
    settings.KANTOOR_PRACTICE = False
    alfa = offices.alfa
    with alfa.scope:
        labels = {
            role: [link["label"] for link in nav.links(request_of(member), "inrichting")]
            for role, member in alfa.members.items()
        }
    assert labels["ADMIN"] == ["Beheer", "Algemeen"]
    assert labels["VIEWER"] == ["Beheer"]


def test_links_stay_in_the_office_of_the_request(entries, offices, settings):
    settings.KANTOOR_PRACTICE = False
    for kantoor, slug in ((offices.alfa, "alfa"), (offices.beta, "beta")):
        with kantoor.scope:
            (link,) = nav.links(request_of(kantoor.admin), "werk", current="mail")
        assert (link["url"], link["count"], link["tone"], link["current"]) == (
            f"/k/{slug}/postbus/",
            3,
            "warn",
            True,
        )


def test_links_of_practice_show_only_in_practice(entries, alfa, settings):
    settings.KANTOOR_PRACTICE = True
    with alfa.scope:
        assert [link["label"] for link in nav.links(request_of(alfa.admin), "werk")] == ["Postbus", "Oefenen"]


def test_links_are_nothing_for_who_is_no_member():
    assert nav.links(SimpleNamespace(member=None), "werk") == []


def test_other_places_names_only_offices_where_the_person_works(offices):
    from tests.factories.offices import make_member

    alone = nav.other_places(request_of(offices.alfa.admin))
    both = make_member(offices.beta.office, "EDITOR", user=offices.alfa.admin.user)
    assert alone == []
    beta, alfa = offices.beta.office.pk, offices.alfa.office.pk
    assert [place.office_id for place in nav.other_places(request_of(offices.alfa.admin))] == [beta]
    assert [place.office_id for place in nav.other_places(request_of(both))] == [alfa]
