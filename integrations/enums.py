"""Values of links to other systems."""

from django.db import models


class ConnectionState(models.TextChoices):
    ACTIVE = "ACTIVE", "Actief"
    PAUSED = "PAUSED", "Gepauzeerd"
    REMOVED = "REMOVED", "Verwijderd"


class RunState(models.TextChoices):
    RUNNING = "RUNNING", "Bezig"
    DONE = "DONE", "Klaar"
    FAILED = "FAILED", "Mislukt"


class ItemOutcome(models.TextChoices):
    TAKING = "TAKING", "Wordt opgehaald"
    TAKEN = "TAKEN", "Aangifte gemaakt"
    KNOWN = "KNOWN", "Was er al"
    REFUSED = "REFUSED", "Geweigerd"
    SKIPPED = "SKIPPED", "Overgeslagen"


class Knowledge(models.TextChoices):
    """How well we know the other side; shown on every tile."""

    OWN = "OWN", "Eigen route"
    SIMULATED = "SIMULATED", "Getest met simulator"
    LIVE = "LIVE", "Getest met het echte systeem"


class WebhookState(models.TextChoices):
    ACTIVE = "ACTIVE", "Actief"
    PAUSED = "PAUSED", "Gepauzeerd"
    STOPPED = "STOPPED", "Gestopt na fouten"


class DeliveryState(models.TextChoices):
    WAITING = "WAITING", "Wacht"
    DELIVERED = "DELIVERED", "Bezorgd"
    GIVEN_UP = "GIVEN_UP", "Opgegeven"
