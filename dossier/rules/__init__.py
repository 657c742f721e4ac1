"""Every decision and every write of the dossier, by noun."""

from dossier.queries.tree import folder_by_path, folder_by_role
from dossier.rules.filing import add_version, file_item, upload
from dossier.rules.items import hide, move, publish, rename, seal

__all__ = [
    "add_version",
    "file_item",
    "folder_by_path",
    "folder_by_role",
    "hide",
    "move",
    "publish",
    "rename",
    "seal",
    "upload",
]
