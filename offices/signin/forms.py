"""The shape of what is typed while signing in."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from offices.errors import RuleBroken
from offices.texts import bad_email, required


class SignInForm(forms.Form):
    """A form that can carry the sentence of a broken rule."""

    def refuse(self, fault: RuleBroken) -> None:
        """Show the sentence at its field, or on top when the form has no such field."""
        self.add_error(fault.field if fault.field in self.fields else None, fault.text)


class EmailForm(SignInForm):
    """The first step: who are you."""

    email = forms.CharField(
        label="E-mailadres",
        max_length=254,
        error_messages={"required": required("uw e-mailadres")},
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
    )

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(bad_email(email))
        return email


class CodeForm(SignInForm):
    """A code from the mail, the app or the list of recovery codes."""

    code = forms.CharField(
        label="Code van 6 cijfers",
        max_length=20,
        error_messages={"required": required("de code")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class PasswordForm(SignInForm):
    """The password of a member of staff."""

    password = forms.CharField(
        label="Wachtwoord",
        max_length=128,
        strip=False,
        error_messages={"required": required("uw wachtwoord")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(SignInForm):
    """A new password, typed twice."""

    password = forms.CharField(
        label="Nieuw wachtwoord",
        max_length=128,
        strip=False,
        help_text="Minstens 12 tekens. Een zin van een paar woorden onthoudt het makkelijkst.",
        error_messages={"required": required("een nieuw wachtwoord")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Herhaal het wachtwoord",
        max_length=128,
        strip=False,
        error_messages={"required": required("het wachtwoord nog een keer")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        data = super().clean() or self.cleaned_data
        first, second = data.get("password"), data.get("again")
        if first and second and first != second:
            self.add_error(
                "again", "De twee wachtwoorden zijn niet gelijk. Typ hetzelfde wachtwoord twee keer."
            )
        elif first:
            try:
                validate_password(first, self.user)
            except ValidationError as fault:
                self.add_error("password", fault)
        return data


class PasskeyForm(SignInForm):
    """What the browser's passkey dialog gave; filled by static/js/passkey.js."""

    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"invalid": "Uw browser gaf geen passkey."}
    )
    name = forms.CharField(label="Naam van de passkey", max_length=60, required=False)
