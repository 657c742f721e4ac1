"""Pages behind a one-time approval link, under /eenmalig/; they open only in the browser that typed the code."""

from django.urls import path

from portal.views import one_time

app_name = "one_time"
urlpatterns = [
    path("<uuid:pk>/", one_time.OneTimeApproval.as_view(), name="approval"),
    path("<uuid:pk>/akkoord/", one_time.OneTimeApprove.as_view(), name="approve"),
    path("<uuid:pk>/niet-akkoord/", one_time.OneTimeDecline.as_view(), name="decline"),
    path("<uuid:pk>/vraag/", one_time.OneTimeQuestion.as_view(), name="question"),
    path("<uuid:pk>/pdf/", one_time.OneTimePdf.as_view(), name="pdf"),
]
