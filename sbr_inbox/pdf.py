"""Paper: the summary of a filing and the receipt of an approval, made by WeasyPrint without any outside request."""

import atexit
import base64
import json
from functools import lru_cache
from threading import Lock

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from offices.branding import brand_hex
from offices.rules.look import on_paper
from sbr_inbox import receipt_paper, receipts
from sbr_inbox.authorisations import TAX_LABELS, needs_code
from sbr_inbox.presentation import shown
from sbr_inbox.receipt_content import is_simulated
from sbr_inbox.sentences import amount_words, filing_title

# The weights that paper.css asks for, each in a file cut from the variable letter with fontTools' instancer: WeasyPrint
# would cut it again for every document, which took a third of its time.
WEIGHTS = (400, 600, 700)
# Pango keeps the letters in a map that two threads may not use at once.
_one_at_a_time = Lock()


@lru_cache(maxsize=1)
def letters():
    """(font configuration, style sheet) with our own letter: a bare machine has no fonts, and nothing may be fetched."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    rules = []
    for weight in WEIGHTS:
        with open(finders.find(f"fonts/inter-latin-{weight}.ttf"), "rb") as source:
            data = "data:font/ttf;base64," + base64.b64encode(source.read()).decode()
        rules.append(f'@font-face {{ font-family: Inter; src: url({data}) format("truetype"); font-weight: {weight}; }}')
    fonts = FontConfiguration()
    return fonts, CSS(string="\n".join(rules), url_fetcher=_only_data(), font_config=fonts)


@atexit.register
def _forget_letters() -> None:
    # The folder of a configuration goes with it, but not when Python itself is half gone.
    _style.cache_clear()
    letters.cache_clear()


@lru_cache(maxsize=64)
def _style(colours: tuple):
    """The style sheet of paper in the colours of an office."""
    from weasyprint import CSS

    fonts, _ = letters()
    return CSS(string=render_to_string("pdf/paper.css", {"colours": dict(colours)}), url_fetcher=_only_data(), font_config=fonts)


def _only_data():
    """A fetcher of `data:` addresses alone: nothing in a filing can make us call or read anything."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("data",))


def mark(office, *, simulated: bool | None = None) -> str:
    """The word that stands across paper that proves nothing real, or nothing."""
    if office.is_practice:
        return "OEFEN"
    return "SIMULATIE" if (is_simulated(office) if simulated is None else simulated) else ""


def _paper(template: str, context: dict, *, attached: tuple[str, bytes] | None = None) -> bytes:
    """A page as PDF/A-3."""
    # Half a second and 25 MiB that a web process need not have before somebody asks for paper.
    from weasyprint import HTML, Attachment

    context = {"mark": mark(context["office"]), "brand": on_paper()} | context
    files = []
    if attached:
        name, body = attached
        files = [Attachment(string=body, name=name, description="Het bewijs met de handtekening", relationship="Data")]
    with _one_at_a_time:
        fonts, faces = letters()
        page = HTML(string=render_to_string(template, context), url_fetcher=_only_data(), base_url=None)
        looks = [faces, _style(tuple(brand_hex(context["office"]).items()))]
        return page.write_pdf(stylesheets=looks, font_config=fonts, pdf_variant="pdf/a-3u", attachments=files)


def authorisation_letter(row, office, *, by, today) -> bytes:
    """The letter to a client about a machtiging: what it is for, and what he must do."""
    context = {"office": office, "row": row, "relation": row.relation, "by": by, "today": today, "with_code": needs_code(row)}
    return _paper("pdf/authorisation_letter.html", context | {"tax": TAX_LABELS.get(row.tax, row.tax).lower()})


def summary_pdf(filing, office) -> bytes:
    """The filing as a client reads it: who, period, amount with its direction, and every line that was read."""
    return _paper(
        "pdf/summary.html",
        {
            "office": office,
            "filing": filing,
            "title": filing_title(filing),
            "amount": amount_words(filing.amount, filing.direction),
            "shown": shown(filing),
        },
    )


def receipt_pdf(receipt, office, *, text: bytes) -> bytes:
    """The receipt on paper, from the signed text alone: the whole of it in a QR code, and as a file inside the PDF."""
    content = json.loads(receipt.json)
    code = segno.make(receipts.qr_text(receipt.json.encode(), receipt.signature), error="l", boost_error=False, micro=False)
    verdict = receipts.Verdict(True, receipts.VALID, "", content)
    return _paper(
        "pdf/receipt.html",
        {
            "office": office,
            "receipt": receipt,
            "mark": mark(office, simulated=receipt.simulated),
            "content": content,
            "sentence": verdict.sentence,
            "title": receipt_paper.title(content),
            "about": receipt_paper.about(content),
            "at": verdict.at,
            "lines": receipt_paper.lines(content),
            "qr": code.svg_data_uri(scale=2, border=2),
            "whole": len(receipts.compact(receipt.json.encode(), receipt.signature)) <= receipts.QR_LIMIT,
            "limit": receipts.LIMIT_TEXT,
        },
        attached=("bewijs.json", text),
    )
