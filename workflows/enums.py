"""Fixed lists of products and periods."""

from django.db import models


class Frequency(models.TextChoices):
    """How often a product comes round: the rhythms of the tax office and two of our own."""

    MONTH = "MONTH", "Maand"
    FOUR_WEEKS = "FOUR_WEEKS", "Vier weken"
    QUARTER = "QUARTER", "Kwartaal"
    HALF_YEAR = "HALF_YEAR", "Halfjaar"
    YEAR = "YEAR", "Jaar"
    WEEK = "WEEK", "Week"
    ONCE = "ONCE", "Eenmalig"


class FrequencySource(models.TextChoices):
    """Where the rhythm of a product comes from."""

    OB = "OB", "Aangiftetijdvak btw van de relatie"
    LH = "LH", "Aangiftetijdvak loonheffingen van de relatie"
    FIXED = "FIXED", "Vaste keuze"
    FISCAL_YEAR = "FISCAL_YEAR", "Boekjaar van de relatie"
    ONCE = "ONCE", "Eenmalig"
