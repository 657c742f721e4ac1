"""What is done with a filing: each act is one POST that calls one rule."""

from collections.abc import Callable

from django import forms
from django.shortcuts import redirect

from crm.enums import FilingKind
from offices.errors import Forbidden, NotHere, RuleBroken
from offices.files import store
from offices.urls_helpers import desk_url
from offices.views import DeskForm
from sbr_inbox.access import named_relation, shown_value
from sbr_inbox.rules import closing, offering, reviewing
from sbr_inbox.rules.delivering import queueing
from sbr_inbox.rules.reminding import remind_now
from sbr_inbox.rules.retrying import preview_retry, retry
from sbr_inbox.views.filing import FilingView

# Name in the address -> (right, rule, what is said afterwards). The rule takes the text of the form where it asks one.
ACTS: dict[str, tuple[str, Callable, str]] = {
    "aanbieden": ("filing.offer", lambda f, by, text: offering.offer(f, by=by, message=text), "Aangeboden ter accordering."),
    "intrekken": ("filing.withdraw", lambda f, by, text: offering.withdraw(f, by=by, reason=text), "Ingetrokken."),
    "weggooien": ("filing.discard", lambda f, by, text: closing.discard(f, by=by, reason=text), "Weggegooid."),
    "vervangen": ("filing.withdraw", lambda f, by, text: closing.replace_earlier(f, by=by), "De eerdere aangifte is vervangen."),
    "correctie": ("filing.link", lambda f, by, text: closing.mark_correction(f, by=by), "Gemerkt als correctie."),
    "controle": ("filing.review", lambda f, by, text: reviewing.to_review(f, by=by), "Naar controle gestuurd."),
    "gecontroleerd": ("filing.review", lambda f, by, text: reviewing.reviewed(f, by=by), "Gecontroleerd."),
    "terugsturen": ("filing.review", lambda f, by, text: reviewing.back_from_review(f, by=by, note=text), "Teruggestuurd."),
    "herinneren": ("filing.offer", lambda f, by, text: remind_now(f, by=by), "Herinnering verstuurd."),
    "verzenden": ("filing.send", lambda f, by, text: queueing.queue(f, by=by), "In de wachtrij om te verzenden."),
    "status": ("filing.send", lambda f, by, text: queueing.ask_now(f, by=by), "De ontvanger wordt nu gevraagd. Ververs zo de pagina."),
    "nogmaals": ("filing.send", lambda f, by, text: queueing.send_again(f, by=by), "Opnieuw in de wachtrij."),
    "afbreken": ("filing.send", lambda f, by, text: queueing.break_off(f, by=by, reason=text), "Afgebroken; er is niets verzonden."),
    "goedkeuren": ("filing.review", lambda f, by, text: reviewing.approve_by_office(f, by=by), "Goedgekeurd."),
}


class Act(FilingView):
    """One act without a form of its own; POST only."""

    http_method_names = ["post"]

    def post(self, request, pk, act):
        """Do it, and say on the page of the filing what became of it."""
        if act not in ACTS:
            raise NotHere("Deze handeling bestaat niet. Ga terug naar de aangifte.")
        _, rule, said = ACTS[act]
        try:
            rule(self.filing, self.member, request.POST.get("reason", "")[:2000])
        except Forbidden:
            raise
        except RuleBroken as fault:
            return self.failed(fault, self.here)
        return self.done(f"{self.filing.title}: {said}", self.here)


class ElsewhereForm(forms.Form):
    """What shows that a filing was filed elsewhere."""

    evidence = forms.CharField(
        label="Waar en wanneer is deze aangifte ingediend?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Bijvoorbeeld: ingediend op 28-11-2026 via Mijn Belastingdienst Zakelijk.",
    )
    file = forms.FileField(label="Bewijs (pdf of afbeelding)", required=False)


class Elsewhere(FilingView, DeskForm):
    """Mark a filing as filed elsewhere, with evidence."""

    permission = "filing.mark_elsewhere"
    template_name = "sbr_inbox/act_form.html"
    form_class = ElsewhereForm
    title = "Elders ingediend"
    submit_label = "Als elders ingediend merken"

    def context(self):
        """The filing it is about."""
        return {"filing": self.filing, "cancel_url": self.here, "lead": "De aangifte en uw bewijs komen verzegeld in het dossier."}

    def save(self, form):
        """Keep the evidence, then the rule."""
        proof = form.cleaned_data["file"]
        kept = store(proof, name=proof.name, purpose="evidence") if proof else None
        evidence = form.cleaned_data["evidence"]
        return closing.mark_filed_elsewhere(self.filing, by=self.member, evidence=evidence, evidence_file=kept)

    def saved_text(self, result):
        """Said on the page of the filing."""
        return f"{result.title} is gemerkt als elders ingediend."

    def success_url(self, result):
        """Back to the filing."""
        return self.here


class DossierForm(forms.Form):
    """Under which kind an unknown message is kept."""

    kind = forms.ChoiceField(label="Soort stuk", choices=FilingKind.choices, help_text="Bepaalt de map in het dossier.")


class DossierOnly(FilingView, DeskForm):
    """Keep a filing in the dossier only."""

    permission = "filing.link"
    template_name = "sbr_inbox/act_form.html"
    form_class = DossierForm
    title = "Alleen in het dossier plaatsen"
    submit_label = "In het dossier plaatsen"

    def form_arguments(self):
        """Start from the kind that was read."""
        return {"initial": {"kind": self.filing.kind or FilingKind.OVERIG}}

    def context(self):
        """The filing it is about."""
        lead = "Er wordt niets aangeboden of verzonden. Een aangifte van een bekende soort houdt haar eigen map."
        return {"filing": self.filing, "cancel_url": self.here, "lead": lead}

    def save(self, form):
        """One rule."""
        return closing.dossier_only(self.filing, by=self.member, kind=form.cleaned_data["kind"])

    def saved_text(self, result):
        """Said on the page of the filing."""
        return f"{result.title} staat in het dossier van {result.relation}."

    def success_url(self, result):
        """Back to the filing."""
        return self.here


class Retry(FilingView):
    """*Opnieuw proberen met de gegevens van nu*: the difference first."""

    permission = "filing.link"

    def get(self, request, pk):
        """What would change; nothing is written."""
        difference = preview_retry(self.filing)
        rows = [self._row(*row) for row in difference.rows]
        return self.render("sbr_inbox/retry.html", {"filing": self.filing, "rows": rows, "token": difference.token})

    def post(self, request, pk):
        """Do what was shown."""
        try:
            retry(self.filing, by=self.member, token=request.POST.get("token", ""))
        except Forbidden:
            raise
        except RuleBroken as fault:
            return self.failed(fault, desk_url("sbr_inbox:filing_retry", self.filing.pk))
        return redirect(self.here)

    def _row(self, what: str, before: str, after: str) -> tuple[str, str, str]:
        labels = {"state": "Status", "relation": "Relatie", "rule": "Waarom", "issues": "Meldingen"}
        if what == "relation":
            return labels[what], named_relation(self.member, before), named_relation(self.member, after)
        return labels[what], shown_value(what, before), shown_value(what, after)
