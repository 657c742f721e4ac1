"""Fields that accept any spelling, and answer in the words of the office."""

from django import forms
from django.core.exceptions import ValidationError

from offices.errors import RuleBroken
from offices.texts import bad_date, required, too_long

DATE_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%y", "%d%m%Y"]


class DutchDate(forms.DateField):
    """A day as dd-mm-jjjj; other notations are understood."""

    widget = forms.DateInput(format="%d-%m-%Y")

    def __init__(self, **kwargs):
        super().__init__(input_formats=DATE_FORMATS, **kwargs)

    def to_python(self, value):
        """The day, or None for nothing; G04 otherwise."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(bad_date(str(value).strip())) from None


class Checked(forms.CharField):
    """A text that a function of the crm judges and brings into its normal form."""

    def __init__(self, *, check=None, secret=False, **kwargs):
        super().__init__(**kwargs)
        self.check = check
        if secret:
            self.widget.attrs["data-secret"] = True

    def clean(self, value):
        """The normal form; the sentence of the broken rule otherwise."""
        value = super().clean(value)
        if not value or self.check is None:
            return value
        try:
            return self.check(value)
        except RuleBroken as fault:
            raise ValidationError(fault.text) from None


class Lines(forms.CharField):
    """A short list, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value):
        """The entries under each other."""
        return "\n".join(value) if isinstance(value, list | tuple) else value


def dutch(form):
    """Give every field of a form the shared sentences for «required» and «too long»."""
    for field in form.fields.values():
        label = str(field.label or "")
        field.error_messages["required"] = required(label)
        most = getattr(field, "max_length", None)
        if most:
            for validator in field.validators:
                if getattr(validator, "code", "") == "max_length":
                    validator.message = TooLong(label, most)
    return form


class TooLong:
    """G03, with the number of signs that was used; Django fills in by name."""

    def __init__(self, label, most):
        self.label, self.most = label, most

    def __mod__(self, params):
        return too_long(self.label, self.most, params["show_value"])


def model_fields(model, names):
    """Form fields of columns, with Dutch dates and no star on what rules require."""
    return forms.fields_for_model(model, fields=names, formfield_callback=_from_column)


def _from_column(column, **kwargs):
    if column.get_internal_type() == "DateField":
        return DutchDate(label=column.verbose_name, required=False)
    if column.get_internal_type() == "ArrayField":
        return Lines(label=column.verbose_name, required=False)
    if column.get_internal_type() == "TextField":
        return forms.CharField(
            label=column.verbose_name,
            required=False,
            max_length=column.max_length,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    if column.get_internal_type() == "CharField" and not column.choices:
        return forms.CharField(label=column.verbose_name, required=False, max_length=column.max_length)
    field = column.formfield(required=False, **kwargs)
    if column.choices and column.blank:
        field.choices = [("", "Niet bekend"), *column.choices]
    return field
