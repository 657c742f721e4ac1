"""Values of what stands around a relation: structure, third parties, own fields, links."""

from django.db.models import TextChoices


class StakeKind(TextChoices):
    """What binds an owner to an organisation."""

    SHARES = "SHARES", "Aandelen"
    VOTES = "VOTES", "Stemrecht"
    CONTROL = "CONTROL", "Zeggenschap"
    PROFIT = "PROFIT", "Winstrecht"
    DIRECTOR = "DIRECTOR", "Bestuurder"
    PARTNER = "PARTNER", "Vennoot of maat"
    TRUSTEE = "TRUSTEE", "Trustee"
    SETTLOR = "SETTLOR", "Oprichter"
    BENEFICIARY = "BENEFICIARY", "Begunstigde"


class StakeSource(TextChoices):
    """Where a structure link is known from."""

    KVK = "KVK", "KvK"
    REGISTER = "REGISTER", "Aandeelhoudersregister"
    STATUTEN = "STATUTEN", "Statuten"
    CLIENT = "CLIENT", "Opgave cliënt"


class SharedEntityKind(TextChoices):
    PERSON = "PERSON", "Persoon"
    ORGANISATION = "ORGANISATION", "Organisatie"


class ThirdPartyRole(TextChoices):
    """What somebody is to a client of ours."""

    NOTARY = "NOTARY", "Notaris"
    BANK = "BANK", "Bank"
    TAX_OFFICE = "TAX_OFFICE", "Belastingdienst"
    INSURER = "INSURER", "Verzekeraar"
    LAWYER = "LAWYER", "Advocaat"
    FORMER_ACCOUNTANT = "FORMER_ACCOUNTANT", "Vorige accountant"
    OTHER = "OTHER", "Anders"


class EntitySize(TextChoices):
    """Size of a legal person for its annual accounts (art. 2:395a to 2:397 BW)."""

    MICRO = "MICRO", "Micro"
    SMALL = "SMALL", "Klein"
    MEDIUM = "MEDIUM", "Middelgroot"
    LARGE = "LARGE", "Groot"


class StatementKind(TextChoices):
    """Which statement of the accountant goes with the annual accounts."""

    COMPILATION = "COMPILATION", "Samenstellingsverklaring"
    REVIEW = "REVIEW", "Beoordelingsverklaring"
    AUDIT = "AUDIT", "Controleverklaring"
    NONE = "NONE", "Geen verklaring"


class FieldTarget(TextChoices):
    RELATION = "RELATION", "Relatie"
    CONTACT = "CONTACT", "Contact"


class FieldType(TextChoices):
    """What a custom field holds."""

    TEXT = "TEXT", "Tekst"
    LONG_TEXT = "LONG_TEXT", "Lange tekst"
    NUMBER = "NUMBER", "Getal"
    AMOUNT = "AMOUNT", "Bedrag"
    DATE = "DATE", "Datum"
    YES_NO = "YES_NO", "Ja of nee"
    CHOICE = "CHOICE", "Keuze"
    MULTI_CHOICE = "MULTI_CHOICE", "Meer keuzes"
    LINK = "LINK", "Webadres"
    RELATION = "RELATION", "Relatie"


class LinkAudience(TextChoices):
    """Who sees an entry of Apps & links."""

    OFFICE = "OFFICE", "Heel kantoor"
    TEAM = "TEAM", "Op de relatiekaart"
    CLIENT = "CLIENT", "Cliënten in het portaal"


class AccessState(TextChoices):
    ASKED = "ASKED", "Gevraagd"
    GRANTED = "GRANTED", "Toegekend"
    REFUSED = "REFUSED", "Geweigerd"
