"""Paper: the summary of a filing and the receipt of an approval, made by WeasyPrint without any outside request."""

import base64
import json
from functools import lru_cache

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


@lru_cache(maxsize=1)
def _font() -> str:
    """Our own letter inside the paper: a bare machine has no fonts, and nothing may be fetched."""
    with open(finders.find("fonts/inter-latin-wght-normal.woff2"), "rb") as source:
        return "data:font/woff2;base64," + base64.b64encode(source.read()).decode()


def mark(office, *, simulated: bool | None = None) -> str:
    """The word that stands across paper that proves nothing real, or nothing."""
    if office.is_practice:
        return "OEFEN"
    return "SIMULATIE" if (is_simulated(office) if simulated is None else simulated) else ""


def _paper(template: str, context: dict, *, attached: tuple[str, bytes] | None = None) -> bytes:
    """A page as PDF/A-3. Only `data:` addresses are fetched: nothing in a filing can make us call or read anything."""
    # Half a second and 25 MiB that a web process need not have before somebody asks for paper.
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fetch = URLFetcher(allowed_protocols=("data",))
    fonts = FontConfiguration()
    context = {"mark": mark(context["office"]), "brand": on_paper()} | context
    looks = {"font": _font(), "colours": brand_hex(context["office"])}
    style = CSS(string=render_to_string("pdf/paper.css", looks), url_fetcher=fetch, font_config=fonts)
    page = HTML(string=render_to_string(template, context), url_fetcher=fetch, base_url=None)
    files = []
    if attached:
        name, body = attached
        files = [Attachment(string=body, name=name, description="Het bewijs met de handtekening", relationship="Data")]
    return page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3u", attachments=files)


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
