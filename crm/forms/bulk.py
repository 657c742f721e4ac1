"""Forms of the bulk actions: which fields get which value, which labels, which role."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from crm.enums import FieldTarget, FieldType, Rechtsvorm
from crm.forms.fields import DutchDate
from crm.forms.parts import DutchForm
from crm.models import RelationGroup, RelationKind
from crm.rules.bulk_changes import CUSTOM, bulk_fields, stored_custom
from offices.enums import Language
from offices.errors import RuleBroken
from offices.models import Label, TeamMember, TeamRole
from offices.scope import require_office_id

_YES_NO = [("", "Kies"), ("ja", "Ja"), ("nee", "Nee")]


class FieldsForm(DutchForm):
    """A value per field, each with a tick: only what is ticked changes, and an empty value empties the field."""

    target = FieldTarget.RELATION

    def __init__(self, member, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.pairs = []
        for name, field in [*self.own_fields(), *self._custom_fields()]:
            field.required = False
            self.fields[f"doe-{name}"] = forms.BooleanField(label=field.label, required=False)
            self.fields[name] = field
            self.pairs.append(name)

    def own_fields(self):
        """(name, form field) of columns that can be changed for many at once."""
        kinds = RelationKind.objects.filter(active=True).order_by("name")
        return [
            ("kind", forms.ModelChoiceField(kinds, label="Relatiesoort", empty_label="Geen")),
            ("rechtsvorm", forms.ChoiceField(label="Rechtsvorm", choices=[("", "Kies een rechtsvorm"), *Rechtsvorm.choices])),
            ("sector", forms.CharField(label="Branche", max_length=100)),
            ("language", forms.ChoiceField(label="Taal", choices=Language.choices)),
            ("is_private", forms.ChoiceField(label="Afgeschermd", choices=_YES_NO)),
            ("client_since", DutchDate(label="Cliënt sinds")),
        ]

    def _custom_fields(self):
        return [(f"{CUSTOM}{field.key}", _input_of(field)) for field in bulk_fields(self.target)]

    def rows(self):
        """(tick, input) of each field, for the page."""
        return [(self[f"doe-{name}"], self[name]) for name in self.pairs]

    def clean(self):
        """At least one field; custom values in their stored form."""
        data = super().clean()
        chosen = [name for name in self.pairs if data.get(f"doe-{name}")]
        if not chosen:
            raise ValidationError("Vink een of meer velden aan en vul in wat ze worden.")
        for name in chosen:
            if name == "rechtsvorm" and not data.get(name):
                self.add_error(name, "Kies een rechtsvorm. Zonder rechtsvorm worden aangiften niet verwerkt.")
            if name == "is_private" and not data.get(name):
                self.add_error(name, "Kies Ja of Nee.")
            if name.startswith(CUSTOM):
                self._store(name, data)
        return data

    def _store(self, name, data):
        try:
            data[name] = stored_custom(self.target, name.removeprefix(CUSTOM), data.get(name))
        except RuleBroken as fault:
            self.add_error(name, fault.text)

    def pack(self) -> dict:
        """{field: JSON value} of what is ticked."""
        data = self.cleaned_data
        return {name: _packed(name, data.get(name)) for name in self.pairs if data.get(f"doe-{name}")}


class ContactFieldsForm(FieldsForm):
    """The same for contacts."""

    target = FieldTarget.CONTACT

    def own_fields(self):
        """Only the language: everything else of a person is his own."""
        return [("language", forms.ChoiceField(label="Taal", choices=Language.choices))]


def _packed(name, value):
    if name == "is_private":
        return value == "ja"
    if name.startswith(CUSTOM):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value.pk) if hasattr(value, "pk") else value


def _input_of(field):
    if field.type == FieldType.YES_NO:
        return forms.ChoiceField(label=field.label, choices=_YES_NO)
    if field.type == FieldType.CHOICE:
        return forms.ChoiceField(label=field.label, choices=[("", "Leeg"), *[(one, one) for one in field.choices]])
    if field.type == FieldType.MULTI_CHOICE:
        return forms.MultipleChoiceField(label=field.label, choices=[(one, one) for one in field.choices], widget=forms.CheckboxSelectMultiple)
    return forms.CharField(label=field.label, max_length=500)


class LabelForm(DutchForm):
    """Labels and groups that come and go."""

    audience = "RELATIONS"

    add = forms.ModelMultipleChoiceField(None, label="Toevoegen", required=False, widget=forms.CheckboxSelectMultiple)
    remove = forms.ModelMultipleChoiceField(None, label="Weghalen", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, member, data=None, **kwargs):
        super().__init__(data, **kwargs)
        labels = Label.objects.filter(audience=self.audience).order_by("name")
        self.fields["add"].queryset = self.fields["remove"].queryset = labels

    def clean(self):
        """Something must come or go, and nothing both."""
        data = super().clean()
        if not data.get("add") and not data.get("remove"):
            raise ValidationError("Kies een label om toe te voegen of weg te halen.")
        if {*data.get("add", ())} & {*data.get("remove", ())}:
            raise ValidationError("Een label kan niet tegelijk worden toegevoegd en weggehaald.")
        return data

    def pack(self) -> dict:
        """The labels as a change of the set."""
        data = self.cleaned_data
        return {"labels": {key: [str(one.pk) for one in data[key]] for key in ("add", "remove")}}


class ContactLabelForm(LabelForm):
    """The same for contacts."""

    audience = "CONTACTS"


class GroupForm(DutchForm):
    """A group that relations join or leave."""

    group = forms.ModelChoiceField(None, label="Relatiegroep", empty_label="Kies een groep")
    what = forms.ChoiceField(label="Wat", choices=[("add", "In de groep zetten"), ("remove", "Uit de groep halen")], widget=forms.RadioSelect, initial="add")

    def __init__(self, member, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["group"].queryset = RelationGroup.objects.order_by("name")

    def pack(self) -> dict:
        """The group as a change of the set."""
        return {"groups": {self.cleaned_data["what"]: [str(self.cleaned_data["group"].pk)]}}


class RoleForm(DutchForm):
    """A colleague in a role, beside who holds it or instead."""

    role = forms.ModelChoiceField(None, label="Rol", empty_label="Kies een rol")
    member = forms.ModelChoiceField(None, label="Teamlid", required=False, empty_label="Niemand")
    mode = forms.ChoiceField(
        label="Hoe",
        choices=[("replace", "In plaats van wie de rol nu heeft"), ("add", "Naast wie de rol nu heeft")],
        widget=forms.RadioSelect,
        initial="replace",
    )

    def __init__(self, member, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["role"].queryset = TeamRole.objects.filter(active=True).order_by("order", "name")
        working = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
        members = TeamMember.objects.filter(working, office_id=require_office_id()).exclude(state="ENDED")
        self.fields["member"].queryset = members.select_related("user").order_by("user__name", "number")

    def clean(self):
        """Nobody beside somebody is nothing."""
        data = super().clean()
        if data.get("mode") == "add" and not data.get("member"):
            self.add_error("member", "Kies een teamlid om naast de anderen toe te wijzen.")
        return data

    def pack(self) -> dict:
        """The role, who gets it and how."""
        data = self.cleaned_data
        return {"role": str(data["role"].pk), "member": str(data["member"].pk) if data["member"] else "", "mode": data["mode"]}
