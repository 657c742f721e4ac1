"""Leaving with a pack and arriving with one: who may, what is written in the log, and the work behind it."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from offices.audit import record
from offices.enums import PackDirection, PackReach, PackState
from offices.errors import NotHere, RuleBroken
from offices.files import Incoming
from offices.jobs import Interrupted, JobKind, Run, job_kinds, start_job
from offices.models import Job, Office, TeamMember, TransferPack
from offices.permissions import require
from offices.scope import require_office_id
from offices.transfer.moment import one_moment

EXPORT = "offices.export"
# The zip itself; the store keeps no bigger file.
MOST_BYTES = 200 << 30
TELL_EVERY = 500


def ask_export(*, by: TeamMember) -> Job:
    """Start making a pack of the whole office. Raises Forbidden, and RuleBroken OVD02 while one is being made."""
    require(by, "office.export")
    with transaction.atomic():
        office = Office.objects.select_for_update().get(pk=require_office_id())
        busy = TransferPack.objects.filter(direction=PackDirection.OUT, reach=PackReach.OFFICE, state=PackState.BUSY)
        if busy.filter(job__ended_at=None).exists():
            raise RuleBroken("Er wordt al een pakket van het kantoor gemaakt. Wacht tot het klaar is.", code="OVD02")
        pack = TransferPack.objects.create(direction=PackDirection.OUT, reach=PackReach.OFFICE, name=office.name, created_by=by)
        pack.job = start_job(EXPORT, by=by, title=f"Pakket van {office.name}", arguments={"pack": str(pack.pk)})
        pack.save(update_fields=["job"])
        # Written before the work: who asked for everything stands in the log, whatever comes of it.
        record(by, "office.exported", office, data={"pakket": str(pack.pk)})
    return pack.job


def run_export(run: Run) -> None:
    """Make the pack a job is about; killed, it starts again."""
    pack = TransferPack.objects.get(pk=run.arguments["pack"])
    require(run.by, "office.export")
    try:
        with Incoming(name=pack.name, purpose="transfer", max_bytes=MOST_BYTES) as incoming:
            manifest, sha256 = make_pack(incoming, tell=now_and_then(run))
            kept = keep(pack, incoming, manifest, sha256)
    except (RuleBroken, Interrupted) as fault:
        text = getattr(fault, "text", "Geannuleerd.")[:500]
        TransferPack.objects.filter(pk=pack.pk).update(state=PackState.FAILED, fault=text)
        raise
    name = f"{slugify(pack.name)[:60] or 'kantoor'}-{timezone.localdate():%Y%m%d}.zip"
    text = "Het pakket is klaar. Het bevat alle gegevens van uw kantoor, ook BSN's: bewaar het versleuteld en geef het aan niemand zonder reden."
    run.done({"text": text, "filename": name}, file=kept)


def keep(pack: TransferPack, incoming: Incoming, manifest: dict, sha256: str):
    """Keep the finished bytes and say so on the row of the pack."""
    with transaction.atomic():
        kept = incoming.keep(mime="application/zip")
        pack.file, pack.sha256, pack.state, pack.fault = kept, sha256, PackState.READY, ""
        pack.counts = {part["path"]: part["rows"] for part in manifest["parts"] if part.get("rows")}
        pack.save()
    return kept


def make_pack(target, *, tell) -> tuple[dict, str]:
    """Write the open office as it is at one moment."""
    from offices.transfer.leaving import pack_office

    with one_moment() as alias:
        return pack_office(Grows(target), alias=alias, tell=tell)


def now_and_then(run: Run):
    """Tells a job how far it is, not for every chunk."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told < TELL_EVERY:
            return
        told = done
        try:
            run.step(done)
        except Interrupted as why:
            # One moment of the database cannot be put aside for another turn.
            if str(why) == "cancelled":
                raise

    return tell


class Grows:
    """A file that can only be added to, as a zip wants it."""

    def __init__(self, target):
        self.target = target

    def write(self, chunk) -> int:
        """Add bytes."""
        self.target.write(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Nothing is held back."""


def write_office(target, *, by) -> tuple[dict, str]:
    """The operator's way: write the open office to a file, and say so in its log."""
    record(by, "office.exported", Office.objects.get(pk=require_office_id()))
    return make_pack(target, tell=lambda done: None)


def read_office(source, *, slug: str, by) -> TransferPack:
    """The operator's way: a new office from a pack. Raises BadPack and ADM06."""
    from offices.transfer.arriving import arrive_office
    from offices.transfer.opening import open_pack

    return arrive_office(open_pack(source), slug=slug, by=by)


def let_in(office: Office, email: str, *, by) -> TeamMember:
    """Let a member who was put aside sign in; his address proves who he is. Raises NotHere."""
    member = TeamMember.objects.select_related("user", "office").filter(office=office, user__email__iexact=email.strip()).first()
    if member is None:
        raise NotHere(f"{email} is geen teamlid in dit pakket. Maak een beheerder met create_member.")
    with transaction.atomic():
        if not member.user.is_active:
            member.user.is_active = True
            member.user.save(update_fields=["is_active"])
        record(by, "member.joined", member, data={"via": "pakket"})
    return member


job_kinds.register(JobKind(EXPORT, run_export))
