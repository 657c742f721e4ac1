"""Forms of stakes, shared entities, third parties and SBR data."""

from django import forms

from crm.enums import SharedEntityKind, StakeKind, StakeSource, ThirdPartyRole
from crm.forms.fields import Checked, DutchDate, dutch, model_fields
from crm.forms.parts import DutchForm
from crm.models import SbrMasterData, SharedEntity
from crm.phones import check_phone
from crm.rules.cleaning import check_email

NONE = ("", "Maak een keuze")


class Percentage(forms.DecimalField):
    """A percentage with a comma or a point."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=7, decimal_places=4, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)
        self.error_messages |= {
            "invalid": "Dit is geen percentage. Gebruik cijfers, bijvoorbeeld 33,3333.",
            "max_decimal_places": "Een percentage heeft hoogstens vier cijfers achter de komma.",
            "max_digits": "Een percentage ligt tussen 0 en 100.",
            "max_whole_digits": "Een percentage ligt tussen 0 en 100.",
        }

    def to_python(self, value):
        """The number, read the Dutch way."""
        return super().to_python(str(value or "").replace("%", "").replace(",", ".").strip())

    def prepare_value(self, value):
        """Without needless zeros."""
        return f"{value.normalize():f}".replace(".", ",") if hasattr(value, "normalize") else value


class StakeForm(DutchForm):
    """What is held, how much, from when and by what source."""

    kind = forms.ChoiceField(label="Soort belang", choices=[NONE, *StakeKind.choices])
    percentage = Percentage(label="Percentage", required=False, help_text="Bij aandelen, stemrecht en winstrecht")
    valid_from = DutchDate(label="Vanaf")
    valid_to = DutchDate(label="Tot en met", required=False)
    source = forms.ChoiceField(label="Bron", choices=[NONE, *StakeSource.choices])
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self):
        """What the rules take."""
        names = ("kind", "percentage", "valid_from", "valid_to", "source")
        return {name: self.cleaned_data[name] for name in names}


class NewStakeForm(StakeForm):
    """A stake with its owner: a contact of the relation, a shared entity, or another relation by its number."""

    field_order = ("owner_contact", "owner_entity", "owner_relation", "kind", "percentage", "valid_from", "valid_to", "source")
    owner_contact = forms.ModelChoiceField(label="Houder: contact", queryset=None, required=False, empty_label="Geen contact")
    owner_entity = forms.ModelChoiceField(
        label="Houder: gedeelde entiteit", queryset=None, required=False, empty_label="Geen gedeelde entiteit"
    )
    owner_relation = forms.CharField(
        label="Houder: relatie", max_length=20, required=False, help_text="Het nummer van een andere relatie"
    )

    def __init__(self, *args, contacts=None, entities=None, relations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.relations = relations
        self.fields["owner_contact"].queryset = contacts
        self.fields["owner_entity"].queryset = entities
        dutch(self)

    def clean_owner_relation(self):
        """The relation with this number, as far as it may be seen."""
        return relation_by_number(self.relations, self.cleaned_data["owner_relation"])

    def clean(self):
        """Exactly one owner."""
        cleaned = super().clean()
        chosen = [cleaned.get(name) for name in ("owner_contact", "owner_entity", "owner_relation") if cleaned.get(name)]
        if len(chosen) != 1 and "owner_relation" not in self.errors:
            self.add_error(
                "owner_contact", "Kies één houder: een contact, een gedeelde entiteit of een relatie." if chosen else "Vul Houder in."
            )
        cleaned["owner"] = chosen[0] if chosen else None
        return cleaned


def relation_by_number(relations, number):
    """The relation with this number among these, or None for nothing typed."""
    if not number:
        return None
    row = relations.filter(number=number.strip()).first()
    if row is None:
        raise forms.ValidationError(f"Er is geen relatie met nummer {number[:40]}. Controleer het nummer.")
    return row


class EntityForm(DutchForm):
    """A person or organisation outside the clients."""

    kind = forms.ChoiceField(label="Soort", choices=SharedEntityKind.choices, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("name", "initials", "infix", "last_name", "birth_date", "country", "number", "note")
        self.fields.update(model_fields(SharedEntity, names))
        self.fields["country"].initial = "NL"
        for name in ("name", "last_name"):
            self.fields[name].required = False
        self.fields["name"].help_text = "Van een organisatie; de naam van een persoon volgt uit de achternaam"
        dutch(self)

    def values(self):
        """What the rules take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ThirdPartyForm(DutchForm):
    """A notary, bank or other third party of a relation."""

    role = forms.ChoiceField(label="Rol", choices=[NONE, *ThirdPartyRole.choices])
    name = forms.CharField(label="Naam", max_length=200, required=False)
    third = forms.CharField(label="Of een relatie", max_length=20, required=False, help_text="Het nummer van een relatie van kantoor")
    reference = forms.CharField(label="Kenmerk", max_length=60, required=False)
    phone = Checked(label="Telefoon", required=False, max_length=30, check=check_phone)
    email = Checked(label="E-mail", required=False, max_length=254, check=check_email)
    valid_from = DutchDate(label="Vanaf", required=False)
    valid_to = DutchDate(label="Tot en met", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, relations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.relations = relations

    def clean_third(self):
        """The relation with this number, as far as it may be seen."""
        return relation_by_number(self.relations, self.cleaned_data["third"])

    def values(self):
        """What the rules take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SbrForm(DutchForm):
    """What the annual accounts say every year."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("entity_size", "statement_kind", "seat", "currency", "sbi_main", "adoption_note")
        self.fields.update(model_fields(SbrMasterData, names))
        self.fields["adoption_note"].help_text = "Bijvoorbeeld: meestal in mei, door de algemene vergadering"
        self.fields["currency"].initial = "EUR"
        dutch(self)

    def values(self):
        """What the rules take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
