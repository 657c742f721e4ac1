"""Pages of the office itself: mailbox, own account, Beheer."""

from django.urls import path

from offices.signin.desk_urls import urlpatterns as signin_pages
from offices.views import jobs, mailbox, settings

app_name = "offices"
urlpatterns = [
    path("postbus/", mailbox.MailboxView.as_view(), name="mailbox"),
    path("postbus/<uuid:pk>/", mailbox.MailView.as_view(), name="mail"),
    path("voortgang/<uuid:pk>/", jobs.JobPage.as_view(), name="job"),
    path("voortgang/<uuid:pk>/annuleren/", jobs.JobCancel.as_view(), name="job_cancel"),
    path("voortgang/<uuid:pk>/bestand/", jobs.JobFile.as_view(), name="job_file"),
    path("beheer/", settings.SettingsHome.as_view(), name="settings"),
    path("beheer/algemeen/", settings.GeneralSettings.as_view(), name="settings_general"),
    *signin_pages,
]
