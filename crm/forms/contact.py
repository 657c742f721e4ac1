"""Forms of contacts and of their links with relations."""

from django import forms

from crm import numbers
from crm.enums import FieldTarget, FilingKind, PortalAccess, Sees
from crm.forms.custom import custom_form
from crm.forms.fields import Checked, DutchDate, dutch, model_fields
from crm.forms.parts import AddressForm, DutchForm
from crm.models import Contact
from crm.models.contact import DEFAULT_SEES
from crm.numbers import mask
from crm.phones import check_phone
from crm.rules.cleaning import check_email, check_number
from offices.models import Label

COLUMNS = (
    "salutation", "initials", "first_name", "call_name", "infix", "last_name", "gender", "birth_date", "birth_place",
    "deceased_on", "language", "note",
)  # fmt: skip


class ContactForm(DutchForm):
    """A natural person; `address` is a part of its own."""

    number = Checked(label="Contactnummer", max_length=20, check=check_number)
    email = Checked(label="E-mailadres (inlognaam)", required=False, max_length=254, check=check_email)
    phone = Checked(label="Telefoon", required=False, max_length=30, check=check_phone)
    mobile = Checked(label="Mobiel", required=False, max_length=30, check=check_phone)
    bsn = Checked(label="BSN", required=False, max_length=20, secret=True)
    labels = forms.ModelMultipleChoiceField(
        label="Labels", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, files=None, *, contact=None, initial=None, **kwargs):
        super().__init__(data, files, initial=initial, **kwargs)
        self.contact = contact
        self.fields.update(model_fields(Contact, COLUMNS))
        self.fields["last_name"].required = True
        self.fields["labels"].queryset = Label.objects.filter(audience="CONTACTS").order_by("name")
        self.address = AddressForm(data, prefix="PRIVATE", initial=(initial or {}).get("address", {}))
        self.custom = custom_form(contact, data, target=FieldTarget.CONTACT)
        dutch(self)

    def clean_bsn(self):
        """The BSN behind an untouched mask, or the nine digits that were typed."""
        value = self.cleaned_data["bsn"]
        if self.contact is not None and self.contact.bsn and value == mask(self.contact.bsn):
            return self.contact.bsn
        try:
            return numbers.check_bsn(value) if value else ""
        except numbers.NumberFault as fault:
            raise forms.ValidationError(fault.text) from None

    def is_valid(self):
        """Whether the person and the address can be read."""
        return super().is_valid() & self.address.is_valid() & self.custom.is_valid()

    def __iter__(self):
        yield from super().__iter__()
        yield from self.address
        yield from self.custom

    @property
    def errors(self):
        """Faults of the person and of the address."""
        own = super().errors
        parts = (self.address, self.custom)
        return own | {part.add_prefix(name): found for part in parts for name, found in part.errors.items()}

    def values(self):
        """What the rules take."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        custom = {"custom": self.custom.values()} if self.custom.fields else {}
        return cleaned | {"address": self.address.cleaned_data} | custom


def contact_initial(contact):
    """What the form shows of a contact, its BSN masked."""
    address = contact.addresses.first()
    names = ("street", "house_number", "house_suffix", "postal_code", "city", "country")
    fields = {
        name: getattr(contact, name) for name in (*COLUMNS, "number", "email", "phone", "mobile", "version")
    }
    return fields | {
        "bsn": mask(contact.bsn),
        "labels": [link.label_id for link in contact.contact_labels.all()],
        "address": {name: getattr(address, name) for name in names} if address else {},
    }


# A client never gets these as separate choices: they reach the office, not the client.
_NOT_SEEN = frozenset({FilingKind.UITSTEL, FilingKind.SBA, FilingKind.VIA})
SEES = [*Sees.choices, *((value, label) for value, label in FilingKind.choices if value not in _NOT_SEEN)]


class LinkForm(DutchForm):
    """How a contact belongs to a relation."""

    job_title = forms.CharField(label="Functie", required=False, max_length=60, initial="gevolmachtigde")
    department = forms.CharField(label="Afdeling", required=False, max_length=60)
    email_override = Checked(
        label="E-mail bij deze relatie", required=False, max_length=254, check=check_email
    )
    phone_override = Checked(
        label="Telefoon bij deze relatie", required=False, max_length=30, check=check_phone
    )
    is_preferred = forms.BooleanField(label="Voorkeurscontact", required=False)
    portal_access = forms.ChoiceField(
        label="Toegang tot het portaal",
        choices=PortalAccess.choices,
        initial=PortalAccess.NONE,
        widget=forms.RadioSelect,
    )
    sees = forms.MultipleChoiceField(
        label="Ziet", choices=SEES, required=False, initial=DEFAULT_SEES, widget=forms.CheckboxSelectMultiple
    )
    valid_from = DutchDate(label="Vanaf", required=False)
    valid_to = DutchDate(label="Tot en met", required=False)
    note = forms.CharField(label="Notitie", required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self):
        """What the rules take."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        hidden = [kind for kind in _NOT_SEEN if kind in DEFAULT_SEES]
        return cleaned | {"sees": [*cleaned["sees"], *hidden]}


class LinkChoiceForm(LinkForm):
    """Link a contact that exists, or make one on the spot."""

    contact = forms.ModelChoiceField(
        label="Bestaand contact",
        queryset=None,
        required=False,
        empty_label="Nieuw contact",
        widget=forms.HiddenInput,
    )
    salutation = forms.ChoiceField(
        label="Aanhef",
        required=False,
        choices=[("", "Niet bekend"), *Contact._meta.get_field("salutation").choices],
    )
    initials = forms.CharField(label="Voorletters", required=False, max_length=20)
    call_name = forms.CharField(label="Roepnaam", required=False, max_length=60)
    infix = forms.CharField(label="Tussenvoegsel", required=False, max_length=20)
    last_name = forms.CharField(label="Achternaam", max_length=120)
    email = Checked(label="E-mailadres (inlognaam)", required=False, max_length=254, check=check_email)
    mobile = Checked(label="Mobiel", required=False, max_length=30, check=check_phone)

    def __init__(self, *args, contacts=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts
        if self.is_bound and self.data.get("contact"):
            self.fields["last_name"].required = False

    def person(self):
        """The fields of a new contact."""
        names = ("salutation", "initials", "call_name", "infix", "last_name", "email", "mobile")
        return {name: self.cleaned_data[name] for name in names}

    def link(self):
        """The fields of the link."""
        return {name: value for name, value in self.values().items() if name in LinkForm.base_fields}
