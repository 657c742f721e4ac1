"""Addresses of products, under /k/<slug>/."""

from django.urls import path

from workflows.views import products
from workflows.views import relation_tab as tab

app_name = "workflows"
_relation = "relaties/<uuid:relation_id>/producten/"
urlpatterns = [
    path("beheer/producten/", products.ProductList.as_view(), name="product_list"),
    path("beheer/producten/nieuw/", products.ProductForms.as_view(), name="product_create"),
    path("beheer/producten/<uuid:pk>/", products.ProductForms.as_view(), name="product_edit"),
    path(_relation, tab.RelationProducts.as_view(), name="relation_products"),
    path(f"{_relation}toevoegen/", tab.AddProduct.as_view(), name="product_add"),
    path(f"{_relation}<uuid:pk>/beeindigen/", tab.EndProduct.as_view(), name="product_end"),
    path(f"{_relation}<uuid:pk>/tijdvak/", tab.ChangeFrequency.as_view(), name="product_frequency"),
]
