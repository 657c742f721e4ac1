"""Addresses of the SBR inbox, under /k/<slug>/."""

from django.urls import path

from sbr_inbox.approval_urls import urlpatterns as approval_urls
from sbr_inbox.completeness_urls import urlpatterns as completeness_urls
from sbr_inbox.content_urls import urlpatterns as content_urls
from sbr_inbox.delivery_urls import urlpatterns as delivery_urls
from sbr_inbox.digipoort_urls import urlpatterns as digipoort_urls
from sbr_inbox.receipt_urls import urlpatterns as receipt_urls
from sbr_inbox.simulation_urls import urlpatterns as simulation_urls
from sbr_inbox.views import acts, files, inbox, linking, settings
from sbr_inbox.views.filing import FilingPage
from sbr_inbox.views.relation_tab import RelationFilings
from sbr_inbox.views.upload import UploadPage

app_name = "sbr_inbox"
_filing = "sbr-inbox/<uuid:pk>/"
urlpatterns = [
    *completeness_urls,
    path("sbr-inbox/", inbox.FilingList.as_view(), name="filing_list"),
    path("sbr-inbox/toevoegen/", UploadPage.as_view(), name="filing_upload"),
    path("sbr-inbox/ontvangen/", inbox.IntakeList.as_view(), name="intake_list"),
    path("sbr-inbox/aanbieden/", inbox.BulkOffer.as_view(), name="bulk_offer"),
    path(_filing, FilingPage.as_view(), name="filing"),
    path(f"{_filing}koppelen/", linking.LinkPage.as_view(), name="filing_link"),
    path(f"{_filing}koppelen/<int:position>/", linking.LinkPage.as_view(), name="row_link"),
    path(f"{_filing}opnieuw/", acts.Retry.as_view(), name="filing_retry"),
    path(f"{_filing}elders/", acts.Elsewhere.as_view(), name="filing_elsewhere"),
    path(f"{_filing}dossier/", acts.DossierOnly.as_view(), name="filing_dossier"),
    path(f"{_filing}doen/<slug:act>/", acts.Act.as_view(), name="filing_act"),
    path(f"{_filing}bestand/<slug:part>/", files.Download.as_view(), name="filing_file"),
    path(f"{_filing}tekst/", files.Text.as_view(), name="filing_text"),
    path(f"{_filing}verslag/<int:page>/", files.Report.as_view(), name="filing_report"),
    path(f"{_filing}pagina/<int:page>/", files.PageImage.as_view(), name="filing_page"),
    path("relaties/<uuid:relation_id>/aangiften/", RelationFilings.as_view(), name="relation_filings"),
    *approval_urls,
    *content_urls,
    *simulation_urls,
    *digipoort_urls,
    *delivery_urls,
    path("beheer/sbr/", settings.KindList.as_view(), name="kind_list"),
    path("beheer/sbr/<slug:kind>/", settings.KindEdit.as_view(), name="kind_edit"),
    *receipt_urls,
]
