"""Addresses of sending, of what is wrong, and of the fault codes."""

from django.urls import path

from sbr_inbox.views import faults, inbox, issues

_issues = "sbr-inbox/foutmeldingen/"
urlpatterns = [
    path("sbr-inbox/verzenden/", inbox.BulkSend.as_view(), name="bulk_send"),
    path(_issues, issues.IssueBoard.as_view(), name="issue_board"),
    path(f"{_issues}<slug:code>/opnieuw/", issues.IssueRetry.as_view(), name="issue_retry"),
    path("sbr-inbox/<uuid:pk>/melding/<uuid:issue>/", issues.IssueIgnore.as_view(), name="issue_ignore"),
    path("beheer/sbr/foutcodes/", faults.FaultList.as_view(), name="fault_list"),
    path("beheer/sbr/foutcodes/nieuw/", faults.FaultEdit.as_view(), name="fault_new"),
    path("beheer/sbr/foutcodes/<uuid:pk>/", faults.FaultEdit.as_view(), name="fault_edit"),
]
