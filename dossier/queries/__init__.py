"""Questions other parts of the product ask about dossiers."""

from dossier.queries.client import client_folders, client_items, client_years, link_of, open_for_client
from dossier.queries.tree import Tree, folder_by_path, folder_by_role, load_tree

__all__ = [
    "Tree",
    "client_folders",
    "client_items",
    "client_years",
    "folder_by_path",
    "folder_by_role",
    "link_of",
    "load_tree",
    "open_for_client",
]
