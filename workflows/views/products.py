"""*Beheer > Producten*: what the office does."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from workflows.forms import ProductForm
from workflows.models import Product
from workflows.rules.products import save_product

_FIELDS = ("code", "name", "filing_kinds", "frequency_source", "frequencies", "never_for", "active")


class ProductList(DeskView):
    """Every product with the filings it makes and how many relations have it now."""

    permission = "product.manage"
    nav = "settings"

    def get(self, request):
        """The table; an office has some tens of products, so it is shown whole."""
        running = Count("on_relations", filter=Q(on_relations__ends_on__isnull=True))
        rows = Product.objects.annotate(running=running).order_by("-active", "name")
        return self.render("workflows/product_list.html", {"rows": rows})


class ProductForms(DeskForm):
    """Make or change a product."""

    permission = "product.manage"
    nav = "settings"
    template_name = "workflows/product_form.html"
    form_class = ProductForm
    submit_label = "Product opslaan"

    @property
    def product(self) -> Product | None:
        """The product of the address; None on the page for a new one."""
        pk = self.kwargs.get("pk")
        return get_object_or_404(Product, pk=pk) if pk else None

    def form_arguments(self):
        """What is set now."""
        product = self.product
        if product is None:
            return {}
        return {"initial": {name: getattr(product, name) for name in _FIELDS} | {"version": product.version}}

    def context(self):
        """Where one came from."""
        product = self.product
        return {"title": str(product) if product else "Nieuw product", "cancel_url": desk_url("workflows:product_list")}

    def save(self, form):
        """One rule."""
        values = {name: form.cleaned_data[name] for name in _FIELDS}
        return save_product(self.product, by=self.member, version=form.cleaned_data["version"], **values)

    def saved_text(self, result):
        """Said on the list."""
        return f"{result.name} is opgeslagen."

    def success_url(self, result):
        """Back to the list."""
        return desk_url("workflows:product_list")
