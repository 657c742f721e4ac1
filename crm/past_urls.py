"""Addresses of what was: the card as of a date, the history of fields, and the log of one relation."""

from django.urls import path

from crm.views import as_of, history, log

_relation = "relaties/<uuid:relation_id>/"
_contact = "contacten/<uuid:contact_id>/"
past_pages = [
    path(f"{_relation}op-datum/", as_of.AsOfChoice.as_view(), name="as_of"),
    path(f"{_relation}op-datum/<slug:day>/", as_of.AsOfCard.as_view(), name="as_of_day"),
    path(f"{_relation}gegevens/<slug:name>/", history.FieldHistory.as_view(), name="field_history"),
    path(f"{_relation}gegevens/<slug:name>/<int:event>/terug/", history.FieldRestore.as_view(), name="field_restore"),
    path(f"{_contact}gegevens/<slug:name>/", history.ContactHistory.as_view(), name="contact_history"),
    path(f"{_contact}gegevens/<slug:name>/<int:event>/terug/", history.ContactRestore.as_view(), name="contact_restore"),
    path(f"{_relation}geschiedenis/", log.RelationLog.as_view(), name="relation_log"),
]
