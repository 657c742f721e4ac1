"""Addresses of approval in the inbox: its rules, and checking receipts."""

from django.urls import path

from sbr_inbox.views import policies, receipts

urlpatterns = [
    path("beheer/akkoord/", policies.PolicyList.as_view(), name="policy_list"),
    path("beheer/akkoord/<slug:kind>/", policies.PolicyEdit.as_view(), name="policy_edit"),
    path("bewijs-controleren/", receipts.VerifyReceiptPage.as_view(), name="verify_receipt"),
    path("bewijs-controleren/sleutels.json", receipts.ReceiptKeys.as_view(), name="receipt_keys"),
    path("bewijs-controleren/pagina.html", receipts.OfflinePage.as_view(), name="receipt_page"),
]
