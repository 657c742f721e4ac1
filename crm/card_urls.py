"""Addresses of what stands around a relation: structure, third parties, SBR data, shared entities."""

from django.urls import path

from crm.views import cockpit, custom_fields, leaving, merging, notes, structure
from crm.views import shared_entities as entities

_relation = "relaties/<uuid:relation_id>/"
_entity = "gedeelde-entiteiten/<uuid:pk>/"
urlpatterns = [
    path(f"{_relation}volledigheid/", cockpit.Completeness.as_view(), name="completeness"),
    path(f"{_relation}notities/", notes.NoteList.as_view(), name="note_list"),
    path(f"{_relation}notities/<uuid:pk>/", notes.NoteEdit.as_view(), name="note_edit"),
    path(f"{_relation}notities/<uuid:pk>/vastzetten/", notes.NotePin.as_view(), name="note_pin"),
    path(f"{_relation}structuur/", structure.Structure.as_view(), name="relation_structure"),
    path(f"{_relation}structuur/belang/", structure.StakeCreate.as_view(), name="stake_create"),
    path(f"{_relation}structuur/belang/<uuid:pk>/", structure.StakeEdit.as_view(), name="stake_edit"),
    path(f"{_relation}structuur/belang/<uuid:pk>/weg/", structure.StakeRemove.as_view(), name="stake_remove"),
    path(f"{_relation}derden/", structure.ThirdPartyCreate.as_view(), name="third_party_create"),
    path(f"{_relation}derden/<uuid:pk>/", structure.ThirdPartyEdit.as_view(), name="third_party_edit"),
    path(f"{_relation}derden/<uuid:pk>/weg/", structure.ThirdPartyRemove.as_view(), name="third_party_remove"),
    path(f"{_relation}sbr-gegevens/", structure.SbrData.as_view(), name="sbr_data"),
    path("relaties/<uuid:row_id>/samenvoegen/", merging.Merge.as_view(), name="relation_merge"),
    path("relaties/<uuid:row_id>/samenvoegen/<uuid:plan_id>/", merging.MergeDo.as_view(), name="relation_merge_do"),
    path("relaties/<uuid:row_id>/samenvoegen/<uuid:plan_id>/terug/", merging.MergeUndo.as_view(), name="relation_merge_undo"),
    path("contacten/<uuid:row_id>/samenvoegen/", merging.ContactMerge.as_view(), name="contact_merge"),
    path("contacten/<uuid:row_id>/samenvoegen/<uuid:plan_id>/", merging.ContactMergeDo.as_view(), name="contact_merge_do"),
    path(
        "contacten/<uuid:row_id>/samenvoegen/<uuid:plan_id>/terug/", merging.ContactMergeUndo.as_view(), name="contact_merge_undo"
    ),
    path(f"{_relation}uitschrijven/", leaving.OffBoard.as_view(), name="offboard"),
    path(f"{_relation}verwijderen/", leaving.RelationDelete.as_view(), name="relation_delete"),
    path(f"{_relation}verwijderen/terug/", leaving.RelationUndelete.as_view(), name="relation_undelete"),
    path("contacten/<uuid:contact_id>/verwijderen/", leaving.ContactDelete.as_view(), name="contact_delete"),
    path("contacten/<uuid:contact_id>/verwijderen/terug/", leaving.ContactUndelete.as_view(), name="contact_undelete"),
    path("contacten/<uuid:contact_id>/relatie/", leaving.PersonCreate.as_view(), name="person_create"),
    path("beheer/vrije-velden/", custom_fields.FieldTable.as_view(), name="custom_field_list"),
    path("beheer/vrije-velden/nieuw/", custom_fields.FieldCreate.as_view(), name="custom_field_create"),
    path("beheer/vrije-velden/<uuid:pk>/", custom_fields.FieldEdit.as_view(), name="custom_field"),
    path("beheer/vrije-velden/<uuid:pk>/<slug:way>/", custom_fields.FieldMove.as_view(), name="custom_field_move"),
    path("gedeelde-entiteiten/", entities.EntityList.as_view(), name="shared_entity_list"),
    path("gedeelde-entiteiten/nieuw/", entities.EntityCreate.as_view(), name="shared_entity_create"),
    path(_entity, entities.EntityPage.as_view(), name="shared_entity"),
    path(f"{_entity}wijzigen/", entities.EntityEdit.as_view(), name="shared_entity_edit"),
    path(f"{_entity}verwijderen/", entities.EntityDelete.as_view(), name="shared_entity_delete"),
    path(f"{_entity}belang/", entities.EntityStakeCreate.as_view(), name="entity_stake_create"),
]
