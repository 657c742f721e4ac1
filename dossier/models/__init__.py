"""The models of the dossier, by noun."""

from dossier.models.access import ItemAccess, VisibilityInterval
from dossier.models.folders import Dossier, Folder, FolderFreeze
from dossier.models.items import DossierItem, ItemVersion, PagePreview

__all__ = [
    "Dossier",
    "DossierItem",
    "Folder",
    "FolderFreeze",
    "ItemAccess",
    "ItemVersion",
    "PagePreview",
    "VisibilityInterval",
]
