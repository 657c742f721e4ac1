"""The keys with which an office signs: *Beheer > Sleutels*, and what anybody may fetch without signing in."""

from typing import ClassVar

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views import View

from offices.models import Office
from offices.published_keys import keys_document, published_keys
from offices.rules.keys import rotate_signing_key
from offices.scope import office_scope
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.offline import verify_page
from sbr_inbox.receipts import LIMIT_TEXT

REAL, SIMULATED = "echt", "simulatie"


class KeyList(DeskView):
    """Every key, since when it signs, and where others find it."""

    permission = "key.manage"
    nav = "settings"

    def get(self, request):
        """The list; secrets are never shown."""
        return self.render("sbr_inbox/key_list.html", {"keys": published_keys(), "limit": LIMIT_TEXT})


class RotateForm(forms.Form):
    """Which of the two is replaced."""

    which = forms.ChoiceField(
        label="Sleutel",
        choices=[(REAL, "De sleutel voor echte bewijzen"), (SIMULATED, "De sleutel voor simulaties")],
        widget=forms.RadioSelect,
        initial=REAL,
        help_text="Bewijzen die al zijn gemaakt, blijven geldig: het openbare deel van de oude sleutel blijft bekend.",
    )


class RotateKey(DeskForm):
    """Sign with a new key from now on."""

    permission = "key.manage"
    step_up = True
    nav = "settings"
    form_class = RotateForm
    title = "Sleutel vervangen"
    submit_label = "Sleutel vervangen"

    def context(self):
        """Where to go back to."""
        return {"cancel_url": desk_url("sbr_inbox:key_list")}

    def save(self, form):
        """One rule."""
        return rotate_signing_key(by=self.member, simulated=form.cleaned_data["which"] == SIMULATED)

    def saved_text(self, result):
        """Said on the list."""
        return f"Vanaf nu ondertekent uw kantoor met sleutel {result.key_id}."

    def success_url(self, result):
        """Back to the list."""
        return desk_url("sbr_inbox:key_list")


class PublicView(View):
    """What anybody may have of an office; nothing but its name and its public keys."""

    http_method_names: ClassVar[list[str]] = ["get", "head"]

    def get(self, request, slug):
        """The answer, the same for everybody, so that it may be kept a while."""
        office = get_object_or_404(Office, slug=slug)
        with office_scope(office.pk):
            answer = self.answer(request, office)
        answer["Cache-Control"] = "public, max-age=300"
        return answer

    def answer(self, request, office) -> HttpResponse:
        """What is shown of this office."""
        raise NotImplementedError(f"{type(self).__name__} must answer.")


class PublicKeys(PublicView):
    """The public keys, also the old ones, for who checks a proof with a program."""

    def answer(self, request, office):
        """The document."""
        return JsonResponse(keys_document(office))


class PublicKeysPage(PublicView):
    """The same for people."""

    def answer(self, request, office):
        """The page."""
        context = {"shown": office, "keys": published_keys(), "limit": LIMIT_TEXT}
        return HttpResponse(render_to_string("sbr_inbox/public_keys.html", context, request))


class PublicVerifyPage(PublicView):
    """The page that checks proofs without internet."""

    def answer(self, request, office):
        """A download."""
        return offline_download(office)


def offline_download(office) -> HttpResponse:
    """The page of the open office as a download: it never opens under our own address."""
    answer = HttpResponse(verify_page(office), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, f"bewijs-controleren-{office.slug}.html")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
