"""Addresses of what a filing says and asks: accounts, packages, machtigingen, and reports in their own frame."""

from django.urls import path

from sbr_inbox.views import accounts, assessments, authorisations, taxonomy

urlpatterns = [
    path("beheer/sbr/rekeningen/", accounts.AccountList.as_view(), name="account_list"),
    path("beheer/sbr/rekeningen/nieuw/", accounts.AccountEdit.as_view(), name="account_new"),
    path("beheer/sbr/rekeningen/<uuid:pk>/", accounts.AccountEdit.as_view(), name="account_edit"),
    path("beheer/sbr/rekeningen/<uuid:pk>/bevestigen/", accounts.AccountConfirm.as_view(), name="account_confirm"),
    path("beheer/sbr/taxonomie/", taxonomy.PackageList.as_view(), name="package_list"),
    path("beheer/sbr/taxonomie/nieuw/", taxonomy.PackageAdd.as_view(), name="package_new"),
    path("beheer/sbr/taxonomie/<uuid:pk>/<slug:act>/", taxonomy.PackageAct.as_view(), name="package_act"),
    path("sbr-inbox/aanslagen/", assessments.ActionList.as_view(), name="action_list"),
    path("sbr-inbox/aanslagen/ophalen/", assessments.FetchMessages.as_view(), name="fetch_messages"),
    path("sbr-inbox/aanslagen/<uuid:pk>/", assessments.ActionSet.as_view(), name="action_set"),
    path("beheer/sbr/machtigingen/", authorisations.AuthorisationList.as_view(), name="authorisation_list"),
    path("beheer/sbr/machtigingen/nieuw/", authorisations.AuthorisationNew.as_view(), name="authorisation_new"),
    path("beheer/sbr/machtigingen/wie-mist/", authorisations.MissingList.as_view(), name="authorisation_missing"),
    path("beheer/sbr/machtigingen/<uuid:pk>/", authorisations.AuthorisationPage.as_view(), name="authorisation"),
    path("beheer/sbr/machtigingen/<uuid:pk>/brief/", authorisations.AuthorisationLetter.as_view(), name="authorisation_letter"),
]
