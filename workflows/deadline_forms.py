"""The shape of what is typed about deadlines, free days and extensions."""

from django import forms
from django.utils import timezone

from crm.enums import FilingKind
from workflows.enums import ExtensionKind, Formula, Shift


class VersionForm(forms.Form):
    """A rule from a day on."""

    valid_from = forms.DateField(label="Tijdvakken die eindigen vanaf")
    formula = forms.ChoiceField(label="Berekening", choices=Formula.choices)
    months = forms.IntegerField(label="Maanden later", min_value=0, max_value=36)
    years = forms.IntegerField(label="Jaren later (vaste dag)", min_value=0, max_value=5)
    fixed_day = forms.IntegerField(label="Vaste dag", min_value=1, max_value=31, required=False)
    fixed_month = forms.IntegerField(label="Vaste maand", min_value=1, max_value=12, required=False)
    days = forms.IntegerField(label="Dagen daarbij", min_value=-366, max_value=366)
    filing_shift = forms.ChoiceField(label="Aangifte in weekend of op feestdag", choices=Shift.choices)
    has_payment = forms.BooleanField(label="Heeft een uiterste betaaldatum", required=False)
    payment_days = forms.IntegerField(label="Betalen: dagen na de uiterste aangiftedatum", min_value=-60, max_value=60)
    payment_shift = forms.ChoiceField(label="Betalen in weekend of op feestdag", choices=Shift.choices)
    source = forms.CharField(label="Bron", max_length=300)
    note = forms.CharField(label="Toelichting", max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """That a value was compared with its source."""

    checked_on = forms.DateField(label="Gecontroleerd op", initial=timezone.localdate)
    source = forms.CharField(label="Bron", max_length=300, help_text="Het adres van de pagina of het artikel van de wet.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FreeDayForm(forms.Form):
    """An extra free day."""

    day = forms.DateField(label="Dag")
    name = forms.CharField(label="Naam", max_length=80)
    by_decree = forms.BooleanField(
        label="Bij besluit gelijkgesteld met een feestdag",
        required=False,
        help_text="Alleen zo’n dag verschuift een termijn van de wet. Een sluitingsdag van uw kantoor verschuift interne datums.",
    )


class PercentageForm(forms.Form):
    """The share of the registered returns that must be in."""

    percentage = forms.DecimalField(label="Percentage", min_value=0, max_value=100, decimal_places=2, max_digits=5)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ExtensionForm(forms.Form):
    """More time for one return."""

    tax = forms.ChoiceField(label="Belasting", choices=[(k.value, k.label) for k in (FilingKind.IB, FilingKind.VPB)])
    year = forms.IntegerField(label="Aangiftejaar", min_value=2015, max_value=2100)
    kind = forms.ChoiceField(label="Regeling", choices=ExtensionKind.choices, initial=ExtensionKind.BECON)
    until = forms.DateField(
        label="Uitstel tot en met", required=False, help_text="Laat leeg om de dag van de regeling te nemen."
    )
    registered_on = forms.DateField(label="Aangemeld op", initial=timezone.localdate)
    note = forms.CharField(label="Toelichting", max_length=300, required=False)
