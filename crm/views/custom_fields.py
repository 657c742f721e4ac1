"""Beheer > Vrije velden: the list, making one, changing one with what a change would lose."""

from functools import cached_property

from django.db.models import Count
from django.http import Http404

from crm.conditions import describe
from crm.forms.custom import FieldForm
from crm.models import CustomField
from crm.rules.custom_fields import INPUTS, change_field, create_field, move_field, preview_change
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views.beheer import BeheerAction, BeheerForm, BeheerTable, act, link, quiet
from offices.views.forms import blame

RIGHT, LIST = "crm.custom_field.manage", "crm:custom_field_list"


class FieldTable(BeheerTable):
    """Every custom field with how often it is filled in."""

    permission = RIGHT
    title = "Vrije velden"
    lead = "Velden die uw kantoor zelf toevoegt. Ze staan op het formulier, op de kaart, in lijsten en in exports."
    heads = ("Naam", "Voor", "Soort", "Groep", "Alleen bij", "Ingevuld", "Status")
    empty = {
        "icon": "list-plus", "title": "Nog geen vrije velden", "text": "Voeg toe wat uw kantoor van een relatie of contact wil weten.",
    }  # fmt: skip

    def cells(self):
        known: dict = {}
        rows = CustomField.objects.annotate(filled=Count("values")).order_by("-target", "group", "order", "label")
        return [self.row(row, known) for row in rows]

    def row(self, row, known):
        """One line of the table."""
        marks = [word for word, on in (("verplicht", row.required), ("doorzoekbaar", row.searchable)) if on]
        name = link(row.label, desk_url("crm:custom_field", row.pk), ", ".join(marks))
        when = describe(row.shown_for, known) if row.shown_for else quiet("altijd")
        state = "in gebruik" if row.active else quiet("uit")
        return [name, row.get_target_display(), row.get_type_display(), row.group or quiet("–"), when, row.filled, state]

    def acts(self):
        return [act("Vrij veld maken", desk_url("crm:custom_field_create"), primary=True)]


class FieldCreate(BeheerForm):
    """Makes a custom field."""

    permission = RIGHT
    title, form_class, list_url, parents = "Vrij veld maken", FieldForm, LIST, (("Vrije velden", LIST),)

    def save(self, form):
        return create_field(by=self.member, target=form.cleaned_data["target"], values=form.values())

    def saved_text(self, result):
        return f"Vrij veld {result.label} is bewaard."


class FieldEdit(FieldCreate):
    """Changes a custom field; what would be lost is shown and confirmed first."""

    template_name = "crm/custom_field.html"

    @cached_property
    def field(self):
        """The field of the address."""
        return own_field(self.kwargs["pk"])

    def form_arguments(self):
        return {"field": self.field, "initial": {name: getattr(self.field, name) for name in (*INPUTS, "version")}}

    def save(self, form):
        given = form.cleaned_data
        return change_field(self.field, by=self.member, version=given["version"] or 0, values=form.values(), lose=given["lose"])

    def post(self, request, *args, **kwargs):
        """Change it, or show first what would be lost."""
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return self.saved(self.save(form))
        except RuleBroken as fault:
            loss = preview_change(self.field, form.values()) if fault.code == "CRM43" else None
            again = [(name, value) for name, values in request.POST.lists() for value in values if name not in ("lose", "csrfmiddlewaretoken")]
            return self.show(blame(form, fault), status=409 if fault.status == 409 else 422, loss=loss, again=again)

    def around(self):
        moves = [(way, desk_url("crm:custom_field_move", self.field.pk, way)) for way in ("omhoog", "omlaag")]
        return {"title": self.field.label, "moves": moves}


class FieldMove(BeheerAction):
    """One place up or down."""

    permission, list_url = RIGHT, LIST

    def act(self, pk, way):
        if way not in ("omhoog", "omlaag"):
            raise Http404("No such way.")
        row = own_field(pk)
        move_field(row, by=self.member, up=way == "omhoog")
        return f"{row.label} staat nu een plaats {'hoger' if way == 'omhoog' else 'lager'}."


def own_field(pk):
    """The field of the address, or 404."""
    row = CustomField.objects.filter(pk=pk).first()
    if row is None:
        raise Http404("No such field.")
    return row
