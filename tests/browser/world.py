"""The world the browser walks through: practice offices, and one thing of every kind to look at."""

from dataclasses import dataclass, field

from django.urls import reverse

from offices.models import Office, PortalAccount, TeamMember, User
from offices.practice import make_offices
from offices.scope import office_scope


@dataclass
class World:
    """Where the server is, who looks, and the ids that stand in addresses."""

    office: Office
    staff: User
    client: User | None
    url: str = ""
    ids: dict[str, object] = field(default_factory=dict)
    cookies: dict[str, list[dict]] = field(default_factory=dict)

    def address(self, name: str, *keys: str) -> str:
        """The path of a page; ``keys`` name ids of this world."""
        slug = () if name.split(":")[0] in ("signin", "practice_mailbox", "health") else (self.office.slug,)
        return reverse(name, args=(*slug, *[self.ids[key] for key in keys]))


def made() -> World:
    """Two practice offices; the admin of the first looks at its most filled relation."""
    plans = make_offices(2, relations=24, seed=7, canaries=False)
    office = plans[0].office
    admin = TeamMember.objects.select_related("user").get(office=office, user__name="Fatima Yilmaz")
    with office_scope(office.pk):
        account = PortalAccount.objects.select_related("user").filter(office=office, active=True).first()
        ids = ids_of_office()
    ids |= {"member": admin.pk}
    return World(office, admin.user, account.user if account else None, ids=ids)


def ids_of_office() -> dict[str, object]:
    """One id of every kind there is; the office is open."""
    from crm.models import Contact, Relation
    from dossier.models import DossierItem, Folder
    from integrations.models import Connection
    from offices.models import OutgoingMail
    from sbr_inbox.models import Filing

    offered = Filing.objects.filter(state="OFFERED", relation__isnull=False)
    linked = offered.first() or Filing.objects.filter(relation__isnull=False).first()
    relation = linked.relation if linked else Relation.objects.first()
    found = {
        "relation": relation,
        "contact": Contact.objects.first(),
        "filing": linked,
        "unlinked": Filing.objects.filter(relation__isnull=True).first(),
        "folder": Folder.objects.filter(relation=relation).first(),
        "item": DossierItem.objects.filter(relation=relation).first(),
        "connection": Connection.objects.first(),
        "mail": OutgoingMail.objects.first(),
    }
    return {key: row.pk for key, row in found.items() if row}
