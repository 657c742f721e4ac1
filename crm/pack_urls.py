"""Addresses of packs of one relation."""

from django.urls import path

from crm.views import packs

urlpatterns = [
    path("relaties/<uuid:relation_id>/pakket/", packs.MakePack.as_view(), name="relation_pack"),
    path("overnemen/", packs.ReceivePack.as_view(), name="pack_receive"),
    path("overnemen/<uuid:pk>/", packs.LookAtPack.as_view(), name="pack"),
]
