"""A page that checks receipts without us: one file with the published keys in it, that works from a USB stick."""

import json
from html import escape
from pathlib import Path

from django.contrib.staticfiles import finders

from offices.crypto import public_keys
from sbr_inbox.receipts import LIMIT_TEXT
from sbr_inbox.sentences import SENTENCES

SCRIPT = "js/verify_receipt.js"
PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bewijs controleren · {office}</title></head><body>
<main><h1>Bewijs van akkoord controleren</h1>
<p>Deze pagina werkt zonder internet. Zij kent de sleutels van {office}.</p>
<p><label>Bewijs (json-bestand)<br><input type="file" id="bewijs"></label></p>
<p><label>Aangiftebestand, als u dat ook wilt controleren<br><input type="file" id="xml"></label></p>
<p><label>Pdf, als u die ook wilt controleren<br><input type="file" id="pdf"></label></p>
<p><button type="button" id="controleer">Controleren</button></p>
<h2 id="uitkomst" role="status"></h2><p id="uitleg"></p><p id="zin"></p>
<p><small>{limit}</small></p></main>
<{tag} type="application/json" id="sleutels">{data}</{tag}>
<{tag}>{script}</{tag}>
</body></html>
"""


def verify_page(office) -> bytes:
    """The page of the open office. It is handed out as a download and never served as a page of ours."""
    data = json.dumps({"keys": public_keys(), "sentences": SENTENCES}, ensure_ascii=False)
    script = Path(finders.find(SCRIPT)).read_text(encoding="utf-8")
    page = PAGE.format(
        office=escape(office.name), limit=escape(LIMIT_TEXT), tag="script", data=data.replace("<", "\\u003c"), script=script
    )
    return page.encode()
