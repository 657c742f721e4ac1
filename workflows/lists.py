"""What products add to the list of relations: a filter, a column and a bulk action."""

from collections import defaultdict

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm.forms.fields import DutchDate
from crm.forms.parts import DutchForm
from crm.registry import BulkAction, ListColumn, ListNarrowing, bulk_actions, list_columns, list_filters
from workflows.conditions import has_product, product_choices
from workflows.models import Product, RelationProduct
from workflows.rules.bulk import ADD, END, product_items
from workflows.rules.relation_products import RIGHT

NONE = "geen"


class BulkProductForm(DutchForm):
    """Which product, and from or until when."""

    product = forms.ModelChoiceField(None, label="Product", empty_label="Kies een product")
    what = forms.ChoiceField(label="Wat", choices=[(ADD, "Toevoegen vanaf"), (END, "Beëindigen per, laatste dag")], widget=forms.RadioSelect, initial=ADD)
    day = DutchDate(label="Datum", initial=timezone.localdate)

    def __init__(self, member, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["product"].queryset = Product.objects.filter(active=True).order_by("name")


def _pack(form) -> dict:
    data = form.cleaned_data
    return {"product": str(data["product"].pk), "what": data["what"], "day": data["day"].isoformat()}


def _choices() -> list[tuple[str, str]]:
    return [*product_choices(), (NONE, "Geen product")]


def _narrow(relations, values, member):
    """Relations with any of these products today, or with none at all."""
    chosen = [value for value in values if value != NONE]
    wanted = has_product(chosen) if chosen else Q(pk=None)
    if NONE in values:
        wanted |= ~Q(Exists(RelationProduct.objects.running().filter(relation_id=OuterRef("pk"))))
    return relations.filter(wanted)


def _cells(keys, member) -> dict:
    found = defaultdict(list)
    rows = RelationProduct.objects.running().filter(relation_id__in=keys).order_by("product__name")
    for key, name in rows.values_list("relation_id", "product__name"):
        found[key].append(name)
    return {key: ", ".join(names) for key, names in found.items()}


list_filters.register(ListNarrowing("product", "Product", "crm.relation.view", _choices, _narrow, order=40))
list_columns.register(ListColumn("producten", "Producten", "crm.relation.view", _cells, order=40, usual=False))
bulk_actions.register(BulkAction("product", "Product", "package-plus", RIGHT, BulkProductForm, _pack, product_items, order=60))
