"""*Apps & links*: the page everybody has, its list in Beheer, and the address one relation has of its own."""

from itertools import groupby

from django import forms

from crm.card import CardView
from crm.conditions import describe
from crm.enums import LinkAudience
from crm.forms.condition import ConditionField
from crm.models import AppLink, AppLinkOverride
from crm.rules.app_links import (
    ICONS,
    LONGEST,
    PARAMETERS,
    delete_link,
    deviate,
    links_for,
    office_links,
    save_link,
)
from offices.errors import NotHere, RuleBroken
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.beheer import BeheerAction, BeheerForm, BeheerTable, act, link, quiet

LIST = "crm:app_link_list"
_HINT = "Begint met https. Achter de naam van de website mag " + " en ".join(f"{{{name}}}" for name in PARAMETERS)


class AppsPage(DeskView):
    """Links of the office for everybody who works there, by group."""

    permission = "crm.relation.view"
    nav = "apps"

    def get(self, request, *args, **kwargs):
        """The links; managing them stands in Beheer."""
        links = office_links()
        groups = [(name or "Algemeen", list(some)) for name, some in groupby(links, key=lambda one: one.group)]
        return self.render("crm/apps.html", {"groups": groups, "may_manage": self.may("app_link.manage")})


class LinkTable(BeheerTable):
    """Every link with for whom it is."""

    permission = "app_link.manage"
    title = "Apps & links"
    lead = "Links naar andere pakketten: voor het hele kantoor, op de relatiekaart of voor cliënten in het portaal."
    heads = ("Naam", "Adres", "Doelgroep", "Groep", "Alleen bij", "Status")
    empty = {"icon": "external-link", "title": "Nog geen links", "text": "Voeg een pakket toe waar u vaak heen gaat."}

    def cells(self):
        known: dict = {}
        return [self.row(row, known) for row in AppLink.objects.order_by("audience", "group", "order", "name")]

    def row(self, row, known):
        """One line of the table."""
        name = link(row.name, desk_url("crm:app_link", row.pk), row.description)
        when = describe(row.shown_for, known) if row.shown_for else quiet("altijd")
        state = "actief" if row.active else quiet("uit")
        return [name, row.url, LinkAudience(row.audience).label, row.group or quiet("–"), when, state]

    def acts(self):
        return [act("Link maken", desk_url("crm:app_link_create"), primary=True)]


class LinkForm(forms.Form):
    """A link."""

    name = forms.CharField(label="Naam", max_length=40)
    url = forms.CharField(label="Adres", max_length=LONGEST, help_text=_HINT)
    audience = forms.ChoiceField(label="Doelgroep", choices=LinkAudience.choices)
    icon = forms.ChoiceField(label="Pictogram", choices=list(ICONS.items()))
    group = forms.CharField(label="Groep", max_length=40, required=False)
    order = forms.IntegerField(label="Volgorde", min_value=0, max_value=999, initial=50)
    description = forms.CharField(label="Omschrijving", max_length=200, required=False)
    active = forms.BooleanField(label="Actief", required=False, initial=True)
    shown_for = ConditionField(label="Alleen bij", help_text="Bij links op een relatie. Niets aangevinkt betekent: bij alle relaties.")


class LinkCreate(BeheerForm):
    """Makes a link."""

    permission = "app_link.manage"
    title, form_class, list_url, parents = "Link maken", LinkForm, LIST, (("Apps & links", LIST),)

    def save(self, form):
        return save_link(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"Link {result.name} is bewaard."


class LinkEdit(LinkCreate):
    """Changes a link."""

    def form_arguments(self):
        row = own_link(self.kwargs["pk"])
        return {"initial": {name: getattr(row, name) for name in LinkForm.base_fields}}

    def save(self, form):
        return save_link(own_link(self.kwargs["pk"]), by=self.member, **form.cleaned_data)

    def around(self):
        row = own_link(self.kwargs["pk"])
        remove = {
            "url": desk_url("crm:app_link_delete", row.pk), "button": "Verwijderen", "title": f"Link {row.name} verwijderen?",
            "text": f"{row.overrides.count()} relaties hebben er een eigen adres voor; dat gaat ook weg.",
        }  # fmt: skip
        return {"title": row.name, "remove": remove}


class LinkDelete(BeheerAction):
    """Takes a link away."""

    permission, list_url = "app_link.manage", LIST

    def act(self, pk):
        row = own_link(pk)
        delete_link(row, by=self.member)
        return f"Link {row.name} is verwijderd."


class RelationLinks(CardView):
    """The links of one relation, and the address it has of its own for one of them."""

    permission = "crm.relation.view"

    def get(self, request, relation_id):
        """Every link that fits this relation."""
        return self.show({})

    def show(self, wrong, *, status=200):
        """The list; `wrong` holds what was typed and what is wrong with it, per link."""
        relation = self.relation
        own = dict(AppLinkOverride.objects.filter(relation=relation).values_list("link_id", "url"))
        shown = [{"link": one, "own": own.get(one.pk, ""), "wrong": wrong.get(one.pk)} for one in links_for(relation, self.member)]
        return self.render("crm/card_links.html", {"shown": shown, "may_edit": self.reach.may("crm.relation.edit")}, status=status)


class RelationLink(RelationLinks):
    """Gives one relation another address for a link, or the usual one again."""

    permission = "crm.relation.edit"
    http_method_names = ["post"]

    def post(self, request, relation_id, pk):
        """One address."""
        row, url = own_link(pk), request.POST.get("url", "")
        if row.audience != LinkAudience.TEAM:
            raise NotHere("Deze link staat niet op de relatiekaart.")
        try:
            kept = deviate(row, self.relation, url=url, by=self.member)
        except RuleBroken as fault:
            return self.show({row.pk: (url, fault.text)}, status=422)
        text = f"{row.name} heeft hier een eigen adres." if kept else f"{row.name} heeft hier weer het gewone adres."
        return self.done(text, self.url("crm:relation_links"))


def own_link(pk) -> AppLink:
    """A link of the open office. Raises NotHere for any other id."""
    row = AppLink.objects.filter(pk=pk).first()
    if row is None:
        raise NotHere("Deze link bestaat niet. Kies er een uit de lijst.")
    return row
