"""Relation: a client or other subject the office works for or deals with."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from crm.enums import (
    EndReason,
    Gender,
    MaritalStatus,
    NumberKind,
    Rechtsvorm,
    RelationStatus,
    RelationType,
    status_label,
)
from crm.models.finders import FIND_NUMBERED
from crm.queries import RelationQuerySet
from offices.enums import Language
from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import Edited, OfficeManager, Thrown, belongs_to
from offices.walls import Finder, SameOffice


@history()
class Relation(Edited, Thrown):
    """A client or other subject, organisation or person; field meanings stand in docs/glossary.md."""

    number = models.CharField("Nummer", max_length=20)
    type = models.CharField("Type", max_length=12, choices=RelationType)
    status = models.CharField(
        "Status", max_length=10, choices=RelationStatus, default=RelationStatus.PROSPECT
    )
    memo = models.TextField("Memo", blank=True, max_length=20_000)
    kind = belongs_to("crm.RelationKind", models.SET_NULL, null=True, blank=True, related_name="relations")
    client_since = models.DateField("Cliënt sinds", null=True, blank=True)
    ended_on = models.DateField("Einddatum", null=True, blank=True)
    end_reason = models.CharField("Reden einde", max_length=10, choices=EndReason, blank=True)
    is_private = models.BooleanField("Afgeschermd", default=False)
    language = models.CharField("Taal", max_length=2, choices=Language, default=Language.NL)
    avatar = belongs_to("offices.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    # The shown name: of an organisation its legal name, of a person built from the parts below.
    name = models.CharField("Naam", max_length=200)
    sort_name = models.CharField(max_length=260)
    search_text = models.TextField()

    trade_names = ArrayField(
        models.CharField(max_length=200), verbose_name="Handelsnamen", default=list, blank=True
    )
    rechtsvorm = models.CharField("Rechtsvorm", max_length=20, choices=Rechtsvorm, blank=True)
    employee_count = models.PositiveIntegerField("Aantal werknemers", null=True, blank=True)
    founded_on = models.DateField("Oprichtingsdatum", null=True, blank=True)

    display_name = models.CharField("Weergavenaam", max_length=200, blank=True)
    initials = models.CharField("Voorletters", max_length=20, blank=True)
    first_names = models.CharField("Voornamen", max_length=120, blank=True)
    infix = models.CharField("Tussenvoegsel", max_length=20, blank=True)
    last_name = models.CharField("Achternaam", max_length=120, blank=True)
    call_name = models.CharField("Roepnaam", max_length=60, blank=True)
    gender = models.CharField("Geslacht", max_length=7, choices=Gender, blank=True)
    birth_date = models.DateField("Geboortedatum", null=True, blank=True)
    birth_place = models.CharField("Geboorteplaats", max_length=100, blank=True)
    marital_status = models.CharField("Burgerlijke staat", max_length=10, choices=MaritalStatus, blank=True)
    deceased_on = models.DateField("Overleden op", null=True, blank=True)

    phone = models.CharField("Telefoonnummer", max_length=20, blank=True)
    mobile = models.CharField("Mobiel nummer", max_length=20, blank=True)
    email = models.EmailField("E-mail", blank=True)
    invoice_email = models.EmailField("Factuur e-mailadres", blank=True)
    website = models.URLField("Website", blank=True)

    kvk_nummer = models.CharField("KvK-nummer", max_length=8, blank=True)
    vestigingsnummer = models.CharField("Vestigingsnummer", max_length=12, blank=True)
    sector = models.CharField("Branche", max_length=100, blank=True)
    sbi_codes = ArrayField(models.CharField(max_length=6), verbose_name="SBI-codes", default=list, blank=True)

    rsin = models.CharField("RSIN", max_length=9, blank=True)
    bsn = EncryptedTextField("BSN", blank=True, default="")
    bsn_hmac = models.CharField(max_length=64, blank=True, default="", editable=False)
    btw_id = models.CharField("Btw-id", max_length=14, blank=True)

    # Gone into another one: kept with all its past, and its address leads there.
    merged_into = belongs_to("crm.Relation", models.SET_NULL, null=True, blank=True, related_name="merged_from", editable=False)
    # The contact this person relation was made from; nothing is copied back and forth.
    from_contact = belongs_to("crm.Contact", models.SET_NULL, null=True, blank=True, related_name="person_relations", editable=False)

    objects = OfficeManager.from_queryset(RelationQuerySet)()

    class Meta(Edited.Meta):
        verbose_name = "relatie"
        verbose_name_plural = "relaties"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("kind"),
            SameOffice("avatar"),
            SameOffice("merged_into"),
            SameOffice("from_contact"),
            SameOffice("deleted_by"),
            # What lies in the bin keeps its numbers but does not hold them: taking it out asks whether they are free.
            models.UniqueConstraint(
                fields=["office", "number"], condition=Q(deleted_at__isnull=True), name="crm_relation_number"
            ),
            models.UniqueConstraint(
                fields=["office", "kvk_nummer", "vestigingsnummer"],
                condition=~Q(kvk_nummer="") & Q(deleted_at__isnull=True),
                name="crm_relation_kvk_nummer",
            ),
            models.UniqueConstraint(
                fields=["office"], condition=Q(type=RelationType.INTERNAL), name="crm_relation_one_internal"
            ),
            models.CheckConstraint(condition=Q(rsin="") | Q(bsn_hmac=""), name="crm_relation_bsn_or_rsin"),
            models.CheckConstraint(
                condition=~Q(type=RelationType.PERSON) | Q(rsin=""), name="crm_relation_person_without_rsin"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(client_since__isnull=True)
                | Q(ended_on__gte=F("client_since")),
                name="crm_relation_dates",
            ),
            models.CheckConstraint(
                condition=~Q(status=RelationStatus.ENDED) | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="crm_relation_ended",
            ),
            Finder(
                name="crm_find_relations",
                arguments="fragment text, most int",
                sql=(
                    "SELECT id FROM crm_relation WHERE office_id = {open_office} AND search_text LIKE {like_fragment} "
                    "ORDER BY sort_name, id LIMIT least(most, 1000)"
                ),
            ),
            FIND_NUMBERED,
            Finder(
                name="crm_resemble_relations",
                arguments="fragment text, most int",
                sql=(
                    "SELECT id FROM crm_relation WHERE office_id = {open_office} "
                    "AND fragment OPERATOR(public.<%) search_text "
                    "ORDER BY public.word_similarity(fragment, search_text) DESC, sort_name, id LIMIT least(most, 1000)"
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "sort_name", "id"], name="crm_relation_by_name"),
            models.Index(fields=["office", "number", "id"], name="crm_relation_by_number"),
            models.Index(fields=["office", "id"], condition=Q(is_private=True), name="crm_relation_private"),
            models.Index(fields=["office", "status", "sort_name", "id"], name="crm_relation_by_status"),
            models.Index(
                fields=["office", "sort_name", "id"],
                condition=Q(rsin="", bsn_hmac=""),
                name="crm_relation_no_number",
            ),
            models.Index(fields=["office", "kind"], name="crm_relation_kind"),
            models.Index(fields=["office", "avatar"], name="crm_relation_avatar"),
            models.Index(fields=["office", "merged_into"], name="crm_relation_merged"),
            models.Index(fields=["office", "from_contact"], name="crm_relation_from_contact"),
            models.Index(fields=["office", "-deleted_at"], condition=Q(deleted_at__isnull=False), name="crm_relation_bin"),
            models.Index(fields=["office", "rsin"], name="crm_relation_rsin"),
            models.Index(fields=["office", "bsn_hmac"], name="crm_relation_bsn"),
            models.Index(fields=["office", "btw_id"], name="crm_relation_btw_id"),
            models.Index(fields=["office", "vestigingsnummer"], name="crm_relation_vestiging"),
            models.Index(fields=["office", "email"], name="crm_relation_email"),
            models.Index(fields=["office", "phone"], name="crm_relation_phone"),
            models.Index(fields=["office", "mobile"], name="crm_relation_mobile"),
            GinIndex(
                fields=["office", "search_text"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                name="crm_relation_search",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_person(self):
        """A natural person for whom the office works."""
        return self.type == RelationType.PERSON

    @property
    def number_kind(self):
        """Which fiscal number the relation carries: BSN for persons and eenmanszaken, else RSIN."""
        if self.is_person or self.rechtsvorm == Rechtsvorm.EENMANSZAAK:
            return NumberKind.BSN
        return NumberKind.RSIN

    def get_rechtsvorm(self):
        """The legal form as a Rechtsvorm, or None when it is unknown or the relation is a person."""
        return Rechtsvorm(self.rechtsvorm) if self.rechtsvorm else None

    @property
    def fiscal_number(self):
        """The BSN or RSIN in nine digits, or an empty text. Show a BSN only masked."""
        return self.bsn or self.rsin

    @property
    def status_label(self):
        """The status in words."""
        return status_label(self.type, self.status)
