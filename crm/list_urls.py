"""Addresses of the six tabs of the crm and of what is done with a list."""

from django.urls import path

from crm.views import bulk, exports, insights, map, team_matrix
from crm.views.contact_list import ContactList
from crm.views.relation_list import RelationList

list_pages = [
    path("relaties/", RelationList.as_view(), name="relation_list"),
    path("contacten/", ContactList.as_view(), name="contact_list"),
    path("team/", team_matrix.TeamMatrix.as_view(), name="team_matrix"),
    path("team/per-teamlid/", team_matrix.Served.as_view(), name="team_served"),
    path("relaties/<uuid:relation_id>/team/rol/<uuid:role_id>/", team_matrix.RoleCell.as_view(), name="role_cell"),
    path("kaart/", map.Map.as_view(), name="map"),
    path("kaart/zonder-locatie/", map.Unplaced.as_view(), name="map_unplaced"),
    path("inzichten/relaties/", insights.RelationInsights.as_view(), name="relation_insights"),
    path("inzichten/contacten/", insights.ContactInsights.as_view(), name="contact_insights"),
    path("lijst/<slug:screen>/kolommen/", exports.ChooseColumns.as_view(), name="columns"),
    path("lijst/<slug:screen>/export/", exports.ExportList.as_view(), name="export"),
    path("lijst/<slug:screen>/selectie/", bulk.Bulk.as_view(), name="bulk"),
    path("bulk/<uuid:pk>/", bulk.BulkPlan.as_view(), name="bulk_plan"),
    path("bulk/<uuid:pk>/uitvoeren/", bulk.BulkApply.as_view(), name="bulk_apply"),
    path("bulk/<uuid:pk>/terug/", bulk.BulkUndo.as_view(), name="bulk_undo"),
    path("bulk/<uuid:pk>/opnieuw/", bulk.BulkAgain.as_view(), name="bulk_again"),
]
