"""Addresses of what a filing says and asks: accounts, packages, machtigingen, and reports in their own frame."""

from django.urls import path

from sbr_inbox.views import accounts, taxonomy

urlpatterns = [
    path("beheer/sbr/rekeningen/", accounts.AccountList.as_view(), name="account_list"),
    path("beheer/sbr/rekeningen/nieuw/", accounts.AccountEdit.as_view(), name="account_new"),
    path("beheer/sbr/rekeningen/<uuid:pk>/", accounts.AccountEdit.as_view(), name="account_edit"),
    path("beheer/sbr/rekeningen/<uuid:pk>/bevestigen/", accounts.AccountConfirm.as_view(), name="account_confirm"),
    path("beheer/sbr/taxonomie/", taxonomy.PackageList.as_view(), name="package_list"),
    path("beheer/sbr/taxonomie/nieuw/", taxonomy.PackageAdd.as_view(), name="package_new"),
    path("beheer/sbr/taxonomie/<uuid:pk>/<slug:act>/", taxonomy.PackageAct.as_view(), name="package_act"),
]
