"""Addresses of *Beheer* about roles, teams, rights by name and labels; included in offices/urls.py."""

from django.urls import path

from offices.views import (
    account,
    authorisation,
    labels,
    look,
    personal_grants,
    process_teams,
    settings_history,
    team,
)

urlpatterns = [
    path("beheer/autorisatie/", authorisation.AccessTable.as_view(), name="access_table"),
    path("beheer/autorisatie/wijzigen/", authorisation.AccessEdit.as_view(), name="access_edit"),
    path("beheer/autorisatie/export/", authorisation.AccessExport.as_view(), name="access_export"),
    path("beheer/autorisatie/rollen/", authorisation.RoleTable.as_view(), name="role_list"),
    path("beheer/autorisatie/rollen/kopie/", authorisation.RoleCopy.as_view(), name="role_copy"),
    path("beheer/autorisatie/rollen/<uuid:pk>/", authorisation.RoleEdit.as_view(), name="role"),
    path("beheer/autorisatie/rollen/<uuid:pk>/weg/", authorisation.RoleDelete.as_view(), name="role_delete"),
    path("beheer/autorisatie/op-naam/", personal_grants.PersonalGrantTable.as_view(), name="personal_grant_list"),
    path("beheer/autorisatie/op-naam/geven/", personal_grants.GrantGive.as_view(), name="personal_grant_give"),
    path("beheer/autorisatie/op-naam/<uuid:pk>/intrekken/", personal_grants.GrantEnd.as_view(), name="personal_grant_end"),
    path("beheer/teamleden/<uuid:pk>/eigenaar/", team.OfferOwnership.as_view(), name="owner_offer"),
    path("mijn-account/eigenaar/", account.AcceptOwnership.as_view(), name="owner_accept"),
    path("beheer/procesteams/", process_teams.ProcessTeamTable.as_view(), name="process_team_list"),
    path("beheer/procesteams/nieuw/", process_teams.ProcessTeamCreate.as_view(), name="process_team_create"),
    path("beheer/procesteams/<uuid:pk>/", process_teams.ProcessTeamEdit.as_view(), name="process_team"),
    path("beheer/procesteams/<uuid:pk>/weg/", process_teams.ProcessTeamDelete.as_view(), name="process_team_delete"),
    path("beheer/algemeen/geschiedenis/", settings_history.SettingsHistory.as_view(), name="settings_history"),
    path("beheer/branding/", look.LookSettings.as_view(), name="look"),
    path("beheer/branding/voorbeeld/", look.LookPreview.as_view(), name="look_preview"),
    path("huisstijl/<slug:kind>/<uuid:pk>/", look.LookPicture.as_view(), name="look_picture"),
    path("beheer/labels/", labels.LabelTable.as_view(), name="label_list"),
    path("beheer/labels/nieuw/", labels.LabelCreate.as_view(), name="label_create"),
    path("beheer/labels/<uuid:pk>/", labels.LabelEdit.as_view(), name="label"),
    path("beheer/labels/<uuid:pk>/samenvoegen/", labels.LabelMerge.as_view(), name="label_merge"),
    path("beheer/labels/<uuid:pk>/weg/", labels.LabelDelete.as_view(), name="label_delete"),
]
