"""Addresses of the six tabs of the crm and of what is done with a list."""

from django.urls import path

from crm.views import bulk, exports
from crm.views.contact_list import ContactList
from crm.views.relation_list import RelationList

list_pages = [
    path("relaties/", RelationList.as_view(), name="relation_list"),
    path("contacten/", ContactList.as_view(), name="contact_list"),
    path("lijst/<slug:screen>/kolommen/", exports.ChooseColumns.as_view(), name="columns"),
    path("lijst/<slug:screen>/export/", exports.ExportList.as_view(), name="export"),
    path("lijst/<slug:screen>/selectie/", bulk.Bulk.as_view(), name="bulk"),
    path("bulk/<uuid:pk>/", bulk.BulkPlan.as_view(), name="bulk_plan"),
    path("bulk/<uuid:pk>/uitvoeren/", bulk.BulkApply.as_view(), name="bulk_apply"),
    path("bulk/<uuid:pk>/terug/", bulk.BulkUndo.as_view(), name="bulk_undo"),
    path("bulk/<uuid:pk>/opnieuw/", bulk.BulkAgain.as_view(), name="bulk_again"),
]
