"""Forms of custom fields: the field itself in Beheer, and its value on a relation or contact."""

from django import forms

from crm.custom import clean_value
from crm.enums import FieldTarget, FieldType
from crm.forms.condition import ConditionField
from crm.forms.fields import DutchDate, Lines
from crm.forms.parts import DutchForm
from crm.models import Relation
from crm.rules.custom_values import fields_for, values_of
from offices.errors import RuleBroken
from offices.texts import required

PREFIX = "custom"
_YES_NO = [("", "Niet bekend"), ("ja", "Ja"), ("nee", "Nee")]


class FieldForm(DutchForm):
    """A custom field; whom it is for is chosen once."""

    label = forms.CharField(label="Veldnaam", max_length=60)
    target = forms.ChoiceField(label="Voor", choices=FieldTarget.choices, initial=FieldTarget.RELATION)
    type = forms.ChoiceField(label="Soort", choices=FieldType.choices, initial=FieldType.TEXT)
    choices = Lines(label="Keuzes", required=False, help_text="Een keuze per regel; alleen bij Keuze en Meer keuzes")
    group = forms.CharField(label="Groep", max_length=60, required=False, help_text="Velden met dezelfde groep staan bij elkaar")
    required = forms.BooleanField(label="Verplicht", required=False)
    searchable = forms.BooleanField(label="Doorzoekbaar", required=False)
    sync_mappable = forms.BooleanField(label="Mag uit een koppeling komen", required=False)
    active = forms.BooleanField(label="In gebruik", required=False, initial=True)
    shown_for = ConditionField(label="Alleen bij", help_text="Alleen voor velden van relaties. Niets aangevinkt: bij alle relaties.")
    lose = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, field=None, **kwargs):
        super().__init__(*args, **kwargs)
        if field is not None:
            del self.fields["target"]
        if field is not None and field.target == FieldTarget.CONTACT:
            del self.fields["shown_for"]

    def values(self):
        """What the rules take."""
        left_out = ("target", "lose", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class Typed(forms.CharField):
    """A value that the custom field itself judges."""

    def __init__(self, *, custom, **kwargs):
        super().__init__(label=custom.label, required=custom.required, **kwargs)
        self.custom = custom

    def clean(self, value):
        """What was typed; the sentence of the broken rule otherwise."""
        value = super().clean(value)
        try:
            clean_value(self.custom, value)
        except RuleBroken as fault:
            raise forms.ValidationError(fault.text) from None
        return value


class ValuesForm(DutchForm):
    """The custom fields of one relation or contact."""

    def __init__(self, data=None, *, fields=(), **kwargs):
        super().__init__(data, prefix=PREFIX, **kwargs)
        for custom in fields:
            self.fields[custom.key] = _form_field(custom)
            self.fields[custom.key].error_messages["required"] = required(custom.label)
            self.fields[custom.key].group = custom.group

    def groups(self):
        """[(name of the group, bound fields)] in their order."""
        found: dict = {}
        for bound in self:
            found.setdefault(bound.field.group, []).append(bound)
        return list(found.items())

    def values(self):
        """{key: what was typed}."""
        return dict(self.cleaned_data)


def _form_field(custom):
    if custom.type == FieldType.DATE:
        return DutchDate(label=custom.label, required=custom.required)
    if custom.type == FieldType.YES_NO:
        return forms.ChoiceField(label=custom.label, required=custom.required, choices=_YES_NO)
    if custom.type == FieldType.CHOICE:
        choices = [("", "Maak een keuze"), *((one, one) for one in custom.choices)]
        return forms.ChoiceField(label=custom.label, required=custom.required, choices=choices)
    if custom.type == FieldType.MULTI_CHOICE:
        choices = [(one, one) for one in custom.choices]
        return forms.MultipleChoiceField(
            label=custom.label, required=custom.required, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    if custom.type == FieldType.RELATION:
        return forms.CharField(label=custom.label, required=custom.required, max_length=40, help_text="Nummer van een relatie")
    if custom.type == FieldType.LONG_TEXT:
        return Typed(custom=custom, widget=forms.Textarea(attrs={"rows": 3}))
    decimal = custom.type in (FieldType.NUMBER, FieldType.AMOUNT)
    return Typed(custom=custom, widget=forms.TextInput(attrs={"inputmode": "decimal"} if decimal else {}))


def custom_form(row, data=None, *, target=None) -> ValuesForm:
    """The form of the custom fields that are shown for this relation or contact (None for a new one)."""
    fields = fields_for(row, target)
    stored = values_of(row) if row is not None and fields else {}
    start = {custom.key: _shown(custom, stored.get(custom.key)) for custom in fields}
    return ValuesForm(data, fields=fields, initial=start)


def _shown(custom, value):
    if value is None:
        return [] if custom.type == FieldType.MULTI_CHOICE else ""
    if custom.type == FieldType.YES_NO:
        return "ja" if value else "nee"
    if custom.type in (FieldType.NUMBER, FieldType.AMOUNT):
        return value.replace(".", ",")
    if custom.type == FieldType.DATE:
        return f"{value[8:]}-{value[5:7]}-{value[:4]}"
    if custom.type == FieldType.RELATION:
        return Relation.objects.filter(pk=value).values_list("number", flat=True).first() or value
    return value
