"""What the practice offices lack for a walk along every address: one of each thing on two relations."""

from datetime import date, timedelta

from django.utils import timezone

from crm.models import (
    AppLink,
    ChangePlan,
    Contact,
    CustomField,
    DefaultAssignment,
    ImportBatch,
    ImportRow,
    Invitation,
    Mandate,
    Note,
    RegisterSnapshot,
    Relation,
    RelationContact,
    RelationGroup,
    RelationKind,
    SharedEntity,
    Stake,
    TeamAssignment,
    ThirdPartyLink,
)
from crm.registry import bulk_actions
from crm.rules.bulk import plan_bulk
from crm.rules.hand_over import plan_hand_over
from crm.rules.invitations import invite
from crm.rules.mandates import record_mandate
from crm.rules.notes import write_note
from crm.rules.shared_entities import create_entity
from crm.rules.stakes import record_stake
from crm.rules.third_parties import add_third_party
from dossier.enums import ItemStatus
from dossier.models import DossierItem, Folder, FolderFreeze
from dossier.queries.tree import folder_by_path
from dossier.rules.bin import trash
from dossier.rules.freezing import freeze
from dossier.rules.tree import create_folder
from integrations.models import Connection, Webhook, WebhookDelivery
from offices.files import store
from offices.models import (
    ApiToken,
    AuditEvent,
    AuthorisationRole,
    Job,
    Label,
    OutgoingMail,
    PersonalGrant,
    ProcessTeam,
    SavedView,
    StandIn,
    TeamRole,
    TransferPack,
)
from offices.rules.audit_check import VERIFY
from offices.rules.look import the_brand
from offices.rules.saved_views import save_view
from offices.rules.tokens import make_token
from sbr_inbox.models import (
    ApprovalRequest,
    Certificate,
    DigipoortAddress,
    ExpectationMute,
    FaultText,
    Filing,
    FilingAction,
    FilingSubject,
    ServiceAuthorisation,
    ServiceCertificate,
    StatusCode,
    TaxOfficeAccount,
    TaxonomyPackage,
)
from sbr_inbox.rules.authorisations import request_authorisation
from sbr_inbox.rules.muting import mute
from sbr_inbox.rules.offering import offer
from sbr_inbox.rules.summaries import make_summary
from tests.factories.crm import assign, link_contact, make_contact
from tests.factories.dossier import make_item, make_pdf, make_picture
from tests.factories.offices import make_account
from tests.factories.sbr import ob_file, ob_number, receive, work_off
from tests.factories.workflows import product_for
from workflows.models import (
    Appointment,
    BeconRow,
    DeadlineRule,
    Extension,
    OfficeHoliday,
    Product,
    RelationProduct,
)
from workflows.rules.calendar import make_appointment
from workflows.rules.extensions import register_extension

LINKED, UNLINKED = "Bakkerij De Vries B.V.", "De Vries Holding B.V."
MONTHS = ((date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 31)))


def dress(office, members: dict, canary: str) -> dict[str, str]:
    """Fill what is missing in the open office; gives a token per role."""
    admin = members["ADMIN"]
    linked, unlinked = relation_called(LINKED), relation_called(UNLINKED)
    for role in ("VIEWER", "EDITOR"):
        TeamAssignment.objects.filter(member=members[role]).delete()
        assign(linked, members[role], role="ACCOUNTANT")
    for place, relation in enumerate((linked, unlinked)):
        furnish(relation, by=admin, canary=canary)
        contact = make_contact(email=f"alleen{place}@{office.slug}.example", last_name=f"Alleen {canary}")
        link_contact(relation, contact, sees=["DOSSIER", "OB", "ICP", "LH", "VPB", "IB"])
        paper = store(make_pdf(), name="volmacht.pdf", purpose="evidence")
        record_mandate(relation, contact, by=admin, scope=["ALL"], basis="VOLMACHT", evidence_file=paper, note=f"Proef {canary}"[:500])
        invite(contact, by=admin)
        make_account(office, contact.pk, contact.email)
        housemate(office, relation, f"huisgenoot{place}@{office.slug}.example")
        request = offered(relation, [contact], MONTHS[0], by=admin)
        FilingAction.objects.create(filing=request.filing, relation=relation, kind="PAY", due_on=date(2026, 12, 15))
    plan_hand_over(members["VIEWER"], to=members["MANAGER"], by=admin, reason=f"Weg {canary}")
    found = {"relation": {"number": "1", "name": f"Pakket {canary}"}, "same": [], "hidden": 0, "people": [], "rows": {}, "sender": canary}
    TransferPack.objects.create(direction="IN", reach="RELATION", state="WAITING", name=f"Pakket {canary}", findings=found, created_by=admin)
    save_view(None, by=admin, screen="relations", name=f"Proef {canary}"[:60], query="status=CLIENT", shared_with="OFFICE")
    label = next(one for one in bulk_actions if (one.key, one.screen) == ("label", "relations"))
    chosen = Relation.objects.filter(pk__in=(linked.pk, unlinked.pk))
    plan_bulk(label, chosen, {"labels": {"add": [str(Label.objects.filter(audience="RELATIONS").first().pk)]}}, by=admin, title=f"Proef {canary}")
    freeze(folder_by_path(None, "Jaarwerk/KvK-deponering"), by=admin, reason=f"Klaar {canary}", year=2019)
    return {role: make_token(member, name=f"Proef {role}", by=admin)[1] for role, member in members.items()}


