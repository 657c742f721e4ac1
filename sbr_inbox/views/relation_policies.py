"""*Akkoordregels* of one relation: where it differs from what the office does for everybody."""

from functools import cached_property

from django import forms
from django.http import Http404

from crm.card import CardView, RelationMixin
from crm.enums import FilingKind
from offices.urls_helpers import desk_url
from offices.views import DeskForm
from sbr_inbox.approval_enums import APPROVED_BY_CLIENT, MAY_BE_LOWERED
from sbr_inbox.models import ApprovalPolicy
from sbr_inbox.rules.policies import RIGHT, change_policy, drop_policy, own_policy
from sbr_inbox.views.policies import PolicyForm

FIELDS = ("quorum", "n", "order", "factor", "reminders", "expires_after")


class RelationPolicies(CardView):
    """The rule of each kind for this relation: its own, or that of the office."""

    permission = RIGHT
    tab = "filings"

    def get(self, request, relation_id):
        """The table, in the order of the kinds."""
        own = {row.kind: row for row in ApprovalPolicy.objects.filter(relation=self.relation)}
        default = {row.kind: row for row in ApprovalPolicy.objects.filter(relation=None)}
        kinds = [kind for kind in FilingKind.values if kind in APPROVED_BY_CLIENT]
        rows = [{"row": own.get(kind) or default.get(kind), "own": kind in own} for kind in kinds]
        return self.render("sbr_inbox/relation_policies.html", {"rows": [one for one in rows if one["row"]]})


class RelationPolicyForm(PolicyForm):
    """The rule of one kind for one relation; version 0 while it has none of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class RelationPolicyEdit(RelationMixin, DeskForm):
    """Give this relation its own rule, or change it."""

    permission = RIGHT
    nav = "crm"
    template_name = "sbr_inbox/act_form.html"
    form_class = RelationPolicyForm

    @cached_property
    def kind(self) -> FilingKind:
        """The kind of the address."""
        if self.kwargs["kind"] not in APPROVED_BY_CLIENT:
            raise Http404("No approval for this kind.")
        return FilingKind(self.kwargs["kind"])

    @cached_property
    def own(self) -> ApprovalPolicy | None:
        """The rule of this relation, when it has one."""
        return ApprovalPolicy.objects.filter(relation=self.relation, kind=self.kind).first()

    def form_arguments(self):
        """What holds now."""
        row = self.own or ApprovalPolicy.objects.get(relation=None, kind=self.kind)
        initial = {name: getattr(row, name) for name in FIELDS} | {"version": self.own.version if self.own else 0}
        return {"initial": initial, "may_be_lowered": self.kind in MAY_BE_LOWERED}

    def context(self):
        """The kind it is about."""
        title = f"Akkoord {self.kind.label}: {self.relation.name}"
        lead = "Geldt alleen voor deze relatie, voor nieuwe en lopende verzoeken; de termijn van lopende verzoeken blijft."
        return {"title": title, "cancel_url": self.success_url(None), "lead": lead}

    def save(self, form):
        """One rule."""
        given = dict(form.cleaned_data)
        version = given.pop("version")
        if self.own:
            return change_policy(self.own, by=self.member, version=version, **given)
        return own_policy(self.relation, by=self.member, kind=self.kind, **given)

    def saved_text(self, result):
        """Said on the list."""
        return f"De akkoordregel voor {result.get_kind_display()} van {self.relation.name} is opgeslagen."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:relation_policies", self.relation.pk)


class RelationPolicyDrop(CardView):
    """Follow the rule of the office again."""

    permission = RIGHT
    tab = "filings"
    http_method_names = ["post"]

    def post(self, request, relation_id, kind):
        """One rule of this relation."""
        row = ApprovalPolicy.objects.filter(relation=self.relation, kind=kind).first()
        if row is None:
            raise Http404("No own rule.")
        drop_policy(row, by=self.member)
        text = f"Voor {row.get_kind_display()} geldt weer de regel van het kantoor."
        return self.done(text, self.url("sbr_inbox:relation_policies"))
