"""A status code nobody here knows: kept, shown as it is, and told to the admins once."""

from offices.audit import SYSTEM
from offices.enums import MemberState, ShippedRole
from offices.mail import queue_mail
from offices.models import TeamMember
from sbr_inbox.rules.moving import note


def tell_admins(filing, row) -> None:
    """Note the unknown code on the filing and mail every admin, once per code."""
    note(filing, by=SYSTEM, event="filing.code_unknown", text=f"Onbekende statuscode {row.code}: {row.text}")
    for member in TeamMember.objects.filter(state=MemberState.ACTIVE, role__shipped=ShippedRole.ADMIN).select_related("user"):
        queue_mail(
            to=member.user.email,
            subject=f"Onbekende statuscode {row.code} van Digipoort",
            body=(
                f"Digipoort gaf een statuscode die dit portaal niet kent: {row.code} {row.text}.\n\n"
                "De aangifte blijft in behandeling tot er een bekend oordeel komt. Vul de betekenis in bij Beheer > SBR > "
                "Statuscodes."
            ),
            kind="sbr.unknown_code",
            idempotency_key=f"sbr.unknown_code:{row.code}:{member.pk}",
        )
