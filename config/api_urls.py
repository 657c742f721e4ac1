"""`/api/v1/`: the edges of all apps, the schema, and a page to read it."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from crm.api import ContactViewSet, RelationViewSet
from dossier.api import DossierItemViewSet, FolderViewSet
from sbr_inbox.api import FilingViewSet

router = SimpleRouter(use_regex_path=False)
router.register("relations", RelationViewSet, "api_relations")
router.register("contacts", ContactViewSet, "api_contacts")
router.register("folders", FolderViewSet, "api_folders")
router.register("dossier-items", DossierItemViewSet, "api_items")
router.register("filings", FilingViewSet, "api_filings")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    *router.urls,
]
