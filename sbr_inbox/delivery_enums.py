"""Values of sending and following a filing: stable English code, Dutch label."""

from django.db.models import TextChoices


class Environment(TextChoices):
    """Where an office sends to. Only PRODUCTION reaches the receiving parties."""

    NONE = "NONE", "Nog niet ingesteld"
    SIMULATION = "SIMULATION", "Simulatie"
    PREPRODUCTION = "PREPRODUCTION", "Preproductie"
    PRODUCTION = "PRODUCTION", "Productie"


class Service(TextChoices):
    """The three services of WUS 2.0 v1.2."""

    DELIVER = "DELIVER", "Aanleverservice"
    STATUS = "STATUS", "Statusinformatieservice"
    FETCH = "FETCH", "Ophaalservice"


class DeliveryState(TextChoices):
    """Where the ledger row of one filing is (quality R4)."""

    READY = "READY", "Klaar om te verzenden"
    BUSY = "BUSY", "Bezig met verzenden"
    SENT = "SENT", "Verzonden"
    UNKNOWN = "UNKNOWN", "Uitkomst onbekend"
    TROUBLE = "TROUBLE", "Wacht op een nieuwe poging"
    REFUSED = "REFUSED", "Geweigerd"
    FAILED = "FAILED", "Definitief mislukt"
    DONE = "DONE", "Afgerond"


class DeliveryOutcome(TextChoices):
    """What became of one attempt. TROUBLE means: certainly not received."""

    SENT = "SENT", "Aangenomen"
    REFUSED = "REFUSED", "Geweigerd"
    TROUBLE = "TROUBLE", "Niet aangekomen"
    UNKNOWN = "UNKNOWN", "Onbekend"


class StatusPhase(TextChoices):
    """What a status code of the receiver means for a filing."""

    PROGRESS = "PROGRESS", "Onderweg"
    TROUBLE = "TROUBLE", "Tijdelijk probleem"
    REJECTED_DIGIPOORT = "REJECTED_DIGIPOORT", "Geweigerd door Digipoort"
    ACCEPTED = "ACCEPTED", "Geaccepteerd"
    REJECTED_RECEIVER = "REJECTED_RECEIVER", "Afgekeurd door de ontvanger"
    UNKNOWN = "UNKNOWN", "Onbekende code"


class SignatureAlgorithm(TextChoices):
    """How messages to Digipoort are signed; what the new hosts take besides SHA-1 is not published."""

    RSA_SHA1 = "rsa-sha1", "RSA met SHA-1"
    RSA_SHA256 = "rsa-sha256", "RSA met SHA-256"


class AuthorisationState(TextChoices):
    """Where a machtiging is."""

    REQUESTED = "REQUESTED", "Aangevraagd"
    LETTER_SENT = "LETTER_SENT", "Brief verzonden"
    CODE_NEEDED = "CODE_NEEDED", "Code nodig"
    ACTIVE = "ACTIVE", "Actief"
    REFUSED = "REFUSED", "Geweigerd"
    ENDED = "ENDED", "Beëindigd"


class AuthorisedService(TextChoices):
    """For which incoming messages a client authorises the office."""

    SBA = "SBA", "Servicebericht aanslag"
    VIA = "VIA", "Vooringevulde aangifte"
    OTHER = "OTHER", "Overig"


class ActionKind(TextChoices):
    """What an assessment asks of client and office before a day."""

    PAY = "PAY", "Betalen"
    OBJECT = "OBJECT", "Bezwaar"
    APPEAL = "APPEAL", "Beroep"


class CheckState(TextChoices):
    """Whether a filing was held against its taxonomy."""

    NOT = "NOT", "Niet gevalideerd"
    WAITING = "WAITING", "Wacht op validatie"
    VALID = "VALID", "Gevalideerd"
    ERRORS = "ERRORS", "Fouten gevonden"


class PackageState(TextChoices):
    """How far the labels of a taxonomy package were read."""

    WAITING = "WAITING", "Wacht"
    BUSY = "BUSY", "Wordt gelezen"
    DONE = "DONE", "Gelezen"
    FAILED = "FAILED", "Mislukt"
    CANCELLED = "CANCELLED", "Gestopt"
