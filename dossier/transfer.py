"""What of the dossier leaves, with the office or with one relation."""

from django.db.models import Q

from dossier.enums import Visibility
from dossier.queries.tree import load_tree
from offices.transfer.declaring import EDITED, THROWN, Exported, Waived, declare


def own(key):
    """Rows of one relation."""
    return Q(relation=key)


def paths(keys):
    """Key of an office folder -> where it lies in the tree."""
    wanted = set(keys)
    return {node.folder.pk: {"path": node.key} for node in load_tree(None) if node.folder.pk in wanted}


def folder_like(told):
    """The folder of this office at the same place; else one that only the office sees, so that nothing shows by accident."""
    tree = load_tree(None)
    same = tree.by_path(told["path"])
    leaves = [node.folder for node in tree if node.is_leaf and node.folder.visibility != Visibility.CLIENT]
    return same.folder.pk if same else next((folder.pk for folder in leaves), None)


declare(
    Exported("dossier.VisibilityInterval", "item folder audience valid_from valid_to opened_by closed_by"),
    Exported("dossier.ItemAccess", "item_version member account at kind place"),
    Exported("dossier.Dossier", "relation opened_on", of=own),
    Exported(
        "dossier.Folder",
        f"{EDITED} relation parent name depth period_setting visibility payroll_only allow_relation_children "
        "system_role order",
        of=own,
        natural=("name",),
        tells=paths,
        find=folder_like,
    ),
    Exported(
        "dossier.FolderFreeze",
        "relation folder year reason frozen_by frozen_at thawed_by thawed_at thaw_reason",
    ),
    Exported(
        "dossier.DossierItem",
        f"{EDITED} {THROWN} relation folder name sort_key search_text original_filename year period is_public status "
        "document_date source source_ref sealed note current destroy_reason",
        of=lambda key: Q(relation=key, deleted_at=None),
        only_shown=lambda rows: rows.filter(is_public=True),
        hidden=("note",),
        page="name folder year period document_date current",
    ),
    Exported(
        "dossier.ItemVersion",
        "item number stored_file sha256 size mime pages original_filename uploaded_by uploaded_label at",
        of=lambda key: Q(item__relation=key, item__deleted_at=None),
        only_shown=lambda rows: rows.filter(item__is_public=True),
    ),
    Waived("dossier.PagePreview", "Een voorbeeld van een bladzijde wordt opnieuw getekend."),
)
