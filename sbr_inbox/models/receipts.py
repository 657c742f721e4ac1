"""Signed proofs: of an approval, of sending without one, and of what the receiver decided."""

from django.db import models
from django.db.models import Q

from offices.models import AppendOnly, belongs_to
from offices.walls import SameOffice
from sbr_inbox.approval_enums import ReceiptKind


class Receipt(AppendOnly):
    """One signed proof; the text is kept byte for byte, because the signature is over it."""

    kind = models.CharField("Soort", max_length=10, choices=ReceiptKind, default=ReceiptKind.APPROVAL)
    filing = belongs_to("sbr_inbox.Filing", models.PROTECT, related_name="receipts", verbose_name="Aangifte")
    approval = belongs_to("sbr_inbox.Approval", models.PROTECT, null=True, blank=True, related_name="receipts")
    release = belongs_to("sbr_inbox.Release", models.PROTECT, null=True, blank=True, related_name="receipts")
    delivery = belongs_to("sbr_inbox.Delivery", models.PROTECT, null=True, blank=True, related_name="receipts")
    # Which sending of the delivery: the aanleverkenmerk under which the receiver decided.
    reference = models.CharField("Aanleverkenmerk", max_length=40, blank=True)
    # Signed with the key for simulation: never verifies as real.
    simulated = models.BooleanField("Simulatie", default=False)
    made_at = models.DateTimeField("Gemaakt op")
    json = models.TextField("Bewijs")
    signature = models.CharField("Handtekening", max_length=120)
    key_id = models.CharField("Sleutel", max_length=60)
    file = belongs_to("offices.StoredFile", models.PROTECT, related_name="receipts", verbose_name="Bestand")
    pdf_file = belongs_to("offices.StoredFile", models.PROTECT, related_name="receipt_papers", verbose_name="Pdf")
    # Empty when the folder was closed at that moment (E23); the files follow when it opens.
    item = belongs_to("dossier.DossierItem", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "Bewijs"
        verbose_name_plural = "Bewijzen"
        constraints = [
            *AppendOnly.Meta.constraints,
            SameOffice("filing"),
            SameOffice("approval"),
            SameOffice("release"),
            SameOffice("delivery"),
            SameOffice("file"),
            SameOffice("pdf_file"),
            SameOffice("item"),
            models.UniqueConstraint(fields=["office", "approval"], name="sbr_inbox_receipt_once"),
            models.UniqueConstraint(fields=["office", "release"], name="sbr_inbox_receipt_release_once"),
            models.UniqueConstraint(fields=["office", "delivery", "reference"], name="sbr_inbox_receipt_status_once"),
            models.CheckConstraint(
                condition=Q(kind=ReceiptKind.APPROVAL, approval__isnull=False, release=None, delivery=None)
                | Q(kind=ReceiptKind.RELEASE, approval=None, release__isnull=False, delivery=None)
                | Q(kind=ReceiptKind.STATUS, approval=None, release=None, delivery__isnull=False),
                name="sbr_inbox_receipt_subject",
            ),
            models.CheckConstraint(
                condition=Q(simulated=True, key_id__startswith="sim-")
                | (Q(simulated=False) & ~Q(key_id__startswith="sim-")),
                name="sbr_inbox_receipt_simulated",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "filing", "made_at"], name="sbr_inbox_receipt_filing"),
            models.Index(fields=["office", "item"], name="sbr_inbox_receipt_item"),
            models.Index(fields=["office", "file"], name="sbr_inbox_receipt_file"),
            models.Index(fields=["office", "pdf_file"], name="sbr_inbox_receipt_pdf_file"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"
