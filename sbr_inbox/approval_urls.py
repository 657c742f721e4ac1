"""Addresses of asking and giving approval, at the desk."""

from django.urls import path

from sbr_inbox.views import approving, policies, relation_policies

_filing = "sbr-inbox/<uuid:pk>/"
_relation = "relaties/<uuid:relation_id>/akkoord/"
urlpatterns = [
    path(f"{_filing}aanbieden/", approving.OfferPage.as_view(), name="filing_offer"),
    path(f"{_filing}namens/", approving.OnBehalf.as_view(), name="filing_on_behalf"),
    path(f"{_filing}zonder-akkoord/", approving.ReleasePage.as_view(), name="filing_release"),
    path("beheer/akkoord/controle/", policies.ChecksEdit.as_view(), name="policy_checks"),
    path(_relation, relation_policies.RelationPolicies.as_view(), name="relation_policies"),
    path(f"{_relation}<slug:kind>/", relation_policies.RelationPolicyEdit.as_view(), name="relation_policy"),
    path(f"{_relation}<slug:kind>/weg/", relation_policies.RelationPolicyDrop.as_view(), name="relation_policy_drop"),
]
