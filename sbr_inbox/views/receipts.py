"""*Bewijs controleren*: the office checks a receipt, and hands out what others need to check it themselves."""

from django import forms
from django.http import JsonResponse
from django.utils.http import content_disposition_header

from offices.crypto import public_keys
from offices.published_keys import keys_document
from offices.views import DeskView
from sbr_inbox.receipt_paper import lines
from sbr_inbox.receipts import LIMIT_TEXT, SIMULATION, VALID, verify
from sbr_inbox.views.keys import offline_download

RECEIPT_BYTES = 100_000


class ReceiptForm(forms.Form):
    """The receipt as file or as text of its QR code, and the files it speaks of."""

    receipt = forms.FileField(label="Bewijs (json)", required=False)
    text = forms.CharField(
        label="Of de tekst van de QR-code", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    xml = forms.FileField(label="Aangiftebestand", required=False)
    pdf = forms.FileField(label="Pdf", required=False)
    answer = forms.FileField(label="Antwoord van de ontvanger", required=False)

    def clean(self):
        """One of the two is needed, and no receipt is large."""
        given = super().clean()
        if not given.get("receipt") and not given.get("text"):
            self.add_error("receipt", "Kies het bewijs, of plak de tekst van de QR-code.")
        if given.get("receipt") and given["receipt"].size > RECEIPT_BYTES:
            self.add_error("receipt", "Dit bestand is te groot voor een bewijs. Kies het json-bestand van het bewijs.")
        return given


class VerifyReceiptPage(DeskView):
    """The form and its verdict. Nothing is kept."""

    permission = "filing.view"
    nav = "sbr_inbox"

    def get(self, request):
        """The empty form."""
        return self.show(ReceiptForm())

    def post(self, request):
        """Check what was given with the keys of this office."""
        form = ReceiptForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        given = form.cleaned_data
        body = given["receipt"].read() if given["receipt"] else given["text"].encode()
        files = {part: given[part].read() for part in ("xml", "pdf", "answer") if given[part]}
        verdict = verify(body, public_keys(), files=files, simulated_keys=public_keys(simulated=True))
        return self.show(ReceiptForm(), verdict=verdict)

    def show(self, form, *, verdict=None, status=200):
        """The page, with the verdict when there is one."""
        known = verdict and verdict.word in (VALID, SIMULATION) and verdict.content
        context = {"form": form, "verdict": verdict, "lines": lines(known) if known else [], "limit": LIMIT_TEXT}
        return self.render("sbr_inbox/verify_receipt.html", context, status=status)


class ReceiptKeys(DeskView):
    """The published keys, for `verify_receipt --keys`; the same document as at the public address."""

    permission = "filing.view"

    def get(self, request):
        """The keys with their validity, real ones apart from those of simulation."""
        answer = JsonResponse(keys_document(self.office))
        answer["Content-Disposition"] = content_disposition_header(True, f"sleutels-{self.office.slug}.json")
        return answer


class OfflinePage(DeskView):
    """The page that checks receipts without internet, as a download."""

    permission = "filing.view"

    def get(self, request):
        """Hand it out."""
        return offline_download(self.office)
