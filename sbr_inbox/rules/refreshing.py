"""A file that a source package sends again with other bytes."""

from offices.errors import RuleBroken
from sbr_inbox import states
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.issues import open_issue
from sbr_inbox.rules.moving import move


class ChangedInSource(RuleBroken):
    """E22: the source changed a filing that is approved already."""

    code = "E22"

    def __init__(self, filing):
        super().__init__(
            f"{filing.title} is in {filing.get_source_display()} gewijzigd nadat er akkoord op kwam. Open de aangifte die "
            "hier staat en overleg met de cliënt."
        )
        self.filing = filing

    def keep_visible(self) -> None:
        """Open E22 on the filing that was approved, after the intake was undone."""
        open_issue(self.filing, "E22", values={"source": self.filing.get_source_display()})


def replace_changed(source: str, source_ref: str, *, by) -> Filing | None:
    """Make way for the new bytes of a filing that its source changed; returns what it replaces.

    Until it is approved the earlier one is replaced and a request for approval that was open is void. Afterwards
    raises ChangedInSource: what was approved is never quietly exchanged.
    """
    earlier = Filing.objects.not_gone().filter(source=source, source_ref=source_ref).exclude(source_ref="").first()
    if earlier is None:
        return None
    earlier = Filing.objects.lock(earlier.pk)
    if not states.may_move(earlier.state, State.SUPERSEDED):
        raise ChangedInSource(earlier)
    void_request(earlier, by=by, reason="Het bronpakket stuurde een nieuwe versie.")
    text = "Vervangen door een nieuwe versie uit de bron."
    return move(earlier, State.SUPERSEDED, by=by, event="filing.superseded", text=text)


def void_request(filing, *, by, reason: str) -> None:
    """Void the open request for approval of a locked filing and a release of it, if there are any."""
    from sbr_inbox.rules.asking import close_requests
    from sbr_inbox.rules.voiding import void_release

    void_release(filing, by=by, reason=reason)
    if filing.offered_at is not None:
        close_requests(filing, by=by, reason=reason)
