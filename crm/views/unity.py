"""Fiscal unities from the card of their head."""

from django.http import Http404

from crm.card import CardView, RelationMixin
from crm.forms.small import UnityForm
from crm.models import Relation
from crm.rules.unities import end_membership, record_unity
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm


class UnityCreate(RelationMixin, DeskForm):
    """Record a fiscal unity with this relation as its head."""

    permission = "crm.relation.edit"
    nav = "crm"
    form_class = UnityForm
    submit_label = "Fiscale eenheid vastleggen"

    @property
    def title(self):
        """Whose unity."""
        return f"Fiscale eenheid van {self.relation.name}"

    def form_arguments(self):
        """Only relations this member may change can be a part."""
        others = Relation.objects.visible_to(self.member, self.permission).exclude(pk=self.relation.pk)
        return {"relations": others, "initial": {"kind": "OB"}}

    def save(self, form):
        """Record the unity; the head takes part in it."""
        given = form.cleaned_data
        members = [(row, given["valid_from"], None) for row in (self.relation, *given["members"])]
        return record_unity(
            kind=given["kind"],
            number=given["number"],
            name=given["name"],
            head=self.relation,
            members=members,
            by=self.member,
        )

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result} vastgelegd"

    def success_url(self, result):
        """All fields of the card."""
        return desk_url("crm:relation_fields", self.relation.pk)

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": self.success_url(None)}


class UnityLeave(CardView):
    """Take this relation out of its unity after today."""

    permission = "crm.relation.edit"

    def post(self, request, relation_id, pk):
        """One membership of this relation."""
        row = self.relation.unity_memberships.filter(pk=pk, valid_to=None).first()
        if row is None:
            raise Http404("No such membership.")
        url = self.url("crm:relation_fields")
        try:
            end_membership(row, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, url)
        return self.done(f"{self.relation.name} hoort vanaf morgen niet meer bij de fiscale eenheid", url)
