"""The form of a relation: one sheet of many parts that is judged, filled and blamed as a whole."""

from django import forms

from crm import numbers
from crm.enums import AddressKind, FieldTarget, Rechtsvorm, RelationStatus, RelationType
from crm.forms.custom import custom_form
from crm.forms.fields import Checked, Lines, dutch, model_fields
from crm.forms.parts import SETS, AddressForm, RowSet
from crm.models import Relation, RelationGroup, RelationKind
from crm.numbers import mask
from crm.phones import check_phone
from crm.rules.cleaning import check_email, check_number, check_website
from crm.rules.filling import CONTACT, ORGANISATION, PERSON
from offices.models import Label
from offices.texts import required

COLUMNS = (
    "memo", "client_since", "is_private", "language", *ORGANISATION, *PERSON, *CONTACT,
    "vestigingsnummer", "sector", "sbi_codes",
)  # fmt: skip
ADDRESSES = (AddressKind.VISIT, AddressKind.POSTAL, AddressKind.INVOICE)
CHOOSABLE = [(value, label) for value, label in RelationType.choices if value != RelationType.INTERNAL]
_CHECKS = {
    "phone": check_phone,
    "mobile": check_phone,
    "email": check_email,
    "invoice_email": check_email,
    "website": check_website,
    "vestigingsnummer": numbers.check_vestigingsnummer,
}


