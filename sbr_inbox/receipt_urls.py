"""Addresses of checking receipts, part of the inbox."""

from django.urls import path

from sbr_inbox.views import receipts

urlpatterns = [
    path("bewijs-controleren/", receipts.VerifyReceiptPage.as_view(), name="verify_receipt"),
    path("bewijs-controleren/sleutels.json", receipts.ReceiptKeys.as_view(), name="receipt_keys"),
    path("bewijs-controleren/pagina.html", receipts.OfflinePage.as_view(), name="receipt_page"),
]
