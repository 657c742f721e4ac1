"""Where a person goes, on which devices he is signed in, and the invitations he opens."""

from django.contrib import messages
from django.shortcuts import redirect

from offices.models import LoginSession, User
from offices.signin import factors, levels, limits, links, sessions
from offices.signin.addresses import client_ip, network
from offices.signin.codes import Pending
from offices.signin.errors import SignInRefused
from offices.signin.forms import CodeForm
from offices.signin.places import is_staff_somewhere, places
from offices.signin.views.base import GateView, PersonView, enter


class HomeView(GateView):
    """On to the one place a person has, else the choice between them."""

    http_method_names = ["get", "head"]

    def get(self, request):
        if request.login_session is None:
            return redirect("signin:start")
        doors = places(request.user)
        if len(doors) == 1:
            return redirect(doors[0].url)
        return self.page("account/places.html", {"places": doors})


class SecurityView(PersonView):
    """Passkeys, app, recovery codes, password and devices of a person."""

    http_method_names = ["get", "head"]

    def get(self, request):
        return self.page("mfa/security.html", security(request) | {"next": request.path, "back": self.target})


def security(request) -> dict:
    """What the page of one's own security shows, here and in *Mijn account*."""
    user = request.user
    return {
        "passkeys": factors.passkeys(user),
        "app": factors.totp_of(user),
        "recovery_count": len(factors.recovery_left(user)),
        "devices": list(sessions.live(user).select_related("office")),
        "this_device": request.login_session,
        "staff": is_staff_somewhere(user),
        "has_password": user.has_usable_password(),
    }


class EndDeviceView(PersonView):
    """Signs one other device out."""

    http_method_names = ["post"]

    def post(self, request, pk):
        row = LoginSession.objects.filter(pk=pk, user=self.user).select_related("user").first()
        if row is not None:
            sessions.end(row, reason="afgemeld vanaf een ander apparaat")
            messages.success(request, "Dat apparaat is afgemeld.")
        return redirect(self.target if self.target != "/" else "signin:security")


class EndAllView(PersonView):
    """Signs every device out, this one too."""

    http_method_names = ["post"]

    def post(self, request):
        sessions.end_all(self.user, reason="afgemeld overal")
        sessions.sign_out(request)
        messages.success(request, "U bent op alle apparaten afgemeld.")
        return redirect("signin:start")


class LinkView(GateView):
    """A one-time link. Opening shows a button; the button mails a code; the code uses the link."""

    def get(self, request, token):
        link = links.find_link(token)
        return self.page("account/link.html", {"link": link, "form": CodeForm(), "token": token})

    def post(self, request, token):
        limits.spend(limits.VISITOR, network(client_ip(request)))
        if "code" not in request.POST:
            links.send_code(token)
            return self.ask(CodeForm(), token)
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.ask(form, token, status=422)
        try:
            link, user = links.use_link(token, code=form.cleaned_data["code"])
        except SignInRefused as fault:
            form.refuse(fault)
            return self.ask(form, token, status=fault.status)
        if user is None:
            return redirect(links.opener_of(link).land(link, request))
        return self.accepted(link, user)

    def ask(self, form, token, *, status=200):
        """The page that asks the code."""
        link = links.find_link(token)
        return self.page(
            "account/link.html", {"link": link, "form": form, "token": token, "asked": True}, status=status
        )

    def accepted(self, link, user: User):
        """Who is known here signs in the usual way; who is new goes in and sets up what is asked of him."""
        door = "k" if link.purpose == "STAFF_INVITE" else "p"
        target = f"/{door}/{link.office.slug}/"
        known = factors.has_factor(user) or user.has_usable_password()
        if known:
            messages.success(self.request, "U heeft de uitnodiging aanvaard. Log nu in.")
            return redirect(levels.with_next("signin:start", target))
        Pending(self.request).drop()
        return enter(self, user, ways=["invite" if door == "k" else "code"], target=target)
