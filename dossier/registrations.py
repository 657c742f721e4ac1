"""What the dossier adds to the registries on its left."""

from crm.bulk_registry import InBulk, relations_created
from crm.registry import (
    AsOfPart,
    BinKind,
    CardTab,
    SearchSource,
    SubjectOpener,
    as_of_parts,
    bin_kinds,
    card_tabs,
    relation_created,
    search_sources,
    subject_openers,
)
from dossier.as_of import items_then
from dossier.found import about_items, show_items
from dossier.models import DossierItem
from dossier.queries.tree import COUNT_MOST
from dossier.rules.bin import days_left, restore
from dossier.rules.seeding import open_dossier, open_dossiers, seed_tree
from dossier.sweeping import sweep_dossier
from offices.registry import Later, SettingsPage, office_created, practice_data, settings_pages, sweeps

office_created.register(seed_tree)
relation_created.register(open_dossier)
relations_created.register(InBulk(open_dossier, open_dossiers, ("dossier.dossier",)))
sweeps.register(sweep_dossier)
practice_data.register(Later("dossier.practice.fill"))


def _count(relation, member) -> int:
    """How many items the tab holds, counted to 1,000."""
    return DossierItem.objects.live().visible_to(member).filter(relation=relation)[:COUNT_MOST].count()


card_tabs.register(CardTab("dossier", "Dossier", 50, "dossier.item.view", "dossier:tab", count=_count))
as_of_parts.register(AsOfPart("items", "Stukken", 80, "dossier.item.view", items_then, "crm/as_of_blocks.html"))
bin_kinds.register(
    BinKind(
        "stuk",
        "Stuk",
        "Stukken",
        "file-text",
        rows=lambda member: DossierItem.objects.visible_to(member, "dossier.item.restore")
        .in_bin()
        .select_related("folder", "relation", "deleted_by__user"),
        name=lambda item: item.name,
        place=lambda item: f"{item.relation.name}, {item.folder.name}",
        restore=restore,
        days_left=days_left,
        order=30,
    )
)
search_sources.register(SearchSource("items", "Stukken", "dossier.item.view", about_items, show_items, order=30))
subject_openers.register(SubjectOpener("dossier.dossieritem", "dossier:open", "file-text"))
settings_pages.register(
    SettingsPage(
        "dossier",
        "Dossier",
        "Mappen, zichtbaarheid, bevriezen en de prullenbak",
        "folder-tree",
        "dossier:folders",
        "dossier.folder.manage",
        order=40,
    )
)
