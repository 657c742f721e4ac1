"""The first step: address, then a code, password or passkey. The same answers for known and unknown addresses."""

from django.contrib import auth, messages
from django.http import JsonResponse
from django.shortcuts import redirect

from offices.errors import RuleBroken
from offices.models import User
from offices.signin import factors, limits, mail, sessions, trail
from offices.signin.addresses import client_ip, network
from offices.signin.after import after_answer
from offices.signin.codes import Pending
from offices.signin.errors import wrong_password
from offices.signin.forms import CodeForm, EmailForm, PasskeyForm, PasswordForm
from offices.signin.places import accounts
from offices.signin.views.base import GateView, OptionsView, after_first_factor, enter


def person(email: str) -> User | None:
    """The active person with this address."""
    return User.objects.filter(email__iexact=email, is_active=True).first()


def mail_code(email: str, code: str) -> None:
    """Mail the code when the address belongs to a client; staff signs in with password or passkey."""
    user = person(email)
    doors = accounts(user) if user else []
    if user and doors:
        mail.sign_in_code(user, code, doors[0].office)


def note_failure(email: str, ip: str | None, way: str) -> None:
    """Write a failed try in the activity log of the offices of this person, when there is one."""
    user = person(email)
    if user:
        trail.note(user, "login.failed", {"wijze": way, "ip": ip or ""}, by=trail.VISITOR)


class StartView(GateView):
    """The form with one field."""

    def get(self, request):
        return self.show(EmailForm())

    def post(self, request):
        limits.spend(limits.ASKED, network(client_ip(request)))
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        email = form.cleaned_data["email"]
        code = Pending(request).start(email, self.target)
        allowed = limits.within(limits.MAILS, email)
        response = self.to("ways")
        return after_answer(response, lambda: mail_code(email, code)) if allowed else response

    def show(self, form, *, status=200):
        """The page."""
        return self.page("account/start.html", {"form": form, "next": self.target}, status=status)


class PendingView(GateView):
    """A step that needs the address of the first one."""

    def dispatch(self, request, *args, **kwargs):
        self.pending = Pending(request)
        if not self.pending:
            return redirect("signin:start")
        return super().dispatch(request, *args, **kwargs)

    def show(self, *, code=None, password=None, status=200):
        """The page with the three ways."""
        context = {
            "email": self.pending.email,
            "code_form": code or CodeForm(auto_id="code-%s"),
            "password_form": password or PasswordForm(auto_id="ww-%s"),
        }
        return self.page("account/ways.html", context, status=status)

    def guard(self) -> None:
        """Count a try of this address and of this visitor, before the try."""
        limits.spend(limits.VISITOR, network(client_ip(self.request)))
        limits.spend(limits.ADDRESS, self.pending.email)

    def failed(self, response, way: str):
        """Note the failure when the answer has been handed over."""
        email, ip = self.pending.email, client_ip(self.request)
        return after_answer(response, lambda: note_failure(email, ip, way))


class WaysView(PendingView):
    """Code, password or passkey: the same page for every address."""

    http_method_names = ["get", "head"]

    def get(self, request):
        return self.show()


class CodeView(PendingView):
    """The mailed code."""

    http_method_names = ["post"]

    def post(self, request):
        form = CodeForm(request.POST, auto_id="code-%s")
        if not form.is_valid():
            return self.show(code=form, status=422)
        try:
            self.guard()
            self.pending.spend_code(form.cleaned_data["code"])
        except RuleBroken as fault:
            form.refuse(fault)
            return self.failed(self.show(code=form, status=fault.status), "code")
        user = person(self.pending.email)
        if user is None or not accounts(user):
            return redirect("signin:start")
        limits.forget(limits.ADDRESS, self.pending.email)
        return after_first_factor(self, self.pending, user, "code")


class NewCodeView(PendingView):
    """Another code, when the first did not come or is too old."""

    http_method_names = ["post"]

    def post(self, request):
        limits.spend(limits.ASKED, network(client_ip(request)))
        limits.spend(limits.MAILS, self.pending.email)
        email, code = self.pending.email, self.pending.renew()
        messages.success(
            request, "Als dit adres bij ons bekend is, ontvangt u binnen een minuut een nieuwe code."
        )
        return after_answer(self.to("ways"), lambda: mail_code(email, code))


class PasswordView(PendingView):
    """The password of staff; the second factor follows."""

    http_method_names = ["post"]

    def post(self, request):
        form = PasswordForm(request.POST, auto_id="ww-%s")
        if not form.is_valid():
            return self.show(password=form, status=422)
        try:
            self.guard()
            user = self.proven(form.cleaned_data["password"])
        except RuleBroken as fault:
            form.refuse(fault)
            return self.failed(self.show(password=form, status=fault.status), "wachtwoord")
        limits.forget(limits.ADDRESS, self.pending.email)
        return after_first_factor(self, self.pending, user, "password")

    def proven(self, password: str) -> User:
        """The person with this address and password. As much work for an unknown address as for a known one."""
        user = auth.authenticate(self.request, username=self.pending.email, password=password)
        if not isinstance(user, User):
            raise wrong_password()
        return user


class PasskeyOptionsView(OptionsView):
    """Options for any passkey of this installation; nothing about the address typed goes out."""

    def post(self, request):
        limits.spend(limits.ASKED, network(client_ip(request)))
        return JsonResponse(factors.ask_passkey())


class PasskeyView(GateView):
    """Signing in with a passkey: the device proves possession and the person at once."""

    http_method_names = ["post"]

    def post(self, request):
        limits.spend(limits.VISITOR, network(client_ip(request)))
        form = PasskeyForm(request.POST)
        pending = Pending(request)
        target = pending.target if pending else self.target
        if not form.is_valid():
            return self.page(
                "account/start.html", {"form": EmailForm(), "passkey_form": form, "next": target}, status=422
            )
        user = factors.check_passkey(form.cleaned_data["credential"])
        return enter(self, user, ways=["passkey"], target=target)


class SecondView(PendingView):
    """The second factor after a password or mailed code."""

    def dispatch(self, request, *args, **kwargs):
        pending = Pending(request)
        if not pending.user_id:
            return redirect("signin:start")
        self.user = User.objects.filter(pk=pending.user_id, is_active=True).first()
        return super().dispatch(request, *args, **kwargs) if self.user else redirect("signin:start")

    def get(self, request):
        return self.ask(CodeForm())

    def post(self, request):
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            limits.spend(limits.VISITOR, network(client_ip(request)))
            way = factors.check_code(self.user, form.cleaned_data["code"])
        except RuleBroken as fault:
            form.refuse(fault)
            return self.failed(self.ask(form, status=fault.status), "tweede stap")
        return enter(self, self.user, ways=[self.pending.data["way"], way], target=self.pending.target)

    def ask(self, form, *, status=200):
        """The page, with the factors this person has."""
        context = {"form": form, "kinds": factors.kinds(self.user), "email": self.pending.email}
        return self.page("mfa/second.html", context, status=status)


class SignOutView(GateView):
    """Sign this device out; a GET does nothing but show the button."""

    http_method_names = ["post"]

    def post(self, request):
        sessions.sign_out(request)
        messages.success(request, "U bent uitgelogd.")
        return redirect("signin:start")
