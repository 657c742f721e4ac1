"""Values of relations, contacts and their numbers: stable English or official code, Dutch label."""

from django.db.models import IntegerChoices, TextChoices


class RelationType(TextChoices):
    ORGANISATION = "ORGANISATION", "Organisatie"
    PERSON = "PERSON", "Persoon"
    INTERNAL = "INTERNAL", "Intern"
    SUPPLIER = "SUPPLIER", "Leverancier"


class RelationStatus(TextChoices):
    PROSPECT = "PROSPECT", "Prospect"
    CLIENT = "CLIENT", "Cliënt"
    BLOCKED = "BLOCKED", "Geblokkeerd"
    ENDED = "ENDED", "Beëindigd"


class EndReason(TextChoices):
    MOVED = "MOVED", "Naar ander kantoor"
    STOPPED = "STOPPED", "Onderneming gestaakt"
    DECEASED = "DECEASED", "Overleden"
    BANKRUPT = "BANKRUPT", "Faillissement"
    BY_OFFICE = "BY_OFFICE", "Opgezegd door kantoor"
    OTHER = "OTHER", "Anders"


class NumberKind(TextChoices):
    """Numbers a relation is recognised by."""

    BSN = "BSN", "BSN"
    RSIN = "RSIN", "RSIN"
    OB_NUMMER = "OB_NUMMER", "OB-nummer"
    BTW_ID = "BTW_ID", "Btw-id"
    LOONHEFFINGENNUMMER = "LOONHEFFINGENNUMMER", "Loonbelastingnummer"
    KVK_NUMMER = "KVK_NUMMER", "KvK-nummer"
    VESTIGINGSNUMMER = "VESTIGINGSNUMMER", "Vestigingsnummer"
    BECONNUMMER = "BECONNUMMER", "Beconnummer"
    IBAN = "IBAN", "IBAN"


class IncomeTax(TextChoices):
    """Which income tax the legal form leads to."""

    IB = "IB", "Inkomstenbelasting"
    PARTNERS = "PARTNERS", "Inkomsten- of vennootschapsbelasting van de vennoten"
    VPB = "VPB", "Vennootschapsbelasting"
    VPB_IF_ENTERPRISE = "VPB_IF_ENTERPRISE", "Vennootschapsbelasting als er een onderneming is"
    PER_CASE = "PER_CASE", "Per geval"


class Rechtsvorm(TextChoices):
    EENMANSZAAK = "EENMANSZAAK", "Eenmanszaak"
    VOF = "VOF", "Vennootschap onder firma"
    MAATSCHAP = "MAATSCHAP", "Maatschap"
    CV = "CV", "Commanditaire vennootschap"
    BV = "BV", "B.V."
    NV = "NV", "N.V."
    COOPERATIE = "COOPERATIE", "Coöperatie"
    OWM = "OWM", "Onderlinge waarborgmaatschappij"
    STICHTING = "STICHTING", "Stichting"
    VERENIGING = "VERENIGING", "Vereniging"
    VVE = "VVE", "Vereniging van eigenaars"
    KERKGENOOTSCHAP = "KERKGENOOTSCHAP", "Kerkgenootschap"
    PUBLIEKRECHTELIJK = "PUBLIEKRECHTELIJK", "Publiekrechtelijke rechtspersoon"
    BUITENLANDS = "BUITENLANDS", "Buitenlandse rechtsvorm"
    IN_OPRICHTING = "IN_OPRICHTING", "In oprichting"
    OVERIG = "OVERIG", "Overig"

    @property
    def number_kind(self):
        """The fiscal number of this form, or None when there may be none yet."""
        if self is Rechtsvorm.EENMANSZAAK:
            return NumberKind.BSN
        if self is Rechtsvorm.IN_OPRICHTING:
            return None
        return NumberKind.RSIN

    @property
    def income_tax(self):
        """Which income tax a relation of this form has."""
        return _INCOME_TAX.get(self, IncomeTax.VPB)

    @property
    def needs_kvk_nummer(self):
        """Whether the form has a number in the trade register."""
        return self not in {Rechtsvorm.BUITENLANDS, Rechtsvorm.OVERIG, Rechtsvorm.IN_OPRICHTING}


