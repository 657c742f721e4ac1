"""What the pages of signing in share."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from offices.errors import RuleBroken
from offices.signin import factors, levels, sessions
from offices.signin.codes import Pending
from offices.signin.places import needs_two_factors


@method_decorator(sensitive_post_parameters(), name="dispatch")
class GateView(View):
    """A page before or beside the office. A broken rule becomes a page or, for a script, JSON."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except RuleBroken as fault:
            return self.refused(fault)

    def refused(self, fault: RuleBroken) -> HttpResponse:
        """The answer to a broken rule that no form shows."""
        return self.page("account/refused.html", {"problem": fault}, status=fault.status)

    def page(self, template: str, context: dict | None = None, *, status: int = 200) -> HttpResponse:
        """A page of the gate."""
        response = render(self.request, template, context or {}, status=status)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    @property
    def target(self) -> str:
        """Where to go on to: a safe path from the address or the form."""
        told = self.request.POST.get("next") or self.request.GET.get("next")
        return levels.safe_next(self.request, told)

    def to(self, name: str, *args, target: str | None = None) -> HttpResponseRedirect:
        """Go to a page of the gate, keeping where the person was going."""
        url = reverse(f"signin:{name}", args=args)
        return redirect(levels.with_next(f"signin:{name}", target) if target and target != "/" else url)


class OptionsView(GateView):
    """Asked by static/js/passkey.js: options for the browser's passkey dialog, as JSON."""

    http_method_names = ["post"]

    def refused(self, fault: RuleBroken) -> HttpResponse:
        return JsonResponse(fault.problem(), status=fault.status)


class PersonView(GateView):
    """A page for somebody who is signed in, at whatever level."""

    def dispatch(self, request, *args, **kwargs):
        if request.login_session is None:
            return levels.sign_in_redirect(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self):
        """The person of this session."""
        return self.request.user

    def may_change_factors(self) -> bool:
        """The first factor may follow the sign-in; a change of what exists asks the existing one again."""
        return not factors.has_factor(self.user) or levels.stepped_up(self.request)


def enter(view: GateView, user, *, ways, target: str) -> HttpResponse:
    """Open the session and go on; staff without a second factor goes and sets one up first."""
    Pending(view.request).drop()
    sessions.open_session(view.request, user, ways=ways)
    strong = levels.level(view.request) is levels.Level.STRONG
    if not strong and {"password", "invite"} & set(ways) and needs_two_factors(user):
        return view.to("set_up", target=target)
    return redirect(target)


def after_first_factor(view: GateView, pending: Pending, user, way: str) -> HttpResponse:
    """Who has a second factor shows it now; who has none goes in at the level of one factor."""
    if factors.has_factor(user):
        pending.first_factor(user, way)
        return view.to("second")
    return enter(view, user, ways=[way], target=pending.target)