def housemate(office, relation, email: str) -> None:
    """Another contact of the same client, with the same access, who is never asked anything."""
    contact = make_contact(email=email, last_name="Huisgenoot")
    link_contact(relation, contact, sees=["DOSSIER", "OB", "ICP", "LH", "VPB", "IB"])
    make_account(office, contact.pk, email)


def relation_called(name: str) -> Relation:
    """The relation of the story with this name."""
    return Relation.objects.get(name__startswith=name)


def furnish(relation, *, by, canary: str) -> None:
    """Items, an own folder and a freeze on a relation."""
    make_item(relation, content=make_pdf(), by=by, name=f"stuk {canary}.pdf", is_public=True)
    trash(make_item(relation, by=by, name=f"weg {canary}.txt"), by=by)
    create_folder(f"Eigen {canary}"[:80], by=by, parent=folder_by_path(None, "Administratie"), relation=relation)
    Relation.objects.filter(pk=relation.pk).update(avatar=store(make_picture(), name="logo.png", purpose="avatar"))
    mute(relation, product_for("ICP"), by=by, reason=f"Rust {canary}", until=timezone.localdate() + timedelta(days=30))
    register_extension(
        relation, by=by, tax="VPB", year=2024, kind="OWN", until=date(2026, 1, 31), registered_on=date(2025, 5, 1), note=f"Uitstel {canary}"
    )
    freeze(folder_by_path(None, "Jaarwerk/Werkdossier"), by=by, reason=f"Klaar {canary}", relation=relation, year=2023)
    make_appointment(
        by=by, title=f"Proef {canary}"[:150], starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1), relation=relation
    )
    outsider = create_entity(by=by, values={"kind": "ORGANISATION", "name": f"Entiteit {canary} {relation.number}"[:200]})
    record_stake(relation, by=by, owner=outsider, values={"kind": "PROFIT", "percentage": "5", "valid_from": date(2024, 1, 1), "source": "CLIENT"})
    write_note(relation, by=by, text=f"Proefnotitie {canary}")
    add_third_party(relation, by=by, values={"role": "NOTARY", "name": f"Notaris {canary}"[:200]})
    request_authorisation(relation, by=by, service="SBA", tax="VPB", year=2027, note=f"Machtiging {canary}")


def offered(relation, contacts, span, *, by) -> ApprovalRequest:
    """A filing with a PDF beside it, put before the client."""
    start, end = span
    received = receive(
        ob_file(ob_number(relation), start=start, end=end, reference=f"PROEF-{relation.number}-{start:%m}"), by=by, pdf=make_pdf()
    )
    work_off()
    filing = Filing.objects.get(pk=received.filing.pk)
    offer(filing, by=by, addressees=contacts)
    request = ApprovalRequest.objects.get(filing=filing)
    make_summary(request.pk)
    return request


