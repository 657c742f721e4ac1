"""Pages of links to other systems."""

from django.urls import path

from integrations import views

app_name = "integrations"
urlpatterns = [
    path("integraties/", views.Overview.as_view(), name="overview"),
    path("integraties/nieuw/<slug:key>/", views.NewConnection.as_view(), name="new"),
    path("integraties/<uuid:pk>/", views.ConnectionPage.as_view(), name="connection"),
    path("integraties/<uuid:pk>/gegevens/", views.ConnectionSettings.as_view(), name="settings"),
    path("integraties/<uuid:pk>/nu/", views.RunNow.as_view(), name="run"),
    path("integraties/<uuid:pk>/testen/", views.CheckNow.as_view(), name="check"),
    path("integraties/<uuid:pk>/status/", views.ChangeState.as_view(), name="state"),
]
