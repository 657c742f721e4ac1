"""*Beheer > API-tokens*: keys of programs. The token itself is shown once, on the page that made it."""

from django import forms

from offices.errors import NotHere, RuleBroken
from offices.models import ApiToken, TeamMember
from offices.permissions import may
from offices.rules import tokens
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.forms import DeskForm, blame


class TokenList(DeskView):
    """Every token of the office, live ones first. Three queries for any number."""

    permission = "api.token.manage"
    nav = "settings"

    def get(self, request, *args, **kwargs):
        """The list."""
        rows = ApiToken.objects.filter(office=self.office).select_related("member__user", "member__office")
        shown = sorted(rows.order_by("-created_at")[:200], key=lambda row: not row.usable)
        return self.render("offices/token_list.html", {"tokens": shown})


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label="Naam", max_length=60, help_text="Bijvoorbeeld het programma dat het token gebruikt."
    )
    member = forms.ModelChoiceField(None, label="Teamlid", empty_label="Kies een teamlid")
    days = forms.IntegerField(label="Geldig (dagen)", initial=365, min_value=1, max_value=tokens.MAX_DAYS)
    scopes = forms.MultipleChoiceField(
        label="Rechten",
        required=False,
        help_text="Kiest u niets, dan heeft het token alle rechten van het teamlid, behalve wat een extra controle vraagt.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        members = TeamMember.objects.filter(office=by.office).select_related("user", "office")
        self.fields["member"].queryset = members
        self.fields["scopes"].choices = [(p.key, p.label) for p in tokens.grantable(by)]
        self.fields["member"].initial = by.pk


class TokenCreate(DeskForm):
    """Making a token."""

    permission = "api.token.manage"
    step_up = True
    nav = "settings"
    form_class = TokenForm
    template_name = "offices/token_form.html"
    title = "API-token maken"
    submit_label = "Token maken"

    def form_arguments(self):
        return {"by": self.member}

    def post(self, request, *args, **kwargs):
        """Make it and show it on this page, once; no address can show it again."""
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        values = dict(form.cleaned_data)
        try:
            token, raw = tokens.make_token(values.pop("member"), by=self.member, **values)
        except RuleBroken as fault:
            return self.show(blame(form, fault), status=422)
        return self.render("offices/token_made.html", {"token": token, "raw": raw})

    def context(self):
        return {"cancel_url": desk_url("offices:token_list")}


class TokenRevoke(DeskView):
    """Stops a token: one's own, or any with the right to manage them."""

    permission = "team.view"
    step_up = True
    http_method_names = ["post"]

    def post(self, request, *args, pk, **kwargs):
        """Revoke and go back."""
        manager = may(self.member, "api.token.manage")
        rows = ApiToken.objects.filter(office=self.office, pk=pk)
        token = (rows if manager else rows.filter(member=self.member)).first()
        url = desk_url("offices:token_list") if manager else desk_url("offices:account")
        if token is None:
            raise NotHere("Dit token bestaat niet. Kies er een uit de lijst.", link=url)
        tokens.revoke_token(token, by=self.member)
        return self.done(f"Het token {token.name} is ingetrokken.", url)

    def ask_step_up(self, request, *args, **kwargs):
        from offices.signin import levels

        manager = may(self.member, "api.token.manage")
        return levels.require_step_up(
            request, desk_url("offices:token_list" if manager else "offices:account")
        )
