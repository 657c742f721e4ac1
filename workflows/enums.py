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


class DeadlineFor(models.TextChoices):
    """What a date of the law is the last (or first) day of."""

    STANDARD = "STANDARD", "Zonder uitstel"
    OWN = "OWN", "Met eigen uitstel"
    BECON = "BECON", "Met beconuitstel"
    EARLIEST = "EARLIEST", "Vroegste dag van verzending"
    ADOPTION = "ADOPTION", "Na vaststelling"
    DIRECTORS = "DIRECTORS", "Alle aandeelhouders zijn bestuurder"
    DISCOVERY = "DISCOVERY", "Na ontdekking van de fout"
    OBJECTION = "OBJECTION", "Bezwaar tegen een aanslag"


class Formula(models.TextChoices):
    """How the day is counted from the last day of the period, or from the day something happened."""

    MONTH_END = "MONTH_END", "Laatste dag van de maand, zoveel maanden later"
    SAME_DAY = "SAME_DAY", "Dezelfde dag, zoveel maanden later"
    FIXED_DAY = "FIXED_DAY", "Vaste dag, zoveel jaar later"
    DAYS = "DAYS", "Zoveel dagen later"


class Shift(models.TextChoices):
    """What happens to a date that is no working day."""

    NONE = "NONE", "Blijft staan"
    NEXT_WORKDAY = "NEXT_WORKDAY", "Naar de volgende werkdag"
    PREVIOUS_WORKDAY = "PREVIOUS_WORKDAY", "Naar de vorige werkdag"


class Checked(models.TextChoices):
    """Whether somebody of the office compared a delivered value with its source."""

    CHECKED = "CHECKED", "Gecontroleerd"
    UNCHECKED = "UNCHECKED", "Te controleren"


class ExtensionKind(models.TextChoices):
    """Under which scheme a return may come later."""

    OWN = "OWN", "Eigen uitstel"
    BECON = "BECON", "Beconregeling"


class Openness(models.TextChoices):
    """Who among colleagues reads what an appointment is about."""

    OPEN = "OPEN", "Zichtbaar voor collega’s"
    PRIVATE = "PRIVATE", "Alleen voor wie erbij is"
