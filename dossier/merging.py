"""What goes along in the dossier when two relations become one."""

from crm.registry import merge_carriers
from crm.rules.carrying import Rows, carrier
from dossier.models import DossierItem, Folder, FolderFreeze

merge_carriers.register(
    carrier(
        "own_folders", "Eigen mappen",
        Rows(
            Folder, "relation",
            refuse="Beide relaties hebben een eigen map met dezelfde naam op dezelfde plaats. Hernoem er eerst een.",
        ),
        Rows(FolderFreeze, "relation"),
        order=70,
    )
)  # fmt: skip
merge_carriers.register(carrier("items", "Stukken in het dossier", Rows(DossierItem, "relation"), order=71))
