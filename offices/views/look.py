"""*Beheer > Branding*, its preview, and the pictures of the office for its pages."""

from decimal import Decimal

from django import forms
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html

from offices import branding
from offices.files import read_bytes
from offices.files.answers import LOCKED
from offices.rules.look import change_look, the_brand
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.beheer import BeheerForm

KEEP = "private, max-age=31536000, immutable"


class LookForm(forms.Form):
    """Colour, pictures and words."""

    hue = forms.IntegerField(
        label="Kleurtint", min_value=0, max_value=359, widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": 359}),
        help_text="Van 0 tot en met 359. De helderheid kiezen wij, zodat alles leesbaar blijft.",
    )  # fmt: skip
    chroma = forms.DecimalField(
        label="Kleurkracht", min_value=Decimal(0), max_value=Decimal("0.16"), decimal_places=3,
        widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": "0.16", "step": "0.002"}), help_text="Van grijs tot vol.",
    )  # fmt: skip
    logo = forms.FileField(label="Logo", required=False, help_text="SVG, PNG of JPG, ten hoogste 512 kB. In het portaal en boven brieven.")
    favicon = forms.FileField(label="Pictogram van het tabblad", required=False, help_text="SVG of PNG, vierkant.")
    drop = forms.MultipleChoiceField(
        label="Weghalen", choices=[("logo", "Logo"), ("favicon", "Pictogram")], required=False, widget=forms.CheckboxSelectMultiple
    )
    sender = forms.CharField(label="Afzender van e-mail", max_length=120, required=False, help_text="Leeg: de naam van het kantoor.")
    reply_to = forms.CharField(label="Antwoordadres", max_length=254, required=False, widget=forms.EmailInput)
    mail_footer = forms.CharField(label="Voettekst van e-mail", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    letterhead = forms.CharField(
        label="Briefhoofd", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Boven pdf's, bijvoorbeeld uw adres."
    )
    welcome_text = forms.CharField(
        label="Welkomsttekst in het portaal", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class LookSettings(BeheerForm):
    """Changes how the office looks; the preview beside it follows what is typed."""

    permission = "branding.manage"
    title, form_class, list_url = "Branding", LookForm, "offices:look"
    lead = "Hoe cliënten uw kantoor zien: in het portaal, in e-mail en op papier."

    def form_arguments(self):
        brand = the_brand()
        words = {name: getattr(brand, name) for name in ("sender", "reply_to", "mail_footer", "letterhead", "welcome_text")}
        hue, chroma = branding.hue_and_chroma(self.office)
        return {"initial": words | {"hue": round(hue), "chroma": Decimal(str(chroma)).quantize(Decimal("0.001"))}}

    def save(self, form):
        return change_look(self.office, by=self.member, **form.cleaned_data)

    def around(self):
        brand = the_brand()
        hue, chroma = branding.hue_and_chroma(self.office)
        shown = preview(self.office, hue=hue, chroma=chroma, words={"sender": brand.sender, "welcome_text": brand.welcome_text})
        ask = (
            '<section class="card mt" id="voorbeeld" aria-label="Voorbeeld" hx-get="{}" hx-include="closest form"'
            ' hx-trigger="input delay:300ms from:closest form">{}</section>'
        )
        return {"preview": format_html(ask, desk_url("offices:look_preview"), shown)}

    def saved_text(self, result):
        return "De huisstijl is bewaard."


class LookPreview(DeskView):
    """Portal, mail and letter in the colours and words that are being typed."""

    permission = "branding.manage"

    def get(self, request, *args, **kwargs):
        """The picture; what cannot be read counts as it is now."""
        hue, chroma = branding.hue_and_chroma(self.office)
        try:
            hue, chroma = float(request.GET.get("hue", hue)) % 360, float(request.GET.get("chroma", chroma))
        except ValueError:
            pass
        chroma = min(max(chroma, 0.0), branding.MAX_CHROMA)
        return HttpResponse(preview(self.office, hue=hue, chroma=chroma, words=request.GET))


def preview(office, *, hue: float, chroma: float, words) -> str:
    """An SVG of portal, mail and letter; colours are attributes, so no style is needed."""
    colours = {
        "brand": branding.oklch_to_hex(0.465, chroma, hue), "deep": branding.oklch_to_hex(0.395, chroma, hue),
        "soft": branding.oklch_to_hex(0.952, chroma * 0.3, hue),
    }  # fmt: skip
    shown = {name: str(words.get(name, "") or "")[:60] for name in ("sender", "welcome_text", "mail_footer", "letterhead")}
    return render_to_string("offices/look_preview.html", {"office": office, "colours": colours, "words": shown})


def picture(office, kind: str, pk) -> HttpResponse:
    """A picture of this office, as long as it is the present one; its address changes with it."""
    if str(getattr(office, f"{kind}_id", None)) != str(pk):
        raise Http404("No such picture.")
    stored = getattr(the_brand(), kind)
    if stored is None:
        raise Http404("No such picture.")
    response = HttpResponse(read_bytes(stored), content_type=stored.mime)
    for header, value in LOCKED.items():
        response[header] = value
    response["Cache-Control"] = KEEP
    return response


class LookPicture(DeskView):
    """The logo or favicon for staff pages."""

    permission = "team.view"

    def get(self, request, *args, kind, pk, **kwargs):
        """The bytes, in place."""
        return picture(self.office, kind, pk)
