"""One filing: what it is, where it stands, why it is linked, what is still needed, and what can be done."""

from functools import cached_property

from django.utils import timezone

from crm.enums import FilingKind
from dossier.preview import PDF
from offices.urls_helpers import desk_url
from offices.views import DeskView
from sbr_inbox import states
from sbr_inbox.access import filing_or_404, may_on_filing, names_for, shown_issues, shown_trace
from sbr_inbox.approval_acts import may_about_approval, stand_of
from sbr_inbox.approval_enums import APPROVED_BY_OFFICE
from sbr_inbox.asked import requests_of
from sbr_inbox.assessments import difference_with_return
from sbr_inbox.enums import State, Step
from sbr_inbox.links import issue_link
from sbr_inbox.paying import payment_of
from sbr_inbox.preconditions import preconditions
from sbr_inbox.presentation import facts_of_filing, figures_of, latest_reading
from sbr_inbox.rules.offering import OFFERABLE
from sbr_inbox.rules.retrying import MAY_RETRY
from sbr_inbox.sentences import filing_period
from sbr_inbox.track import track

VIEWS = (("", "Bedragen"), ("gegevens", "Alle gegevens"), ("verslag", "Verslag"), ("pdf", "Pdf"), ("xbrl", "Bestand als tekst"))
# Their message holds numbers and wages of people beside the client.
GUARDED = (FilingKind.LH, FilingKind.LH_CORRECTIE, FilingKind.IB, FilingKind.VIA, FilingKind.UITSTEL)


class FilingView(DeskView):
    """A page about one filing that this member may see; 404 otherwise."""

    permission = "filing.view"
    nav = "filings"

    @cached_property
    def filing(self):
        """The filing of the address."""
        return filing_or_404(self.member, self.kwargs["pk"])

    def allowed(self, key: str) -> bool:
        """Whether this member may use a right on this filing."""
        return may_on_filing(self.member, key, self.filing)

    @property
    def here(self) -> str:
        """The page of the filing."""
        return desk_url("sbr_inbox:filing", self.filing.pk)


class FilingPage(FilingView):
    """The page of a filing."""

    def get(self, request, pk):
        """Everything about one filing; what of it is shown on the left stands in the address."""
        filing = self.filing
        view = request.GET.get("toon", "")
        events = list(filing.events.order_by("at", "id"))
        issues = [issue | {"url": issue_link(issue, filing)} for issue in shown_issues(filing, self.member)]
        requests = requests_of(filing) if filing.offered_at else []
        context = {
            "filing": filing,
            "period": filing_period(filing),
            "view": view,
            "views": [(key, label) for key, label in VIEWS if self._has(key)],
            "issues": [issue for issue in issues if issue["stops"]],
            "warnings": [issue for issue in issues if not issue["stops"]],
            "track": track(filing, events),
            "events": events[::-1],
            "trace": self._trace(),
            "verdict": self._verdict(),
            "conditions": preconditions(filing) if filing.state not in states.FINAL else [],
            "requests": requests,
            "rows": self._rows(),
            "payment": payment_of(filing),
            **self._assessment(),
            "check": filing.checks.first(),
            "may": self._may(),
        }
        return self.render("sbr_inbox/filing.html", context | stand_of(filing, requests) | self._content(view))

    def _has(self, key: str) -> bool:
        if key == "pdf":
            return self.filing.pdf_file_id is not None
        if key == "verslag":
            return self.filing.is_inline
        if key == "xbrl":
            return self.filing.xml_file_id is not None and self.may_read_raw
        return True

    @cached_property
    def may_read_raw(self) -> bool:
        """Whether the message itself may be read: it may name people that the summary leaves out."""
        if not self.allowed("filing.review"):
            return False
        return self.filing.kind not in GUARDED or self.allowed("crm.bsn.reveal")

    def _content(self, view: str) -> dict:
        filing = self.filing
        if view in ("pdf", "xbrl", "verslag"):
            pages = filing.pdf_file and filing.pdf_file.mime == PDF
            return {"reading": latest_reading(filing), "pages": pages}
        if view == "gegevens":
            reading = latest_reading(filing)
            # Who may read the message itself may see the partner in it; nobody else, unless the partner was asked too.
            partner = True if self.may_read_raw else None
            return {"reading": reading, "tables": facts_of_filing(filing, reading, partner=partner)}
        figures = figures_of(filing)
        return {
            "reading": figures.reading,
            "table": figures.table,
            "earlier": figures.earlier,
            "earlier_period": figures.earlier_period,
        }

    def _assessment(self) -> dict:
        """What an assessment asks, and the return it answers; nothing for other kinds."""
        if self.filing.kind != FilingKind.SBA:
            return {}
        actions = list(self.filing.actions.select_related("done_by__user"))
        versus = difference_with_return(self.filing, latest_reading(self.filing))
        return {"actions": actions, "versus": versus, "today": timezone.localdate()}

    def _trace(self) -> list[dict]:
        labels = dict(Step.choices)
        return [step | {"label": labels.get(step["step"], step["step"])} for step in shown_trace(self.filing, self.member)]

    def _verdict(self) -> tuple[str, str, str]:
        filing = self.filing
        if filing.state == State.AMBIGUOUS:
            return "warn", "git-fork", "Meer dan één relatie past"
        if filing.relation_id is None and filing.match_rule == "NONE":
            return "bad", "unlink", "Geen relatie past"
        return "ok", "circle-check", filing.get_match_rule_display()

    def _rows(self) -> list[dict]:
        if self.filing.kind != FilingKind.UITSTEL:
            return []
        rows = list(self.filing.subjects.all())
        names = names_for(self.member, [row.relation_id for row in rows if row.relation_id])
        return [{"row": row, "name": names.get(str(row.relation_id)), "hidden": row.relation_id is not None} for row in rows]

    def _may(self) -> dict[str, bool]:
        filing, state = self.filing, self.filing.state
        twin = any(issue.code == "E06" for issue in filing.issues.filter(closed_at=None, code="E06"))
        may = {
            "offer": state in OFFERABLE and self.allowed("filing.offer") and filing.kind not in APPROVED_BY_OFFICE,
            "approve_office": state == State.READY and filing.kind in APPROVED_BY_OFFICE and self.allowed("filing.review"),
            "withdraw": state in (State.OFFERED, State.DECLINED, State.EXPIRED) and self.allowed("filing.withdraw"),
            "link": state in states.LINKABLE and filing.kind != FilingKind.UITSTEL and self.allowed("filing.link"),
            "link_rows": state in (State.UNMATCHED, State.AMBIGUOUS) and self.allowed("filing.link"),
            "retry": state in MAY_RETRY and self.allowed("filing.link"),
            "review": states.may_move(state, State.IN_REVIEW) and self.allowed("filing.review"),
            "reviewing": state == State.IN_REVIEW and self.allowed("filing.review"),
            "elsewhere": states.may_move(state, State.FILED_ELSEWHERE) and self.allowed("filing.mark_elsewhere"),
            "dossier": states.may_move(state, State.DOSSIER_ONLY)
            and filing.relation_id is not None
            and self.allowed("filing.link"),
            "discard": states.may_move(state, State.DISCARDED) and self.allowed("filing.discard"),
            "replace": twin and state == State.MATCHED and self.allowed("filing.withdraw"),
            "raw": self.may_read_raw,
            "ignore": not filing.is_final and self.allowed("filing.review"),
            "act": self.allowed("filing.review"),
        } | may_about_approval(filing, self.allowed)
        may["more"] = any(may[key] for key in ("offer_more", "release", "review", "elsewhere", "dossier", "discard", "retry", "link"))
        return may

