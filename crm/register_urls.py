"""Addresses of the trade register and of completing an address."""

from django.urls import path

from crm.views import address, register

_relation = "relaties/<uuid:relation_id>/kvk/"
register_pages = [
    path("adres/aanvullen/", address.AddressLookup.as_view(), name="address_lookup"),
    path("relaties/nieuw/kvk/", register.RegisterFill.as_view(), name="register_fill"),
    path(_relation, register.RegisterCompare.as_view(), name="register"),
    path(f"{_relation}<uuid:pk>/", register.RegisterSnapshotPage.as_view(), name="register_snapshot"),
]
