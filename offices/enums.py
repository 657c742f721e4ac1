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


class SharedWith(models.TextChoices):
    """Who else sees a saved view."""

    ME = "ME", "Alleen ik"
    TEAM = "TEAM", "Mijn procesteam"
    OFFICE = "OFFICE", "Hele kantoor"


class DefaultFor(models.TextChoices):
    """For whom a saved view opens by itself."""

    NOBODY = "", "Niemand"
    ME = "ME", "Mij"
    OFFICE = "OFFICE", "Het hele kantoor"


class StandInScope(models.TextChoices):
    """What a stand-in stands in for."""

    ALL = "ALL", "Alles"
    ROLES = "ROLES", "Gekozen rollen"
    RELATIONS = "RELATIONS", "Gekozen relaties"


class JobState(models.TextChoices):
    QUEUED = "QUEUED", "In de wachtrij"
    BUSY = "BUSY", "Bezig"
    DONE = "DONE", "Klaar"
    FAILED = "FAILED", "Mislukt"
    CANCELLED = "CANCELLED", "Geannuleerd"


class LabelAudience(models.TextChoices):
    """What a label is for."""

    RELATIONS = "RELATIONS", "Relaties"
    CONTACTS = "CONTACTS", "Contacten"
    MEMBERS = "MEMBERS", "Teamleden"
    MESSAGES = "MESSAGES", "Berichten"
    ITEMS = "ITEMS", "Stukken"
    TASKS = "TASKS", "Taken"


class PackDirection(models.TextChoices):
    OUT = "OUT", "Meegegeven"
    IN = "IN", "Ontvangen"


class PackReach(models.TextChoices):
    OFFICE = "OFFICE", "Heel kantoor"
    RELATION = "RELATION", "Eén relatie"


class PackState(models.TextChoices):
    BUSY = "BUSY", "Bezig"
    READY = "READY", "Klaar"
    WAITING = "WAITING", "Wacht op uw keuze"
    FAILED = "FAILED", "Mislukt"
    REFUSED = "REFUSED", "Niet overgenomen"


class EntryKind(models.TextChoices):
    """What a secret address is for."""

    ICS = "ICS", "Agenda"
