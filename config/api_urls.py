"""`/api/v1/`: the edges of all apps, the schema, and a page to read it."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from crm import api as crm
from desk.api import SearchViewSet
from dossier.api import DossierItemViewSet, FolderViewSet
from offices.api.own import ActivityViewSet, SavedViewViewSet
from sbr_inbox.api import FilingViewSet

router = SimpleRouter(use_regex_path=False)
router.register("relations", crm.RelationViewSet, "api_relations")
router.register("contacts", crm.ContactViewSet, "api_contacts")
router.register("contact-links", crm.ContactLinkViewSet, "api_links")
router.register("team-assignments", crm.TeamAssignmentViewSet, "api_assignments")
router.register("team-roles", crm.TeamRoleViewSet, "api_team_roles")
router.register("notes", crm.NoteViewSet, "api_notes")
router.register("third-parties", crm.ThirdPartyViewSet, "api_third_parties")
router.register("shared-entities", crm.SharedEntityViewSet, "api_entities")
router.register("stakes", crm.StakeViewSet, "api_stakes")
router.register("relation-kinds", crm.RelationKindViewSet, "api_kinds")
router.register("relation-groups", crm.RelationGroupViewSet, "api_groups")
router.register("labels", crm.LabelViewSet, "api_labels")
router.register("custom-fields", crm.CustomFieldViewSet, "api_custom_fields")
router.register("imports", crm.ImportViewSet, "api_imports")
router.register("register", crm.RegisterViewSet, "api_register")
router.register("search", SearchViewSet, "api_search")
router.register("saved-views", SavedViewViewSet, "api_views")
router.register("activity", ActivityViewSet, "api_activity")
router.register("folders", FolderViewSet, "api_folders")
router.register("dossier-items", DossierItemViewSet, "api_items")
router.register("filings", FilingViewSet, "api_filings")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    *router.urls,
]
