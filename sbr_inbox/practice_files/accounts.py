"""Practice annual accounts: a classic KvK instance and an inline report package (.xbri)."""

import io
import json
import zipfile
from xml.sax.saxutils import escape

from sbr_inbox.practice_files.xml import KVK_SCHEME, VERSIONS, Instance, generation

_SIZES = {"micro": "Micro", "klein": "Small", "middelgroot": "Medium", "groot": "Large"}
_LABELS = {"micro": "Micro", "klein": "Klein", "middelgroot": "Middelgroot", "groot": "Groot"}
_STAMP = (2026, 1, 1, 0, 0, 0)
_VERSION = "2024-12-31"


class _Accounts(Instance):
    def spaces(self):
        version = VERSIONS[self.nt]
        base = f"http://www.nltaxonomie.nl/nt{self.nt}"
        return {
            "kvk-i": f"{base}/kvk/{version}/dictionary/kvk-data",
            "jenv-bw2-i": f"{base}/jenv/{version}/dictionary/jenv-bw2-data",
            "nl-cd": f"{base}/sbr/{version}/dictionary/nl-common-data",
        }


def kvk_classic(
    *, number, name, start, end, size="klein", seat="Utrecht", adopted=None, equity=0, assets=0, result=0
):
    """A classic KvK instance over one financial year, in whole euros."""
    nt = generation(end.year + 1)
    stem = f"kvk-rpt-jaarverantwoording-{end.year}-nlgaap-{size}-publicatiestukken"
    address = f"http://www.nltaxonomie.nl/nt{nt}/kvk/{VERSIONS[nt]}/entrypoints/{stem}.xsd"
    filing = _Accounts(address, nt=nt, number=number, scheme=KVK_SCHEME, start=start, end=end)
    filing.context("Year")
    filing.context("End", instant=end)
    for prefix, fact, value in (
        ("nl-cd", "LegalEntityName", name),
        ("jenv-bw2-i", "LegalEntityRegisteredOffice", seat),
        ("nl-cd", "ChamberOfCommerceRegistrationNumber", number),
        ("kvk-i", f"LegalSizeCriteriaClassification{_SIZES[size]}", _LABELS[size]),
        ("jenv-bw2-i", "FinancialReportingPeriodCurrentStartDate", start),
        ("jenv-bw2-i", "FinancialReportingPeriodCurrentEndDate", end),
        ("jenv-bw2-i", "DocumentAdoptionStatus", "Ja" if adopted else "Nee"),
        ("jenv-bw2-i", "DocumentAdoptionDate", adopted),
    ):
        filing.text(fact, value, ref="Year", prefix=prefix)
    filing.euro("Assets", assets, ref="End", prefix="jenv-bw2-i")
    filing.euro("Equity", equity, ref="End", prefix="jenv-bw2-i")
    filing.euro("ResultAfterTax", result, ref="Year", prefix="jenv-bw2-i")
    return filing.document()


def krediet(*, number, name, start, end, seat="Utrecht", equity=0, assets=0, result=0):
    """A credit report for a bank: annual figures under the entrypoint of the banks."""
    nt = generation(end.year + 1)
    address = f"https://www.sbrnexus.nl/vt{nt - 3}/frc/20240131/entrypoints/nt-sbr-jaarrekening-rechtspersoon-{end.year}.xsd"
    filing = _Accounts(address, nt=nt, number=number, scheme=KVK_SCHEME, start=start, end=end)
    filing.context("Year")
    filing.context("End", instant=end)
    filing.text("LegalEntityName", name, ref="Year", prefix="nl-cd")
    filing.text("LegalEntityRegisteredOffice", seat, ref="Year", prefix="jenv-bw2-i")
    filing.text("ChamberOfCommerceRegistrationNumber", number, ref="Year", prefix="nl-cd")
    filing.euro("Assets", assets, ref="End", prefix="jenv-bw2-i")
    filing.euro("Equity", equity, ref="End", prefix="jenv-bw2-i")
    filing.euro("ResultAfterTax", result, ref="Year", prefix="jenv-bw2-i")
    return filing.document()


