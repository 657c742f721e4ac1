"""*Aangifte beoordelen*: the page on which a client approves or declines exactly what it shows."""

from functools import cached_property

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dossier.preview import PDF, NoPreview, draw
from offices.errors import NotHere, RuleBroken
from offices.files import file_response, open_file
from offices.signin import levels
from portal.views.answering import Answering
from portal.views.base import PortalPage
from sbr_inbox.approval_enums import Factor
from sbr_inbox.models import Receipt
from sbr_inbox.rules import approval as rules
from sbr_inbox.rules.questions import ask_office
from sbr_inbox.sentences import filing_title


class RequestPage(Answering, PortalPage):
    """A page about one request; whoever was not asked gets 404."""

    nav = "home"

    @cached_property
    def asked(self):
        """The request, for the person who was asked."""
        try:
            return rules.request_for(self.account.contact_id, self.kwargs["pk"])
        except NotHere as fault:
            raise Http404(fault.text) from fault

    @property
    def who(self):
        """The account that answers."""
        return self.account

    @property
    def factor(self) -> str:
        """How sure this session is of the person."""
        return Factor.STRONG if levels.level(self.request) >= levels.Level.STRONG else Factor.NORMAL

    def page_url(self) -> str:
        """The page of this request."""
        return self.url("portal:approval", self.asked.pk)

    def addresses(self) -> dict[str, str]:
        """Where the page and its parts stand."""
        names = ("approve", "decline", "question", "seen", "pdf", "preview")
        pk = self.asked.pk
        receipts = {f"receipt_{part}": self.url("portal:receipt", pk, part) for part in ("pdf", "json")}
        return {name: self.url(f"portal:{name}", pk) for name in names} | receipts | {"page": self.page_url()}

    def show(self, *, fault=None, reason="", question="", status=200):
        """The page itself, with what went wrong when something did."""
        return self.render("portal/approval.html", self.told(fault=fault, reason=reason, question=question), status=status)


class ApprovalPage(RequestPage):
    """Look at a filing."""

    def get(self, request, pk):
        """Show it; nothing is written."""
        return self.show()


class ApprovePage(RequestPage):
    """The button *Akkoord*."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Approve; a session of one factor is led to the second and back to the page."""
        try:
            self.approve()
        except RuleBroken as fault:
            if fault.code == "POR03":
                return levels.require_strong(request, self.page_url())
            self.__dict__.pop("asked", None)
            return self.show(fault=fault, status=409 if fault.code == "POR04" else 422)
        return self.done("Uw akkoord is vastgelegd.", self.page_url())


class DeclinePage(RequestPage):
    """The button *Niet akkoord*."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Decline with a reason; what was typed stays when something is wrong."""
        reason = request.POST.get("reason", "")[:2000]
        try:
            self.decline(reason)
        except RuleBroken as fault:
            self.__dict__.pop("asked", None)
            return self.show(fault=fault, reason=reason, status=409 if fault.code == "POR04" else 422)
        return self.done("Uw antwoord is vastgelegd. Uw kantoor neemt contact op.", self.page_url())


class QuestionPage(RequestPage):
    """*Eerst een vraag stellen*: the question goes to the office, and the term keeps running."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Put it; what was typed stays when something is wrong."""
        question = request.POST.get("question", "")[:2000]
        try:
            ask_office(self.asked, account=self.account, text=question)
        except RuleBroken as fault:
            self.__dict__.pop("asked", None)
            return self.show(fault=fault, question=question, status=409 if fault.code == "POR04" else 422)
        return self.done("Uw vraag is verstuurd. Uw kantoor neemt contact met u op.", f"{self.page_url()}#vraag")


class SeenPage(RequestPage):
    """Told by the page itself once it stands on a screen; a mail scanner's GET says nothing."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Note it once."""
        rules.mark_seen(self.asked, account=self.account)
        return HttpResponse(status=204)


class PdfPage(RequestPage):
    """The PDF that is bound to the request."""

    def get(self, request, pk):
        """Download it."""
        if self.asked.pdf_file is None:
            raise Http404("The summary is not ready.")
        return file_response(self.asked.pdf_file, filename=f"{filing_title(self.asked.filing)}.pdf")


class PreviewPart(RequestPage):
    """The part of the page with pictures of the PDF, fetched when it comes into view."""

    def get(self, request, pk):
        """Count the pages; a PDF that cannot be drawn is said to be so."""
        src = self.url("portal:pdf_page", pk, 1)
        try:
            pages = self.drawn(1).pages
        except NoPreview:
            pages = 0
        return render(request, "portal/preview.html", {"pages": pages, "first": src, "src": f"{src[:-2]}{{page}}/"})

    def drawn(self, page: int):
        """One page as a picture, made in a child process; nothing is kept."""
        if self.asked.pdf_file is None:
            raise Http404("The summary is not ready.")
        with open_file(self.asked.pdf_file) as source:
            return draw(source, PDF, page)


class PdfPicture(PreviewPart):
    """One page of the PDF as a picture: scripts and links in it do nothing."""

    def get(self, request, pk, page):
        """The PNG."""
        try:
            answer = HttpResponse(self.drawn(page).png, content_type="image/png")
        except NoPreview as fault:
            raise Http404(str(fault)) from fault
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class ReceiptPage(RequestPage):
    """The receipt of one's own approval."""

    def get(self, request, pk, part):
        """Download the signed text or the paper."""
        if part not in ("json", "pdf"):
            raise Http404("No such part.")
        receipt = Receipt.objects.filter(approval__request=self.asked, approval__contact=self.contact).first()
        if receipt is None:
            raise Http404("The receipt is not ready.")
        stored = receipt.file if part == "json" else receipt.pdf_file
        return file_response(stored, filename=f"Bewijs van akkoord {filing_title(self.asked.filing)}.{part}")
