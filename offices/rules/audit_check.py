"""Recomputing the activity log from *Beheer*, as long work with progress."""

from offices.audit import record, verify_chain
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.models import AuditEvent, Job, Office

VERIFY = "offices.verify_audit"


def ask_verification(*, by) -> Job:
    """Start recomputing the chain of the open office; its page tells what came out."""
    total = AuditEvent.objects.filter(number__isnull=False).count()
    return start_job(VERIFY, by=by, title="Activiteitenlog narekenen", arguments={}, total=total)


def _verify(run: Run) -> None:
    """Recompute and tell; a break is told by number, so that a person can look it up."""
    verdict = verify_chain(Office.objects.get(pk=run.job.office_id), tell=run.step)
    record(run.by, "audit.verified", None, data={"verzegeld": verdict.sealed, "fouten": len(verdict.faults)})
    if verdict.faults:
        shown = "; ".join(verdict.faults[:10])
        text = f"Het log klopt niet: {shown}. Bel uw beheerder van de server en bewaar een kopie van de database."
    else:
        text = f"Alle {verdict.sealed} verzegelde regels kloppen. {verdict.unsealed} nieuwe regels worden binnen een minuut verzegeld."
    run.done({"text": text, "faults": len(verdict.faults)})


job_kinds.register(JobKind(VERIFY, _verify))
