"""Addresses of relations and contacts, under /k/<slug>/."""

from django.urls import path

from crm import card_urls, import_urls, pack_urls
from crm.list_urls import list_pages
from crm.past_urls import past_pages
from crm.people_urls import urlpatterns as people_pages
from crm.register_urls import register_pages
from crm.views import card_pages as card
from crm.views import contact_pages as contacts
from crm.views import link_pages as links
from crm.views import mandates, team, unity
from crm.views import relation_form as form

app_name = "crm"
_relation = "relaties/<uuid:relation_id>/"
_contact = "contacten/<uuid:contact_id>/"
urlpatterns = [
    *list_pages,
    *people_pages,
    *register_pages,
    path("relaties/nieuw/", form.RelationCreate.as_view(), name="relation_create"),
    path("relaties/dubbel/", form.Duplicates.as_view(), name="relation_duplicates"),
    path("relaties/rij/<slug:name>/", form.FormRow.as_view(), name="form_row"),
    path(_relation, card.Overview.as_view(), name="relation"),
    path(f"{_relation}wijzigen/", form.RelationEdit.as_view(), name="relation_edit"),
    path(f"{_relation}logo/", card.Avatar.as_view(), name="relation_avatar"),
    path(f"{_relation}eenheid/", unity.UnityCreate.as_view(), name="unity_create"),
    path(f"{_relation}eenheid/<uuid:pk>/einde/", unity.UnityLeave.as_view(), name="unity_leave"),
    path(f"{_relation}gegevens/", card.Fields.as_view(), name="relation_fields"),
    *past_pages,
    path(f"{_relation}bsn/", card.BsnMasked.as_view(), name="bsn_masked"),
    path(f"{_relation}bsn/tonen/", card.BsnReveal.as_view(), name="bsn_reveal"),
    path(f"{_relation}tijdlijn/", card.Timeline.as_view(), name="relation_timeline"),
    path(f"{_relation}notitie/", card.NoteCreate.as_view(), name="note_create"),
    path(f"{_relation}status/<slug:status>/", card.StatusForm.as_view(), name="status_form"),
    path(f"{_relation}status/<slug:status>/doen/", card.StatusMove.as_view(), name="status_move"),
    path(f"{_relation}team/", team.Team.as_view(), name="relation_team"),
    path(f"{_relation}team/toewijzen/", team.Assign.as_view(), name="team_assign"),
    path(f"{_relation}team/<uuid:pk>/weg/", team.Unassign.as_view(), name="team_unassign"),
    path(
        f"{_relation}team/<uuid:role_id>/<uuid:member_id>/terug/", team.Restore.as_view(), name="team_restore"
    ),
    path(f"{_relation}contacten/", links.Contacts.as_view(), name="relation_contacts"),
    path(f"{_relation}contacten/koppelen/", links.LinkCreate.as_view(), name="link_create"),
    path(f"{_relation}contacten/zoeken/", links.LinkSearch.as_view(), name="link_search"),
    path(f"{_relation}contacten/<uuid:pk>/", links.LinkEdit.as_view(), name="link_edit"),
    path(f"{_relation}contacten/<uuid:pk>/voorkeur/", links.Prefer.as_view(), name="link_prefer"),
    path(f"{_relation}contacten/<uuid:pk>/ontkoppelen/", links.Unlink.as_view(), name="link_unlink"),
    path(f"{_relation}contacten/<uuid:contact_id>/herstellen/", links.Relink.as_view(), name="link_restore"),
    path(f"{_relation}bevoegdheden/", mandates.Mandates.as_view(), name="relation_mandates"),
    path(f"{_relation}bevoegdheden/nieuw/", mandates.MandateCreate.as_view(), name="mandate_create"),
    path(f"{_relation}bevoegdheden/<uuid:pk>/einde/", mandates.MandateEnd.as_view(), name="mandate_end"),
    path(f"{_relation}bevoegdheden/<uuid:pk>/bewijs/", mandates.MandateEvidence.as_view(), name="mandate_evidence"),
    path(f"{_relation}partner/", mandates.PartnerCreate.as_view(), name="partner_create"),
    path(f"{_relation}partner/<uuid:pk>/einde/", mandates.PartnerEnd.as_view(), name="partner_end"),
    path("contacten/nieuw/", contacts.ContactCreate.as_view(), name="contact_create"),
    path(_contact, contacts.ContactPage.as_view(), name="contact"),
    path(f"{_contact}wijzigen/", contacts.ContactEdit.as_view(), name="contact_edit"),
    path(f"{_contact}uitnodigen/", contacts.Invite.as_view(), name="invite"),
    path(
        f"{_contact}uitnodiging/<uuid:pk>/intrekken/", contacts.RevokeInvite.as_view(), name="invite_revoke"
    ),
    *card_urls.urlpatterns,
    *import_urls.urlpatterns,
    *pack_urls.urlpatterns,
]
