"""Values of plans, imports and the origin of a field."""

from django.db.models import TextChoices


class SourceKind(TextChoices):
    """Who set a value."""

    MEMBER = "MEMBER", "Teamlid"
    IMPORT = "IMPORT", "Import"
    REGISTER = "REGISTER", "Handelsregister"
    LINK = "LINK", "Koppeling"
    API = "API", "Programma"
    CLIENT = "CLIENT", "Cliënt"
    BULK = "BULK", "Bulkwijziging"
    MERGE = "MERGE", "Samenvoeging"
    RESTORE = "RESTORE", "Teruggezet"
    PACK = "PACK", "Overdrachtspakket"


class PlanKind(TextChoices):
    """What a plan of changes is for."""

    IMPORT = "IMPORT", "Import"
    BULK = "BULK", "Bulkwijziging"
    MERGE = "MERGE", "Samenvoegen"
    SYNC = "SYNC", "Koppeling"


class PlanState(TextChoices):
    MADE = "MADE", "Klaar om uit te voeren"
    APPLYING = "APPLYING", "Bezig"
    DONE = "DONE", "Uitgevoerd"
    DONE_WITH_ERRORS = "DONE_WITH_ERRORS", "Uitgevoerd met fouten"
    CANCELLED = "CANCELLED", "Geannuleerd"
    EXPIRED = "EXPIRED", "Verlopen"
    ROLLED_BACK = "ROLLED_BACK", "Teruggedraaid"


class PlanAction(TextChoices):
    CREATE = "CREATE", "Nieuw"
    CHANGE = "CHANGE", "Wijzigen"
    LINK = "LINK", "Koppelen"
    MERGE = "MERGE", "Samenvoegen"


class ItemResult(TextChoices):
    """How one item of a plan ended."""

    WAITING = "", "Nog niet uitgevoerd"
    DONE = "DONE", "Uitgevoerd"
    SAME = "SAME", "Was al zo"
    STALE = "STALE", "Intussen gewijzigd"
    FAILED = "FAILED", "Niet gelukt"
    UNDONE = "UNDONE", "Teruggedraaid"
    KEPT = "KEPT", "Behouden"
    STUCK = "STUCK", "Niet terug te draaien"


class ImportState(TextChoices):
    UPLOADED = "UPLOADED", "Ontvangen"
    PARSED = "PARSED", "Gelezen"
    MATCHED = "MATCHED", "Vergeleken"
    REVIEW = "REVIEW", "Nakijken"
    APPLYING = "APPLYING", "Bezig"
    UNDOING = "UNDOING", "Bezig met terugdraaien"
    DONE = "DONE", "Klaar"
    DONE_WITH_ERRORS = "DONE_WITH_ERRORS", "Klaar met fouten"
    CANCELLED = "CANCELLED", "Geannuleerd"
    FAILED = "FAILED", "Mislukt"
    ROLLED_BACK = "ROLLED_BACK", "Teruggedraaid"


class ImportGroup(TextChoices):
    """The four groups of an import."""

    NEW = "ONLY_IN_IMPORT", "Alleen in import"
    BOTH = "IN_BOTH", "In beide"
    SAME = "SAME", "Gelijk"
    INVALID = "INVALID", "Ongeldig"


class ImportSheet(TextChoices):
    CLIENTS = "CLIENTS", "Cliënten"
    CONTACTS = "CONTACTS", "Contacten"


class ImportMatch(TextChoices):
    """On what a row was recognised."""

    NONE = "", "Niet herkend"
    EXTERNAL = "EXTERNAL", "Kenmerk van de bron"
    NUMBER = "NUMBER", "Nummer"
    FISCAL = "FISCAL", "RSIN of BSN"
    KVK = "KVK", "KvK-nummer"
    TAX_NUMBER = "TAX_NUMBER", "OB- of loonheffingennummer"
    EMAIL = "EMAIL", "E-mailadres"
    NAME = "NAME", "Naam met geboortedatum of postcode"
    HAND = "HAND", "Door u gekozen"
