"""Client pages, under /p/<slug>/. This table is the allow-list of what a client can do."""

from django.urls import path

from portal.views import approval, dossier, filings, home, look, person, proof

app_name = "portal"
urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("wissel/", home.SwitchRelation.as_view(), name="switch"),
    path("aangiften/", filings.FilingsPage.as_view(), name="filings"),
    path("aangiften/<uuid:pk>/", approval.ApprovalPage.as_view(), name="approval"),
    path("aangiften/<uuid:pk>/akkoord/", approval.ApprovePage.as_view(), name="approve"),
    path("aangiften/<uuid:pk>/niet-akkoord/", approval.DeclinePage.as_view(), name="decline"),
    path("aangiften/<uuid:pk>/vraag/", approval.QuestionPage.as_view(), name="question"),
    path("aangiften/<uuid:pk>/gezien/", approval.SeenPage.as_view(), name="seen"),
    path("aangiften/<uuid:pk>/pdf/", approval.PdfPage.as_view(), name="pdf"),
    path("aangiften/<uuid:pk>/voorbeeld/", approval.PreviewPart.as_view(), name="preview"),
    path("aangiften/<uuid:pk>/bladzijde/<int:page>/", approval.PdfPicture.as_view(), name="pdf_page"),
    path("aangiften/<uuid:pk>/bewijs.zip", proof.ProofPage.as_view(), name="proof"),
    path("aangiften/<uuid:pk>/bewijs.<str:part>", approval.ReceiptPage.as_view(), name="receipt"),
    path("dossier/", dossier.DossierPage.as_view(), name="dossier"),
    path("dossier/map/<uuid:pk>/", dossier.FolderPage.as_view(), name="folder"),
    path("dossier/stuk/<uuid:pk>/", dossier.DownloadPage.as_view(), name="download"),
    path("huisstijl/<slug:kind>/<uuid:pk>/", look.LookPage.as_view(), name="look_picture"),
    path("gegevens/", person.PersonPage.as_view(), name="person"),
]
