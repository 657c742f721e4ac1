"""Addresses of *Beheer > SBR > Omgeving*."""

from django.urls import path

from sbr_inbox.views import environment

urlpatterns = [
    path("beheer/sbr/omgeving/", environment.EnvironmentPage.as_view(), name="environment"),
    path("beheer/sbr/omgeving/wijzigen/", environment.EnvironmentSwitch.as_view(), name="environment_switch"),
    path("beheer/sbr/omgeving/wissen/", environment.ScenarioClear.as_view(), name="scenario_clear"),
]
