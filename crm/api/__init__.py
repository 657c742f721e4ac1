"""Relations and what belongs to them for programs: the shapes, and one call of a rule per write."""

from crm.api.around import ContactLinkViewSet, NoteViewSet, TeamAssignmentViewSet
from crm.api.contacts import ContactViewSet
from crm.api.imports import ImportViewSet
from crm.api.register import RegisterViewSet
from crm.api.relations import RelationViewSet
from crm.api.sorting import (
    CustomFieldViewSet,
    LabelViewSet,
    RelationGroupViewSet,
    RelationKindViewSet,
    TeamRoleViewSet,
)
from crm.api.structure import SharedEntityViewSet, StakeViewSet, ThirdPartyViewSet

__all__ = [
    "ContactLinkViewSet",
    "ContactViewSet",
    "CustomFieldViewSet",
    "ImportViewSet",
    "LabelViewSet",
    "NoteViewSet",
    "RegisterViewSet",
    "RelationGroupViewSet",
    "RelationKindViewSet",
    "RelationViewSet",
    "SharedEntityViewSet",
    "StakeViewSet",
    "TeamAssignmentViewSet",
    "TeamRoleViewSet",
    "ThirdPartyViewSet",
]
