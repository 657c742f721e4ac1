"""Values of the dossier: stable English or official code, Dutch label."""

from django.db.models import TextChoices


class PeriodSetting(TextChoices):
    """Which facets a folder asks when something is filed in it."""

    NONE = "NONE", "Permanent"
    YEAR = "YEAR", "Jaar"
    QUARTER = "QUARTER", "Kwartaal"
    MONTH = "MONTH", "Maand"
    FOUR_WEEKS = "FOUR_WEEKS", "Vierweken"
    ANY = "ANY", "Jaar en tijdvak"


class Visibility(TextChoices):
    OFFICE = "OFFICE", "Alleen kantoor"
    CLIENT = "CLIENT", "Kantoor en cliënt"


class SystemRole(TextChoices):
    """Folders other parts of the product find by their role, whatever the office calls them."""

    INBOX = "INBOX", "Inbox"
    MIGRATION = "MIGRATION", "Migratie"
    WWFT_SHAREHOLDERS = "WWFT_SHAREHOLDERS", "Aandeelhouders"
    WWFT_ENGAGEMENT_LETTER = "WWFT_ENGAGEMENT_LETTER", "Opdrachtbevestiging"
    WWFT_KVK_EXTRACT = "WWFT_KVK_EXTRACT", "Kopie uittreksel KVK"
    WWFT_UBO = "WWFT_UBO", "UBO/Due Diligence-registratie"
    WWFT_ID = "WWFT_ID", "ID-documenten"
    WWFT_ONBOARDING = "WWFT_ONBOARDING", "Workflow onboarding"


# Folders with these roles are never opened to a client.
OFFICE_ONLY = frozenset(SystemRole) - {SystemRole.WWFT_ENGAGEMENT_LETTER}


class ItemStatus(TextChoices):
    AVAILABLE = "AVAILABLE", "Beschikbaar"
    TRASHED = "TRASHED", "Prullenbak"
    DESTROYED = "DESTROYED", "Vernietigd"


class Source(TextChoices):
    CLIENT_MESSAGE = "CLIENT_MESSAGE", "Bericht van cliënt"
    CLIENT_REQUEST = "CLIENT_REQUEST", "Uitvraag bij cliënt"
    STAFF = "STAFF", "Teamlid"
    MIGRATION = "MIGRATION", "Migratie"
    INTEGRATION = "INTEGRATION", "Koppeling"
    MAIL = "MAIL", "E-mail"
    FILING = "FILING", "Aangifte"
    SIGNING = "SIGNING", "Ondertekening"
    GENERATED = "GENERATED", "Gemaakt door het portaal"


class AccessKind(TextChoices):
    SEEN = "SEEN", "Ingezien"
    DOWNLOADED = "DOWNLOADED", "Gedownload"


class Place(TextChoices):
    DESK = "DESK", "Kantoor"
    PORTAL = "PORTAL", "Portaal"
    API = "API", "Programma"


class Audience(TextChoices):
    CLIENT = "CLIENT", "Cliënt"


class OnSame(TextChoices):
    """What to do with bytes the relation already has."""

    ASK = "ASK", "Vragen"
    SKIP = "SKIP", "Overslaan"
    KEEP = "KEEP", "Toch bewaren"
