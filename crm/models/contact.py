"""Contact: a natural person the office talks to, and its links with relations."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from crm.enums import FilingKind, Gender, PortalAccess, Salutation, Sees
from crm.models.finders import FIND_PEOPLE
from crm.queries import ContactQuerySet, RelationContactQuerySet
from crm.validity import in_order, no_overlap
from offices.enums import Language
from offices.fields import EncryptedTextField
from offices.history import history
from offices.models import Edited, OfficeManager, Thrown, belongs_to
from offices.walls import Finder, SameOffice

# Payroll stays closed until somebody opens it.
DEFAULT_SEES = [
    Sees.DOSSIER.value,
    Sees.MESSAGES.value,
    *(kind for kind in FilingKind.values if kind not in {FilingKind.LH, FilingKind.LH_CORRECTIE}),
]


def default_sees():
    """What a new link lets a contact see."""
    return list(DEFAULT_SEES)


@history()
class Contact(Edited, Thrown):
    """A person with an own login by e-mail address; access to a dossier comes from the links."""

    number = models.CharField("Contactnummer", max_length=20)
    salutation = models.CharField("Aanhef", max_length=5, choices=Salutation, blank=True)
    initials = models.CharField("Voorletters", max_length=20, blank=True)
    first_name = models.CharField("Voornaam", max_length=120, blank=True)
    infix = models.CharField("Tussenvoegsel", max_length=20, blank=True)
    last_name = models.CharField("Achternaam", max_length=120)
    call_name = models.CharField("Roepnaam", max_length=60, blank=True)
    name = models.CharField("Naam", max_length=260, editable=False)
    sort_name = models.CharField(max_length=260, editable=False)
    search_text = models.TextField(editable=False)
    gender = models.CharField("Geslacht", max_length=7, choices=Gender, blank=True)
    birth_date = models.DateField("Geboortedatum", null=True, blank=True)
    birth_place = models.CharField("Geboorteplaats", max_length=100, blank=True)
    deceased_on = models.DateField("Overleden op", null=True, blank=True)
    email = models.EmailField("E-mailadres (inlognaam)", blank=True)
    phone = models.CharField("Telefoon", max_length=20, blank=True)
    mobile = models.CharField("Mobiel", max_length=20, blank=True)
    bsn = EncryptedTextField("BSN", blank=True, default="")
    bsn_hmac = models.CharField(max_length=64, blank=True, default="", editable=False)
    language = models.CharField("Taal", max_length=2, choices=Language, default=Language.NL)
    note = models.TextField("Notitie", blank=True, max_length=20_000)
    merged_into = belongs_to("crm.Contact", models.SET_NULL, null=True, blank=True, related_name="merged_from", editable=False)

    objects = OfficeManager.from_queryset(ContactQuerySet)()

    class Meta(Edited.Meta):
        verbose_name = "contact"
        verbose_name_plural = "contacten"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("merged_into"),
            SameOffice("deleted_by"),
            # What lies in the bin keeps its number and address but does not hold them.
            models.UniqueConstraint(
                fields=["office", "number"], condition=Q(deleted_at__isnull=True), name="crm_contact_number"
            ),
            models.UniqueConstraint(
                "office", Lower("email"), condition=~Q(email="") & Q(deleted_at__isnull=True), name="crm_contact_email"
            ),
            FIND_PEOPLE,
            Finder(
                name="crm_find_contacts",
                arguments="fragment text, most int",
                sql=(
                    "SELECT id FROM crm_contact WHERE office_id = {open_office} AND search_text LIKE {like_fragment} "
                    "ORDER BY sort_name, id LIMIT least(most, 1000)"
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "sort_name", "id"], name="crm_contact_by_name"),
            models.Index(fields=["office", "number", "id"], name="crm_contact_by_number"),
            models.Index(fields=["office", "bsn_hmac"], name="crm_contact_bsn"),
            models.Index(fields=["office", "merged_into"], name="crm_contact_merged"),
            models.Index(fields=["office", "-deleted_at"], condition=Q(deleted_at__isnull=False), name="crm_contact_bin"),
            models.Index(fields=["office", "phone"], name="crm_contact_phone"),
            models.Index(fields=["office", "mobile"], name="crm_contact_mobile"),
            GinIndex(
                fields=["office", "search_text"],
                opclasses=["int8_ops", "gin_trgm_ops"],
                name="crm_contact_search",
            ),
        ]

    def __str__(self):
        return self.name


@history("relation", "contact")
class RelationContact(Edited):
    """The link of a contact with a relation: function, access and dates."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="contact_links")
    contact = belongs_to("crm.Contact", models.CASCADE, related_name="links")
    job_title = models.CharField("Functie", max_length=60, default="gevolmachtigde", blank=True)
    department = models.CharField("Afdeling", max_length=60, blank=True)
    email_override = models.EmailField("E-mail bij deze relatie", blank=True)
    phone_override = models.CharField("Telefoon bij deze relatie", max_length=20, blank=True)
    is_preferred = models.BooleanField("Voorkeurscontact", default=False)
    portal_access = models.CharField(
        "Toegang tot het portaal", max_length=4, choices=PortalAccess, default=PortalAccess.NONE
    )
    sees = ArrayField(models.CharField(max_length=12), verbose_name="Ziet", default=default_sees, blank=True)
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)
    note = models.CharField("Notitie", max_length=500, blank=True)

    objects = OfficeManager.from_queryset(RelationContactQuerySet)()

    class Meta(Edited.Meta):
        verbose_name = "koppeling met contact"
        verbose_name_plural = "koppelingen met contacten"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("contact"),
            models.CheckConstraint(condition=in_order(), name="crm_relationcontact_dates"),
            no_overlap("relation", "contact", name="crm_relationcontact_no_overlap"),
            models.UniqueConstraint(
                fields=["office", "relation"],
                condition=Q(is_preferred=True),
                name="crm_relationcontact_preferred",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_link_relation"),
            models.Index(fields=["office", "contact"], name="crm_link_contact"),
        ]

    def __str__(self):
        return f"{self.contact_id} bij {self.relation_id}"

    @property
    def email(self):
        """The address to use for this relation."""
        return self.email_override or self.contact.email

    @property
    def phone(self):
        """The phone number to use for this relation."""
        return self.phone_override or self.contact.mobile or self.contact.phone
