"""What proves a filing: each receipt, and everything in one zip."""

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from offices.audit import record
from offices.files import file_response
from offices.files.answers import LOCKED
from sbr_inbox.rules.proof_zip import member_reader, proof_zip
from sbr_inbox.rules.receipts import receipts_of
from sbr_inbox.views.filing import FilingPage


class ProofDownload(FilingPage):
    """Everything that proves a filing, as far as this member may read it."""

    def get(self, request, pk):
        """The zip."""
        filing = self.filing
        return zip_response(proof_zip(filing, member_reader(self.member, raw=self.may_read_raw)), filing)


class ReceiptDownload(FilingPage):
    """One receipt, to read or to check."""

    def get(self, request, pk, receipt, part):
        """The paper or the signed text."""
        found = receipts_of(self.filing).filter(pk=receipt).first()
        if found is None or part not in ("json", "pdf"):
            raise Http404("No such receipt.")
        record(self.member, "receipt.downloaded", self.filing, data={"receipt": str(found.pk), "part": part})
        stored = found.file if part == "json" else found.pdf_file
        return file_response(stored, filename=f"{found.get_kind_display()} {self.filing.title}.{part}")


def zip_response(body, filing) -> FileResponse:
    """The zip as a download that no browser opens."""
    answer = FileResponse(body, content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, f"Bewijs {filing.title}.zip")
    for header, value in LOCKED.items():
        answer[header] = value
    return answer
