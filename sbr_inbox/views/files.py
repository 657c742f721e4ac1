"""The files of a filing: download, pages as pictures, and the message as text."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from dossier.preview import PDF, NoPreview, draw
from offices.audit import record
from offices.errors import Forbidden, RuleBroken
from offices.files import file_response, open_file, read_bytes
from sbr_inbox.reading import MAX_XML, Unreadable
from sbr_inbox.reading.pages import harmless, report_pages
from sbr_inbox.views.filing import FilingPage

TEXT_MOST = 200_000
PAGES_MOST = 500
# Nothing in a report may act, call out, or be shown on any page but ours.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


class Download(FilingPage):
    """The filed bytes as they came in; reading a message that names people is logged."""

    def get(self, request, pk, part):
        """The XML or the PDF."""
        filing = self.filing
        stored = {"aangifte": filing.xml_file, "pdf": filing.pdf_file}.get(part)
        if stored is None:
            raise Http404("No such file.")
        if part == "aangifte":
            self.require_raw()
        record(self.member, "filing.downloaded", filing, data={"part": part})
        ending = ".pdf" if part == "pdf" else "." + filing.name.rpartition(".")[2][:8]
        return file_response(stored, filename=f"{filing.title}{ending}")

    def require_raw(self) -> None:
        """Raises Forbidden when the message itself is closed to this member."""
        if not self.may_read_raw:
            raise Forbidden(
                "In dit bestand staan gegevens van personen. U heeft hiervoor de rechten 'Aangiften controleren' en 'BSN tonen' "
                "nodig. Vraag uw beheerder om dit recht."
            )


class Text(Download):
    """The message as plain text, never as markup."""

    def get(self, request, pk):
        """The first part of the message, shown as text."""
        filing = self.filing
        if filing.xml_file is None:
            raise Http404("No such file.")
        self.require_raw()
        record(self.member, "filing.message_read", filing)
        with open_file(filing.xml_file) as body:
            data = body.read(TEXT_MOST + 1)
        cut = len(data) > TEXT_MOST
        text = data[:TEXT_MOST].decode("utf-8", "replace").replace("\x00", "")
        return render(request, "sbr_inbox/parts/text.html", {"text": text, "cut": cut})


class Report(Download):
    """A page of an inline report as harmless HTML, for a frame without scripts."""

    def get(self, request, pk, page):
        """The page; 404 when the filing holds none."""
        stored = self.filing.xml_file
        if stored is None or not self.filing.is_inline or stored.size > MAX_XML:
            raise Http404("No report.")
        try:
            pages = report_pages(read_bytes(stored))
            content = harmless(pages[page - 1][1]) if 1 <= page <= len(pages) else None
        except Unreadable as fault:
            raise RuleBroken(f"Dit verslag is niet te tonen ({fault.reason}). Download het bestand.", code="DOS14") from fault
        if content is None:
            raise Http404("No such page.")
        answer = HttpResponse(content, content_type="text/html; charset=utf-8")
        answer["Content-Security-Policy"] = REPORT_POLICY
        answer["X-Frame-Options"] = "SAMEORIGIN"
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Referrer-Policy"] = "no-referrer"
        answer["Cache-Control"] = "private, no-store"
        return answer


class PageImage(FilingPage):
    """One page of the PDF as a picture."""

    def get(self, request, pk, page):
        """A PNG; nothing in the PDF can act."""
        stored = self.filing.pdf_file
        if stored is None or stored.mime != PDF or not 1 <= page <= PAGES_MOST:
            raise Http404("No such page.")
        try:
            with open_file(stored) as source:
                drawn = draw(source, PDF, page)
        except NoPreview as fault:
            raise RuleBroken(f"Van deze pdf is geen voorbeeld te maken ({fault}). Download het bestand.", code="DOS14") from fault
        answer = HttpResponse(drawn.png, content_type="image/png")
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        answer["X-Pages"] = str(drawn.pages)
        return answer
