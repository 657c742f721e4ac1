"""What every office and every relation has from the start: the default tree and a dossier."""

from collections.abc import Iterator

from dossier.enums import PeriodSetting, SystemRole, Visibility
from dossier.models import Dossier, Folder, VisibilityInterval
from dossier.rules.guards import label_of
from offices.pour import drawn, pour

NONE, YEAR, ANY = PeriodSetting.NONE, PeriodSetting.YEAR, PeriodSetting.ANY
OFFICE, CLIENT = Visibility.OFFICE, Visibility.CLIENT

# (name, period, visibility, system role, folders below)
DEFAULT_TREE = (
    ("Inbox", NONE, OFFICE, SystemRole.INBOX, ()),
    (
        "Permanent dossier",
        NONE,
        CLIENT,
        "",
        tuple(
            (name, NONE, CLIENT, "", ())
            for name in (
                "Statuten en akten",
                "Overeenkomsten",
                "Leningen",
                "Huurovereenkomsten",
                "Verzekeringen",
                "Pensioen",
                "Overige",
            )
        ),
    ),
    (
        "Jaarwerk",
        YEAR,
        CLIENT,
        "",
        (
            ("Jaarrekening", YEAR, CLIENT, "", ()),
            ("Werkdossier", YEAR, OFFICE, "", ()),
            ("KvK-deponering", YEAR, CLIENT, "", ()),
        ),
    ),
    (
        "Belastingen",
        YEAR,
        CLIENT,
        "",
        (
            ("Omzetbelasting", ANY, CLIENT, "", ()),
            ("ICP", ANY, CLIENT, "", ()),
            ("Loonheffingen", ANY, CLIENT, "", ()),
            *(
                (name, YEAR, CLIENT, "", ())
                for name in (
                    "Inkomstenbelasting",
                    "Vennootschapsbelasting",
                    "Aanslagen",
                    "Uitstel en bezwaar",
                    "Correspondentie Belastingdienst",
                )
            ),
        ),
    ),
    (
        "Salaris",
        ANY,
        CLIENT,
        "",
        tuple((name, ANY, CLIENT, "", ()) for name in ("Loonstroken", "Jaaropgaven", "Betaalbestanden")),
    ),
    (
        "Administratie",
        ANY,
        CLIENT,
        "",
        tuple((name, ANY, CLIENT, "", ()) for name in ("Bankafschriften", "Facturen", "Overige aanlevering")),
    ),
    ("Correspondentie", NONE, CLIENT, "", ()),
    ("Kredietrapportages", YEAR, CLIENT, "", ()),
    (
        "WWFT",
        NONE,
        OFFICE,
        "",
        tuple((role.label, NONE, OFFICE, role, ()) for role in SystemRole if role.startswith("WWFT_")),
    ),
    ("Migratie", NONE, OFFICE, "", (("Overige", NONE, OFFICE, SystemRole.MIGRATION, ()),)),
)
# Only contacts who may see payroll; and where relations may have own folders from the start.
PAYROLL, OWN_FOLDERS = "Salaris", frozenset({"Permanent dossier", "Administratie"})


def seed_tree(office, *, by) -> None:
    """Give a new office the default tree; an office that has folders keeps its own."""
    if Folder.objects.exists():
        return
    folders = list(_grown(DEFAULT_TREE, None))
    Folder.objects.bulk_create(folders)
    opened = [folder for folder in folders if folder.visibility == CLIENT]
    VisibilityInterval.objects.bulk_create(
        VisibilityInterval(folder=folder, opened_by=label_of(by)) for folder in opened
    )


def open_dossier(relation, *, by) -> None:
    """Give a new relation its dossier."""
    Dossier.objects.get_or_create(relation=relation)


def open_dossiers(relations, *, by) -> None:
    """Give many new relations their dossiers in one statement."""
    pour([drawn(Dossier, relation=relation) for relation in relations])


def _grown(branches, parent: Folder | None) -> Iterator[Folder]:
    """The folders of these branches, each behind its parent."""
    for place, (name, period, visibility, role, below) in enumerate(branches, 1):
        folder = Folder(
            name=name,
            parent=parent,
            depth=parent.depth + 1 if parent else 1,
            period_setting=period,
            visibility=visibility,
            payroll_only=name == PAYROLL or bool(parent and parent.payroll_only),
            allow_relation_children=name in OWN_FOLDERS,
            system_role=role,
            order=place * 10,
        )
        yield folder
        yield from _grown(below, folder)
