"""Stuff in the dossiers of a practice office, put there through the rules."""

import zlib

from dossier.enums import AccessKind, Place, Source
from dossier.models import DossierItem, Folder
from dossier.rules.access import note_access
from dossier.rules.bin import trash
from dossier.rules.filing import add_version, file_item
from dossier.rules.freezing import freeze
from dossier.rules.items import hide
from dossier.rules.previews import read_version
from offices.files import Incoming, store
from offices.practice import Plan

# folder, name, year, period
STUFF = (
    ("Statuten en akten", "Akte van oprichting.pdf", None, None),
    ("Jaarrekening", "Jaarrekening 2025.pdf", 2025, None),
    ("Correspondentie", "Brief aan de bank.pdf", None, None),
    ("Bankafschriften", "Afschrift september.pdf", 2026, "m09"),
    ("Facturen", "Factuur kassa.png", 2026, "q3"),
)


def pdf(text: str) -> bytes:
    """A small PDF with one line of text."""
    safe = "".join(c if c.isascii() and c not in "()\\" else "?" for c in text)
    stream = f"BT /F1 18 Tf 60 760 Td ({safe}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def png(width: int = 48, height: int = 32) -> bytes:
    """A picture in two colours."""
    rows = b"".join(
        b"\0" + (b"\x00\x66\x70" if y < height // 2 else b"\xff\xff\xff") * width for y in range(height)
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def fill(plan: Plan) -> None:
    """Some stuff in the dossiers of the relations with a story."""
    by = plan.members["ADMIN"]
    folders = {folder.name: folder for folder in Folder.objects.filter(relation=None)}
    for key in ("bakkerij", "anna", "holding"):
        relation = plan.made["relations"][key]
        items = [
            put(plan, relation, folders[folder], name, year, period) for folder, name, year, period in STUFF
        ]
        hide(items[2], by=by)
    bakkerij = plan.made["relations"]["bakkerij"]
    newer(plan, DossierItem.objects.filter(relation=bakkerij, name__startswith="Jaarrekening").get())
    trash(put(plan, bakkerij, folders["Facturen"], "Dubbele factuur.pdf", 2026, "q3"), by=by)
    freeze(
        folders["Jaarrekening"],
        by=plan.members["MANAGER"],
        reason="Jaar is afgesloten.",
        relation=bakkerij,
        year=2024,
    )


def put(plan: Plan, relation, folder: Folder, name: str, year, period) -> DossierItem:
    """One made-up document in a folder."""
    content = png() if name.endswith(".png") else pdf(f"{plan.mark(name)} {relation.name}")
    stored = store(content, name=name, purpose="dossier")
    return file_item(
        relation,
        folder,
        stored,
        by=plan.members["ADMIN"],
        name=name,
        year=year,
        period=period,
        source=Source.STAFF,
    )


def newer(plan: Plan, item: DossierItem) -> None:
    """A second version, drawn and seen."""
    incoming = Incoming(name=item.name, purpose="dossier")
    incoming.write(pdf(plan.mark("Jaarrekening 2025, tweede versie")))
    incoming.finish()
    version = add_version(item, incoming, by=plan.members["ADMIN"])
    read_version(str(version.pk))
    note_access(version, item, by=plan.members["MANAGER"], kind=AccessKind.SEEN, place=Place.DESK)
