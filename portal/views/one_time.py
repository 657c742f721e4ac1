"""The page behind a one-time link: one filing, one answer, no account, nothing else of the dossier."""

from functools import cached_property

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from offices.audit import Surroundings, surroundings
from offices.errors import NotHere, RuleBroken
from offices.files import file_response
from offices.middleware import keep_open
from offices.models import Office
from offices.scope import office_scope
from offices.signin.addresses import client_ip
from offices.signin.views.base import GateView
from portal.views.answering import Answering
from sbr_inbox.approval_enums import Factor
from sbr_inbox.rules.one_time import guest_of, office_of
from sbr_inbox.rules.questions import ask_office
from sbr_inbox.sentences import filing_title


class OneTimePage(Answering, GateView):
    """A page for the browser in which the code of the link was typed; POR07 for every other."""

    factor = Factor.NORMAL

    def dispatch(self, request, *args, **kwargs):
        """Open the office of the link for as long as the answer lasts."""
        try:
            office_pk = office_of(request, kwargs["pk"])
        except RuleBroken as fault:
            return self.refused(fault)
        token = surroundings.set(Surroundings(ip=client_ip(request)))
        try:
            with office_scope(office_pk):
                request.office = Office.objects.get(pk=office_pk)
                response = super().dispatch(request, *args, **kwargs)
        finally:
            surroundings.reset(token)
        return keep_open(response, office_pk)

    @cached_property
    def opened(self):
        """(addressee, guest); 404 for who lost his access since."""
        try:
            return guest_of(self.kwargs["pk"])
        except NotHere as fault:
            raise Http404(fault.text) from fault

    @property
    def asked(self):
        """The request of the link."""
        return self.opened[0].request

    @property
    def contact(self):
        """Who was asked."""
        return self.opened[0].contact

    @property
    def who(self):
        """Who acts: the contact, without an account."""
        return self.opened[1]

    def address(self, name: str) -> str:
        """A page of this link."""
        return reverse(f"one_time:{name}", args=[self.kwargs["pk"]])

    def addresses(self) -> dict[str, str]:
        """Where the page and its parts stand; what asks an account is left out."""
        names = ("approve", "decline", "question", "pdf")
        return {name: self.address(name) for name in names} | {"page": self.address("approval")}

    def show(self, *, fault=None, reason="", question="", status=200):
        """The page, with what went wrong when something did."""
        context = self.told(fault=fault, reason=reason, question=question) | {"base": "base_portal.html"}
        response = render(self.request, "portal/one_time.html", context, status=status)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def again(self, fault, *, reason="", question=""):
        """The page with a broken rule on it."""
        self.__dict__.pop("opened", None)
        return self.show(fault=fault, reason=reason, question=question, status=409 if fault.code == "POR04" else 422)


class OneTimeApproval(OneTimePage):
    """Look at the filing."""

    def get(self, request, pk):
        """Show it; nothing is written."""
        return self.show()


class OneTimeApprove(OneTimePage):
    """The button *Akkoord*."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Approve what was shown."""
        try:
            self.approve()
        except NotHere:
            raise
        except RuleBroken as fault:
            return self.again(fault)
        return redirect(self.address("approval"))


class OneTimeDecline(OneTimePage):
    """The button *Niet akkoord*."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Decline with a reason."""
        reason = request.POST.get("reason", "")[:2000]
        try:
            self.decline(reason)
        except NotHere:
            raise
        except RuleBroken as fault:
            return self.again(fault, reason=reason)
        return redirect(self.address("approval"))


class OneTimeQuestion(OneTimePage):
    """A question first."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Put it to the office."""
        question = request.POST.get("question", "")[:2000]
        try:
            ask_office(self.asked, account=self.who, text=question)
        except NotHere:
            raise
        except RuleBroken as fault:
            return self.again(fault, question=question)
        return redirect(f"{self.address('approval')}#vraag")


class OneTimePdf(OneTimePage):
    """The PDF that is bound to the request."""

    def get(self, request, pk):
        """Download it."""
        if self.asked.pdf_file is None:
            raise Http404("The summary is not ready.")
        return file_response(self.asked.pdf_file, filename=f"{filing_title(self.asked.filing)}.pdf")
