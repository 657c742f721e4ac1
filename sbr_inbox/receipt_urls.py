"""Addresses of approval in the inbox: its rules, and checking receipts."""

from django.urls import path

from sbr_inbox.views import keys, policies, proof, receipts

urlpatterns = [
    path("beheer/akkoord/", policies.PolicyList.as_view(), name="policy_list"),
    path("beheer/akkoord/<slug:kind>/", policies.PolicyEdit.as_view(), name="policy_edit"),
    path("beheer/sleutels/", keys.KeyList.as_view(), name="key_list"),
    path("beheer/sleutels/vervangen/", keys.RotateKey.as_view(), name="key_rotate"),
    path("sbr-inbox/<uuid:pk>/bewijs.zip", proof.ProofDownload.as_view(), name="filing_proof"),
    path("sbr-inbox/<uuid:pk>/bewijs/<uuid:receipt>.<slug:part>", proof.ReceiptDownload.as_view(), name="filing_receipt"),
    path("bewijs-controleren/", receipts.VerifyReceiptPage.as_view(), name="verify_receipt"),
    path("bewijs-controleren/sleutels.json", receipts.ReceiptKeys.as_view(), name="receipt_keys"),
    path("bewijs-controleren/pagina.html", receipts.OfflinePage.as_view(), name="receipt_page"),
]
