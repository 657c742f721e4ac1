"""Rights on the dossier (office-admin 3)."""

from offices.permissions import Permission, declare

declare(
    [
        Permission("dossier.item.view", "Stukken inzien", viewer="L", editor="L", manager="A", admin="A"),
        Permission("dossier.item.upload", "Stukken uploaden", editor="L", manager="A", admin="A"),
        Permission("dossier.item.edit", "Stukken wijzigen", editor="L", manager="A", admin="A"),
        Permission("dossier.item.move", "Stukken verplaatsen", editor="L", manager="A", admin="A"),
        Permission("dossier.item.publish", "Stukken zichtbaar maken", editor="L", manager="A", admin="A"),
        Permission("dossier.item.delete", "Stukken verwijderen", editor="L", manager="A", admin="A"),
        Permission("dossier.item.restore", "Stukken herstellen", editor="L", manager="A", admin="A"),
        Permission("dossier.item.seal", "Stukken verzegelen", manager="A", admin="A"),
        Permission("dossier.folder.relation", "Eigen submappen beheren", editor="L", manager="A", admin="A"),
        Permission("dossier.folder.manage", "Mappenstructuur beheren", admin="A"),
        Permission("dossier.freeze", "Mappen bevriezen", manager="A", admin="A"),
        Permission(
            "dossier.destroy", "Stukken vernietigen (twee personen)", manager="A", admin="A", step_up=True
        ),
        Permission("dossier.access_log.view", "Inzage-log inzien", manager="A", admin="A"),
    ]
)
