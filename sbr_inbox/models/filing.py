"""A filing (*aangifte*), what was read from it, and the rows of an UITSTEL message."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from crm.enums import Direction, FilingKind
from offices.fields import EncryptedTextField
from offices.models import OfficeManager, OfficeOwned, belongs_to
from offices.walls import SameOffice
from sbr_inbox import states
from sbr_inbox.enums import KeyType, MatchRule, Source, State
from sbr_inbox.keys import make_key
from sbr_inbox.models.finders import FIND_FILINGS
from sbr_inbox.queries import FilingQuerySet
from sbr_inbox.sentences import filing_period

_LIVE = [state.value for state in states.LIVE]
_GONE = [state.value for state in states.GONE]


class Filing(OfficeOwned):
    """One filing of one client over one period, from the moment its bytes came in."""

    state = models.CharField("Status", max_length=20, choices=State, default=State.RECEIVED)
    name = models.CharField("Bestandsnaam", max_length=255)
    # Lower case without its ending: by this a PDF finds the filing it belongs to.
    stem = models.CharField(max_length=255, blank=True, editable=False)
    received_by = belongs_to("offices.TeamMember", models.SET_NULL, null=True, related_name="+", verbose_name="Toegevoegd door")
    source = models.CharField("Bron", max_length=20, choices=Source, default=Source.MANUAL)
    source_ref = models.CharField("Bronnummer", max_length=100, blank=True)
    source_relation = belongs_to("crm.Relation", models.SET_NULL, null=True, related_name="+")
    package_name = models.CharField("Softwarepakket", max_length=100, blank=True)
    kind = models.CharField("Soort", max_length=20, choices=FilingKind, blank=True)
    entrypoint = models.CharField("Bericht", max_length=160, blank=True)
    taxonomy = models.CharField("Taxonomie", max_length=60, blank=True)
    tijdvak = models.CharField("Tijdvak", max_length=60, blank=True)
    period = belongs_to("workflows.Period", models.SET_NULL, null=True, related_name="filings", verbose_name="Periode")
    period_start = models.DateField("Van", null=True, blank=True)
    period_end = models.DateField("Tot en met", null=True, blank=True)
    year = models.PositiveSmallIntegerField("Jaar", null=True, blank=True)
    frequency = models.CharField("Aangiftetijdvak", max_length=12, blank=True)
    key_type = models.CharField("Soort nummer", max_length=20, choices=KeyType, default=KeyType.UNKNOWN)
    # Encrypted for every kind: the OB and LH number of an eenmanszaak hold a bsn too.
    key_value = EncryptedTextField("Nummer in aangifte", blank=True)
    key_hmac = models.CharField(max_length=64, blank=True, editable=False)
    base_hmac = models.CharField(max_length=64, blank=True, editable=False)
    branch = EncryptedTextField("Btw-id van het onderdeel", blank=True)
    amount = models.DecimalField("Bedrag", max_digits=14, decimal_places=2, null=True, blank=True)
    direction = models.CharField("Te betalen of terug", max_length=12, choices=Direction, null=True, blank=True)
    payment_reference = models.CharField("Betalingskenmerk", max_length=16, blank=True)
    payment_due = models.DateField("Uiterste betaaldatum", null=True, blank=True)
    supplier_reference = models.CharField("Berichtreferentie", max_length=40, blank=True)
    xml_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Aangiftebestand")
    pdf_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Pdf")
    sha256 = models.CharField("Controlegetal", max_length=64)
    relation = belongs_to("crm.Relation", models.PROTECT, null=True, related_name="filings", verbose_name="Relatie")
    product = belongs_to("workflows.Product", models.SET_NULL, null=True, related_name="filings", verbose_name="Product")
    match_rule = models.CharField("Waarom gekoppeld?", max_length=20, choices=MatchRule, default=MatchRule.NONE)
    match_trace = models.JSONField(default=list)
    suggestions = models.JSONField(default=list)
    sequence = models.PositiveSmallIntegerField("Volgnummer", default=1)
    supersedes = belongs_to("sbr_inbox.Filing", models.SET_NULL, null=True, related_name="+", verbose_name="Vervangt")
    corrects = belongs_to("sbr_inbox.Filing", models.SET_NULL, null=True, related_name="+", verbose_name="Corrigeert")
    assignee = belongs_to("offices.TeamMember", models.SET_NULL, null=True, related_name="+", verbose_name="Behandelaar")
    deadline = models.DateField("Uiterste datum", null=True, blank=True)
    # Which dated rule gave both dates; empty when no rule of the office fits.
    deadline_rule = belongs_to("workflows.DeadlineRule", models.SET_NULL, null=True, related_name="+", verbose_name="Termijn")
    received_at = models.DateTimeField("Ontvangen", default=timezone.now)
    state_at = models.DateTimeField("Sinds", default=timezone.now)
    offered_at = models.DateTimeField("Aangeboden", null=True, blank=True)
    approved_at = models.DateTimeField("Akkoord op", null=True, blank=True)
    sent_at = models.DateTimeField("Verzonden op", null=True, blank=True)
    final_at = models.DateTimeField("Afgerond op", null=True, blank=True)
    digipoort_kenmerk = models.CharField("Kenmerk Digipoort", max_length=40, blank=True)
    archived = models.BooleanField("Gearchiveerd", default=False)
    # Evidence of what was done outside: text of «elders ingediend», reason of «weggegooid».
    closing_note = models.TextField("Toelichting", blank=True)
    closing_file = belongs_to("offices.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Bewijs")
    # The work that is still to be done by itself (quality R2).
    due_at = models.DateTimeField(null=True, blank=True, editable=False, default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfficeManager.from_queryset(FilingQuerySet)()

    class Meta(OfficeOwned.Meta):
        verbose_name = "Aangifte"
        verbose_name_plural = "Aangiften"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("received_by"),
            SameOffice("source_relation"),
            SameOffice("period"),
            SameOffice("xml_file"),
            SameOffice("pdf_file"),
            SameOffice("relation"),
            SameOffice("product"),
            SameOffice("supersedes"),
            SameOffice("corrects"),
            SameOffice("assignee"),
            SameOffice("closing_file"),
            SameOffice("deadline_rule"),
            models.UniqueConstraint(
                fields=["office", "sha256"], condition=~Q(state__in=_GONE), name="sbr_inbox_filing_bytes_once"
            ),
            models.UniqueConstraint(
                fields=["office", "source", "source_ref"],
                condition=~Q(source_ref="") & ~Q(state__in=_GONE),
                name="sbr_inbox_filing_source_once",
            ),
            models.UniqueConstraint(
                fields=["office", "relation", "key_hmac", "kind", "period_start", "period_end", "sequence"],
                condition=Q(state__in=_LIVE, relation__isnull=False),
                nulls_distinct=False,
                name="sbr_inbox_filing_live_once",
            ),
            FIND_FILINGS,
            models.CheckConstraint(
                condition=Q(xml_file__isnull=False) | Q(pdf_file__isnull=False), name="sbr_inbox_filing_has_file"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1) | Q(corrects__isnull=False), name="sbr_inbox_filing_sequence_corrects"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "kind", "key_hmac"], name="sbr_inbox_filing_by_key"),
            models.Index(fields=["office", "base_hmac"], name="sbr_inbox_filing_base"),
            models.Index(fields=["office", "state", "id"], name="sbr_inbox_filing_state"),
            models.Index(fields=["office", "state", "deadline", "id"], name="sbr_inbox_filing_deadline"),
            models.Index(fields=["office", "relation", "period_end", "id"], name="sbr_inbox_filing_relation"),
            models.Index(fields=["office", "due_at"], condition=Q(due_at__isnull=False), name="sbr_inbox_filing_due"),
            models.Index(fields=["office", "stem"], name="sbr_inbox_filing_stem"),
            models.Index("office", Upper("name"), name="sbr_inbox_filing_name", condition=~Q(name="")),
            models.Index("office", Upper("supplier_reference"), name="sbr_inbox_filing_reference", condition=~Q(supplier_reference="")),
            models.Index(fields=["office", "digipoort_kenmerk"], name="sbr_inbox_filing_kenmerk", condition=~Q(digipoort_kenmerk="")),
            models.Index(fields=["office", "source_relation"], name="sbr_inbox_filing_source_rel"),
            models.Index(fields=["office", "period"], name="sbr_inbox_filing_period"),
            models.Index(fields=["office", "deadline_rule"], name="sbr_inbox_filing_rule"),
            models.Index(fields=["office", "xml_file"], name="sbr_inbox_filing_xml"),
            models.Index(fields=["office", "pdf_file"], name="sbr_inbox_filing_pdf"),
            models.Index(fields=["office", "product"], name="sbr_inbox_filing_product"),
            models.Index(fields=["office", "supersedes"], name="sbr_inbox_filing_supersedes"),
            models.Index(fields=["office", "corrects"], name="sbr_inbox_filing_corrects"),
            models.Index(fields=["office", "assignee"], name="sbr_inbox_filing_assignee"),
            models.Index(fields=["office", "closing_file"], name="sbr_inbox_filing_closing"),
        ]

    def __str__(self):
        return f"{self.kind_label} {filing_period(self).removeprefix('het ')}" if self.kind else self.name

    @property
    def kind_label(self) -> str:
        """The kind in Dutch, or what it is called before it is known."""
        return self.get_kind_display() if self.kind else "Bestand"

    @property
    def title(self) -> str:
        """Heading of the filing: «Btw-aangifte oktober 2026»."""
        return str(self)

    @property
    def key(self):
        """The subject number in its comparable form."""
        return make_key(self.key_type, self.key_value)

    @property
    def key_shown(self) -> str:
        """The subject number for people; a bsn only by its last four digits."""
        return self.key.shown

    @property
    def amount_abs(self):
        """The amount without its sign: the words beside it say which way the money goes."""
        return None if self.amount is None else abs(self.amount) if self.direction else self.amount

    @property
    def is_inline(self) -> bool:
        """Whether the file is a report that people can read as a page."""
        return self.xml_file_id is not None and self.entrypoint.startswith("kvk-annual-report")

    @property
    def main_file(self):
        """The bytes that count: the XML, or the PDF when there is no XML."""
        return self.xml_file or self.pdf_file

    @property
    def is_live(self) -> bool:
        """Whether it is the one filing for its number, kind, period and sequence."""
        return self.state in states.LIVE

    @property
    def is_frozen(self) -> bool:
        """Whether its bytes were put before a client and may never change."""
        return self.state in states.FROZEN or self.offered_at is not None

    @property
    def is_final(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.state in states.FINAL

    @property
    def mark(self) -> tuple[str, str]:
        """Tone and icon of its state."""
        return states.mark(self.state)


class FilingReading(OfficeOwned):
    """What one version of our reader read: lines for people, facts as the file has them, warnings."""

    filing = belongs_to("sbr_inbox.Filing", models.CASCADE, related_name="readings")
    reader_version = models.PositiveSmallIntegerField("Versie van de lezer")
    summary = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    dates = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Gelezen inhoud"
        verbose_name_plural = "Gelezen inhoud"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("filing"),
            models.UniqueConstraint(fields=["office", "filing", "reader_version"], name="sbr_inbox_reading_once"),
        ]

    def __str__(self):
        return f"Lezing {self.reader_version}"


class FilingSubject(OfficeOwned):
    """One taxpayer in an UITSTEL message."""

    filing = belongs_to("sbr_inbox.Filing", models.CASCADE, related_name="subjects")
    position = models.PositiveIntegerField("Regel")
    number = EncryptedTextField("Nummer")
    number_hmac = models.CharField(max_length=64, editable=False)
    year = models.PositiveSmallIntegerField("Jaar", null=True, blank=True)
    tax = models.CharField("Belasting", max_length=20, blank=True)
    relation = belongs_to("crm.Relation", models.SET_NULL, null=True, related_name="+", verbose_name="Relatie")
    match_rule = models.CharField("Koppeling", max_length=20, choices=MatchRule, default=MatchRule.NONE)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Regel van een uitstelverzoek"
        verbose_name_plural = "Regels van een uitstelverzoek"
        ordering = ["position"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("filing"),
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "filing", "position"], name="sbr_inbox_subject_once"),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="sbr_inbox_subject_relation")]

    def __str__(self):
        return f"Regel {self.position}"

    @property
    def number_shown(self) -> str:
        """The number by its last four digits: it may be a bsn."""
        return make_key(KeyType.UNKNOWN, self.number).shown
