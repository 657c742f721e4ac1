"""*SBR Foutmeldingen*, trying again per code, and setting a warning aside."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404

from offices.errors import Forbidden, RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.issue_board import board, unknown_codes
from sbr_inbox.rules.issues import ignore_issue
from sbr_inbox.rules.trying_again import try_again
from sbr_inbox.views.filing import FilingView


class IssueBoard(DeskView):
    """Every open code with its remedy, its count and its oldest."""

    permission = "filing.view"
    nav = "filings"

    def get(self, request):
        """The board; while something is being tried again it looks again by itself."""
        rows = board(self.member)
        here = desk_url("sbr_inbox:filing_list")
        context = {
            "rows": [{"row": row, "url": f"{here}?code={row.code}"} for row in rows],
            "busy": sum(row.busy for row in rows),
            "unknown": unknown_codes() if self.may("sbr.settings.manage") else [],
            "may_link": self.may("filing.link"),
        }
        return self.render("sbr_inbox/issue_board.html", context)


class IssueRetry(DeskView):
    """Try again everything with one code; POST only."""

    permission = "filing.view"
    nav = "filings"
    http_method_names = ["post"]

    def post(self, request, code):
        """Make it due; the board shows how far it is."""
        back = desk_url("sbr_inbox:issue_board")
        try:
            count = try_again(code, by=self.member)
        except Forbidden:
            raise
        except RuleBroken as fault:
            if fault.status == 404:
                raise Http404(fault.text)
            return self.failed(fault, back)
        what = "1 aangifte wordt" if count == 1 else f"{count} aangiften worden"
        return self.done(f"{code}: {what} opnieuw geprobeerd.", back)


class IgnoreForm(forms.Form):
    """Why a warning may be set aside."""

    reason = forms.CharField(label="Waarom kan deze waarschuwing terzijde?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class IssueIgnore(FilingView, DeskForm):
    """Set one warning aside, with a reason."""

    permission = "filing.review"
    template_name = "sbr_inbox/act_form.html"
    form_class = IgnoreForm
    title = "Waarschuwing terzijde leggen"
    submit_label = "Terzijde leggen"

    @property
    def issue(self):
        """The open issue of the address."""
        return get_object_or_404(self.filing.issues.filter(closed_at=None), pk=self.kwargs["issue"])

    def context(self):
        """What it is about."""
        issue = self.issue
        return {"filing": self.filing, "cancel_url": self.here, "lead": f"{issue.code} {issue.cause}. Uw naam en reden blijven bewaard."}

    def save(self, form):
        """One rule."""
        return ignore_issue(self.issue, by=self.member, reason=form.cleaned_data["reason"])

    def saved_text(self, result):
        """Said on the page of the filing."""
        return "De waarschuwing is terzijde gelegd."

    def success_url(self, result):
        """Back to the filing."""
        return self.here
