"""What the inbox adds to the registries of the apps on the left."""

from offices.registry import office_created, practice_data, sweeps
from sbr_inbox.practice import fill
from sbr_inbox.rules.rechecking import relation_changed
from sbr_inbox.rules.settings import seed_kinds
from sbr_inbox.rules.working import due_count
from sbr_inbox.tasks import work_filings
from workflows.registry import products_changed

office_created.register(seed_kinds)
practice_data.register(fill)
products_changed.register(relation_changed)


@sweeps.register
def ring_filings() -> int:
    """Ring again for filings on which work is due and nobody is at it."""
    waiting = due_count()
    if waiting:
        work_filings.ring()
    return waiting
