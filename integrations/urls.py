"""Pages of links to other systems."""

from django.urls import path

from integrations import views
from integrations.webhooks import views as webhooks

app_name = "integrations"
urlpatterns = [
    path("integraties/", views.Overview.as_view(), name="overview"),
    path("integraties/webhooks/", webhooks.WebhookList.as_view(), name="webhook_list"),
    path("integraties/webhooks/nieuw/", webhooks.WebhookCreate.as_view(), name="webhook_create"),
    path("integraties/webhooks/<uuid:pk>/", webhooks.WebhookPage.as_view(), name="webhook"),
    path("integraties/webhooks/<uuid:pk>/wijzigen/", webhooks.WebhookEdit.as_view(), name="webhook_edit"),
    path("integraties/webhooks/<uuid:pk>/geheim/", webhooks.WebhookSecret.as_view(), name="webhook_secret"),
    path("integraties/webhooks/<uuid:pk>/status/", webhooks.WebhookState.as_view(), name="webhook_state"),
    path("integraties/webhooks/<uuid:pk>/proef/", webhooks.WebhookTest.as_view(), name="webhook_test"),
    path("integraties/webhooks/<uuid:pk>/verwijderen/", webhooks.WebhookDelete.as_view(), name="webhook_delete"),
    path("integraties/bezorgingen/<uuid:pk>/opnieuw/", webhooks.DeliveryAgain.as_view(), name="delivery_again"),
    path("integraties/nieuw/<slug:key>/", views.NewConnection.as_view(), name="new"),
    path("integraties/<uuid:pk>/", views.ConnectionPage.as_view(), name="connection"),
    path("integraties/<uuid:pk>/gegevens/", views.ConnectionSettings.as_view(), name="settings"),
    path("integraties/<uuid:pk>/nu/", views.RunNow.as_view(), name="run"),
    path("integraties/<uuid:pk>/testen/", views.CheckNow.as_view(), name="check"),
    path("integraties/<uuid:pk>/status/", views.ChangeState.as_view(), name="state"),
]