def kvk_inline(
    *, number, name, start, end, size="micro", seat="Utrecht", adopted=None, equity=0, assets=0, result=0
):
    """An inline report package; the same input always gives the same bytes."""
    site = f"www.oefen-{number}.nl"
    schema = f"{site}/xbrl/{end}/jaarrekening.xsd"
    page = _page(number, name, start, end, size, seat, adopted, equity, assets, result, f"https://{schema}")
    entry = f"https://www.nltaxonomie.nl/kvk/{_VERSION}/kvk-annual-report-nlgaap-ext.xsd"
    files = {
        "META-INF/reportPackage.json": json.dumps(
            {"documentInfo": {"documentType": "https://xbrl.org/report-package/2023/xbri"}}
        ),
        "META-INF/taxonomyPackage.xml": _taxonomy_package(f"https://{schema}", end),
        schema: (
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="https://{site}/xbrl/{end}">'
            f'<xs:import namespace="https://www.nltaxonomie.nl/kvk/{_VERSION}/kvk-annual-report" '
            f'schemaLocation="{entry}"/></xs:schema>'
        ),
        f"reports/jaarrekening-{end.year}/jaarrekening-{end}.xhtml": page,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for path, text in files.items():
            target.writestr(zipfile.ZipInfo(f"jaarrekening-{end.year}/{path}", _STAMP), text)
    return packed.getvalue()


def _taxonomy_package(schema, end):
    return (
        '<tp:taxonomyPackage xmlns:tp="http://xbrl.org/2016/taxonomy-package" xml:lang="nl">'
        f"<tp:identifier>{schema}</tp:identifier><tp:name>Oefenjaarrekening {end.year}</tp:name>"
        "</tp:taxonomyPackage>"
    )


def _page(number, name, start, end, size, seat, adopted, equity, assets, result, schema):
    truth = '<ix:nonNumeric contextRef="year" name="{}" format="ixt:fixed-{}">{}</ix:nonNumeric>'
    money = (
        '<tr><td>{}</td><td><ix:nonFraction contextRef="{}" name="bw2-titel9:{}" unitRef="EUR" decimals="0" scale="0" '
        'format="ixt:num-comma-decimal"{}>{}</ix:nonFraction></td></tr>'
    )
    rows = "".join(
        money.format(label, ref, fact, ' sign="-"' if value < 0 else "", f"{abs(value):,}".replace(",", "."))
        for label, ref, fact, value in (
            ("Totaal activa", "end", "Assets", assets),
            ("Eigen vermogen", "end", "Equity", equity),
            ("Resultaat na belasting", "year", "ResultAfterTax", result),
        )
    )
    status = truth.format("bw2-titel9:DocumentAdoptionStatus", "true" if adopted else "false", "Vaststelling")
    if adopted:
        status += (
            '<ix:nonNumeric contextRef="year" name="bw2-titel9:DocumentAdoptionDate" '
            f'format="ixt:date-day-month-year">{adopted:%d-%m-%Y}</ix:nonNumeric>'
        )
    text = "".join(
        f'<p><ix:nonNumeric contextRef="year" name="bw2-titel9:{fact}">{escape(value)}</ix:nonNumeric></p>'
        for fact, value in (
            ("LegalEntityName", name),
            ("LegalEntityRegisteredOffice", seat),
            ("ChamberOfCommerceRegistrationNumber", number),
        )
    )
    entity = (
        f'<xbrli:entity><xbrli:identifier scheme="{KVK_SCHEME}">{number}</xbrli:identifier></xbrli:entity>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="nl" '
        'xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:link="http://www.xbrl.org/2003/linkbase" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xbrli="http://www.xbrl.org/2003/instance" '
        'xmlns:iso4217="http://www.xbrl.org/2003/iso4217" '
        'xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" '
        f'xmlns:kvk="https://www.nltaxonomie.nl/kvk/{_VERSION}/kvk-cor" '
        f'xmlns:bw2-titel9="https://www.nltaxonomie.nl/jenv/{_VERSION}/bw2-titel9-cor">'
        f"<head><title>Jaarrekening {end.year}</title></head><body>"
        '<div style="display:none"><ix:header><ix:references>'
        f'<link:schemaRef xlink:type="simple" xlink:href="{schema}"/></ix:references><ix:resources>'
        f'<xbrli:context id="year">{entity}<xbrli:period><xbrli:startDate>{start}</xbrli:startDate>'
        f"<xbrli:endDate>{end}</xbrli:endDate></xbrli:period></xbrli:context>"
        f'<xbrli:context id="end">{entity}<xbrli:period><xbrli:instant>{end}</xbrli:instant></xbrli:period>'
        '</xbrli:context><xbrli:unit id="EUR"><xbrli:measure>iso4217:EUR</xbrli:measure></xbrli:unit>'
        f"</ix:resources></ix:header></div><h1>Jaarrekening {end.year}</h1>{text}"
        f"<p>{truth.format('kvk:LegalEntitySize' + _SIZES[size], 'true', '')}{status}</p>"
        f"<table>{rows}</table></body></html>\n"
    )
