"""An office that arrives: a new office with everything of the pack, in one transaction or not at all.

Nothing leaves by it: no mail, no delivery, no webhook. Numbers and secrets are sealed with the keys of the new office,
ids are new by one mask, and what happened before stays dated as it was.
"""

import logging

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from offices.audit import record
from offices.enums import KeyPurpose, PackDirection, PackReach, PackState
from offices.files import Incoming
from offices.models import AuditEvent, Office, OfficeSecret, TransferPack
from offices.rules.office import check_slug, make_keys
from offices.scope import office_scope
from offices.transfer.declaring import exported, exported_as, history_of
from offices.transfer.decoding import Rows
from offices.transfer.ids import Ids
from offices.transfer.leaving import FILES, OFFICE, Tell
from offices.transfer.opening import Pack, refuse
from offices.transfer.packing import place_of
from offices.transfer.people import Newcomers

log = logging.getLogger(__name__)
EVENT = ("event", "at", "actor_kind", "actor_id", "actor_label", "on_behalf_of", "subject_kind", "subject_id", "subject_label", "data")


def arrive_office(pack: Pack, *, slug: str, by, tell: Tell = lambda done: None) -> TransferPack:
    """Make the office of a pack under a new address; gives the row that tells of it, with its office open no more.

    Raises BadPack, and RuleBroken ADM06 for an address that is taken.
    """
    if pack.reach != PackReach.OFFICE:
        raise refuse("het bevat één relatie; neem het over binnen een kantoor")
    check_slug(slug)
    pack.verify()
    ids, people, keys = Ids.fresh(), Newcomers(), []
    try:
        with transaction.atomic():
            office = new_office(pack, slug)
            with office_scope(office.pk):
                make_keys()
                quiet_history()
                counts = write_rows(pack, ids, people, keys, tell)
                quiet_history(on=False)
                old_keys(pack)
                travels(pack, ids)
                row = told(pack, ids, people, counts, office)
                record(by, "office.imported", office, data={"van": pack.manifest["office"].get("slug", ""), "rijen": sum(counts.values())})
    except BaseException as fault:
        for key in keys:
            default_storage.delete(key)
        if isinstance(fault, DatabaseError):
            # Its text quotes the row that did not fit.
            log.error("A pack did not fit: %s", type(fault).__name__)
            raise refuse("de gegevens spreken elkaar tegen") from None
        raise
    return row


def new_office(pack: Pack, slug: str) -> Office:
    """The row of the office, without what a new office is given: all of that is in the pack. Raises BadPack."""
    said = pack.manifest["office"]
    try:
        office = Office(slug=slug, **{name: said[name] for name in OFFICE})
        office.full_clean(exclude=["slug", "owner"])
    except (KeyError, TypeError, ValidationError) as error:
        raise refuse("de gegevens van het kantoor kloppen niet") from error
    office.save(force_insert=True)
    return office


def quiet_history(*, on: bool = True) -> None:
    """Let no event of a history be made by rows that arrive, for the rest of this transaction: their own events come along."""
    names = [trigger.get_pgid(model) for model, trigger in pgtrigger.registered() if trigger.name == "insert_insert"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{%s}" % (",".join(names) if on else "")])


def write_rows(pack: Pack, ids: Ids, people: Newcomers, keys: list[str], tell: Tell) -> dict[str, int]:
    """Files, rows and their history; gives how many rows of each model."""
    counts, done = {}, 0
    for entry in exported():
        writing, counts[entry.model] = Rows(entry, ids, people), 0
        for chunk in pack.chunks(f"data/{entry.model.lower()}.jsonl"):
            rows = [writing.decoded(line) for line in chunk]
            if entry.model == FILES:
                take_files(pack, rows, keys)
            counts[entry.model] += writing.write(rows)
            tell(done := done + len(rows))
    for entry in (entry for entry in exported() if history_of(entry) is not None):
        past = Rows(entry, ids, people, history=True)
        for chunk in pack.chunks(f"history/{entry.model.lower()}.jsonl"):
            tell(done := done + past.write(past.decoded(line) for line in chunk))
    return counts


def take_files(pack: Pack, rows: list[dict], keys: list[str]) -> None:
    """Put the bytes of files at their own keys. Raises BadPack when one is missing or differs."""
    for row in rows:
        place = place_of(row["sha256"], row["mime"])
        if not pack.has(place):
            raise refuse("een bestand ontbreekt")
        with Incoming(name=place, purpose=row["purpose"], max_bytes=row["size"] or 1, pk=row["id"]) as incoming:
            for chunk in pack.bytes(place):
                incoming.write(chunk)
            incoming.finish()
            if incoming.sha256 != row["sha256"] or incoming.size != row["size"]:
                raise refuse("een bestand is gewijzigd nadat het pakket werd gemaakt")
            keys.append(incoming.key)
            # The row follows with the others; the bytes stay.
            incoming.kept = exported_as(FILES).get_model()(id=row["id"])


def old_keys(pack: Pack) -> None:
    """The public halves of keys that signed proofs elsewhere, so that these keep their proof. Raises BadPack."""
    for line in pack.lines("proof/keys.jsonl"):
        try:
            values = {name: str(line[name]) for name in ("key_id", "public", "valid_from")}
        except KeyError as error:
            raise refuse("een openbare sleutel is onvolledig") from error
        OfficeSecret.objects.create(purpose=KeyPurpose.SIGN, secret="", valid_to=timezone.now(), **values)


def travels(pack: Pack, ids: Ids) -> None:
    """How the office left and arrived before, as lines of its log. Raises BadPack."""
    try:
        rows = [AuditEvent(id=ids.turn(line["id"]), **{name: line[name] for name in EVENT}) for line in pack.lines("proof/travels.jsonl")]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise refuse("een regel over eerdere overdracht klopt niet") from error
    AuditEvent.objects.bulk_create(rows)


def told(pack: Pack, ids: Ids, people: Newcomers, counts: dict[str, int], office: Office) -> TransferPack:
    """What arrived, kept for whoever asks and for leaving again."""
    return TransferPack.objects.create(
        direction=PackDirection.IN,
        reach=PackReach.OFFICE,
        state=PackState.READY,
        name=office.name,
        sha256=pack.sha256,
        mask=str(ids),
        counts={label: count for label, count in counts.items() if count},
        findings={"bekend": sorted(people.matched), "opzij": sorted(people.aside)},
    )
