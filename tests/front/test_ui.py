"""Template tags: what they print is what assistive technology and the style sheet count on."""

import re
from types import SimpleNamespace
from uuid import UUID

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory


def render(source, query="", **context):
    request = RequestFactory().get("/lijst/" + query)
    request.office = SimpleNamespace(slug="alfa", name="Alfa", pk=1)
    text = Template("{% load ui dutch %}" + source).render(Context({"request": request} | context))
    return re.sub(r"> <(?=/)", "><", " ".join(text.split()))


class PersonForm(forms.Form):
    name = forms.CharField(
        label="Naam", help_text="Zoals op het paspoort", error_messages={"required": "Vul de naam in."}
    )
    memo = forms.CharField(label="Memo", required=False, widget=forms.Textarea)
    born = forms.DateField(label="Geboren", required=False)
    agreed = forms.BooleanField(label="Akkoord", required=False)
    kind = forms.ChoiceField(
        label="Soort", choices=[("A", "Eerste"), ("B", "Tweede")], widget=forms.RadioSelect
    )


def test_icon_points_into_the_sprite():
    assert (
        render('{% icon "users" "s" %}')
        == '<svg class="i s" aria-hidden="true"><use href="/static/icons.svg#users"/></svg>'
    )


def test_chip_says_in_words_what_the_colour_says():
    html = render('{% chip "ok" "check" name %}', name="<Akkoord>")
    assert html == (
        '<span class="chip" data-tone="ok"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>'
        "&lt;Akkoord&gt;</span>"
    )


class Member:
    pk = UUID(int=8)

    def __str__(self):
        return "Fatima van der Yilmaz"


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (
            Member(),
            '<span class="av" data-who="3" role="img" aria-label="Fatima van der Yilmaz" title="Fatima van der Yilmaz">FY</span>',
        ),
        (
            "Bakkerij De Vries B.V.",
            '<span class="av" role="img" aria-label="Bakkerij De Vries B.V." title="Bakkerij De Vries B.V.">BV</span>',
        ),
        ("Anna", '<span class="av" role="img" aria-label="Anna" title="Anna">AN</span>'),
    ],
)
def test_avatar_shows_initials_and_says_the_name(who, expected):
    assert render("{% avatar who %}", who=who) == expected


def test_field_ties_label_hint_and_error_together():
    html = render("{% field form.name %}", form=PersonForm({"name": ""}))
    assert html == (
        '<div class="field bad" data-tone="bad"><label for="id_name">Naam</label>'
        '<span class="hint" id="id_name-h">Zoals op het paspoort</span> '
        '<input type="text" name="name" class="input" aria-describedby="id_name-h id_name-e" aria-invalid="true" required id="id_name">'
        '<span class="error" id="id_name-e"><svg class="i s" aria-hidden="true"><use href="/static/icons.svg#circle-alert"/></svg>'
        "<span>Vul de naam in.</span></span></div>"
    )


def test_field_marks_what_is_not_required_and_hints_how_a_date_is_written():
    assert 'Memo <span class="opt">(niet verplicht)</span>' in render(
        "{% field form.memo %}", form=PersonForm()
    )
    assert '<span class="hint" id="id_born-h">dd-mm-jjjj</span>' in render(
        "{% field form.born %}", form=PersonForm()
    )


def test_field_takes_attributes_and_a_class():
    html = render('{% field form.memo cls="w-m" autocomplete="off" data_secret="1" %}', form=PersonForm())
    assert 'class="field w-m"' in html
    assert 'autocomplete="off" data-secret="1"' in html


def test_field_puts_the_label_of_a_checkbox_behind_it():
    html = render("{% field form.agreed %}", form=PersonForm())
    assert html == (
        '<div class="field "><label class="check" for="id_agreed"><input type="checkbox" name="agreed" id="id_agreed">'
        '<span class="grow">Akkoord</span></label></div>'
    )


def test_field_groups_radio_buttons_under_a_legend():
    html = render("{% field form.kind %}", form=PersonForm({}))
    assert html.startswith(
        '<fieldset class="field bad" data-tone="bad" id="id_kind" aria-describedby="id_kind-e"><legend>Soort</legend>'
    )
    assert html.count('type="radio"') == 2


def test_form_errors_repeats_the_words_of_the_field():
    html = render('{% include "parts/error_summary.html" %}', form=PersonForm({"kind": "A"}))
    assert "<h2>Nog 1 ding aanpassen</h2>" in html
    assert '<a href="#id_name">Vul de naam in.</a>' in html


def test_required_without_words_of_its_own_names_the_field():
    form = PersonForm({"name": "A"})
    form.fields["memo"].required = True
    assert "<span>Vul Memo in.</span>" in render("{% field form.memo %}", form=form)


def test_sort_link_turns_around_and_says_its_direction():
    html = render('{% sort_link "Naam" "name" %}', "?sort=name&kind=OB&na=xyz")
    assert html.startswith(
        '<th scope="col" aria-sort="ascending"><a class="sort" href="?kind=OB&amp;sort=-name"'
    )
    assert "#arrow-up" in html


def test_sort_link_follows_the_default_of_the_list():
    assert 'aria-sort="descending"' in render('{% sort_link "Datum" "date" "num" %}', sort="-date")


def test_querystring_without_drops_a_key_or_one_value_and_restarts_paging():
    query = "?kind=OB&kind=LH&q=vries&na=abc"
    assert render('{% querystring_without "kind" %}', query) == "?q=vries"
    assert render('{% querystring_without kind="OB" %}', query) == "?kind=LH&amp;q=vries"
    assert render('{% querystring_with kind="IB" %}', query) == "?q=vries&amp;kind=IB"
    assert render('{% querystring_without "q" %}', "?q=x") == "?"


def test_highlight_marks_what_was_searched_and_escapes_the_rest():
    assert render("{{ name|highlight:q }}", name="De <Vries>", q="vries") == "De &lt;<mark>Vries</mark>&gt;"
    assert render("{{ name|highlight:q }}", name="De <Vries>", q="") == "De &lt;Vries&gt;"


def test_html_attrs_carry_the_choices_of_the_user():
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(theme="dark", density="roomy", shortcuts_on=False)
    html = Template("{% load ui %}{% html_attrs %}").render(Context({"request": request}))
    assert html == ' data-theme="dark" data-density="ruim" data-keys-off="1"'


def test_messages_become_toasts_or_notices():
    shown = [
        Message(constants.SUCCESS, "Taak afgerond", extra_tags="undo:/terug/"),
        Message(constants.ERROR, "Dat lukte niet"),
    ]
    toasts = render('{% include "parts/messages.html" with kind="toast" %}', messages=shown)
    notices = render('{% include "parts/messages.html" with kind="notice" %}', messages=shown)
    assert "Taak afgerond" in toasts and 'action="/terug/"' in toasts and "Dat lukte niet" not in toasts
    assert "Dat lukte niet" in notices and 'role="alert"' in notices and "Taak afgerond" not in notices


def test_toast_without_an_undo_address_has_no_form():
    html = render(
        '{% include "parts/messages.html" with kind="toast" %}',
        messages=[Message(constants.SUCCESS, "Bewaard")],
    )
    assert "<form" not in html
