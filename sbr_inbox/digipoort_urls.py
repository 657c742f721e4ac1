"""Addresses of what sending through Digipoort needs in *Beheer > SBR*."""

from django.urls import path

from sbr_inbox.views import certificates, sbr_tables, settings

_sbr = "beheer/sbr/"
urlpatterns = [
    path(f"{_sbr}berichtsoorten/", settings.AskKinds.as_view(), name="ask_kinds"),
    path(f"{_sbr}handtekening/", settings.AlgorithmEdit.as_view(), name="signature_algorithm"),
    path(f"{_sbr}statuscodes/", sbr_tables.StatusCodeList.as_view(), name="status_code_list"),
    path(f"{_sbr}statuscodes/nieuw/", sbr_tables.StatusCodeEdit.as_view(), name="status_code_new"),
    path(f"{_sbr}statuscodes/<uuid:pk>/", sbr_tables.StatusCodeEdit.as_view(), name="status_code_edit"),
    path(f"{_sbr}adressen/", sbr_tables.AddressList.as_view(), name="address_list"),
    path(f"{_sbr}adressen/<uuid:pk>/", sbr_tables.AddressEdit.as_view(), name="address_edit"),
    path(f"{_sbr}servicecertificaten/", sbr_tables.ServiceCertificateList.as_view(), name="service_certificate_list"),
    path(f"{_sbr}servicecertificaten/nieuw/", sbr_tables.ServiceCertificateNew.as_view(), name="service_certificate_new"),
    path(
        f"{_sbr}servicecertificaten/<uuid:pk>/verwijderen/",
        sbr_tables.ServiceCertificateRemove.as_view(),
        name="service_certificate_remove",
    ),
    path(f"{_sbr}certificaten/", certificates.CertificateList.as_view(), name="certificate_list"),
    path(f"{_sbr}certificaten/nieuw/", certificates.CertificateNew.as_view(), name="certificate_new"),
    path(f"{_sbr}certificaten/<uuid:pk>/gebruiken/", certificates.CertificateAct.as_view(), {"act": "gebruiken"}, name="certificate_use"),
    path(f"{_sbr}certificaten/<uuid:pk>/verwijderen/", certificates.CertificateAct.as_view(), {"act": "verwijderen"}, name="certificate_remove"),
    path(f"{_sbr}zelftest/", certificates.SelfTest.as_view(), name="self_test"),
]
