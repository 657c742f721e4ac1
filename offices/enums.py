"""Values of the ground floor."""

from django.db import models


class Language(models.TextChoices):
    NL = "nl", "Nederlands"
    EN = "en", "English"


class Scope(models.TextChoices):
    LINKED = "L", "Gekoppelde relaties"
    ALL = "A", "Alle relaties"


class OfficeState(models.TextChoices):
    ACTIVE = "ACTIVE", "Actief"
    SUSPENDED = "SUSPENDED", "Opgeschort"
    CLOSED = "CLOSED", "Gesloten"


class MemberState(models.TextChoices):
    INVITED = "INVITED", "Uitgenodigd"
    ACTIVE = "ACTIVE", "Actief"
    ENDED = "ENDED", "Beëindigd"


class MemberKind(models.TextChoices):
    EMPLOYEE = "EMPLOYEE", "Medewerker"
    TEMPORARY = "TEMPORARY", "Tijdelijk"
    EXTERNAL = "EXTERNAL", "Extern"


class Audience(models.TextChoices):
    DESK = "DESK", "Kantoor"
    PORTAL = "PORTAL", "Portaal"


class LinkPurpose(models.TextChoices):
    CLIENT_INVITE = "CLIENT_INVITE", "Uitnodiging cliënt"
    STAFF_INVITE = "STAFF_INVITE", "Uitnodiging teamlid"
    APPROVE_ONE = "APPROVE_ONE", "Eén aangifte accorderen"
    UPLOAD = "UPLOAD", "Stukken aanleveren"


class KeyPurpose(models.TextChoices):
    DATA = "DATA", "Gegevens"
    INDEX = "INDEX", "Zoeken"
    SIGN = "SIGN", "Ondertekenen"


class ShippedRole(models.TextChoices):
    VIEWER = "VIEWER", "Raadpleger"
    EDITOR = "EDITOR", "Mutator"
    MANAGER = "MANAGER", "Manager"
    ADMIN = "ADMIN", "Beheerder"


class ShippedTeamRole(models.TextChoices):
    RELATION_MANAGER = "RELATION_MANAGER", "Relatiebeheerder"
    ACCOUNTANT = "ACCOUNTANT", "Accountant"
    TAX = "TAX", "Fiscaal"
    BOOKKEEPING = "BOOKKEEPING", "Administratie"
    PAYROLL = "PAYROLL", "Salaris"
    SECRETARIAT = "SECRETARIAT", "Secretariaat"


class Density(models.TextChoices):
    COMPACT = "compact", "Compact"
    NORMAL = "normal", "Normaal"
    ROOMY = "roomy", "Ruim"


class Theme(models.TextChoices):
    SYSTEM = "", "Volgt uw apparaat"
    LIGHT = "light", "Licht"
    DARK = "dark", "Donker"
