"""The tables of *Beheer > SBR*: what an office decides or has seen, each row with its source and date."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.enums import FilingKind
from crm.validity import in_order, no_overlap
from offices.history import history
from offices.models import Edited, belongs_to
from offices.walls import SameOffice
from sbr_inbox.delivery_enums import StatusPhase
from sbr_inbox.enums import Route, SendAfterApproval


def _codes(label: str):
    return ArrayField(models.CharField(max_length=20), verbose_name=label, default=list, blank=True)


@history()
class KindSetting(Edited):
    """How one kind of filing is named towards Digipoort, where it is filed and how it leaves."""

    kind = models.CharField("Soort", max_length=20, choices=FilingKind)
    berichtsoort = models.CharField("Berichtsoort", max_length=60, blank=True)
    identity_type = models.CharField("Soort identiteit", max_length=20, blank=True)
    role = models.CharField("Rol belanghebbende", max_length=40, blank=True)
    # Status codes that end this kind, beside what the table of status codes says of them.
    accepted_codes = _codes("Codes voor geaccepteerd")
    rejected_codes = _codes("Codes voor afgekeurd")
    # Names of folders from the top of the tree, with a slash between them.
    folder = models.CharField("Map in het dossier", max_length=200)
    route = models.CharField("Route", max_length=20, choices=Route, default=Route.DIGIPOORT)
    send_after_approval = models.CharField(
        "Na akkoord", max_length=10, choices=SendAfterApproval, default=SendAfterApproval.AUTO
    )
    # A receiver that takes no pooled certificate (banks).
    own_certificate = models.BooleanField("Eigen certificaat nodig", default=False)
    source = models.CharField("Bron", max_length=300, blank=True)
    checked_on = models.DateField("Gecontroleerd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Instelling per soort"
        verbose_name_plural = "Instellingen per soort"
        ordering = ["kind"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "kind"], name="sbr_inbox_kindsetting_kind"),
        ]

    def __str__(self):
        return self.get_kind_display()


@history()
class StatusCode(Edited):
    """What a status code of Digipoort means: its own words beside ours."""

    code = models.CharField("Code", max_length=20)
    text = models.CharField("Tekst van Digipoort", max_length=200, blank=True)
    meaning = models.CharField("Betekenis", max_length=300, blank=True)
    phase = models.CharField("Gevolg", max_length=20, choices=StatusPhase, default=StatusPhase.PROGRESS)
    source = models.CharField("Bron", max_length=300, blank=True)
    checked_on = models.DateField("Gecontroleerd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Statuscode"
        verbose_name_plural = "Statuscodes"
        ordering = ["code"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "code"], name="sbr_inbox_statuscode_code"),
        ]

    def __str__(self):
        return f"{self.code} {self.text}".strip()


@history()
class FaultText(Edited):
    """A fault code of Digipoort or a receiver, with the explanation and the note of the office."""

    code = models.CharField("Foutcode", max_length=20)
    meaning = models.TextField("Uitleg", blank=True)
    note = models.TextField("Notitie van uw kantoor", blank=True)
    # Whether the same file may go again: the cause lies outside the file.
    same_file = models.BooleanField("Zelfde bestand mag opnieuw", default=False)
    source = models.CharField("Bron", max_length=300, blank=True)
    checked_on = models.DateField("Gecontroleerd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Foutcode"
        verbose_name_plural = "Foutcodes"
        ordering = ["code"]
        constraints = [
            *Edited.Meta.constraints,
            models.UniqueConstraint(fields=["office", "code"], name="sbr_inbox_faulttext_code"),
        ]

    def __str__(self):
        return self.code


@history()
class TaxOfficeAccount(Edited):
    """The bank account of the tax office over a span of days; shown only once an admin confirmed it."""

    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    holder = models.CharField("Naam", max_length=70)
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)
    source = models.CharField("Bron", max_length=300, blank=True)
    confirmed_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="Bevestigd door")
    confirmed_at = models.DateTimeField("Bevestigd op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "Rekening van de Belastingdienst"
        verbose_name_plural = "Rekeningen van de Belastingdienst"
        ordering = ["-valid_from"]
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("confirmed_by"),
            models.CheckConstraint(condition=in_order("valid_from", "valid_to"), name="sbr_inbox_account_dates"),
            no_overlap(name="sbr_inbox_account_once", start="valid_from", end="valid_to"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="sbr_inbox_account_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["office", "confirmed_by"], name="sbr_inbox_account_confirmer")]

    def __str__(self):
        return self.iban
