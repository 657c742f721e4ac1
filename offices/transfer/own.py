"""What of the ground floor leaves with an office, and what stays and why."""

from offices.files.storing import key_of
from offices.models import MailState
from offices.scope import require_office_id
from offices.transfer.declaring import EDITED, Exported, Stays, Waived, declare

CHAIN = "De keten hoort bij het kantoor waar zij is gemaakt; zij gaat als bewijs mee in proof/chain.jsonl."
SETTLED = "Alleen mail die klaar is gaat mee; niets daarvan gaat nog eens uit."
LAST_SEEN = "Wanneer iemand hier was, zegt elders niets."
# Leaving and arriving are told of apart (proof/travels.jsonl), so that a pack does not change by being made.
TRAVELS = ("office.exported", "office.imported")


def own_log(rows):
    """The activity log without the travels of the office itself."""
    return rows.exclude(event__in=TRAVELS)


def settled_mail(rows):
    """Mail with which nothing more happens."""
    return rows.exclude(state__in=(MailState.QUEUED, MailState.SENDING))


def storage_key(row):
    """Where the bytes of an arriving file lie."""
    return key_of(row["id"], require_office_id())


declare(
    Waived("offices.LoginSession", "Een aangemeld apparaat hoort bij deze installatie."),
    Waived("offices.ApiToken", "Een sleutel van een programma geeft alleen hier toegang en wordt elders nieuw gemaakt."),
    Waived("offices.EntryToken", "Een geheim adres wijst naar deze installatie en wordt elders nieuw gemaakt."),
    Waived("offices.OneTimeLink", "Een eenmalige link wijst naar dit adres."),
    Exported(
        "offices.AuditEvent",
        "event at actor_kind actor_id actor_label on_behalf_of subject_kind subject_id subject_label relation_id "
        "data ip session_id",
        stays={
            "number": Stays(CHAIN),
            "hash": Stays(CHAIN, ""),
            "previous_hash": Stays(CHAIN, ""),
        },
        pointers=("actor_id", "subject_id"),
        rows=own_log,
    ),
    Waived("offices.AuditRoot", "De dagwaarden van de keten gaan als bewijs mee in proof/roots.jsonl."),
    Exported(
        "offices.Brand",
        f"{EDITED} name is_default logo favicon sender reply_to mail_footer letterhead welcome_text",
    ),
    Exported(
        "offices.StoredFile",
        "sha256 size mime purpose at",
        stays={
            "key": Stays("Waar bytes liggen volgt uit kantoor en id.", storage_key),
        },
    ),
    Waived("offices.Job", "Voortgang van werk op deze installatie; wat het opleverde staat in de rijen zelf."),
    Exported(
        "offices.OutgoingMail",
        "to subject body kind idempotency_key state created_at expires_at sent_at fault bounce",
        stays={
            "due_at": Stays(SETTLED),
            "attempt": Stays(SETTLED, 0),
        },
        rows=settled_mail,
    ),
    Exported("offices.AuthorisationRole", "name shipped active", natural=("name",)),
    Exported("offices.RoleGrant", "role permission scope"),
    Exported(
        "offices.TeamMember",
        "user role number kind state starts_on ends_on phone extension function",
        stays={
            "last_seen": Stays(LAST_SEEN),
        },
    ),
    Exported(
        "offices.PortalAccount",
        "user contact_id active created_at",
        stays={
            "last_seen": Stays(LAST_SEEN),
        },
    ),
    Exported("offices.TeamRole", "code name who order active", natural=("name",)),
    Exported("offices.ProcessTeam", f"{EDITED} name lead open_to_clients"),
    Exported("offices.ProcessTeamMember", "team member"),
    Exported("offices.ProcessTeamRole", "team role"),
    Exported("offices.StandIn", f"{EDITED} absent_member acting_member valid_from valid_to scope note"),
    Exported("offices.StandInRole", "stand_in role"),
    Exported("offices.PersonalGrant", "member permission granted_by valid_from valid_to"),
    Exported("offices.MemberLabel", "label member"),
    Waived("offices.TransferPack", "Pakketten zelf reizen niet mee in een pakket."),
    Exported(
        "offices.SavedView",
        f"{EDITED} screen name query columns sort owner shared_with team default_for order",
        pointers=("query",),
    ),
    Waived("offices.OfficeSecret", "Geheime sleutels blijven; de openbare helften van ondertekeningen gaan mee in proof/keys.jsonl."),
    Exported("offices.Setting", "key value"),
    Exported("offices.Label", "name color audience", natural=("audience", "name"), made=True),
    Exported("offices.NumberSequence", "name next"),
    Waived("offices.IdempotencyKey", "Antwoorden voor een herhaald verzoek gelden 24 uur op deze installatie."),
)
