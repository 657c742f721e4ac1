"""Fixed lists of the SBR inbox: the value is a stable code, the label is what people read."""

from django.db import models


class State(models.TextChoices):
    """Where a filing is; which moves are allowed stands in `states.py`."""

    RECEIVED = "RECEIVED", "Ontvangen"
    UNREADABLE = "UNREADABLE", "Onleesbaar"
    PARSED = "PARSED", "Gelezen"
    UNMATCHED = "UNMATCHED", "Niet gekoppeld"
    AMBIGUOUS = "AMBIGUOUS", "Meerdere relaties"
    MATCHED = "MATCHED", "Gekoppeld"
    IN_REVIEW = "IN_REVIEW", "Controle kantoor"
    READY = "READY", "Klaar om aan te bieden"
    OFFERED = "OFFERED", "Aangeboden"
    DECLINED = "DECLINED", "Niet akkoord"
    EXPIRED = "EXPIRED", "Verlopen"
    APPROVED = "APPROVED", "Akkoord"
    QUEUED = "QUEUED", "In wachtrij"
    SENT = "SENT", "Verzonden"
    IN_PROGRESS = "IN_PROGRESS", "In behandeling"
    DELIVERY_TROUBLE = "DELIVERY_TROUBLE", "Tijdelijk probleem"
    DELIVERY_UNKNOWN = "DELIVERY_UNKNOWN", "Uitkomst onbekend"
    DELIVERY_FAILED = "DELIVERY_FAILED", "Definitief mislukt"
    REJECTED_DIGIPOORT = "REJECTED_DIGIPOORT", "Geweigerd"
    REJECTED_RECEIVER = "REJECTED_RECEIVER", "Afgekeurd"
    ACCEPTED = "ACCEPTED", "Geaccepteerd"
    HANDED_BACK = "HANDED_BACK", "Teruggekoppeld aan bronpakket"
    WITHDRAWN = "WITHDRAWN", "Ingetrokken"
    SUPERSEDED = "SUPERSEDED", "Vervangen"
    FILED_ELSEWHERE = "FILED_ELSEWHERE", "Elders ingediend"
    DOSSIER_ONLY = "DOSSIER_ONLY", "Alleen dossier"
    DISCARDED = "DISCARDED", "Weggegooid"


class Source(models.TextChoices):
    """Where a filing was made or came from."""

    MANUAL = "MANUAL", "Handmatig"
    TWINFIELD = "TWINFIELD", "Twinfield"
    EXACT = "EXACT", "Exact Online"
    FISCAAL_GEMAK = "FISCAAL_GEMAK", "Fiscaal Gemak"
    NEXTENS = "NEXTENS", "Nextens"
    NMBRS = "NMBRS", "Nmbrs"
    LOKET = "LOKET", "Loket"
    AFAS = "AFAS", "AFAS"
    SEMANSYS = "SEMANSYS", "Semansys"
    FOLDER = "FOLDER", "Map-koppeling"
    MAIL = "MAIL", "E-mail"
    API = "API", "API"


class Channel(models.TextChoices):
    """By which door a file came in."""

    UPLOAD = "UPLOAD", "Handmatig geüpload"
    API = "API", "Programma (API)"
    FOLDER = "FOLDER", "Map-koppeling"
    MAIL = "MAIL", "E-mail"
    CONNECTOR = "CONNECTOR", "Bronpakket"


class KeyType(models.TextChoices):
    """Which kind of number a filing carries for its subject."""

    BSN = "BSN", "BSN"
    RSIN = "RSIN", "RSIN"
    OB_NUMMER = "OB_NUMMER", "OB-nummer"
    LOONHEFFINGENNUMMER = "LOONHEFFINGENNUMMER", "Loonbelastingnummer"
    KVK_NUMMER = "KVK_NUMMER", "KvK-nummer"
    MANY = "MANY", "Meerdere nummers"
    UNKNOWN = "UNKNOWN", "Onbekend"


class Level(models.TextChoices):
    """What an open issue stops."""

    BLOCKS_OFFER = "B", "Houdt aanbieden tegen"
    BLOCKS_SENDING = "S", "Houdt verzenden tegen"
    WARNING = "W", "Waarschuwing"


class MatchRule(models.TextChoices):
    """Which rung of the ladder decided."""

    SOURCE = "SOURCE", "Koppeling met het bronpakket en het nummer"
    NUMBER = "NUMBER", "Nummer in de aangifte"
    FISCAL_UNITY = "FISCAL_UNITY", "Fiscale eenheid"
    OWNER = "OWNER", "Eenmanszaak van de persoon"
    MEMORY = "MEMORY", "Eerdere keuze van uw kantoor"
    ROWS = "ROWS", "Elke regel van het verzoek"
    PERSON = "PERSON", "Keuze van een teamlid"
    NONE = "NONE", "Geen relatie"


class Step(models.TextChoices):
    """The rungs of the matching ladder, in order."""

    PARSE = "PARSE", "Bestand gelezen"
    NORMALISE = "NORMALISE", "Nummer in het bestand"
    SOURCE_LINK = "SOURCE_LINK", "Koppeling met de administratie"
    EXACT_NUMBER = "EXACT_NUMBER", "Nummer vergeleken met alle relaties"
    FISCAL_UNITY = "FISCAL_UNITY", "Fiscale eenheid"
    TYPE_FILTER = "TYPE_FILTER", "Past de relatie bij deze aangifte?"
    MEMORY = "MEMORY", "Eerdere keuze"
    BASE_NUMBER = "BASE_NUMBER", "Stam van het nummer als vangnet"
    COUNT = "COUNT", "Uitkomst"
    PRODUCT = "PRODUCT", "Product, tijdvak en contact"
    WORKFLOW = "WORKFLOW", "Al een aangifte over dit tijdvak?"
    PERSON = "PERSON", "Keuze van een teamlid"


class Route(models.TextChoices):
    """How a filing leaves the office; delivery itself registers elsewhere."""

    DIGIPOORT = "DIGIPOORT", "Digipoort"
    SOURCE_PACKAGE = "SOURCE_PACKAGE", "Bronpakket"
    SEMANSYS = "SEMANSYS", "Semansys"
    MANUAL = "MANUAL", "Met de hand"
    NONE = "NONE", "Niet verzenden"


class SendAfterApproval(models.TextChoices):
    """What happens once a filing is approved."""

    AUTO = "AUTO", "Vanzelf"
    BY_HAND = "BY_HAND", "Met de hand"
