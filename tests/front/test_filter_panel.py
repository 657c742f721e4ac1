"""The filter panel reads a filter set: which control, which choice is on, and the tag that takes it off."""

import django_filters
from django import forms
from django.http import QueryDict

from offices import filter_panel


class Shelf(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Zoeken")
    state = django_filters.MultipleChoiceFilter(label="Status", choices=[("A", "Cliënt"), ("B", "Prospect")])
    year = django_filters.MultipleChoiceFilter(
        label="Jaar", choices=[(str(y), str(y)) for y in range(2010, 2027)]
    )
    form_of_law = django_filters.ChoiceFilter(label="Rechtsvorm", choices=[("BV", "B.V.")])
    bare = django_filters.BooleanFilter(label="Zonder RSIN", widget=forms.CheckboxInput)
    since = django_filters.DateFilter(label="Sinds")

    counts = {"state": {"A": 48}}


def shelf(query=""):
    from offices.models import User

    return Shelf(QueryDict(query), queryset=User.objects.none())


def test_sections_choose_the_control_by_kind_and_length():
    found = {section["name"]: section["kind"] for section in filter_panel.sections(shelf())}
    assert found == {
        "state": "check",
        "year": "select",
        "form_of_law": "select",
        "bare": "check",
        "since": "field",
    }


def test_sections_know_what_is_on_and_how_many():
    (state,) = [s for s in filter_panel.sections(shelf("state=A")) if s["name"] == "state"]
    assert state["options"] == [
        {"value": "A", "label": "Cliënt", "count": 48, "on": True},
        {"value": "B", "label": "Prospect", "count": None, "on": False},
    ]


def test_active_gives_words_for_every_filter_that_is_on():
    assert filter_panel.active(shelf("q=vries&state=A&state=B&bare=1&since=01-02-2026&year=")) == [
        ("state", "A", "Status: Cliënt"),
        ("state", "B", "Status: Prospect"),
        ("bare", "1", "Zonder RSIN"),
        ("since", "01-02-2026", "Sinds: 01-02-2026"),
    ]


def test_a_list_without_filters_has_no_sections():
    assert filter_panel.sections(None) == filter_panel.active(None) == []
