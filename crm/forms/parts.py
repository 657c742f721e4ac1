"""The parts of the relation form that repeat: addresses and rows of numbers, rhythms, years and accounts."""

from django import forms

from crm.enums import FREQUENCIES, FilingFrequency, QuarterStart, TaxKind
from crm.forms.fields import Checked, DutchDate, dutch, model_fields
from crm.models import Address
from crm.numbers import check_iban, mask


class DutchForm(forms.Form):
    """A form with the shared sentences; browsers leave the judging to us."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dutch(self)


class AddressForm(DutchForm):
    """One address; nothing filled in means none."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("street", "house_number", "house_suffix", "postal_code", "city", "country")
        self.fields.update(model_fields(Address, names))
        self.fields["country"].initial = "NL"
        self.fields["house_number"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        dutch(self)


class Row(DutchForm):
    """A row of a set: an empty row is left out, a ticked «Verwijderen» too."""

    field_order = (
        "value", "iban", "holder_name", "frequency", "quarter_start", "start", "end", "valid_from", "valid_to",
        "is_main", "DELETE",
    )  # fmt: skip
    DELETE = forms.BooleanField(label="Verwijderen", required=False)

    def given(self):
        """What this row says, or None when it says nothing."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        if self.cleaned_data.get("DELETE") or not any(values.get(name) for name in self.tells):
            return None
        return values

    tells: tuple = ("value",)


class NumberRow(Row):
    """An OB-nummer or loonheffingennummer with its dates. A masked number that is left alone stays what it was."""

    value = Checked(label="Nummer", required=False, max_length=20, secret=True)
    valid_from = DutchDate(label="Vanaf", required=False)
    valid_to = DutchDate(label="Tot en met", required=False)
    is_main = forms.BooleanField(label="Hoofdnummer", required=False)

    def __init__(self, *args, kept=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = {mask(value): value for value in kept}

    def clean_value(self):
        """The number that hides behind the mask, or what was typed."""
        value = self.cleaned_data["value"]
        return self.kept.get(value, value)


class FrequencyRow(Row):
    """A filing rhythm from a day on."""

    tells = ("frequency",)
    kind = TaxKind.OB

    frequency = forms.ChoiceField(label="Tijdvak", required=False)
    quarter_start = forms.TypedChoiceField(
        label="Kwartalen beginnen in", choices=QuarterStart.choices, coerce=int, required=False, empty_value=1
    )
    valid_from = DutchDate(label="Vanaf", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(code, FilingFrequency(code).label) for code in FREQUENCIES[self.kind]]
        self.fields["frequency"].choices = [("", "Geen"), *choices]


class PayrollFrequencyRow(FrequencyRow):
    """The rhythm of payroll filings."""

    kind = TaxKind.LH

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["quarter_start"]


class YearRow(Row):
    """A fiscal year that differs from the calendar year."""

    tells = ("start", "end")
    start = DutchDate(label="Begin boekjaar", required=False)
    end = DutchDate(label="Einde boekjaar", required=False)


class KorRow(Row):
    """A period of the kleineondernemersregeling."""

    tells = ("valid_from", "valid_to")
    valid_from = DutchDate(label="KOR vanaf", required=False)
    valid_to = DutchDate(label="KOR tot en met", required=False)


class AccountRow(Row):
    """A bank account."""

    tells = ("iban",)
    iban = Checked(label="IBAN", required=False, max_length=50, check=check_iban)
    holder_name = forms.CharField(label="Ten name van", required=False, max_length=70)
    is_main = forms.BooleanField(label="Hoofdrekening", required=False)


# name: (row, title, what one more is called)
SETS = {
    "ob_nummers": (NumberRow, "OB-nummers", "Nog een OB-nummer"),
    "loonheffingennummers": (NumberRow, "Loonbelastingnummers", "Nog een loonbelastingnummer"),
    "icp_btw_ids": (NumberRow, "Btw-id's voor ICP", "Nog een btw-id"),
    "ob_frequency": (FrequencyRow, "Aangiftetijdvak BTW", "Nog een tijdvak"),
    "lh_frequency": (PayrollFrequencyRow, "Aangiftetijdvak LH", "Nog een tijdvak"),
    "kor_marks": (KorRow, "Kleineondernemersregeling", "Nog een periode"),
    "fiscal_years": (YearRow, "Boekjaren", "Nog een boekjaar"),
    "bank_accounts": (AccountRow, "Bankrekeningen", "Nog een bankrekening"),
}
MOST_ROWS = 60


class RowSet:
    """The rows of one set on one form; a set without rows starts with an empty one."""

    def __init__(self, name, data=None, *, initial=(), kept=()):
        self.name = name
        self.row_class, self.title, self.more = SETS[name]
        self.extra = {"kept": kept} if self.row_class is NumberRow else {}
        self.count_name = f"{name}-TOTAL"
        self.total = self._total(data, max(len(initial), 1))
        self.rows = [self._row(place, data, initial) for place in range(self.total)]

    def _total(self, data, default):
        given = str((data or {}).get(self.count_name, ""))
        return min(int(given), MOST_ROWS) if given.isdigit() else default

    def _row(self, place, data, initial):
        start = initial[place] if place < len(initial) else {}
        return self.row_class(data, prefix=f"{self.name}-{place}", initial=start, **self.extra)

    def is_valid(self):
        """Whether every row can be read; all are judged, so that all faults show at once."""
        return not [row for row in self.rows if not row.is_valid()]

    def values(self):
        """The rows that say something."""
        return [given for given in (row.given() for row in self.rows) if given]

    def places(self):
        """For each row that says something, its place on the form: rules count without the empty ones."""
        return [place for place, row in enumerate(self.rows) if row.given()]
