"""The world the browser walks through: practice offices, and one thing of every kind to look at."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from offices.models import Office, PortalAccount, TeamMember, User
from offices.practice import make_offices
from offices.scope import office_scope
from offices.signin import levels
from offices.signin.links import make_link
from offices.signin.store import SessionStore


@dataclass
class World:
    """Where the server is, who looks, and the ids that stand in addresses."""

    office: Office
    staff: User
    client: User
    url: str = ""
    password: str = ""
    link: str = ""
    ids: dict[str, object] = field(default_factory=dict)
    cookies: dict[str, list[dict]] = field(default_factory=dict)

    def address(self, visit: str) -> str:
        """The path of a page, from its name and the ids behind it (``=word`` stands for itself)."""
        name, *keys = visit.split()
        slug = () if name.split(":")[0] in ("signin", "practice_mailbox") else (self.office.slug,)
        ids = [key[1:] if key.startswith("=") else self.ids[key] for key in keys]
        return reverse(name, args=(*slug, *ids))


def elsewhere(work, *args):
    """Do this as another process would, on a connection of its own: a test never commits, and the server must see it."""

    def alone():
        try:
            return work(*args)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(alone).result()


def step_up_again(cookies: list[dict]) -> None:
    """A second factor given just now: walking every page takes longer than a step up lasts."""
    for cookie in cookies:
        if Session.objects.filter(session_key=cookie["value"]).exists():
            session = SessionStore(cookie["value"])
            proofs = session.get(levels.SESSION_KEY, {})
            if proofs.get("stepped_up_at"):
                session[levels.SESSION_KEY] = proofs | {"stepped_up_at": time.time()}
                session.save()


def made() -> World:
    """Two practice offices; the admin of the first looks at the relation whose client was asked for approval."""
    plans = make_offices(2, relations=24, seed=7, canaries=False)
    office = plans[0].office
    admin = TeamMember.objects.select_related("user").get(office=office, user__name="Fatima Yilmaz")
    with office_scope(office.pk):
        account = PortalAccount.objects.select_related("user").filter(office=office, active=True).first()
        ids = ids_of_office(account, admin)
        link = invitation(office)
    return World(
        office,
        admin.user,
        account.user,
        password=plans[0].password,
        link=link,
        ids=ids | {"member": admin.pk},
    )


def invitation(office: Office) -> str:
    """The token of a link that a client got by mail and has not used yet."""
    from crm.models import Contact

    taken = PortalAccount.objects.values_list("contact_id", flat=True)
    contact = Contact.objects.exclude(pk__in=taken).first()
    return make_link(office, purpose="CLIENT_INVITE", target_id=contact.pk, email="nieuw@example.org", days=7)


def ids_of_office(account: PortalAccount, admin: TeamMember) -> dict[str, object]:
    """One id of every kind; the office is open."""
    from crm.models import (
        Contact,
        CustomField,
        ImportBatch,
        Mandate,
        Note,
        PartnerLink,
        RelationContact,
        SharedEntity,
        Stake,
        ThirdPartyLink,
    )
    from dossier.models import DossierItem, Folder
    from dossier.rules.tree import create_folder
    from integrations.models import Connection
    from offices.models import Job, OutgoingMail
    from sbr_inbox.models import (
        ApprovalRequest,
        DigipoortAddress,
        FaultText,
        Filing,
        FilingSubject,
        ServiceAuthorisation,
        StatusCode,
        TaxOfficeAccount,
    )
    from workflows.models import Appointment, BeconRow, DeadlineRule, Product, RelationProduct

    asked = ApprovalRequest.objects.filter(addressees__contact_id=account.contact_id, filing__state="OFFERED")
    request = asked.select_related("filing__relation").first()
    relation = request.filing.relation
    item = DossierItem.objects.filter(relation=relation).first()
    shown = DossierItem.objects.filter(relation=relation, is_public=True).first()
    row = FilingSubject.objects.select_related("filing").first()
    place = Folder.objects.filter(relation=None, allow_relation_children=True).first()
    own = create_folder("Eigen map", by=admin, parent=place, relation=relation, move_items=True)
    partner = PartnerLink.objects.first()
    found = {
        "relation": relation,
        "mandate": Mandate.objects.filter(relation=relation, valid_to=None).first(),
        "import": ImportBatch.objects.first(),
        "person": partner and partner.person_a,
        "partner": partner,
        "contact": Contact.objects.get(pk=account.contact_id),
        "link": RelationContact.objects.filter(relation=relation).first(),
        "note": Note.objects.filter(relation=relation).first(),
        "stake": Stake.objects.filter(relation=relation).first(),
        "third": ThirdPartyLink.objects.filter(relation=relation).first(),
        "entity": SharedEntity.objects.filter(kind="ORGANISATION").first(),
        "custom_field": CustomField.objects.first(),
        "request": request,
        "filing": request.filing,
        "unlinked": Filing.objects.filter(state="UNMATCHED").first(),
        "ready": Filing.objects.filter(state="READY").first(),
        "item": item,
        "shown_folder": shown and shown.folder,
        "list": row and row.filing,
        "own_folder": own,
        "tree_folder": Folder.objects.filter(relation=None).first(),
        "appointment": Appointment.objects.filter(relation__isnull=False).first(),
        "job": Job.objects.filter(asked_by=admin).first(),
        "product": Product.objects.first(),
        "deadline_rule": DeadlineRule.objects.first(),
        "becon": BeconRow.objects.first(),
        "held_product": RelationProduct.objects.filter(relation=relation).first(),
        "connection": Connection.objects.filter(connector="drop_folder").first(),
        "semansys": Connection.objects.filter(connector="semansys").first(),
        "address": DigipoortAddress.objects.first(),
        "status_code": StatusCode.objects.first(),
        "mail": OutgoingMail.objects.first(),
        "fault": FaultText.objects.first(),
        "issue": request.filing.issues.filter(closed_at=None).first(),
        "account": TaxOfficeAccount.objects.first(),
        "authorisation": ServiceAuthorisation.objects.first(),
    } | ids_of_beheer(admin) | ids_of_work(admin, relation)
    ids = {key: thing.pk for key, thing in found.items() if thing}
    return ids | ({"position": row.position} if row else {})


def ids_of_beheer(admin: TeamMember) -> dict[str, object]:
    """One of each thing that Beheer sets; the office is open."""
    from crm.models import AppLink, DefaultAssignment, RelationGroup, RelationKind
    from crm.rules.hand_over import plan_hand_over
    from offices.models import AuthorisationRole, Label, PersonalGrant, ProcessTeam, StandIn, TeamRole

    members = TeamMember.objects.filter(office=admin.office).select_related("user", "office", "role")
    editor, manager = (members.filter(role__shipped=code).order_by("number").first() for code in ("EDITOR", "MANAGER"))
    return {
        "editor": editor,
        "hand_over": plan_hand_over(editor, to=manager, by=admin),
        "role": TeamRole.objects.first(),
        "default_role": DefaultAssignment.objects.first(),
        "stand_in": StandIn.objects.first(),
        "kind": RelationKind.objects.first(),
        "group": RelationGroup.objects.first(),
        "app_link": AppLink.objects.first(),
        "auth_role": AuthorisationRole.objects.first(),
        "personal_grant": PersonalGrant.objects.first(),
        "process_team": ProcessTeam.objects.first(),
        "label": Label.objects.first(),
    }


def ids_of_work(admin: TeamMember, relation) -> dict[str, object]:
    """One view, bulk plan, webhook, snapshot and pack; the office is open."""
    from crm.models import RegisterSnapshot
    from crm.registry import bulk_actions
    from crm.rules.bulk import plan_bulk
    from integrations.models import Webhook
    from offices.models import Label, TransferPack
    from offices.rules.saved_views import save_view

    label = next(one for one in bulk_actions if (one.key, one.screen) == ("label", "relations"))
    chosen = {"labels": {"add": [str(Label.objects.filter(audience="RELATIONS").first().pk)]}}
    found = {"relation": {"number": "1", "name": "Bakkerij De Vries B.V."}, "same": [], "hidden": 0, "people": [], "rows": {}, "sender": "Elders"}
    snapshot = RegisterSnapshot.objects.select_related("relation").first()
    return {
        "view": save_view(None, by=admin, screen="relations", name="Alle klanten", query="status=CLIENT", shared_with="OFFICE"),
        "bulk_plan": plan_bulk(label, relation.__class__.objects.all(), chosen, by=admin, title="Label erbij"),
        "webhook": Webhook.objects.first(),
        "snapshot": snapshot,
        "registered": snapshot and snapshot.relation,
        "pack": TransferPack.objects.create(
            direction="IN", reach="RELATION", state="WAITING", name="Bakkerij De Vries B.V.", findings=found, created_by=admin
        ),
    }
