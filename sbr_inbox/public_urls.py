"""Addresses without signing in, under /sleutels/: what others need to check a proof of an office."""

from django.urls import path

from sbr_inbox.views import keys

app_name = "public_keys"
urlpatterns = [
    path("<slug:slug>.json", keys.PublicKeys.as_view(), name="json"),
    path("<slug:slug>/", keys.PublicKeysPage.as_view(), name="page"),
    path("<slug:slug>/controlepagina.html", keys.PublicVerifyPage.as_view(), name="verify_page"),
]
