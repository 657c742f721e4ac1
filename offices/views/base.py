"""One permission per view; the door is closed before anything of the office is read."""

from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from offices.errors import Forbidden, RuleBroken
from offices.middleware import seen_now
from offices.permissions import may, require
from offices.signin import levels


class OfficePage(View):
    """What staff and client pages share: answers, faults of rules, messages."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]
    whole_page = ""
    nav = ""

    def render(self, template: str, context: dict | None = None, *, status: int = 200) -> HttpResponse:
        """The page; for htmx the same template without the frame around it."""
        base = "base_fragment.html" if self.request.htmx and not self.request.htmx.boosted else self.whole_page
        shown = {"base": base, "nav": self.nav, "view": self} | (context or {})
        response = render(self.request, template, shown, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def refuse(self, fault: RuleBroken) -> HttpResponse:
        """A page that says what is wrong and what to do, with the status of the fault."""
        return self.render("problem.html", {"problem": fault}, status=fault.status)

    def done(self, text: str, url: str, *, undo: str | None = None) -> HttpResponse:
        """Say what was done, with a way back where there is one, and go on to a page."""
        messages.success(self.request, text, extra_tags=f"undo:{undo}" if undo else "")
        return redirect(url)

    def failed(self, fault: RuleBroken, url: str) -> HttpResponse:
        """Say on the next page why it did not happen."""
        messages.error(self.request, fault.text)
        return redirect(url)

    def back_url(self, default: str) -> str:
        """Where the form says the person came from, when that is a page of ours."""
        url = self.request.POST.get("terug") or self.request.GET.get("terug") or ""
        safe = url_has_allowed_host_and_scheme(url, {self.request.get_host()}, self.request.is_secure())
        return url if url and safe else default


class DeskView(OfficePage):
    """A staff page: an active membership, a strong session, and one right."""

    permission: ClassVar[str] = ""
    step_up = False
    whole_page = "base_desk.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        """Close the door in this order: signed in, place in this office, strong session, right, fresh factor."""
        kwargs.pop("slug", None)
        self.kwargs.pop("slug", None)
        if not request.user.is_authenticated:
            return levels.sign_in_redirect(request)
        if request.member is None:
            raise Http404("No place in this office.")
        if not levels.desk_ready(request, request.office):
            return levels.sign_in_redirect(request)
        self.member, self.office = request.member, request.office
        seen_now(self.member)
        try:
            require(self.member, self.permission)
            if self.step_up and not levels.stepped_up(request):
                return self.ask_step_up(request, *args, **kwargs)
            return super().dispatch(request, *args, **kwargs)
        except Forbidden as fault:
            return render(request, "403.html", {"text": fault.text, "base": self.whole_page}, status=403)
        except RuleBroken as fault:
            return self.refuse(fault)

    def ask_step_up(self, request, *args, **kwargs):
        """Ask the second factor again; what was typed is put back by the page that asked it."""
        return levels.require_step_up(request)

    def may(self, key: str) -> bool:
        """Whether the member holds a right at all, for showing or leaving out a button."""
        return may(self.member, key)


class PortalView(OfficePage):
    """A client page: an active account in this office, and where it matters a strong factor."""

    strong = False
    whole_page = "base_portal.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        kwargs.pop("slug", None)
        self.kwargs.pop("slug", None)
        if not request.user.is_authenticated:
            return levels.sign_in_redirect(request)
        if request.account is None:
            raise Http404("No account in this office.")
        if levels.level(request) < levels.Level.READ:
            return levels.sign_in_redirect(request)
        if self.strong and levels.level(request) < levels.Level.STRONG:
            return levels.require_strong(request)
        self.account, self.office = request.account, request.office
        seen_now(self.account)
        try:
            return super().dispatch(request, *args, **kwargs)
        except Forbidden as fault:
            return render(request, "403.html", {"text": fault.text, "base": self.whole_page}, status=403)
        except RuleBroken as fault:
            return self.refuse(fault)
