"""Values of asking and giving approval: stable English code, Dutch label."""

from django.db.models import TextChoices


class Quorum(TextChoices):
    ANY_ONE = "ANY_ONE", "Eén van de gevraagden"
    ALL = "ALL", "Iedereen die is gevraagd"
    N_OF = "N_OF", "Een aantal van de gevraagden"


class AnswerOrder(TextChoices):
    FREE = "FREE", "Vrije volgorde"
    FIXED = "FIXED", "Vaste volgorde"


class Factor(TextChoices):
    """How sure the portal was of the person at the moment of the answer."""

    NORMAL = "NORMAL", "E-mailcode"
    STRONG = "STRONG", "Passkey, of e-mailcode met verificatie-app"


class Channel(TextChoices):
    PORTAL = "PORTAL", "Portaal"
    LINK = "LINK", "Eenmalige link"
    SIGN = "SIGN", "Ondertekening"


class RequestState(TextChoices):
    OPEN = "OPEN", "Wacht op akkoord"
    APPROVED = "APPROVED", "Akkoord"
    DECLINED = "DECLINED", "Niet akkoord"
    EXPIRED = "EXPIRED", "Verlopen"
    WITHDRAWN = "WITHDRAWN", "Ingetrokken"


class MandateCheck(TextChoices):
    """What an office does when it has no record of somebody's authority."""

    OFF = "OFF", "Niet controleren: wie toegang heeft, mag akkoord geven"
    WARN = "WARN", "Waarschuwen als er geen bevoegdheid is vastgelegd"
    STRICT = "STRICT", "Alleen aanbieden aan wie aantoonbaar bevoegd is"


class Decision(TextChoices):
    APPROVED = "APPROVED", "Akkoord"
    DECLINED = "DECLINED", "Niet akkoord"


# portal.md 2.3: an office may lower only these; every other kind always asks a strong factor.
MAY_BE_LOWERED = frozenset({"OB", "ICP", "LH"})
# Kinds that the office itself decides about.
APPROVED_BY_OFFICE = ("UITSTEL",)
# Kinds that a client approves (sbr-inbox 1); the rest is decided by the office or goes to the dossier.
APPROVED_BY_CLIENT = (
    "OB",
    "OB_SUPPLETIE",
    "ICP",
    "LH",
    "LH_CORRECTIE",
    "IB",
    "VPB",
    "KVK",
    "KREDIET",
    "VA_VPB",
    "ERF",
    "SCHENK",
    "BZW",
    "OVERIG",
)


class ReceiptKind(TextChoices):
    """What a receipt proves."""

    APPROVAL = "APPROVAL", "Bewijs van akkoord"
    RELEASE = "RELEASE", "Bewijs van verzending zonder akkoord"
    STATUS = "STATUS", "Bewijs van de uitslag"