_INCOME_TAX = {
    Rechtsvorm.EENMANSZAAK: IncomeTax.IB,
    Rechtsvorm.VOF: IncomeTax.PARTNERS,
    Rechtsvorm.MAATSCHAP: IncomeTax.PARTNERS,
    Rechtsvorm.CV: IncomeTax.PARTNERS,
    Rechtsvorm.STICHTING: IncomeTax.VPB_IF_ENTERPRISE,
    Rechtsvorm.VERENIGING: IncomeTax.VPB_IF_ENTERPRISE,
    Rechtsvorm.VVE: IncomeTax.VPB_IF_ENTERPRISE,
    Rechtsvorm.KERKGENOOTSCHAP: IncomeTax.VPB_IF_ENTERPRISE,
    Rechtsvorm.PUBLIEKRECHTELIJK: IncomeTax.VPB_IF_ENTERPRISE,
    Rechtsvorm.BUITENLANDS: IncomeTax.PER_CASE,
    Rechtsvorm.IN_OPRICHTING: IncomeTax.PER_CASE,
    Rechtsvorm.OVERIG: IncomeTax.PER_CASE,
}


class Gender(TextChoices):
    MALE = "M", "Man"
    FEMALE = "V", "Vrouw"
    OTHER = "X", "Anders"
    UNKNOWN = "UNKNOWN", "Onbekend"


class Salutation(TextChoices):
    MR = "MR", "dhr."
    MRS = "MRS", "mevr."
    OTHER = "OTHER", "anders"


class MaritalStatus(TextChoices):
    UNMARRIED = "UNMARRIED", "Ongehuwd"
    MARRIED = "MARRIED", "Gehuwd"
    REGISTERED = "REGISTERED", "Geregistreerd partnerschap"
    COHABITING = "COHABITING", "Samenwonend"
    DIVORCED = "DIVORCED", "Gescheiden"
    WIDOWED = "WIDOWED", "Weduwe/weduwnaar"
    UNKNOWN = "UNKNOWN", "Onbekend"


class AddressKind(TextChoices):
    VISIT = "VISIT", "Bezoekadres"
    POSTAL = "POSTAL", "Postadres"
    INVOICE = "INVOICE", "Factuuradres"
    PRIVATE = "PRIVATE", "Privéadres"


class TaxNumberKind(TextChoices):
    OB = "OB", "OB-nummer"
    LH = "LH", "Loonbelastingnummer"
    ICP_BTW_ID = "ICP_BTW_ID", "Btw-id voor ICP"


class TaxKind(TextChoices):
    """Taxes with a filing rhythm of their own."""

    OB = "OB", "Btw"
    LH = "LH", "Loonheffingen"


class FiscalUnityKind(TextChoices):
    OB = "OB", "Omzetbelasting"
    VPB = "VPB", "Vennootschapsbelasting"


class FilingFrequency(TextChoices):
    MONTH = "MONTH", "Maand"
    FOUR_WEEKS = "FOUR_WEEKS", "Vier weken"
    QUARTER = "QUARTER", "Kwartaal"
    HALF_YEAR = "HALF_YEAR", "Halfjaar"
    YEAR = "YEAR", "Jaar"


FREQUENCIES = {
    TaxKind.OB: (FilingFrequency.MONTH, FilingFrequency.QUARTER, FilingFrequency.YEAR),
    TaxKind.LH: (
        FilingFrequency.MONTH,
        FilingFrequency.FOUR_WEEKS,
        FilingFrequency.HALF_YEAR,
        FilingFrequency.YEAR,
    ),
}


class QuarterStart(IntegerChoices):
    """First month of the first quarter."""

    JANUARY = 1, "januari, april, juli, oktober"
    FEBRUARY = 2, "februari, mei, augustus, november"
    MARCH = 3, "maart, juni, september, december"


