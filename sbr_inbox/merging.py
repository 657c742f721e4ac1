"""What goes along of filings when two relations become one.

An approval request says whose filing it was when it was offered, so it stays as it is; one that is still open is
taken back first, because the question to the client would change under his hands.
"""

from crm.registry import merge_carriers
from crm.rules.carrying import Rows, carrier
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.models import (
    ApprovalPolicy,
    ApprovalRequest,
    ExpectationMute,
    Filing,
    FilingAction,
    FilingSubject,
    MatchMemory,
    ServiceAuthorisation,
)


def waiting_for_a_client(winner, loser):
    """Filings of the one that goes that lie before a client; an empty list when there are none."""
    count = ApprovalRequest.objects.filter(relation=loser, state=RequestState.OPEN).count()
    if not count:
        return []
    what = "ligt 1 aangifte" if count == 1 else f"liggen {count} aangiften"
    return [f"Van {loser.name} {what} voor akkoord bij de cliënt. Trek {'die' if count == 1 else 'ze'} eerst in."]


merge_carriers.register(
    carrier(
        "filings", "Aangiften",
        Rows(
            Filing, "relation",
            refuse="Beide relaties hebben een aangifte over hetzelfde tijdvak. Laat eerst een van de twee vervallen.",
        ),
        Rows(Filing, "source_relation"),
        Rows(FilingSubject, "relation"),
        Rows(FilingAction, "relation"),
        objections=waiting_for_a_client,
        order=90,
    )
)  # fmt: skip
merge_carriers.register(
    carrier(
        "filing_settings", "Machtigingen en afspraken over aangiften", Rows(ServiceAuthorisation, "relation"),
        Rows(ExpectationMute, "relation"), Rows(MatchMemory, "relation"), Rows(ApprovalPolicy, "relation"), order=91,
    )
)  # fmt: skip
