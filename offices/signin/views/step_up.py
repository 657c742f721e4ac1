"""A second factor again: before what must not happen by accident or by somebody at an unlocked screen."""

from django.http import JsonResponse
from django.shortcuts import redirect

from offices.errors import RuleBroken
from offices.signin import factors, levels, limits, sessions
from offices.signin.addresses import client_ip, network
from offices.signin.after import after_answer
from offices.signin.forms import CodeForm, PasskeyForm
from offices.signin.views.base import OptionsView, PersonView
from offices.signin.views.start import note_failure


class StepUpView(PersonView):
    """Asks a passkey or a code of the app, and goes back to where the person was."""

    def get(self, request):
        if not factors.has_factor(self.user):
            return self.to("set_up", target=self.target)
        return self.ask(CodeForm())

    def post(self, request):
        limits.spend(limits.VISITOR, network(client_ip(request)))
        if "credential" in request.POST:
            return self.with_passkey(request)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            way = factors.check_code(self.user, form.cleaned_data["code"])
        except RuleBroken as fault:
            form.refuse(fault)
            return self.failed(self.ask(form, status=fault.status))
        sessions.add_way(request, way)
        return redirect(self.target)

    def with_passkey(self, request):
        """The answer of the browser's passkey dialog; only a passkey of this person counts."""
        form = PasskeyForm(request.POST)
        try:
            credential = form.cleaned_data["credential"] if form.is_valid() else {}
            factors.check_passkey(credential, user=self.user)
        except RuleBroken as fault:
            code = CodeForm(request.POST or None)
            code.full_clean()
            code.errors.clear()
            code.refuse(fault)
            return self.failed(self.ask(code, status=fault.status))
        sessions.add_way(request, "passkey")
        return redirect(self.target)

    def failed(self, response):
        """A failed step-up stands in the activity log."""
        email, ip = self.user.email, client_ip(self.request)
        return after_answer(response, lambda: note_failure(email, ip, "extra controle"))

    def ask(self, form, *, status=200):
        """The page, with the factors this person has."""
        context = {
            "form": form,
            "kinds": factors.kinds(self.user),
            "next": self.target,
            "minutes": levels.STEP_UP_MINUTES,
        }
        return self.page("mfa/step_up.html", context, status=status)


class StepUpOptionsView(OptionsView, PersonView):
    """Options for a passkey of this person."""

    def post(self, request):
        limits.spend(limits.ASKED, network(client_ip(request)))
        return JsonResponse(factors.ask_passkey(self.user))
