"""Ways in which a filing ends without being offered or sent from here."""

from django.db import transaction

from crm.enums import FilingKind
from offices.errors import RuleBroken
from sbr_inbox import states
from sbr_inbox.access import require_on_filing
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.filing_away import file_away
from sbr_inbox.rules.issues import open_codes, sync_issues
from sbr_inbox.rules.moving import WrongState, move
from sbr_inbox.rules.refreshing import void_request

REASON_LENGTH = 5


def discard(filing: Filing, *, by, reason: str) -> Filing:
    """Throw a filing away that should not be here; the bytes and the reason are kept."""
    require_on_filing(by, "filing.discard", filing)
    reason = _said(reason, "reden waarom u deze aangifte weggooit")
    with transaction.atomic():
        filing = _locked(filing, State.DISCARDED, "Weggooien")
        filing.closing_note = reason
        move(filing, State.DISCARDED, by=by, event="filing.discarded", text=reason)
        _close_issues(filing, by)
    return filing


def mark_filed_elsewhere(filing: Filing, *, by, evidence: str, evidence_file=None) -> Filing:
    """Note that a filing was filed outside this portal, with what shows that; its files go to the dossier."""
    require_on_filing(by, "filing.mark_elsewhere", filing)
    evidence = _said(evidence, "waaruit blijkt dat de aangifte is ingediend", field="evidence")
    with transaction.atomic():
        filing = _locked(filing, State.FILED_ELSEWHERE, "Als elders ingediend merken")
        filing.closing_note, filing.closing_file = evidence, evidence_file
        move(filing, State.FILED_ELSEWHERE, by=by, event="filing.filed_elsewhere", text=evidence)
        extra = [(evidence_file, f"Bewijs {filing.title}.pdf")] if evidence_file else []
        file_away(filing, by=by, extra=extra)
        _close_issues(filing, by)
    return filing


def dossier_only(filing: Filing, *, by, kind: str = "") -> Filing:
    """Keep a filing in the dossier and do nothing else with it; `kind` says where when the message is unknown."""
    require_on_filing(by, "filing.link", filing)
    with transaction.atomic():
        filing = _locked(filing, State.DOSSIER_ONLY, "Alleen in het dossier plaatsen")
        if kind and filing.kind in ("", FilingKind.OVERIG):
            filing.kind = FilingKind(kind)
        file_away(filing, by=by)
        move(filing, State.DOSSIER_ONLY, by=by, event="filing.dossier_only")
        _close_issues(filing, by)
    return filing


def replace_earlier(filing: Filing, *, by) -> Filing:
    """Let a filing that waits with E06 replace the earlier one over the same period.

    The request for approval of the earlier one is void. An earlier one that is approved or sent stays.
    """
    require_on_filing(by, "filing.withdraw", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state != State.MATCHED or filing.relation_id is None:
            raise WrongState(filing, "Vervangen")
        earlier = _earlier(filing)
        if not states.may_move(earlier.state, State.SUPERSEDED):
            raise WrongState(earlier, "Vervangen")
        void_request(earlier, by=by, reason="Er is een nieuwe versie van deze aangifte.")
        move(earlier, State.SUPERSEDED, by=by, event="filing.superseded", text=f"Vervangen door {filing.name}.")
        filing.supersedes = earlier
        filing.save(update_fields=["supersedes"])
        from sbr_inbox.rules.rechecking import recheck_filings

        recheck_filings([filing.pk], by=by)
        filing.refresh_from_db()
    return filing


def mark_correction(filing: Filing, *, by) -> Filing:
    """Let a filing that waits with E06 stand beside the earlier one as its correction, with the next number."""
    require_on_filing(by, "filing.link", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state != State.MATCHED or filing.relation_id is None:
            raise WrongState(filing, "Als correctie merken")
        earlier = _earlier(filing)
        filing.corrects, filing.sequence = earlier, earlier.sequence + 1
        filing.save(update_fields=["corrects", "sequence"])
        from sbr_inbox.rules.rechecking import recheck_filings

        recheck_filings([filing.pk], by=by)
        filing.refresh_from_db()
    return filing


def _earlier(filing: Filing) -> Filing:
    same = Filing.objects.live().filter(
        relation_id=filing.relation_id,
        key_hmac=filing.key_hmac,
        kind=filing.kind,
        period_start=filing.period_start,
        period_end=filing.period_end,
    )
    found = same.exclude(pk=filing.pk).order_by("-sequence").values_list("pk", flat=True).first()
    if found is None:
        raise RuleBroken("Er loopt geen eerdere aangifte over dit tijdvak meer. Ververs de pagina.", code="E06")
    return Filing.objects.lock(found)


def _locked(filing: Filing, to: str, doing: str) -> Filing:
    filing = Filing.objects.lock(filing.pk)
    if not states.may_move(filing.state, to):
        raise WrongState(filing, doing)
    return filing


def _said(text: str, what: str, *, field: str = "reason") -> str:
    text = text.strip()
    if len(text) < REASON_LENGTH:
        raise RuleBroken(f"Vul in {what}.", code="G01", field=field)
    return text[:2000]


def _close_issues(filing: Filing, by) -> None:
    codes = tuple({issue.code for issue in open_codes(filing)})
    if codes:
        sync_issues({filing: []}, codes=codes, by=by)
