"""A page that checks receipts without us: one file with the published keys in it, that works from a USB stick."""

import base64
import hashlib
import json
from html import escape
from pathlib import Path

from django.contrib.staticfiles import finders

from offices.published_keys import published_keys
from sbr_inbox.enums import State
from sbr_inbox.receipt_paper import TITLE
from sbr_inbox.receipts import LIMIT_TEXT
from sbr_inbox.sentences import SENTENCES

ED25519 = "vendor/noble-ed25519@3.2.0/noble-ed25519.js"
OWN = Path(__file__).parent / "offline_page"
PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{script_hash}'; style-src '{style_hash}'">
<title>Bewijs controleren · {office}</title><{style_tag}>{style}</{style_tag}></head><body>
<main><h1>Bewijs controleren</h1>
<p>Deze pagina werkt zonder internet en verstuurt niets. Zij kent de sleutels van <b>{office}</b>.</p>
<form id="formulier">
<p><label for="bewijs">Bewijs (json-bestand)</label><input type="file" id="bewijs" accept=".json,application/json,text/plain"></p>
<p><label for="tekst">Of de tekst van de QR-code</label><textarea id="tekst" rows="3" spellcheck="false"></textarea></p>
<p><label for="bestanden">Bestanden om te vergelijken: aangifte, pdf, antwoorden <span>(mag leeg)</span></label><input type="file" id="bestanden" multiple></p>
<p><button type="button" id="controleer">Controleren</button></p></form>
<section id="uitkomst" role="status" tabindex="-1" hidden><h2 id="woord"></h2><p id="uitleg"></p><ul id="vergeleken"></ul><dl id="feiten"></dl></section>
<h2>Sleutels in deze pagina</h2>
<table><thead><tr><th scope="col">Sleutel</th><th scope="col">Vanaf</th><th scope="col">Tot</th><th scope="col">Openbaar deel</th></tr></thead><tbody>{rows}</tbody></table>
<p class="small">Vergelijk het openbare deel met wat het kantoor zelf noemt, als u wilt weten of deze pagina van dat kantoor is.</p>
<p class="small">{limit}</p></main>
<{tag} type="application/json" id="sleutels">{data}</{tag}>
<{tag} type="module">{script}</{tag}>
</body></html>
"""
ROW = "<tr><td><code>{id}</code>{kind}</td><td>{start}</td><td>{end}</td><td><code>{public}</code></td></tr>"


def _own(name: str) -> str:
    return (OWN / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def verify_page(office) -> bytes:
    """The page of the open office. It is handed out as a download and never served as a page of ours."""
    keys = published_keys()
    ed25519 = Path(finders.find(ED25519)).read_text(encoding="utf-8")
    script, style = f"{ed25519}\n{_own('verify.js')}", _own("style.css")
    page = PAGE.format(
        office=escape(office.name), limit=escape(LIMIT_TEXT), tag="script", style_tag="style", style=style, script=script,
        script_hash=_hash(script), style_hash=_hash(style), data=_data(keys), rows="".join(_row(key) for key in keys),
    )  # fmt: skip
    return page.encode()


def _data(keys) -> str:
    said = {
        "keys": {key.id: key.said() for key in keys if not key.simulated},
        "simulated": {key.id: key.said() for key in keys if key.simulated},
        "sentences": SENTENCES,
        "types": TITLE | {"MANIFEST": "Inhoudsopgave van een bewijsmap"},
        "states": dict(State.choices),
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _row(key) -> str:
    end = f"{key.valid_to:%d-%m-%Y}" if key.valid_to else "nu"
    kind = " (simulatie)" if key.simulated else ""
    return ROW.format(id=escape(key.id), kind=kind, start=f"{key.valid_from:%d-%m-%Y}", end=end, public=escape(key.public))
