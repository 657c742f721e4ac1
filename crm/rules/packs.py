"""A relation that leaves with a pack, and one that arrives with it: looked at first, then taken over or not."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from crm.access import require_on
from crm.models import Contact, Relation
from crm.numbers import mask
from crm.rules.duplicates import find_duplicates
from crm.rules.sequence import take_number
from crm.timeline import write_entry
from offices.audit import record
from offices.enums import PackDirection, PackReach, PackState
from offices.errors import NotHere, RuleBroken
from offices.files import Incoming, open_file
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.models import Job, TransferPack
from offices.permissions import require
from offices.rules.transfer import Grows, keep, now_and_then
from offices.transfer.joining import Joining, join, read
from offices.transfer.moment import one_moment
from offices.transfer.one_relation import pack_relation
from offices.transfer.opening import Pack, open_pack, refuse

EXPORT = "crm.relation_pack"
RIGHT = "crm.relation.export"
IMPORT_RIGHT = "import.run"
MOST_BYTES = 4 << 30


def ask_pack(relation: Relation, *, by, internal: bool = False) -> Job:
    """Start making a pack of one relation. Raises Forbidden."""
    require_on(by, RIGHT, relation)
    with transaction.atomic():
        pack = TransferPack.objects.create(
            direction=PackDirection.OUT, reach=PackReach.RELATION, name=relation.name, relation_id=relation.pk, internal=internal, created_by=by
        )
        pack.job = start_job(EXPORT, by=by, title=f"Pakket van {relation.name}", arguments={"pack": str(pack.pk)})
        pack.save(update_fields=["job"])
        record(by, "pack.made", relation, data={"interne_notities": internal})
        if relation.bsn:
            record(by, "bsn.read", relation, data={"waarom": "overdrachtspakket"})
    return pack.job


def make_relation_pack(run: Run) -> None:
    """Make the pack a job is about, with the rights its maker has now."""
    pack = TransferPack.objects.get(pk=run.arguments["pack"])
    relation = Relation.objects.visible_to(run.by, RIGHT).filter(pk=pack.relation_id).first()
    if relation is None:
        raise NotHere("Deze relatie is er niet meer, of u mag haar niet meer exporteren.")
    with Incoming(name=pack.name, purpose="transfer", max_bytes=MOST_BYTES) as incoming, one_moment() as alias:
        manifest, sha256 = pack_relation(Grows(incoming), relation, internal=pack.internal, alias=alias, tell=now_and_then(run))
        kept = keep(pack, incoming, manifest, sha256)
    name = f"{slugify(relation.name)[:60] or 'relatie'}-{timezone.localdate():%Y%m%d}.zip"
    run.done({"text": "Het pakket is klaar. Open index.html uit het zip-bestand om het te lezen.", "filename": name}, file=kept)


def receive_pack(incoming: Incoming, *, by, name: str) -> TransferPack:
    """Look into a pack of one relation; nothing is taken over yet. Raises Forbidden, BadPack."""
    require(by, IMPORT_RIGHT)
    with transaction.atomic():
        stored = incoming.keep(mime="application/zip")
        with open_file(stored) as source:
            opened = open_pack(source)
            if opened.reach != PackReach.RELATION:
                raise refuse("het bevat een heel kantoor; dat neemt de systeembeheerder over")
            opened.verify()
            findings = look(opened, by=by)
        row = TransferPack.objects.create(
            direction=PackDirection.IN, reach=PackReach.RELATION, state=PackState.WAITING, name=findings["relation"]["name"][:200],
            file=stored, sha256=opened.sha256, findings=findings | {"file": name[:200]}, created_by=by,
        )  # fmt: skip
        record(by, "pack.received", row)
    return row


def look(pack: Pack, *, by) -> dict:
    """What a pack holds and what of it is here already. Raises BadPack."""
    lines = list(pack.lines("data/crm.relation.jsonl"))
    if len(lines) != 1:
        raise refuse("het bevat niet precies één relatie")
    said = lines[0]
    try:
        typed = {"number": said["number"], "rsin_bsn": said["rsin"] or said["bsn"], "kvk_nummer": said["kvk_nummer"], "email": said["email"],
                 "type": said["type"], "name": said["name"], "last_name": said["last_name"]}  # fmt: skip
        shown = {"number": str(said["number"]), "name": str(said["name"]), "fiscal": mask(said["bsn"]) if said["bsn"] else said["rsin"]}
        same, hidden = find_duplicates(typed, member=by)
        people = [known_contact(line, by=by) for line in pack.lines("data/crm.contact.jsonl")]
    except (KeyError, TypeError, AttributeError) as error:
        raise refuse("de relatie in het pakket is onvolledig") from error
    rows = {part["path"].split("/")[1].removesuffix(".jsonl"): part["rows"] for part in pack.manifest["parts"] if part.get("rows") and part["path"].startswith("data/")}
    return {
        "relation": shown,
        "same": [{"id": str(row.pk), "name": row.name, "number": row.number, "reason": reason} for row, reason in same],
        "hidden": hidden,
        "people": people,
        "rows": rows,
        "sender": str(pack.manifest["office"].get("name", ""))[:120],
    }


def known_contact(line: dict, *, by) -> dict:
    """A contact of the pack, and whether somebody with that address is here."""
    email = str(line["email"])
    found = Contact.objects.filter(email__iexact=email, deleted_at=None).first() if email else None
    seen = found is not None and Contact.objects.visible_to(by, "crm.contact.view").filter(pk=found.pk).exists()
    return {"id": str(line["id"]), "name": str(line["name"]), "email": email, "here": str(found.pk) if found else "", "seen": seen}


def take_over(pack: TransferPack, *, by) -> Relation:
    """Take the relation of a pack that was looked at into this office; gives the new relation.

    A number that is taken is replaced by the next free one; a contact whose address is here already is that contact.
    Raises Forbidden, RuleBroken OVD04 when it was decided already or a fiscal number is taken, BadPack.
    """
    require(by, IMPORT_RIGHT)
    taken: list[str] = []
    try:
        with transaction.atomic():
            row = locked(pack)
            with open_file(row.file) as source:
                opened = open_pack(source)
                if opened.sha256 != row.sha256:
                    raise refuse("het is gewijzigd sinds u het bekeek")
                opened.verify()
                joining = read(opened)
                taken = joining.keys
                settled = Settled(joining, by)
                join(joining, settle=settled)
            relation = Relation.objects.get(pk=settled.relation)
            row.state, row.relation_id, row.counts = PackState.READY, relation.pk, {"made": joining.made, "out": joining.out}
            row.save(update_fields=["state", "relation_id", "counts", "updated_at"])
            record(by, "pack.arrived", relation, data={"van": row.findings["sender"], "rijen": sum(joining.made.values()), "niet_geplaatst": sum(joining.out.values())})
            write_entry(relation, "pack.arrived", by=by, title=f"Overgenomen uit een pakket van {row.findings['sender']}")
    except BaseException:
        for key in taken:
            default_storage.delete(key)
        raise
    return relation


def refuse_pack(pack: TransferPack, *, by) -> TransferPack:
    """Leave a pack for what it is."""
    with transaction.atomic():
        row = locked(pack)
        row.state = PackState.REFUSED
        row.save(update_fields=["state", "updated_at"])
        record(by, "pack.refused", row)
    return row


def locked(pack: TransferPack) -> TransferPack:
    """The pack while nobody else decides. Raises RuleBroken OVD04."""
    row = TransferPack.objects.select_for_update(of=("self",)).select_related("file").get(pk=pack.pk)
    if row.state != PackState.WAITING:
        raise PackDecided("Over dit pakket is al beslist. Upload het opnieuw om het nog eens te bekijken.")
    return row


class PackDecided(RuleBroken):
    """OVD04: it was decided already, or what it brings is here already."""

    code, status = "OVD04", 409


class Settled:
    """Decides per row what fits beside what is here."""

    def __init__(self, joining: Joining, by):
        self.joining, self.by, self.relation = joining, by, None
        for line in joining.lines["crm.Contact"]:
            known = known_contact(line, by=by)
            if known["here"]:
                joining.place(line["id"], Contact.objects.get(pk=known["here"]).pk)

    def __call__(self, label: str, row: dict) -> bool:
        decide = {
            "crm.Relation": self.of_relation,
            "crm.Contact": self.of_contact,
            "crm.Address": self.of_address,
            "crm.RelationContact": self.of_link,
        }.get(label)
        return decide(row) if decide else True

    def of_relation(self, row: dict) -> bool:
        """A free number, and no second relation with the same fiscal number."""
        self.relation = row["id"]
        mine = {"rsin": row["rsin"]} if row["rsin"] else {"bsn_hmac": row["bsn_hmac"]}
        if any(mine.values()) and Relation.objects.alive().filter(**mine).exists():
            raise PackDecided("Er is al een relatie met dit RSIN of BSN. Leg die eerst in de prullenbak, of neem dit pakket niet over.")
        if row["kvk_nummer"] and Relation.objects.alive().filter(kvk_nummer=row["kvk_nummer"], vestigingsnummer=row["vestigingsnummer"]).exists():
            raise PackDecided("Er is al een relatie met dit KvK-nummer. Leg die eerst in de prullenbak, of neem dit pakket niet over.")
        if Relation.objects.alive().filter(number=row["number"]).exists():
            row["number"] = take_number()
        row["deleted_at"] = row["deleted_by"] = row["merged_into"] = None
        return True

    def of_contact(self, row: dict) -> bool:
        """Somebody who is here already stays as he is; a number that is taken gets an addition."""
        if Contact.objects.filter(pk=row["id"]).exists():
            return False
        number, tail = row["number"], 1
        while Contact.objects.alive().filter(number=row["number"]).exists():
            tail += 1
            row["number"] = f"{number[:16]}-{tail}"
        return True

    def of_link(self, row: dict) -> bool:
        """Nobody sees this office through a portal because a pack says so."""
        row["portal_access"] = "NONE"
        return True

    def of_address(self, row: dict) -> bool:
        """The address of somebody who is here already is not brought again."""
        return row["contact"] is None or not Contact.objects.filter(pk=row["contact"], addresses__isnull=False).exists()


job_kinds.register(JobKind(EXPORT, make_relation_pack))
