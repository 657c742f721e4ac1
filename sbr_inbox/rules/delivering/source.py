"""What a source package reports of a filing that was handed back to it."""

from django.db import transaction

from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.issues import open_issue
from sbr_inbox.rules.moving import WrongState, move, note


def source_reported(filing: Filing, *, accepted: bool, by, text: str = "") -> Filing:
    """The package says what became of it: accepted ends it, anything else is shown to the office (E20).

    Saying it twice changes nothing. Raises WrongState for a filing that was not handed back.
    """
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state == State.ACCEPTED and accepted:
            return filing
        if filing.state != State.HANDED_BACK:
            raise WrongState(filing, "De melding van het bronpakket verwerken")
        if accepted:
            return move(filing, State.ACCEPTED, by=by, event="filing.accepted", text=text)
        values = {"said": text, "package": filing.package_name, "receiver": filing.get_source_display()}
        open_issue(filing, "E20", field="source", values=values)
        note(filing, by=by, event="filing.rejected_receiver", text=text)
    return filing
