"""What approval adds to the registries of the apps on the left."""

from crm.bulk_registry import InBulk, relations_changed
from crm.registry import relation_changed
from offices.enums import LinkPurpose
from offices.registry import Tile, dashboard_tiles, link_openers
from offices.signin.links import LinkOpener
from offices.urls_helpers import desk_url
from sbr_inbox import approval_settings  # noqa: F401
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.models import ApprovalRequest, Filing, Release
from sbr_inbox.rules import one_time
from sbr_inbox.rules.rechecking import relation_changed as look_again
from sbr_inbox.rules.rechecking import relations_changed as look_again_at_all
from sbr_inbox.rules.recorded import authority_changed, authority_changed_for


def _visible(member, requests):
    return Filing.objects.visible_to(member).filter(pk__in=requests.values("filing_id"))


def silent(member):
    """Filings that wait for a client who let the last reminder pass."""
    return _visible(member, ApprovalRequest.objects.filter(state=RequestState.OPEN, silent_at__isnull=False))


def unconfirmed(member):
    """Filings that wait for a second member to confirm sending without approval."""
    return _visible(member, Release.objects.filter(confirmed_by=None, refused_at=None).exclude(asked_by=member))


dashboard_tiles.register(
    Tile(
        "filings_silent", "Cliënt reageert niet", "Geen antwoord na de laatste herinnering, of niemand kan nog antwoorden", "filing.view",
        url=lambda: desk_url("sbr_inbox:filing_list", query="akkoord=stil"), rows=silent, tone="warn", order=24,
    )
)  # fmt: skip
dashboard_tiles.register(
    Tile(
        "filings_release", "Vrijgave bevestigen", "Een collega vraagt te verzenden zonder akkoord", "filing.send_without_approval",
        url=lambda: desk_url("sbr_inbox:filing_list", query="akkoord=vrijgave"), rows=unconfirmed, tone="warn", order=25,
    )
)  # fmt: skip
relation_changed.register(authority_changed)
relations_changed.register(InBulk(authority_changed, authority_changed_for))
relations_changed.register(InBulk(look_again, look_again_at_all))
link_openers.register(LinkOpener(LinkPurpose.APPROVE_ONE, one_time.invitee, one_time.opened, one_time.land))
