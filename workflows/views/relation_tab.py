"""Tab *Producten* of the relation card."""

from functools import cached_property

from django.http import Http404
from django.utils import timezone

from crm.card import CardView, RelationMixin
from offices.urls_helpers import desk_url
from offices.views import DeskForm
from workflows.forms import AddProductForm, EndProductForm, FrequencyForm
from workflows.models import RelationProduct
from workflows.rules.relation_products import add_product, change_frequency, end_product

RIGHT = "relation_product.edit"


class RelationProducts(CardView):
    """Products of a relation: running ones first."""

    permission = "crm.relation.view"
    tab = "products"

    def get(self, request, relation_id):
        """What runs now and what ran before."""
        today = timezone.localdate()
        rows = RelationProduct.objects.filter(relation=self.relation).select_related("product")
        rows = list(rows.prefetch_related("frequencies").order_by("product__name", "-starts_on"))
        context = {
            "running": [row for row in rows if row.ends_on is None or row.ends_on >= today],
            "former": [row for row in rows if row.ends_on is not None and row.ends_on < today],
            "may_products": self.reach.may(RIGHT),
        }
        return self.render("workflows/card_products.html", context)


class ProductAct(RelationMixin, DeskForm):
    """A small form about the products of one relation."""

    permission = RIGHT
    nav = "crm"
    template_name = "workflows/relation_product_form.html"

    def context(self):
        """The relation it is about."""
        return {"relation": self.relation, "cancel_url": desk_url("workflows:relation_products", self.relation.pk)}

    def success_url(self, result):
        """Back to the tab."""
        return self.context()["cancel_url"]

    @cached_property
    def row(self) -> RelationProduct:
        """The product of this relation that the address names."""
        rows = RelationProduct.objects.select_related("product", "relation")
        row = rows.filter(relation=self.relation, pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such product on this relation.")
        return row


class AddProduct(ProductAct):
    """Put a product on the relation."""

    form_class = AddProductForm
    title = "Product toevoegen"
    submit_label = "Product toevoegen"

    def form_arguments(self):
        """Only what fits the relation."""
        return {"relation": self.relation}

    def save(self, form):
        """One rule."""
        return add_product(self.relation, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the tab."""
        return f"{result.product.name} is toegevoegd."


class EndProduct(ProductAct):
    """Give a product its last day."""

    form_class = EndProductForm
    submit_label = "Beëindigen"

    @property
    def title(self):
        """Names the product."""
        return f"{self.row.product.name} beëindigen"

    def save(self, form):
        """One rule."""
        return end_product(self.row, by=self.member, ends_on=form.cleaned_data["ends_on"])

    def saved_text(self, result):
        """Said on the tab."""
        return f"{result.product.name} loopt tot en met {result.ends_on:%d-%m-%Y}."


class ChangeFrequency(ProductAct):
    """Another rhythm from a day on."""

    form_class = FrequencyForm
    submit_label = "Tijdvak wijzigen"

    @property
    def title(self):
        """Names the product."""
        return f"Tijdvak van {self.row.product.name} wijzigen"

    def form_arguments(self):
        """Only what the product allows."""
        return {"product": self.row.product}

    def save(self, form):
        """One rule."""
        return change_frequency(self.row, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the tab."""
        return f"{result.get_frequency_display()} vanaf {result.valid_from:%d-%m-%Y}."
