"""Which items a person may see: the rights live in these queries, not in the views that use them."""

from django.db.models import Exists, OuterRef, Q, Subquery

from dossier.enums import ItemStatus, SystemRole, Visibility
from offices.models import OfficeQuerySet
from offices.permissions import all_permissions, may, scope_of

# Folders that ask a right of their own beside the right to see items.
CLOSED: dict[str, str] = {SystemRole.WWFT_ID: "wwft.identity.view"}


def _model(label):
    from django.apps import apps

    return apps.get_model(label)


def known(key: str) -> bool:
    """Whether an app of this installation declares the right; what nobody declares nobody has."""
    return any(permission.key == key for permission in all_permissions())


def opens(member, role: str, relation) -> bool:
    """Whether the member may open the folder with this system role, for this relation."""
    key = CLOSED.get(role)
    if key is None:
        return True
    if not known(key) or not may(member, key):
        return False
    return _model("crm.Relation").objects.visible_to(member, key).filter(pk=relation.pk).exists()


class ItemQuerySet(OfficeQuerySet):
    """Items of the open office."""

    def visible_to(self, member, permission="dossier.item.view"):
        """Items on which this member may use this right, without those in folders closed to him."""
        relations = _model("crm.Relation").objects
        found = self.filter(relation__in=relations.visible_to(member, permission).values("pk"))
        for role, key in CLOSED.items():
            closed = Q(folder__system_role=role)
            if not known(key) or scope_of(member, key) is None:
                found = found.exclude(closed)
            else:
                found = found.filter(~closed | Q(relation__in=relations.visible_to(member, key).values("pk")))
        return found

    def visible_to_contact(self, link):
        """Items a client may see through this link with a relation: folder and item are both open, today.

        `link` is a crm.RelationContact or None. Payroll folders ask that the link sees payroll.
        """
        if link is None:
            return self.none()
        today = (
            _model("crm.RelationContact")
            .objects.with_access()
            .filter(pk=link.pk, relation_id=OuterRef("relation_id"))
        )
        payroll = Exists(today.filter(sees__contains=["PAYROLL"]))
        return self.live().filter(
            Exists(today.filter(sees__contains=["DOSSIER"])),
            Q(folder__payroll_only=False) | payroll,
            relation_id=link.relation_id,
            folder__visibility=Visibility.CLIENT,
            is_public=True,
            status=ItemStatus.AVAILABLE,
        )

    def live(self):
        """Items that are in the dossier: not in the bin and not destroyed."""
        return self.filter(status=ItemStatus.AVAILABLE)

    def in_bin(self):
        """Items that can still be restored."""
        return self.filter(status=ItemStatus.TRASHED)

    def with_client_access(self):
        """When a client last opened any version of the item, as `seen_at`."""
        opened = _model("dossier.ItemAccess").objects.filter(
            item_version__item=OuterRef("pk"), account__isnull=False
        )
        return self.annotate(seen_at=Subquery(opened.order_by("-at").values("at")[:1]))

    def lock(self, pk):
        """The item with its folder and relation, locked until the end of the transaction."""
        return self.select_related("folder", "relation").select_for_update(of=("self",)).get(pk=pk)
