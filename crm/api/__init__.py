"""Relations and contacts for programs: the shapes, and one call of a rule per write."""

from crm.api.contacts import ContactViewSet
from crm.api.relations import RelationViewSet

__all__ = ["ContactViewSet", "RelationViewSet"]
