"""Forms of a mandate and of a partner."""

from django import forms

from crm.enums import FilingKind, MandateBasis, MandateMode, PartnerKind
from crm.forms.fields import DutchDate
from crm.forms.parts import DutchForm
from crm.models.mandate import SCOPE_ALL, SCOPE_SIGN

# Incoming messages are never approved.
_NOT_APPROVED = (FilingKind.SBA, FilingKind.VIA, FilingKind.UITSTEL)
SCOPE_LABELS = {
    SCOPE_ALL: "Alles",
    SCOPE_SIGN: "Ondertekenen van stukken",
    **{kind.value: kind.label for kind in FilingKind if kind not in _NOT_APPROVED},
}


class MandateForm(DutchForm):
    """Who, for what, on what ground, from when."""

    contact = forms.ModelChoiceField(label="Persoon", queryset=None, empty_label="Kies een contact")
    scope = forms.MultipleChoiceField(
        label="Waarvoor", choices=list(SCOPE_LABELS.items()), initial=[SCOPE_ALL], widget=forms.CheckboxSelectMultiple
    )
    mode = forms.ChoiceField(
        label="Zelfstandig of gezamenlijk", choices=MandateMode.choices, initial=MandateMode.SOLE, widget=forms.RadioSelect
    )
    joint_with = forms.ModelMultipleChoiceField(
        label="Samen met", queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Alleen bij gezamenlijk: een akkoord telt pas als ook een van deze personen akkoord geeft.",
    )  # fmt: skip
    basis = forms.ChoiceField(label="Grond", choices=[("", "Kies een grond"), *MandateBasis.choices])
    evidence = forms.FileField(
        label="Bewijs", required=False, help_text="Verplicht bij een volmacht: de getekende volmacht (pdf of afbeelding)."
    )
    valid_from = DutchDate(label="Vanaf", required=False, help_text="Leeg is vandaag.")
    valid_to = DutchDate(label="Tot en met", required=False)
    note = forms.CharField(label="Notitie", required=False, max_length=500)

    def __init__(self, *args, contacts=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts
        self.fields["joint_with"].queryset = contacts


class MandateEndForm(DutchForm):
    """The last day of a mandate; empty revokes it at once."""

    valid_to = DutchDate(
        label="Tot en met", required=False, help_text="Leeg: ingetrokken, geldt vanaf dit moment niet meer."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PartnerForm(DutchForm):
    """The partner of a person: a relation by its number, or a contact."""

    number = forms.CharField(
        label="Relatienummer van de partner", required=False, max_length=20,
        help_text="Als het kantoor ook voor de partner werkt.",
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        label="Of: contact", queryset=None, required=False, empty_label="Geen", help_text="Als de partner geen cliënt is."
    )
    kind = forms.ChoiceField(label="Soort", choices=PartnerKind.choices, initial=PartnerKind.FISCAL, widget=forms.RadioSelect)
    valid_from = DutchDate(label="Vanaf")
    valid_to = DutchDate(label="Tot en met", required=False)

    def __init__(self, *args, contacts=None, relations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts
        self.relations = relations

    def clean_number(self):
        """The relation with this number, as far as this member may see it; None when nothing was typed."""
        number = self.cleaned_data["number"].strip()
        if not number:
            return None
        found = self.relations.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"Geen relatie met nummer {number}. Controleer het nummer.")
        return found


class PartnerEndForm(DutchForm):
    """The last day of a partnership."""

    valid_to = DutchDate(label="Tot en met")
