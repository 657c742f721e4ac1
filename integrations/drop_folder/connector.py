"""Takes filings from a watched folder into the SBR inbox.

Per file: a SyncItem row, then the intake, then the move out of the folder. A crash in between leaves the file where
it is; the next round finds the same row and the intake finds the same bytes, so nothing is lost and nothing doubled.
"""

import os
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from integrations.base import Connector, Counts
from integrations.drop_folder import places
from integrations.drop_folder.quiet import QUIET
from integrations.drop_folder.watching import Dropped, ready
from integrations.enums import ItemOutcome, Knowledge
from integrations.models import Connection, SyncItem
from offices.audit import Program
from offices.errors import RuleBroken
from offices.registry import Later
from offices.settings_registry import setting
from sbr_inbox.enums import Channel, Source
from sbr_inbox.rules.intake import pair, take_in

AT_ONCE = 500
COUNTED = {"TAKEN": "taken", "KNOWN": "known", "REFUSED": "refused"}


def run(connection: Connection, run) -> Counts:
    """One look in the folder.

    Raises RuleBroken when the folder cannot be read.
    """
    counts, memory = Counts(), dict(connection.memory)
    try:
        base = places.make(connection)
        whole, counts.waiting = ready(base / places.IN, memory, quiet_seconds=setting(QUIET))
    except OSError as fault:
        text = f"De map van {connection.name} is niet leesbaar ({fault.strerror}). Vraag de systeembeheerder de rechten te herstellen."
        raise RuleBroken(text, code="INT03", retryable=True) from fault
    Connection.objects.filter(pk=connection.pk).update(memory=memory)
    whole = whole[:AT_ONCE]
    counts.seen = len(whole)
    for position, pdf in pair([file.name for file in whole]):
        outcome = take(connection, run, base, whole[position], whole[pdf] if pdf is not None else None)
        _count(counts, outcome)
    return counts


def _count(counts: Counts, outcome: str) -> None:
    name = COUNTED.get(str(outcome))
    if name:
        setattr(counts, name, getattr(counts, name) + 1)


def take(connection: Connection, run, base: Path, file: Dropped, pdf: Dropped | None) -> str:
    """Take in one file with its PDF and move both away; gives the outcome."""
    item = note(connection, run, file)
    if item.outcome == ItemOutcome.TAKING:
        with opened(file) as content:
            paper = opened(pdf) if pdf else None
            try:
                result = take_in(
                    content,
                    name=file.name,
                    channel=Channel.FOLDER,
                    by=Program(f"Map-koppeling {connection.name}"),
                    pdf=paper,
                    source=Source.FOLDER,
                    source_ref=f"{connection.pk}/{file.external_id}",
                )
            finally:
                if paper:
                    paper.close()
        settle(item, result)
    refused = item.outcome == ItemOutcome.REFUSED
    for moved in filter(None, (file, pdf)):
        move(moved, base / (places.ERROR if refused else places.DONE), item.text if refused else "")
    return item.outcome


def note(connection: Connection, run, file: Dropped) -> SyncItem:
    """The row of this file, made before anything is done with it."""
    with transaction.atomic():
        item, _ = SyncItem.objects.get_or_create(
            connection=connection,
            external_id=file.external_id,
            defaults={"run": run, "name": file.name[:255], "size": file.size},
        )
    return item


def settle(item: SyncItem, result) -> None:
    """Write what became of the file."""
    if result.filing is None and not any(part.filing for part in result.more):
        item.outcome = ItemOutcome.REFUSED
    else:
        item.outcome = ItemOutcome.TAKEN if result.status == 201 else ItemOutcome.KNOWN
    item.text, item.filing, item.at = result.text, result.filing, timezone.now()
    item.save(update_fields=["outcome", "text", "filing", "at"])


def opened(file: Dropped):
    """The file that was looked at and no other: a link put in its place meanwhile is refused."""
    handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW)
    info = os.fstat(handle)
    if (info.st_ino, info.st_size, info.st_mtime_ns) != (file.inode, file.size, file.mtime_ns):
        os.close(handle)
        raise RuleBroken(f"{file.name} veranderde tijdens het ophalen. Wij halen het de volgende ronde op.", code="INT04", retryable=True)
    return os.fdopen(handle, "rb")


def move(file: Dropped, target: Path, reason: str) -> None:
    """Put the file in `klaar` or `fout`, never over another one; beside a refused one the reason in words."""
    name = f"{timezone.now():%Y%m%d-%H%M%S}-{file.inode}-{file.name}"[:240]
    try:
        os.rename(file.path, target / name)
    except FileNotFoundError:
        return
    if reason:
        (target / f"{name}.reden.txt").write_text(reason + "\n", encoding="utf-8")


def facts(connection: Connection) -> list[tuple[str, str]]:
    """Where to put files, and where they go."""
    base = places.folder(connection)
    return [
        ("Map voor nieuwe bestanden", str(base / places.IN)),
        ("Verwerkt", str(base / places.DONE)),
        ("Geweigerd, met reden", str(base / places.ERROR)),
        ("Rusttijd", f"{setting(QUIET)} seconden, of hernoem van .part"),
    ]


CONNECTOR = Connector(
    key="drop_folder",
    name="Map-koppeling",
    category="Aangiften",
    explains="Haalt aangiften op uit een map waarin uw fiscale pakket of salarispakket ze neerzet.",
    icon="folder-sync",
    knowledge=Knowledge.OWN,
    run=run,
    facts=facts,
    practice=Later("integrations.drop_folder.practice.fill"),
    made=lambda connection: places.make(connection) and None,
    steps=(
        "Laat de systeembeheerder de map delen met het pakket.",
        "Stel in het pakket in dat het aangiften (xbrl, xml, xbri) in die map zet.",
        "Zet een proefbestand klaar en kies Nu ophalen.",
    ),
)