class RelationForm(forms.Form):
    """The single fields of a relation."""

    use_required_attribute = False

    type = forms.ChoiceField(
        label="Type", choices=CHOOSABLE, initial=RelationType.ORGANISATION, widget=forms.RadioSelect
    )
    status = forms.ChoiceField(
        label="Status",
        choices=[(value, value.label) for value in (RelationStatus.PROSPECT, RelationStatus.CLIENT)],
        initial=RelationStatus.CLIENT,
    )
    number = Checked(label="Nummer", max_length=20, check=check_number)
    kind = forms.ModelChoiceField(label="Relatiesoort", queryset=None, required=False, empty_label="Geen")
    groups = forms.ModelMultipleChoiceField(
        label="Relatiegroep", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    labels = forms.ModelMultipleChoiceField(
        label="Labels", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    kvk_nummer = Checked(label="KvK-nummer", required=False, max_length=20, check=numbers.check_kvk_nummer)
    rsin_bsn = Checked(label="RSIN/BSN-nummer", required=False, max_length=20, secret=True)
    btw_id = Checked(label="Btw-id", required=False, max_length=25, check=numbers.check_btw_id)
    avatar = forms.FileField(label="Logo of foto", required=False)
    reason = forms.CharField(
        label="Reden voor een dubbel nummer",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    postal_same = forms.BooleanField(
        label="Postadres is gelijk aan bezoekadres", required=False, initial=True
    )
    invoice_same = forms.BooleanField(
        label="Factuuradres is gelijk aan bezoekadres", required=False, initial=True
    )
    drop = forms.BooleanField(label="Deze gegevens mogen verdwijnen", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, relation=None, may_private=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.relation = relation
        self.fields.update(model_fields(Relation, COLUMNS))
        for name, check in _CHECKS.items():
            column = self.fields[name]
            self.fields[name] = Checked(label=column.label, required=False, max_length=254, check=check)
        self.fields["rechtsvorm"].choices = [("", "Kies een rechtsvorm"), *Rechtsvorm.choices]
        self.fields["sbi_codes"] = Lines(label="SBI-codes", required=False)
        self.fields["kind"].queryset = RelationKind.objects.filter(active=True).order_by("name")
        self.fields["groups"].queryset = RelationGroup.objects.order_by("name")
        self.fields["labels"].queryset = Label.objects.filter(audience="RELATIONS").order_by("name")
        if relation is not None:
            del self.fields["status"]
        if relation is not None and relation.type == RelationType.INTERNAL:
            self.fields["type"].choices = [(RelationType.INTERNAL.value, RelationType.INTERNAL.label)]
        if not may_private:
            del self.fields["is_private"]
        for name in ("name", "last_name", "rechtsvorm"):
            self.fields[name].required = True
        self._leave_other_type()
        dutch(self)

    def _leave_other_type(self):
        """What belongs to another type is neither asked nor judged."""
        if not self.is_bound:
            return
        person = self.data.get("type") == RelationType.PERSON
        for name in ORGANISATION if person else PERSON:
            self.fields[name].required = False
        self.foreign = frozenset(ORGANISATION if person else PERSON)

    def _clean_fields(self):
        super()._clean_fields()
        for name in self.foreign:
            self._errors.pop(name, None)
            self.cleaned_data.pop(name, None)

    foreign: frozenset = frozenset()

    @property
    def is_person(self):
        """Whether the form is filled in for a natural person."""
        return self.cleaned_data.get("type") == RelationType.PERSON

    def clean_rsin_bsn(self):
        """The BSN behind an untouched mask, or the nine digits that were typed."""
        value = self.cleaned_data["rsin_bsn"]
        if not value:
            return ""
        if self.relation is not None and self.relation.bsn and value == mask(self.relation.bsn):
            return self.relation.bsn
        try:
            return numbers.check_rsin(value)
        except numbers.NumberFault as fault:
            raise forms.ValidationError(fault.text) from None

    def clean_sbi_codes(self):
        """Codes of four to six digits."""
        try:
            codes = [
                part
                for part in self.cleaned_data["sbi_codes"].replace(",", "\n").splitlines()
                if part.strip()
            ]
            return [numbers.check_sbi_code(part) for part in codes]
        except numbers.NumberFault as fault:
            raise forms.ValidationError(fault.text) from None

    def clean(self):
        """The KvK-nummer is asked of every legal form that has one."""
        cleaned = super().clean()
        if "rechtsvorm" in self.errors and not self.is_person:
            self.errors["rechtsvorm"] = self.error_class(
                ["Kies een rechtsvorm. Zonder rechtsvorm worden aangiften van deze relatie niet verwerkt."]
            )
        form = cleaned.get("rechtsvorm")
        asked = form and Rechtsvorm(form).needs_kvk_nummer and cleaned.get("type") != RelationType.INTERNAL
        if asked and not self.is_person and not cleaned.get("kvk_nummer") and "kvk_nummer" not in self.errors:
            self.add_error("kvk_nummer", required("KvK-nummer"))
        return cleaned


class RelationSheet:
    """The whole form: fields, addresses and row sets, that together look like one form to a view and a template."""

    def __init__(self, data=None, files=None, *, relation=None, may_private=False, initial=None):
        start = initial or {}
        self.relation = relation
        self.form = RelationForm(
            data, files, relation=relation, may_private=may_private, initial=start.get("fields", {})
        )
        kept = start.get("kept", {})
        self.addresses = {
            kind: AddressForm(data, prefix=kind.value, initial=start.get("addresses", {}).get(kind, {}))
            for kind in ADDRESSES
        }
        self.sets = {
            name: RowSet(name, data, initial=start.get("rows", {}).get(name, []), kept=kept.get(name, ()))
            for name in SETS
        }
        self.custom = custom_form(relation, data, target=FieldTarget.RELATION)

    def parts(self):
        """Every form on the sheet, in the order of the page."""
        yield self.form
        yield from self.addresses.values()
        for rows in self.sets.values():
            yield from rows.rows
        yield self.custom

    def __iter__(self):
        for part in self.parts():
            yield from part

    def __getitem__(self, name):
        return self.form[name]

    @property
    def visit(self):
        """The visiting address."""
        return self.addresses[AddressKind.VISIT]

    @property
    def postal(self):
        """The postal address."""
        return self.addresses[AddressKind.POSTAL]

    @property
    def invoice(self):
        """The invoice address."""
        return self.addresses[AddressKind.INVOICE]

    @property
    def errors(self):
        """What is wrong anywhere on the sheet, by name."""
        return {part.add_prefix(name): found for part in self.parts() for name, found in part.errors.items()}

    def non_field_errors(self):
        """What is wrong with the whole."""
        return self.form.non_field_errors()

    @property
    def fields(self):
        """Names an error can be put on."""
        return {part.add_prefix(name): field for part in self.parts() for name, field in part.fields.items()}

    def add_error(self, field, text):
        """Put an error on a field of any part, or on top."""
        for part in self.parts():
            for name in part.fields:
                if field is not None and part.add_prefix(name) == field:
                    part.add_error(name, text)
                    return
        self.form.add_error(None, text)

    def is_valid(self):
        """Whether everything can be read; all parts are judged, so that all faults show at once."""
        return not [part for part in self.parts() if not part.is_valid()]

    def place_of(self, field):
        """The field of a fault as it is called on the page: rules count rows without the empty ones."""
        name, _, rest = (field or "").partition("-")
        if name in self.sets and rest:
            place, _, column = rest.partition("-")
            return f"{name}-{self.sets[name].places()[int(place)]}-{column}"
        if name in self.sets:
            return f"{name}-0-{next(iter(self.sets[name].row_class.tells))}"
        return field

    def values(self):
        """What the rules take, of a valid sheet."""
        cleaned = dict(self.form.cleaned_data)
        same = {
            AddressKind.POSTAL: cleaned.pop("postal_same"),
            AddressKind.INVOICE: cleaned.pop("invoice_same"),
        }
        for name in ("reason", "version", "status", "avatar", "drop"):
            cleaned.pop(name, None)
        cleaned["addresses"] = {
            kind.value: None if same.get(kind) else form.cleaned_data for kind, form in self.addresses.items()
        }
        for name, rows in self.sets.items():
            cleaned[name] = rows.values()
        if self.custom.fields:
            cleaned["custom"] = self.custom.values()
        return cleaned


def initial_of(relation):
    """What the form shows of a relation: masked where a number is or holds a BSN."""
    secret = bool(relation.bsn)
    shown = mask if secret else str
    fields = {name: getattr(relation, name) for name in (*COLUMNS, "type", "number", "kvk_nummer", "btw_id")}
    addresses = {row.kind: row for row in relation.addresses.all()}
    fields |= {
        "kind": relation.kind_id,
        "rsin_bsn": mask(relation.bsn) if secret else relation.rsin,
        "groups": [link.group_id for link in relation.group_memberships.all()],
        "labels": [link.label_id for link in relation.relation_labels.all()],
        "postal_same": "POSTAL" not in addresses,
        "invoice_same": "INVOICE" not in addresses,
        "version": relation.version,
    }
    names = ("street", "house_number", "house_suffix", "postal_code", "city", "country")
    tax = {"OB": "ob_nummers", "LH": "loonheffingennummers", "ICP_BTW_ID": "icp_btw_ids"}
    rows = {name: [] for name in SETS}
    kept = {name: [] for name in tax.values()}
    for row in relation.tax_numbers.filter(kind__in=tax).order_by("-is_main", "valid_from"):
        dates = {"valid_from": row.valid_from, "valid_to": row.valid_to, "is_main": row.is_main}
        rows[tax[row.kind]].append({"value": shown(row.value), **dates})
        kept[tax[row.kind]].append(row.value)
    for row in relation.tax_frequencies.order_by("valid_from"):
        rows[f"{row.kind.lower()}_frequency"].append(
            {"frequency": row.frequency, "quarter_start": row.quarter_start, "valid_from": row.valid_from}
        )
    rows["kor_marks"] = list(relation.kor_marks.order_by("valid_from").values("valid_from", "valid_to"))
    rows["fiscal_years"] = list(relation.fiscal_years.order_by("start").values("start", "end"))
    accounts = relation.bank_accounts.order_by("-is_main", "iban")
    rows["bank_accounts"] = list(accounts.values("iban", "holder_name", "is_main"))
    return {
        "fields": fields,
        "addresses": {kind: {name: getattr(row, name) for name in names} for kind, row in addresses.items()},
        "rows": rows,
        "kept": kept if secret else {},
    }
