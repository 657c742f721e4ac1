"""Moving a filing from one state to another: the one place where a state changes."""

from dataclasses import dataclass, field

from django.utils import timezone

from crm.timeline import draft_entry, write_entries
from offices.audit import actor_parts, acts_for, draft, record_all
from offices.errors import RuleBroken
from sbr_inbox import states
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, FilingEvent
from sbr_inbox.rules.issues import close_issues, open_issue

_STAMPS = {State.OFFERED: "offered_at", State.APPROVED: "approved_at", State.SENT: "sent_at"}
_WORDS = {
    "filing.received": "ontvangen",
    "filing.unreadable": "is onleesbaar",
    "filing.matched": "gekoppeld",
    "filing.linked": "gekoppeld door een teamlid",
    "filing.relinked": "gekoppeld aan deze relatie",
    "filing.reviewed": "gecontroleerd",
    "filing.ready": "klaar om aan te bieden",
    "filing.offered": "aangeboden ter accordering",
    "filing.approved": "akkoord",
    "filing.approved_on_behalf": "akkoord namens cliënt",
    "filing.declined": "niet akkoord",
    "filing.reminded": "cliënt herinnerd",
    "filing.silent": "cliënt reageert niet",
    "filing.questioned": "vraag van de cliënt",
    "filing.release_asked": "verzenden zonder akkoord gevraagd",
    "filing.release_refused": "verzenden zonder akkoord geweigerd",
    "filing.released": "vrijgegeven zonder akkoord",
    "filing.expired": "termijn voor akkoord verlopen",
    "filing.withdrawn": "ingetrokken",
    "filing.superseded": "vervangen door een nieuwe aangifte",
    "filing.discarded": "weggegooid",
    "filing.filed_elsewhere": "elders ingediend",
    "filing.dossier_only": "alleen in het dossier geplaatst",
    "filing.unmatched": "niet meer gekoppeld",
    "assessment.received": "ontvangen van de Belastingdienst",
    "filing.queued": "klaargezet om te verzenden",
    "filing.sent": "verzonden",
    "filing.delivery_trouble": "nog niet aangekomen",
    "filing.delivery_unknown": "verzonden, uitkomst nog onbekend",
    "filing.delivery_failed": "niet verzonden",
    "filing.rejected_digipoort": "geweigerd door Digipoort",
    "filing.rejected_receiver": "afgekeurd door de ontvanger",
    "filing.accepted": "geaccepteerd",
    "filing.handed_back": "teruggekoppeld aan het bronpakket",
}
_SHOWN_TO_CLIENT = ("filing.offered", "filing.approved", "filing.declined", "filing.filed_elsewhere", "filing.sent", "filing.accepted")
# Read and found ready follow on each other by themselves; one line on the timeline is enough.
_NOT_ON_TIMELINE = ("filing.read", "filing.ready", "filing.ambiguous", "filing.back", "filing.in_progress", "filing.resumed", "filing.send_stopped")


class WrongState(RuleBroken):
    """This cannot be done with a filing in this state."""

    code = "SBR01"
    status = 409

    def __init__(self, filing, doing: str = "Dit"):
        label = State(filing.state).label.lower()
        super().__init__(f"{doing} kan niet: de aangifte staat op “{label}”. Ververs de pagina voor de stand van nu.")


@dataclass
class Ledger:
    """Moves of one or many filings in one transaction, written together at the end by `write`."""

    by: object
    events: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    told: list = field(default_factory=list)

    def move(self, filing, to: str, event: str, *, text: str = "", code: str = "", data: dict | None = None) -> None:
        """Change the state of a locked filing in memory and draft what is told of it. Raises WrongState."""
        before = filing.state
        if not states.may_move(before, to):
            raise WrongState(filing)
        now = timezone.now()
        filing.state, filing.state_at = State(to), now
        filing.version += 1
        if stamp := _STAMPS.get(State(to)):
            setattr(filing, stamp, now)
        if to in states.FINAL:
            filing.final_at = now
        if to not in states.WORKING + states.UNDER_WAY:
            filing.due_at = filing.lease_until = None
            filing.attempt = 0
        self.note(filing, event, before=before, text=text, code=code, data=data)

    def note(self, filing, event: str, *, before: str = "", text: str = "", code: str = "", data: dict | None = None) -> None:
        """Draft what is told of a filing that stays where it is."""
        said = {"from": before, "to": filing.state if before else "", "code": code} | (data or {})
        self.events.append(
            FilingEvent(
                filing=filing,
                actor=actor_parts(self.by)[2][:160],
                on_behalf_of=acts_for(self.by, filing.relation_id),
                before=before,
                after=filing.state if before else "",
                event=event,
                code=code,
                text=text,
                raw=data or None,
            )
        )
        self.lines.append(draft(self.by, event, filing, data={key: value for key, value in said.items() if value}))
        if filing.relation_id and event not in _NOT_ON_TIMELINE:
            self.told.append((filing, event, text))

    def write(self) -> None:
        """Write every event, log line and timeline line that was drafted."""
        FilingEvent.objects.bulk_create(self.events)
        record_all(self.lines)
        write_entries([self._entry(*told) for told in self.told])
        self.events, self.lines, self.told = [], [], []

    def _entry(self, filing, event: str, text: str):
        return draft_entry(
            filing.relation_id,
            event,
            by=self.by,
            title=f"{filing.title} {_WORDS.get(event, 'bijgewerkt')}",
            text=text,
            object=filing,
            visible_to_client=event in _SHOWN_TO_CLIENT,
        )


def move(filing: Filing, to: str, *, by, event: str, text: str = "", code: str = "", data: dict | None = None) -> Filing:
    """Move one filing that the caller has locked, in the caller's transaction.

    Writes state, moments, event, activity log and timeline. Declined and expired open E17 and E18; offering again
    closes them. Raises WrongState for a move that is not in the table.
    """
    ledger = Ledger(by)
    ledger.move(filing, to, event, text=text, code=code, data=data)
    filing.save()
    ledger.write()
    if to == State.DECLINED:
        open_issue(filing, "E17", values={"name": actor_parts(by)[2], "reason": text, "package": filing.package_name})
    elif to == State.EXPIRED:
        open_issue(filing, "E18", values={"date": f"{timezone.localdate():%d-%m-%Y}"})
    elif to in (State.OFFERED, State.APPROVED, State.MATCHED) or to in states.FINAL:
        close_issues(filing, "E17", "E18", by=by)
    return filing


def note(filing: Filing, *, by, event: str, text: str = "", data: dict | None = None) -> None:
    """Tell of a filing whose state stays."""
    ledger = Ledger(by)
    ledger.note(filing, event, text=text, data=data)
    ledger.write()
