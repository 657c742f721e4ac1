"""Setting up and taking away second factors and the password."""

import io

import segno
from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from offices.errors import RuleBroken
from offices.signin import factors, levels, passwords, sessions
from offices.signin.forms import CodeForm, NewPasswordForm, PasskeyForm
from offices.signin.places import is_staff_somewhere
from offices.signin.views.base import OptionsView, PersonView


class FactorView(PersonView):
    """A page that changes factors: the one that exists is asked first, and staff never enrols on a mailed code."""

    def dispatch(self, request, *args, **kwargs):
        if request.login_session is not None:
            if factors.has_factor(request.user):
                if not levels.stepped_up(request):
                    return levels.require_step_up(
                        request, request.path if request.method == "GET" else self.home
                    )
            elif is_staff_somewhere(request.user) and not levels.ways(request) & {"password", "invite"}:
                return levels.sign_in_redirect(request, self.home)
        return super().dispatch(request, *args, **kwargs)

    @property
    def home(self) -> str:
        """Where a refused change goes back to."""
        return (
            levels.with_next("signin:security", self.target)
            if self.target != "/"
            else "/inloggen/beveiliging/"
        )

    def added(self, way: str, *, first: bool) -> HttpResponse:
        """After a factor was added: raise the session; the first time the recovery codes are shown once."""
        sessions.add_way(self.request, way)
        if first:
            return self.page(
                "mfa/recovery.html", {"codes": factors.recovery_left(self.user), "next": self.target}
            )
        messages.success(self.request, "Toegevoegd. U kunt hiermee voortaan inloggen.")
        return redirect(self.target if self.target != "/" else "signin:security")


class SetUpView(FactorView):
    """The choice between a passkey and an authenticator app."""

    http_method_names = ["get", "head"]

    def get(self, request):
        return self.show()

    def show(self, *, fault=None, status=200):
        """The page."""
        context = {
            "next": self.target,
            "staff": is_staff_somewhere(self.user),
            "first": not factors.has_factor(self.user),
            "has_app": factors.totp_of(self.user) is not None,
            "has_password": self.user.has_usable_password(),
            "fault": fault,
        }
        return self.page("mfa/set_up.html", context, status=status)


class NewPasskeyOptionsView(OptionsView, FactorView):
    """Options for making a passkey."""

    def post(self, request):
        return JsonResponse(factors.offer_passkey(self.user))


class NewPasskeyView(SetUpView):
    """Keeps the passkey the browser made."""

    http_method_names = ["post"]

    def post(self, request):
        form, first = PasskeyForm(request.POST), not factors.has_factor(self.user)
        if not form.is_valid():
            return self.show(fault="Uw browser gaf geen passkey. Probeer het opnieuw.", status=422)
        try:
            factors.add_passkey(
                self.user, credential=form.cleaned_data["credential"], name=form.cleaned_data["name"]
            )
        except RuleBroken as fault:
            return self.show(fault=fault.text, status=fault.status)
        return self.added("passkey", first=first)


class AppView(FactorView):
    """The QR code of the authenticator app, and one code of it as proof."""

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if request.login_session is not None and is_staff_somewhere(user) and not user.has_usable_password():
            return self.to("password", target=self.target)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        if factors.totp_of(self.user):
            return redirect("signin:security")
        return self.ask(CodeForm())

    def post(self, request):
        form, first = CodeForm(request.POST), not factors.has_factor(self.user)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            factors.add_totp(request, self.user, code=form.cleaned_data["code"])
        except RuleBroken as fault:
            form.refuse(fault)
            return self.ask(form, status=fault.status)
        return self.added("totp", first=first)

    def ask(self, form, *, status=200):
        """The page; the secret also as text, for who cannot scan."""
        secret = factors.totp_secret()
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return self.page("mfa/app.html", {"form": form, "secret": groups, "next": self.target}, status=status)


class AppImageView(FactorView):
    """The QR code as a picture of its own, so that no page needs a data address."""

    http_method_names = ["get", "head"]

    def get(self, request):
        url = get_adapter().build_totp_url(self.user, factors.totp_secret())
        drawing = io.BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=5, border=3, light="#fff", xmldecl=False)
        return HttpResponse(
            drawing.getvalue(), "image/svg+xml", headers={"Cache-Control": "no-store, private"}
        )


class PasswordView(PersonView):
    """A first password after an invitation, or another one; asks the second factor first when there is one."""

    def dispatch(self, request, *args, **kwargs):
        if request.login_session is not None:
            if not is_staff_somewhere(request.user):
                return redirect("signin:security")
            new = not request.user.has_usable_password() and "invite" in levels.ways(request)
            if not (new or levels.stepped_up(request)):
                return levels.require_step_up(request, request.path)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.ask(NewPasswordForm(user=self.user))

    def post(self, request):
        form = NewPasswordForm(request.POST, user=self.user)
        if not form.is_valid():
            return self.ask(form, status=422)
        passwords.choose(request, form.cleaned_data["password"])
        messages.success(request, "Uw wachtwoord is opgeslagen. Andere apparaten zijn afgemeld.")
        if not factors.has_factor(self.user):
            return self.to("app", target=self.target)
        return redirect(self.target if self.target != "/" else "signin:security")

    def ask(self, form, *, status=200):
        """The page."""
        return self.page("account/password.html", {"form": form, "next": self.target}, status=status)


class RecoveryView(FactorView):
    """New recovery codes; shown once, the old ones stop working."""

    http_method_names = ["post"]

    def post(self, request):
        if not factors.has_factor(self.user):
            return self.to("set_up")
        codes = factors.new_recovery_codes(self.user)
        return self.page("mfa/recovery.html", {"codes": codes, "next": "/inloggen/beveiliging/"})


class RemoveFactorView(FactorView):
    """Takes one factor away."""

    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            factors.remove(self.user, pk)
        except RuleBroken as fault:
            messages.error(request, fault.text)
        else:
            messages.success(request, "Verwijderd. U kunt hiermee niet meer inloggen.")
        return redirect(self.target if self.target != "/" else "signin:security")
