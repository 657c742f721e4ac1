"""Pages of the office itself: mailbox, own account, Beheer."""

from django.urls import path

from offices.people_urls import urlpatterns as people_pages
from offices.signin.desk_urls import urlpatterns as signin_pages
from offices.views import jobs, mailbox, settings, transfer
from offices.views import saved_views as views

app_name = "offices"
urlpatterns = [
    path("postbus/", mailbox.MailboxView.as_view(), name="mailbox"),
    path("postbus/<uuid:pk>/", mailbox.MailView.as_view(), name="mail"),
    path("voortgang/<uuid:pk>/", jobs.JobPage.as_view(), name="job"),
    path("voortgang/<uuid:pk>/annuleren/", jobs.JobCancel.as_view(), name="job_cancel"),
    path("voortgang/<uuid:pk>/bestand/", jobs.JobFile.as_view(), name="job_file"),
    path("weergaven/", views.ViewList.as_view(), name="view_list"),
    path("weergaven/<uuid:pk>/", views.ViewEdit.as_view(), name="view_edit"),
    path("weergaven/<uuid:pk>/openen/", views.ViewOpen.as_view(), name="view_open"),
    path("weergaven/<uuid:pk>/bijwerken/", views.ViewRenew.as_view(), name="view_renew"),
    path("weergaven/<uuid:pk>/weg/", views.ViewDelete.as_view(), name="view_delete"),
    path("weergaven/bewaren/<slug:screen>/", views.ViewSave.as_view(), name="view_save"),
    path("weergaven/terug/<str:key>/", views.ViewRestore.as_view(), name="view_restore"),
    path("beheer/", settings.SettingsHome.as_view(), name="settings"),
    path("beheer/algemeen/", settings.GeneralSettings.as_view(), name="settings_general"),
    path("beheer/overdracht/", transfer.TransferList.as_view(), name="transfer"),
    path("beheer/overdracht/kantoor/", transfer.ExportOffice.as_view(), name="export_office"),
    *people_pages,
    *signin_pages,
]
