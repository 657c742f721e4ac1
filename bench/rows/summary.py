"""Row 10: the summary of a filing per kind, against WeasyPrint alone on the same page.

Ours reads what was stored, looks up the period before, names every fact and makes PDF/A; floor is WeasyPrint making a
plain PDF of the very page that came out, with the same style and letter. The second line of a kind is the page without
paper, as staff and client open it, against filling the template alone.
"""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from bench.measure import alternate, row
from offices.branding import brand_hex
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox import pdf
from sbr_inbox.models import Filing
from sbr_inbox.presentation import shown
from sbr_inbox.rules.working import work
from sbr_inbox.sentences import amount_words, filing_title
from tests.factories.sbr import receive

SAMPLES = Path(__file__).resolve().parents[2] / "tests" / "samples"
KINDS = {
    "OB": "ob-aangifte-nt20.xbrl",
    "ICP": "icp-opgaaf-nt20-typed-dimensions.xbrl",
    "LH": "lh-2026-03-volledig.xml",
    "IB": "ihz-aangifte-nt14.xbrl",
    "VPB": "vpb-aangifte-nt14.xbrl",
    "KVK": "kvk-klassiek-klein.xbrl",
    "SBA": "ob-sba-2026.xbrl",
    "UITSTEL": "uitstel-meer-regels.xbrl",
}
MOST = 1.4


def run(*, rounds: int) -> list[dict]:
    """Paper and page of one filing of each kind."""
    office = Office.objects.get(slug="groot")
    lines = []
    with office_scope(office.pk):
        for kind, name in KINDS.items():
            filing = _read((SAMPLES / name).read_bytes(), name)
            lines += _measured(kind, filing, office, rounds)
    return lines


def _read(body: bytes, name: str) -> Filing:
    pk = receive(body, name=name).filing.pk
    while work(first=str(pk)):
        pass
    filing = Filing.objects.get(pk=pk)
    if filing.kind == "" or filing.state == "UNREADABLE":
        raise RuntimeError(f"{name} was not read, so the time says nothing.")
    return filing


def _measured(kind: str, filing: Filing, office: Office, rounds: int) -> list[dict]:
    parts = {
        "office": office,
        "filing": filing,
        "title": filing_title(filing),
        "amount": amount_words(filing.amount, filing.direction),
        "mark": pdf.mark(office),
    }
    ready = parts | {"shown": shown(filing)}
    page = render_to_string("pdf/summary.html", ready)
    paper = alternate(lambda: _plain(page, office), lambda: pdf.summary_pdf(filing, office), rounds=rounds, times=3)
    html = alternate(
        lambda: render_to_string("pdf/summary.html", ready),
        lambda: render_to_string("pdf/summary.html", parts | {"shown": shown(filing)}),
        rounds=rounds,
        times=5,
    )
    return [
        row(10, f"{kind}: summary on paper ({len(page) // 1024} kB of page)", paper, most=MOST),
        row(10, f"{kind}: summary as a page", html, most=4),
    ]


def _plain(page: str, office: Office) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    letter = Path(finders.find("fonts/inter-latin-wght-normal.woff2")).as_uri()
    face = f'@font-face {{ font-family: Inter; src: url({letter}) format("woff2"); font-weight: 100 900; }}'
    style = CSS(string=face + render_to_string("pdf/paper.css", {"colours": brand_hex(office)}), font_config=fonts)
    return HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts)
