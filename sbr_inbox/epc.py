"""The QR code with which a banking app fills in a transfer (EPC069-12, version 002)."""

from decimal import Decimal

import segno

MOST = Decimal("999999999.99")
_NAME, _TEXT = 70, 140


def epc_text(*, holder: str, iban: str, bic: str, amount: Decimal, reference: str) -> str:
    """The lines of the code; empty when the amount cannot be transferred.

    A betalingskenmerk is no creditor reference of ISO 11649, and apps refuse anything else in the structured line:
    it goes as free text, which is where the tax office reads it.
    """
    if not Decimal("0.01") <= amount <= MOST:
        return ""
    lines = ("BCD", "002", "1", "SCT", bic, holder[:_NAME], iban, f"EUR{amount:.2f}", "", "", reference[:_TEXT])
    return "\n".join(lines)


def epc_svg(text: str, *, title: str) -> str:
    """The code as an SVG element without styles or scripts; error level M, as the rules ask."""
    code = segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8")
    return code.svg_inline(scale=4, border=4, title=title, svgclass="qr", lineclass="", light="#fff", omitsize=False)


def epc_uri(text: str) -> str:
    """The code as a data address, for paper."""
    return segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8").svg_data_uri(scale=3, border=4)
