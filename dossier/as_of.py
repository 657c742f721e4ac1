"""Which items lay in the dossier at the end of a day, by the bytes they had then."""

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from crm.as_of.blocks import Block, day_of, shown
from dossier.enums import ItemStatus
from dossier.models import DossierItem, ItemVersion
from dossier.queries.tree import load_tree

MOST = 500


def items_then(stand):
    """Folder, item and version of that day; name and folder as they are called now. Three questions."""
    items = DossierItem.objects.visible_to(stand.member).filter(relation_id=stand.relation_id)
    versions = ItemVersion.objects.filter(item=OuterRef("pk"))
    if stand.moment is None:
        items = items.live()
    else:
        # What was destroyed since kept the moment it was thrown away.
        items = items.filter(Q(deleted_at__gte=stand.moment) | Q(status=ItemStatus.AVAILABLE), created_at__lt=stand.moment)
        versions = versions.filter(at__lt=stand.moment)
    newest = versions.order_by("-number")
    found = items.annotate(number=Subquery(newest.values("number")[:1]), hash=Subquery(newest.values("sha256")[:1]))
    tree = load_tree(stand.reach.relation, member=stand.member)
    rows = []
    for item in found.order_by("sort_key", "pk")[:MOST]:
        node = tree.get(item.folder_id)
        version = f"versie {item.number}" if item.number else "–"
        made = day_of(timezone.localdate(item.created_at))
        rows.append((node.path if node else "Verwijderde map", item.name, item.period_label, made, version, (item.hash or "")[:16]))
    heads = ("Map", "Stuk", "Periode", "Toegevoegd", "Versie", "Vingerafdruk (begin)")
    return shown(Block("Stukken in het dossier", sorted(rows), heads))
