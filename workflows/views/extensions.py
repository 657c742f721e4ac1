"""Tab *Uitstel* of the relation card: more time for IB and VPB."""

from functools import cached_property

from django.http import Http404
from django.shortcuts import redirect

from crm.card import CardView, RelationMixin
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from workflows.deadline_forms import ExtensionForm
from workflows.models import Extension
from workflows.rules import extensions as rules

TAB = "workflows:relation_extensions"


class RelationExtensions(CardView):
    """Extensions of one relation, newest year first."""

    permission = "crm.relation.view"
    tab = "extensions"

    def get(self, request, relation_id):
        """The table."""
        rows = list(Extension.objects.filter(relation=self.relation))
        return self.render("workflows/card_extensions.html", {"rows": rows, "may_shift": self.reach.may(rules.RIGHT)})


class AddExtension(RelationMixin, DeskForm):
    """Register more time for one return."""

    permission = rules.RIGHT
    nav = "crm"
    template_name = "workflows/relation_product_form.html"
    form_class = ExtensionForm
    title = "Uitstel vastleggen"
    submit_label = "Uitstel vastleggen"

    def context(self):
        """The relation it is about."""
        return {"relation": self.relation, "cancel_url": self.success_url(None)}

    def save(self, form):
        """One rule."""
        return rules.register_extension(self.relation, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the tab."""
        return f"Uitstel voor {result.tax} {result.year} tot en met {result.until:%d-%m-%Y} is vastgelegd."

    def success_url(self, result):
        """Back to the tab."""
        return desk_url(TAB, self.relation.pk)


class RemoveExtension(RelationMixin, DeskView):
    """Take an extension away."""

    permission = rules.RIGHT
    nav = "crm"

    @cached_property
    def row(self) -> Extension:
        """The extension of this relation that the address names."""
        row = Extension.objects.select_related("relation").filter(relation=self.relation, pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such extension on this relation.")
        return row

    def post(self, request, relation_id, pk):
        """One rule."""
        rules.remove_extension(self.row, by=self.member)
        return redirect(desk_url(TAB, self.relation.pk))
