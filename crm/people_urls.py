"""Addresses of roles, stand-ins, handing over, kinds, groups, and apps & links; included in crm/urls.py."""

from django.urls import path

from crm.views import app_links, sorting
from crm.views.people import hand_over, roles, stand_ins

urlpatterns = [
    path("beheer/rollen/", roles.RoleTable.as_view(), name="team_role_list"),
    path("beheer/rollen/nieuw/", roles.RoleCreate.as_view(), name="team_role_create"),
    path("beheer/rollen/<uuid:pk>/", roles.RoleEdit.as_view(), name="team_role"),
    path("beheer/rollen/<uuid:pk>/weg/", roles.RoleDelete.as_view(), name="team_role_delete"),
    path("beheer/standaardteam/", roles.DefaultTable.as_view(), name="default_role_list"),
    path("beheer/standaardteam/nieuw/", roles.DefaultCreate.as_view(), name="default_role_create"),
    path("beheer/standaardteam/<uuid:pk>/", roles.DefaultEdit.as_view(), name="default_role"),
    path("beheer/standaardteam/<uuid:pk>/weg/", roles.DefaultDelete.as_view(), name="default_role_delete"),
    path("beheer/waarnemers/", stand_ins.StandInTable.as_view(), name="stand_in_list"),
    path("beheer/waarnemers/nieuw/", stand_ins.StandInCreate.as_view(), name="stand_in_create"),
    path("beheer/waarnemers/<uuid:pk>/einde/", stand_ins.StandInEnd.as_view(), name="stand_in_end"),
    path("beheer/teamleden/<uuid:pk>/overdragen/", hand_over.HandOver.as_view(), name="hand_over"),
    path("beheer/overdracht/<uuid:pk>/", hand_over.HandOverPlan.as_view(), name="hand_over_plan"),
    path("beheer/relatiesoorten/", sorting.KindTable.as_view(), name="kind_list"),
    path("beheer/relatiesoorten/nieuw/", sorting.KindCreate.as_view(), name="kind_create"),
    path("beheer/relatiesoorten/<uuid:pk>/", sorting.KindEdit.as_view(), name="kind"),
    path("beheer/relatiesoorten/<uuid:pk>/weg/", sorting.KindDelete.as_view(), name="kind_delete"),
    path("beheer/relatiegroepen/", sorting.GroupTable.as_view(), name="group_list"),
    path("beheer/relatiegroepen/nieuw/", sorting.GroupCreate.as_view(), name="group_create"),
    path("beheer/relatiegroepen/<uuid:pk>/", sorting.GroupEdit.as_view(), name="group"),
    path("beheer/relatiegroepen/<uuid:pk>/weg/", sorting.GroupDelete.as_view(), name="group_delete"),
    path("beheer/nummers/", sorting.NumberFormat.as_view(), name="number_format"),
    path("beheer/nummers/voorbeeld/", sorting.NumberPreview.as_view(), name="number_preview"),
    path("apps/", app_links.AppsPage.as_view(), name="apps"),
    path("beheer/links/", app_links.LinkTable.as_view(), name="app_link_list"),
    path("beheer/links/nieuw/", app_links.LinkCreate.as_view(), name="app_link_create"),
    path("beheer/links/<uuid:pk>/", app_links.LinkEdit.as_view(), name="app_link"),
    path("beheer/links/<uuid:pk>/weg/", app_links.LinkDelete.as_view(), name="app_link_delete"),
    path("relaties/<uuid:relation_id>/links/", app_links.RelationLinks.as_view(), name="relation_links"),
    path("relaties/<uuid:relation_id>/links/<uuid:pk>/", app_links.RelationLink.as_view(), name="relation_link"),
]
