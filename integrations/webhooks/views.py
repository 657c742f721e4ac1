"""*Beheer > Webhooks*: which programs are told what, and what became of it. A secret is shown once."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from integrations import enums
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks import rules
from integrations.webhooks.events import nouns
from offices.errors import RuleBroken
from offices.events import label_of
from offices.models import ApiToken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskList, DeskView
from offices.views.forms import blame


class Place:
    """What all pages of webhooks share."""

    permission = "webhook.manage"
    nav = "settings"


class WebhookList(Place, DeskView):
    """Every webhook of the office, those that stopped by themselves first."""

    def get(self, request, *args, **kwargs):
        """The list; an office has at most twenty."""
        rows = sorted(Webhook.objects.order_by("name"), key=lambda row: row.state != enums.WebhookState.STOPPED)
        return self.render("integrations/webhook_list.html", {"webhooks": rows})


class WebhookForm(forms.Form):
    """What is told, and where."""

    name = forms.CharField(label="Naam", max_length=60, help_text="Bijvoorbeeld het programma dat de berichten ontvangt.")
    url = forms.CharField(label="Adres", max_length=300, help_text="Begint met https:// en ligt op internet.", widget=forms.URLInput)
    events = forms.MultipleChoiceField(
        label="Gebeurtenissen", choices=nouns, widget=forms.CheckboxSelectMultiple,
        help_text="Een bericht zegt wat er gebeurde en met welk nummer. Namen en gegevens gaan niet mee.",
    )  # fmt: skip
    own_token = forms.ModelChoiceField(
        None, label="Token van dit programma", required=False, empty_label="Geen",
        help_text="Wat het programma met dit token zelf wijzigt, melden wij niet terug.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, office, **kwargs):
        super().__init__(*args, **kwargs)
        usable = ApiToken.objects.filter(office=office, revoked_at=None, expires_at__gt=timezone.now())
        self.fields["own_token"].queryset = usable.order_by("name")


class WebhookCreate(Place, DeskForm):
    """Make a webhook."""

    step_up = True
    form_class = WebhookForm
    template_name = "integrations/webhook_form.html"
    title = "Webhook maken"
    submit_label = "Webhook maken"

    def form_arguments(self):
        return {"office": self.office}

    def context(self):
        return {"cancel_url": desk_url("integrations:webhook_list")}

    def post(self, request, *args, **kwargs):
        """Make it and show its secret on this page, once."""
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            webhook, secret = rules.make_webhook(values.pop("name"), by=self.member, **values)
        except RuleBroken as fault:
            return self.show(blame(form, fault), status=422)
        return self.render("integrations/webhook_secret.html", {"webhook": webhook, "secret": secret, "made": True})


class WebhookEdit(Place, DeskForm):
    """Change a webhook."""

    step_up = True
    form_class = WebhookForm
    template_name = "integrations/webhook_form.html"

    @property
    def row(self) -> Webhook:
        """The webhook of the address."""
        return rules.find_webhook(self.kwargs["pk"])

    def form_arguments(self):
        row = self.row
        initial = {"name": row.name, "url": row.url, "events": row.events, "own_token": row.own_token_id, "version": row.version}
        return {"office": self.office, "initial": initial}

    def context(self):
        row = self.row
        return {"webhook": row, "title": f"{row.name} wijzigen", "cancel_url": desk_url("integrations:webhook", row.pk)}

    def save(self, form):
        values = dict(form.cleaned_data)
        return rules.change_webhook(self.row, by=self.member, version=values.pop("version") or 0, **values)

    def saved_text(self, result):
        return f"Webhook {result.name} is opgeslagen."

    def success_url(self, result):
        return desk_url("integrations:webhook", result.pk)


class WebhookPage(Place, DeskList):
    """One webhook with everything that was told, newest first."""

    template_name = "integrations/webhook.html"
    default_sort = "-nieuw"
    things = "bezorgingen"
    sorts = {"nieuw": ("number", "id")}

    def rows(self):
        return WebhookDelivery.objects.filter(webhook_id=self.kwargs["pk"]).select_related("event")

    def dress(self, rows):
        for row in rows:
            row.label = label_of(row.event.event)
        return rows

    def context(self):
        webhook = rules.find_webhook(self.kwargs["pk"])
        known = dict(nouns())
        told = ", ".join(known.get(noun, noun) for noun in webhook.events)
        facts = [("Adres", webhook.url), ("Gebeurtenissen", told), ("Eigen token", webhook.own_token or "geen")]
        waiting = WebhookDelivery.objects.filter(webhook=webhook, state=enums.DeliveryState.WAITING)[:1000].count()
        return super().context() | {"webhook": webhook, "facts": [*facts, ("Wacht", str(waiting))], "sort": "-nieuw"}


class Act(Place, DeskView):
    """One act on a webhook."""

    http_method_names = ["post"]

    def back(self, pk):
        """The page of the webhook."""
        return desk_url("integrations:webhook", pk)


class WebhookSecret(Act):
    """A new secret."""

    step_up = True

    def post(self, request, pk, *args, **kwargs):
        """Show it once."""
        webhook, secret = rules.renew_secret(rules.find_webhook(pk), by=self.member)
        return self.render("integrations/webhook_secret.html", {"webhook": webhook, "secret": secret, "made": False})

    def ask_step_up(self, request, *args, **kwargs):
        from offices.signin import levels

        return levels.require_step_up(request, self.back(self.kwargs["pk"]))


class WebhookState(Act):
    """Pause or resume."""

    said = {enums.WebhookState.PAUSED: "Webhook {} is gepauzeerd.", enums.WebhookState.ACTIVE: "Webhook {} werkt weer; wat intussen gebeurde, volgt nu."}

    def post(self, request, pk, *args, **kwargs):
        """The state asked for."""
        state = request.POST.get("state", "")
        if state not in self.said:
            raise Http404("No such state.")
        row = rules.set_state(rules.find_webhook(pk), state, by=self.member)
        return self.done(self.said[state].format(row.name), self.back(row.pk))


class WebhookTest(Act):
    """A message that changes nothing."""

    def post(self, request, pk, *args, **kwargs):
        """Queue it and show the log."""
        rules.send_test(rules.find_webhook(pk), by=self.member)
        return self.done("Het proefbericht staat klaar. In de lijst ziet u zo of het aankwam.", self.back(pk))


class WebhookDelete(Act):
    """Stop telling for good."""

    def post(self, request, pk, *args, **kwargs):
        """Delete it and show the list."""
        row = rules.find_webhook(pk)
        rules.delete_webhook(row, by=self.member)
        return self.done(f"Webhook {row.name} is verwijderd.", desk_url("integrations:webhook_list"))


class DeliveryAgain(Act):
    """Send one message again."""

    def post(self, request, pk, *args, **kwargs):
        """Queue it under the same id."""
        row = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
        try:
            rules.send_again(row, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, self.back(row.webhook_id))
        return redirect(self.back(row.webhook_id))
