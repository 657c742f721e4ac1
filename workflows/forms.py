"""The shape of what is typed about products."""

from django import forms
from django.utils import timezone

from crm.enums import FilingKind, Rechtsvorm, RelationType
from workflows.enums import Frequency, FrequencySource
from workflows.models import Product

_NEVER = [*RelationType.choices, *Rechtsvorm.choices]


class ProductForm(forms.Form):
    """A product of the office."""

    code = forms.CharField(label="Code", max_length=20)
    name = forms.CharField(label="Naam", max_length=80)
    filing_kinds = forms.MultipleChoiceField(
        label="Soort aangifte", choices=FilingKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    frequency_source = forms.ChoiceField(label="Tijdvak", choices=FrequencySource.choices)
    frequencies = forms.MultipleChoiceField(
        label="Toegestane tijdvakken", choices=Frequency.choices, widget=forms.CheckboxSelectMultiple
    )
    never_for = forms.MultipleChoiceField(
        label="Nooit bij", choices=_NEVER, required=False, widget=forms.CheckboxSelectMultiple
    )
    active = forms.BooleanField(label="Actief", required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AddProductForm(forms.Form):
    """A product on a relation."""

    product = forms.ModelChoiceField(label="Product", queryset=None)
    starts_on = forms.DateField(label="Vanaf", initial=timezone.localdate)
    frequency = forms.ChoiceField(label="Afwijkend tijdvak", required=False)
    note = forms.CharField(label="Notitie", max_length=500, required=False)

    def __init__(self, *args, relation, **kwargs):
        super().__init__(*args, **kwargs)
        fits = [product.pk for product in Product.objects.filter(active=True) if product.fits(relation)]
        self.fields["product"].queryset = Product.objects.filter(pk__in=fits)
        self.fields["frequency"].choices = [("", "Het gewone tijdvak"), *Frequency.choices]


class EndProductForm(forms.Form):
    """The last day of a product on a relation."""

    ends_on = forms.DateField(label="Tot en met", initial=timezone.localdate)


class FrequencyForm(forms.Form):
    """Another rhythm from a day on."""

    frequency = forms.ChoiceField(label="Tijdvak")
    valid_from = forms.DateField(label="Vanaf", initial=timezone.localdate)

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frequency"].choices = [(value, Frequency(value).label) for value in product.frequencies]
