"""Background work of deadlines: dating open filings again after a rule changed, and the memory of extensions."""

from celery import shared_task

from offices.registry import sweeps
from offices.tasks import OfficeTask
from sbr_inbox.rules.dating import extension_changed, rules_waiting, spread_rules
from sbr_inbox.rules.extending import register_accepted
from workflows.registry import deadline_rules_changed
from workflows.registry import extension_changed as extension_changes

extension_changes.register(extension_changed)


@shared_task(base=OfficeTask, name="sbr_inbox.redate_filings")
def redate_filings() -> int:
    """Give open filings the dates of rules that are new."""
    return spread_rules()


@deadline_rules_changed.register
def ring_redating(rule, *, by) -> None:
    """A rule changed: do it after the commit."""
    redate_filings.ring()


@sweeps.register
def ring_waiting_rules() -> int:
    """Ring again for rules that were not spread yet."""
    waiting = rules_waiting()
    if waiting:
        redate_filings.ring()
    return waiting


@sweeps.register
def register_extensions() -> int:
    """Register the extensions that accepted UITSTEL messages asked for."""
    return register_accepted()