class FilingKind(TextChoices):
    OB = "OB", "Btw-aangifte"
    OB_SUPPLETIE = "OB_SUPPLETIE", "Suppletie btw"
    ICP = "ICP", "Opgaaf ICP"
    LH = "LH", "Loonaangifte"
    LH_CORRECTIE = "LH_CORRECTIE", "Correctie loonaangifte"
    IB = "IB", "Inkomstenbelasting"
    VPB = "VPB", "Vennootschapsbelasting"
    KVK = "KVK", "Deponering jaarrekening"
    KREDIET = "KREDIET", "Kredietrapportage"
    UITSTEL = "UITSTEL", "Becon-uitstel"
    VA_VPB = "VA_VPB", "Wijziging voorlopige aanslag"
    ERF = "ERF", "Erfbelasting"
    SCHENK = "SCHENK", "Schenkbelasting"
    BZW = "BZW", "Bezwaar"
    SBA = "SBA", "Servicebericht aanslag"
    VIA = "VIA", "Vooringevulde aangifte"
    OVERIG = "OVERIG", "Overig"


class Direction(TextChoices):
    TO_PAY = "TO_PAY", "te betalen"
    TO_RECEIVE = "TO_RECEIVE", "terug te ontvangen"
    NIL = "NIL", "nihil"


class KindAudience(TextChoices):
    CLIENT = "CLIENT", "Cliënt"
    SUPPLIER = "SUPPLIER", "Leverancier"
    BODY = "BODY", "Instantie"
    OTHER = "OTHER", "Overig"


class VerifiedBy(TextChoices):
    NONE = "NONE", "Niet gecontroleerd"
    ONE_CENT = "ONE_CENT", "1-centbetaling"
    DOCUMENT = "DOCUMENT", "Document"


class PortalAccess(TextChoices):
    NONE = "NONE", "Geen toegang"
    READ = "READ", "Alleen lezen"
    FULL = "FULL", "Volledig"


class Sees(TextChoices):
    """Parts of a relation a contact may see beside single filing kinds (FilingKind values)."""

    DOSSIER = "DOSSIER", "Dossier"
    MESSAGES = "MESSAGES", "Berichten"
    PAYROLL = "PAYROLL", "Loongegevens"


class NoteVisibility(TextChoices):
    INTERN = "INTERN", "Intern"
    GEDEELD = "GEDEELD", "Gedeeld"


class InvitationState(TextChoices):
    NOT_INVITED = "NOT_INVITED", "Niet uitgenodigd"
    QUEUED = "QUEUED", "Klaar om te verzenden"
    SENT = "SENT", "Verzonden"
    OPENED = "OPENED", "Geopend"
    ACTIVE = "ACTIVE", "Actief"
    BOUNCED = "BOUNCED", "Niet afgeleverd"
    EXPIRED = "EXPIRED", "Verlopen"
    REVOKED = "REVOKED", "Ingetrokken"


class TimelineKind(TextChoices):
    MESSAGE = "MESSAGE", "Berichten"
    TASK = "TASK", "Taken"
    NOTE = "NOTE", "Notities"
    WORKFLOW = "WORKFLOW", "Workflows"
    CALL = "CALL", "Contactmomenten"
    ITEM = "ITEM", "Dossieritems"
    CALLBACK = "CALLBACK", "Terugbelverzoeken"
    FILING = "FILING", "Aangiften"
    SIGNING = "SIGNING", "Ondertekeningen"
    WWFT = "WWFT", "WWFT"
    CHANGE = "CHANGE", "Wijzigingen"
    PORTAL = "PORTAL", "Portaal"


class MandateMode(TextChoices):
    """Whether somebody binds the relation alone."""

    SOLE = "SOLE", "Zelfstandig"
    JOINT = "JOINT", "Gezamenlijk"


class MandateBasis(TextChoices):
    """On what somebody's authority rests."""

    KVK = "KVK", "Inschrijving bij de KvK"
    STATUTEN = "STATUTEN", "Statuten"
    VOLMACHT = "VOLMACHT", "Volmacht"
    LEGAL = "LEGAL", "Wettelijk vertegenwoordiger"
    PARTNER = "PARTNER", "Fiscaal partner"
    SELF = "SELF", "Is de belastingplichtige zelf"


class PartnerKind(TextChoices):
    """What kind of partners two people are."""

    FISCAL = "FISCAL", "Fiscaal partner"
    LEGAL = "LEGAL", "Huwelijk of geregistreerd partnerschap"


def status_label(kind: str, status: str) -> str:
    """The Dutch status; suppliers and the own office are «Actief», never «Cliënt»."""
    if kind in (RelationType.SUPPLIER, RelationType.INTERNAL) and status == RelationStatus.CLIENT:
        return "Actief"
    return RelationStatus(status).label
