"""Asking a client for approval of exactly these bytes, the answer, and what may go without one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from crm.enums import FilingKind
from offices.history import history
from offices.models import AppendOnly, Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox.approval_enums import (
    MAY_BE_LOWERED,
    AnswerOrder,
    Channel,
    Decision,
    Factor,
    Quorum,
    RequestState,
)


@history()
class ApprovalPolicy(Edited):
    """Who must say yes to a kind of filing; without relation it is the default of the office."""

    relation = belongs_to("crm.Relation", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="Relatie")
    kind = models.CharField("Soort", max_length=20, choices=FilingKind)
    quorum = models.CharField("Aantal akkoorden", max_length=10, choices=Quorum, default=Quorum.ANY_ONE)
    n = models.PositiveSmallIntegerField("N", default=1, validators=[MinValueValidator(1), MaxValueValidator(20)])
    order = models.CharField("Volgorde", max_length=10, choices=AnswerOrder, default=AnswerOrder.FREE)
    factor = models.CharField("Zekerheid", max_length=10, choices=Factor, default=Factor.STRONG)
    reminders = models.PositiveSmallIntegerField("Herinneringen", default=4, validators=[MaxValueValidator(10)])
    expires_after = models.PositiveSmallIntegerField(
        "Verloopt na (dagen)", default=21, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    class Meta(Edited.Meta):
        verbose_name = "Akkoordregel"
        verbose_name_plural = "Akkoordregels"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(
                fields=["office", "relation", "kind"], nulls_distinct=False, name="sbr_inbox_approvalpolicy_one"
            ),
            models.CheckConstraint(
                condition=Q(factor=Factor.STRONG) | Q(kind__in=sorted(MAY_BE_LOWERED)),
                name="sbr_inbox_approvalpolicy_factor",
            ),
            models.CheckConstraint(
                condition=Q(expires_after__range=(1, 90)), name="sbr_inbox_approvalpolicy_expires_after"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_quorum_display().lower()}"


class ApprovalRequest(Edited):
    """One offer of one filing: the hashes are those of the bytes that lay in the store when it was offered."""

    filing = belongs_to("sbr_inbox.Filing", models.PROTECT, related_name="approval_requests", verbose_name="Aangifte")
    # Whose filing it was when it was offered: linked to another relation it is another question to other people.
    relation = belongs_to("crm.Relation", models.PROTECT, related_name="approval_requests", verbose_name="Relatie")
    policy = belongs_to("sbr_inbox.ApprovalPolicy", models.PROTECT, related_name="+", verbose_name="Akkoordregel")
    state = models.CharField("Status", max_length=10, choices=RequestState, default=RequestState.OPEN)
    sha256 = models.CharField("Controlegetal aangifte", max_length=64)
    # The PDF a person was shown: the one that came with the filing, else our summary. Empty until it is made.
    pdf_sha256 = models.CharField("Controlegetal pdf", max_length=64, blank=True)
    pdf_file = belongs_to(
        "offices.StoredFile", models.PROTECT, null=True, blank=True, related_name="approval_requests", verbose_name="Pdf"
    )
    pdf_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    pdf_attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    pdf_fault = models.CharField(max_length=200, blank=True, editable=False)
    sentence_template = models.CharField(max_length=40)
    sentence_values = models.JSONField(default=dict)
    channel = models.CharField("Kanaal", max_length=10, choices=Channel, default=Channel.PORTAL)
    offered_at = models.DateTimeField("Aangeboden op")
    expires_at = models.DateTimeField("Verloopt op")
    message = models.TextField("Toelichting", blank=True, max_length=2000)
    closed_at = models.DateTimeField("Afgesloten op", null=True, blank=True)
    closed_reason = models.TextField("Reden", blank=True)
    # How many reminders go out, taken from the rule when it was offered; the next one, and when the last had no effect.
    reminders = models.PositiveSmallIntegerField("Herinneringen", default=4, validators=[MaxValueValidator(10)])
    reminded = models.PositiveSmallIntegerField("Herinneringen verstuurd", default=0, editable=False)
    remind_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    silent_at = models.DateTimeField("Antwoord bleef uit sinds", null=True, blank=True, editable=False)

    class Meta(Edited.Meta):
        verbose_name = "Verzoek om akkoord"
        verbose_name_plural = "Verzoeken om akkoord"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("filing"),
            SameOffice("relation"),
            SameOffice("policy"),
            SameOffice("pdf_file"),
            models.UniqueConstraint(
                fields=["office", "filing"], condition=Q(state=RequestState.OPEN), name="sbr_inbox_approvalrequest_live"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, closed_at=None) | (~Q(state=RequestState.OPEN) & Q(closed_at__isnull=False)),
                name="sbr_inbox_approvalrequest_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "filing", "offered_at"], name="sbr_inbox_approvalreq_filing"),
            models.Index(fields=["office", "relation"], name="sbr_inbox_approvalreq_relation"),
            models.Index(fields=["office", "policy"], name="sbr_inbox_approvalreq_policy"),
            models.Index(fields=["office", "pdf_file"], name="sbr_inbox_approvalreq_pdf"),
            models.Index(fields=["office", "state", "expires_at"], name="sbr_inbox_approvalreq_expires"),
            models.Index(
                fields=["office", "pdf_due_at"], condition=Q(pdf_due_at__isnull=False), name="sbr_inbox_approvalreq_pdf_due"
            ),
            models.Index(
                fields=["office", "remind_due_at"], condition=Q(remind_due_at__isnull=False), name="sbr_inbox_approvalreq_remind"
            ),
            models.Index(
                fields=["office", "filing"], condition=Q(silent_at__isnull=False), name="sbr_inbox_approvalreq_silent"
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()} ({self.offered_at:%d-%m-%Y})"

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.OPEN


class ApprovalAddressee(OfficeOwned):
    """A contact who was asked."""

    request = belongs_to("sbr_inbox.ApprovalRequest", models.CASCADE, related_name="addressees")
    contact = belongs_to("crm.Contact", models.PROTECT, related_name="approval_addressees", verbose_name="Contact")
    order = models.PositiveSmallIntegerField("Volgorde", default=1)
    # Asked as the fiscal partner in a joint return, not for the relation itself.
    partner_link = belongs_to("crm.PartnerLink", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Als partner")
    # Empty while somebody before him has to answer first.
    asked_at = models.DateTimeField("Gevraagd op", null=True, blank=True)
    seen_at = models.DateTimeField("Gezien op", null=True, blank=True)
    reminded_at = models.DateTimeField("Herinnerd op", null=True, blank=True)
    reminded = models.PositiveSmallIntegerField("Herinneringen", default=0)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Gevraagde"
        verbose_name_plural = "Gevraagden"
        ordering = ["order", "id"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("request"),
            SameOffice("contact"),
            SameOffice("partner_link"),
            models.UniqueConstraint(fields=["office", "request", "contact"], name="sbr_inbox_approvaladdressee_once"),
        ]
        indexes = [
            models.Index(fields=["office", "contact", "request"], name="sbr_inbox_addressee_contact"),
            models.Index(fields=["office", "partner_link"], name="sbr_inbox_addressee_partner"),
        ]

    def __str__(self):
        return str(self.contact)


class Approval(AppendOnly):
    """One answer of one person. Never changed and never removed."""

    request = belongs_to("sbr_inbox.ApprovalRequest", models.PROTECT, related_name="answers")
    contact = belongs_to("crm.Contact", models.PROTECT, null=True, blank=True, related_name="approvals", verbose_name="Contact")
    member = belongs_to("offices.TeamMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Teamlid")
    person_name = models.CharField("Naam", max_length=200)
    decision = models.CharField("Besluit", max_length=10, choices=Decision)
    reason = models.TextField("Reden", blank=True, max_length=2000)
    sentence = models.TextField("Zin")
    at = models.DateTimeField("Op")
    factor = models.CharField("Zekerheid", max_length=10, choices=Factor)
    ip = models.GenericIPAddressField("IP-adres", null=True, blank=True)
    agent = models.CharField("Browser", max_length=300, blank=True)
    sha256 = models.CharField("Controlegetal aangifte", max_length=64)
    pdf_sha256 = models.CharField("Controlegetal pdf", max_length=64, blank=True)
    # The authority that was found that day; empty when none was recorded and the office does not ask for one.
    mandate = belongs_to("crm.Mandate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Bevoegdheid")
    # Given by a member on behalf of a contact, with what shows that the contact agreed.
    on_behalf_of = belongs_to("crm.Contact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Namens")
    evidence_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Bewijs")

    class Meta(AppendOnly.Meta):
        verbose_name = "Antwoord op verzoek om akkoord"
        verbose_name_plural = "Antwoorden op verzoeken om akkoord"
        ordering = ["at", "id"]
        constraints = [
            *AppendOnly.Meta.constraints,
            SameOffice("request"),
            SameOffice("contact"),
            SameOffice("member"),
            SameOffice("mandate"),
            SameOffice("on_behalf_of"),
            SameOffice("evidence_file"),
            models.UniqueConstraint(fields=["office", "request", "contact"], name="sbr_inbox_approval_contact_once"),
            models.UniqueConstraint(
                fields=["office", "request", "member", "on_behalf_of"], nulls_distinct=False,
                condition=Q(member__isnull=False), name="sbr_inbox_approval_member_once",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(on_behalf_of=None), name="sbr_inbox_approval_on_behalf"
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, member=None) | Q(contact=None, member__isnull=False),
                name="sbr_inbox_approval_one_person",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVED) | Q(reason__regex="^.{10,}"), name="sbr_inbox_approval_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "contact", "at"], name="sbr_inbox_approval_contact"),
            models.Index(fields=["office", "member"], name="sbr_inbox_approval_member"),
            models.Index(fields=["office", "mandate"], name="sbr_inbox_approval_mandate"),
            models.Index(fields=["office", "on_behalf_of"], name="sbr_inbox_approval_behalf"),
            models.Index(fields=["office", "evidence_file"], name="sbr_inbox_approval_evidence"),
        ]

    def __str__(self):
        return f"{self.person_name}: {self.get_decision_display().lower()}"

    @property
    def voter_id(self):
        """The contact whose answer it is: his own, or given for him by a member."""
        return self.contact_id or self.on_behalf_of_id


class Release(Edited):
    """Sending without approval: asked by one member with a reason, confirmed by another, for exactly these bytes."""

    filing = belongs_to("sbr_inbox.Filing", models.PROTECT, related_name="releases", verbose_name="Aangifte")
    sha256 = models.CharField("Controlegetal aangifte", max_length=64)
    asked_by = belongs_to("offices.TeamMember", models.PROTECT, related_name="+", verbose_name="Gevraagd door")
    asked_at = models.DateTimeField("Gevraagd op")
    reason = models.TextField("Reden", max_length=2000)
    confirmed_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Bevestigd door")
    confirmed_at = models.DateTimeField("Bevestigd op", null=True, blank=True)
    refused_at = models.DateTimeField("Vervallen op", null=True, blank=True)
    refused_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Geweigerd door")
    refusal = models.CharField("Waarom het verviel", max_length=500, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Verzending zonder akkoord"
        verbose_name_plural = "Verzendingen zonder akkoord"
        ordering = ["-asked_at"]
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("filing"),
            SameOffice("asked_by"),
            SameOffice("confirmed_by"),
            SameOffice("refused_by"),
            models.UniqueConstraint(
                fields=["office", "filing"], condition=Q(refused_at=None), name="sbr_inbox_release_live"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("asked_by")), name="sbr_inbox_release_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="sbr_inbox_release_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "asked_by"], name="sbr_inbox_release_asked"),
            models.Index(fields=["office", "confirmed_by"], name="sbr_inbox_release_confirmer"),
            models.Index(fields=["office", "refused_by"], name="sbr_inbox_release_refuser"),
        ]

    def __str__(self):
        return f"Verzending zonder akkoord {self.asked_at:%d-%m-%Y}"