def things(relation, slug: str) -> dict:
    """Name -> id of one of each thing of this relation and of its office, as the permission table calls them."""
    place = 0 if relation.name.startswith(LINKED) else 1
    contact = Contact.objects.get(email=f"alleen{place}@{slug}.example")
    request = ApprovalRequest.objects.filter(addressees__contact=contact).get()
    items = DossierItem.objects.filter(relation=relation)
    found = {
        "relation": relation,
        "item": items.filter(status=ItemStatus.AVAILABLE, name__startswith="stuk").first(),
        "trashed": items.filter(status=ItemStatus.TRASHED, name__startswith="weg").first(),
        "folder": folder_by_path(None, "Belastingen/Omzetbelasting"),
        "own_folder": Folder.objects.filter(relation=relation).first(),
        "freeze": FolderFreeze.objects.filter(relation=relation, thawed_at=None).first(),
        "assignment": TeamAssignment.objects.filter(relation=relation).first(),
        "role": TeamRole.objects.first(),
        "link": RelationContact.objects.filter(relation=relation, contact=contact).first(),
        "contact": contact,
        "invitation": Invitation.objects.filter(contact=contact).first(),
        "relation_product": RelationProduct.objects.filter(relation=relation, ends_on=None).first(),
        "filing": request.filing,
        "request": request,
        "approved": ApprovalRequest.objects.filter(filing__relation=relation, state="APPROVED").first(),
        "office_folder": folder_by_path(None, "Kredietrapportages"),
        "office_freeze": FolderFreeze.objects.filter(relation=None).first(),
        "product": Product.objects.first(),
        "deadline_rule": DeadlineRule.objects.first(),
        "becon": BeconRow.objects.first(),
        "holiday": OfficeHoliday.objects.first(),
        "mute": ExpectationMute.objects.filter(relation=relation).first(),
        "extension": Extension.objects.filter(relation=relation).first(),
        "connection": Connection.objects.filter(connector="drop_folder").first(),
        "kvk": Connection.objects.filter(connector="kvk").first(),
        "import": ImportBatch.objects.first(),
        "import_row": ImportRow.objects.filter(group="INVALID").first(),
        "snapshot": RegisterSnapshot.objects.filter(relation=relation).first(),
        "semansys": Connection.objects.filter(connector="semansys").first(),
        "mail": OutgoingMail.objects.first(),
        "token": ApiToken.objects.filter(office=relation.office_id, member__role__shipped="MANAGER").first(),
        "note": Note.objects.filter(relation=relation, text__startswith="Proefnotitie").first(),
        "stake": Stake.objects.filter(relation=relation, kind="PROFIT").first(),
        "third": ThirdPartyLink.objects.filter(relation=relation, role="NOTARY").order_by("-created_at").first(),
        "entity": SharedEntity.objects.filter(stakes__relation=relation, stakes__kind="PROFIT").first(),
        "custom_field": CustomField.objects.first(),
        "mandate": Mandate.objects.filter(relation=relation).exclude(evidence_file=None).first(),
        "unity": relation.unity_memberships.filter(valid_to=None).first(),
        "action": FilingAction.objects.filter(relation=relation).first(),
        "authorisation": ServiceAuthorisation.objects.filter(relation=relation).first(),
        "package": TaxonomyPackage.objects.first(),
        "account": TaxOfficeAccount.objects.first(),
        "certificate": Certificate.objects.first(),
        "service_certificate": ServiceCertificate.objects.first(),
        "address": DigipoortAddress.objects.first(),
        "status_code": StatusCode.objects.first(),
        "fault": FaultText.objects.first(),
        "issue": request.filing.issues.filter(closed_at=None).first(),
        "inline": Filing.objects.filter(entrypoint__startswith="kvk-annual-report").first(),
        "appointment": Appointment.objects.filter(relation=relation, title__startswith="Proef").first(),
        "job": Job.objects.filter(kind=VERIFY).first(),
        "auth_role": AuthorisationRole.objects.first(),
        "process_team": ProcessTeam.objects.first(),
        "personal_grant": PersonalGrant.objects.first(),
        "label": Label.objects.filter(audience="RELATIONS").first(),
        "logo": the_brand().logo,
        "default_role": DefaultAssignment.objects.first(),
        "stand_in": StandIn.objects.filter(absent_member__role__shipped="VIEWER").first(),
        "hand_over": ChangePlan.objects.filter(items__object_kind__endswith="#handover").first(),
        "view": SavedView.objects.filter(name__startswith="Proef").first(),
        "bulk_plan": ChangePlan.objects.filter(kind="BULK", title__startswith="Proef").first(),
        "kind": RelationKind.objects.first(),
        "group": RelationGroup.objects.first(),
        "app_link": AppLink.objects.filter(audience="TEAM").first(),
        "webhook": Webhook.objects.first(),
        "delivery": WebhookDelivery.objects.first(),
        "pack": TransferPack.objects.filter(direction="IN").first(),
        "event": AuditEvent.objects.order_by("id").first(),
        "uitstel": FilingSubject.objects.first().filing,
    }
    shown = {"sha256": request.sha256, "pdf_sha256": request.pdf_sha256, "slug": slug}
    return {name: row.pk for name, row in found.items() if row is not None} | shown
