"""A small taxonomy package for practising: a few elements with labels of our own, never those of the State."""

import io
import zipfile
from xml.sax.saxutils import escape

from sbr_inbox.practice_files.xml import VERSIONS

_SPACES = 'xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xml="http://www.w3.org/XML/1998/namespace"'
OB_LABELS = {
    "OefenTitle": "Aangifte (oefenpakket)",
    "OefenMessageTitle": "Over het bericht",
    "OefenTurnoverTitle": "Prestaties in Nederland",
    "SoftwarePackageName": "Naam van het pakket",
    "TaxedTurnoverSuppliesServicesGeneralTariff": "Omzet tegen het hoge tarief",
    "ValueAddedTaxSuppliesServicesGeneralTariff": "Btw tegen het hoge tarief",
    "ValueAddedTaxOwed": "Btw die u schuldig bent",
    "ValueAddedTaxOnInput": "Btw die u zelf betaalde",
    "ValueAddedTaxOwedToBePaidBack": "Btw per saldo",
}
# Heading -> what stands under it, in the order of the form.
OB_TREE = {
    "OefenTitle": ("OefenTurnoverTitle", "OefenMessageTitle"),
    "OefenTurnoverTitle": (
        "TaxedTurnoverSuppliesServicesGeneralTariff", "ValueAddedTaxSuppliesServicesGeneralTariff", "ValueAddedTaxOwed",
        "ValueAddedTaxOnInput", "ValueAddedTaxOwedToBePaidBack",
    ),
    "OefenMessageTitle": ("SoftwarePackageName",),
}  # fmt: skip


def taxonomy_package(*, year=2026, nt=20, labels=None, tree=None, extra=()) -> bytes:
    """A zip with one entrypoint (btw-aangifte of `year`), its labels and its order; `extra` are more (name, bytes)."""
    labels, tree = labels or OB_LABELS, tree or OB_TREE
    base = f"oefenpakket/www.nltaxonomie.nl/nt{nt}/bd/{VERSIONS[nt]}"
    files = {
        "oefenpakket/META-INF/taxonomyPackage.xml": b'<?xml version="1.0"?>\n<package/>',
        f"{base}/entrypoints/bd-rpt-ob-aangifte-{year}.xsd": _schema("../presentation/bd-ob-pre.xml"),
        f"{base}/dictionary/bd-data-lab-nl.xml": _labels(labels),
        f"{base}/presentation/bd-ob-pre.xml": _tree(tree),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in (*files.items(), *extra):
            opened.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _schema(presentation: str) -> bytes:
    role = "http://www.xbrl.org/2003/role/presentationLinkbaseRef"
    ref = f'<link:linkbaseRef xlink:type="simple" xlink:href="{presentation}" xlink:role="{role}"/>'
    return f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {_SPACES}>{ref}</xs:schema>'.encode()


def _loc(name: str) -> str:
    return f'<link:loc xlink:type="locator" xlink:href="bd-data.xsd#bd-i_{name}" xlink:label="{name}_loc"/>'


def _labels(labels: dict) -> bytes:
    role = "http://www.xbrl.org/2003/role/label"
    body = "".join(
        f'{_loc(name)}<link:label xlink:type="resource" xlink:label="{name}_nl" xml:lang="nl" xlink:role="{role}">{escape(text)}'
        f'</link:label><link:labelArc xlink:type="arc" xlink:from="{name}_loc" xlink:to="{name}_nl"/>'
        for name, text in labels.items()
    )
    return f"<link:linkbase {_SPACES}><link:labelLink>{body}</link:labelLink></link:linkbase>".encode()


def _tree(tree: dict) -> bytes:
    names = dict.fromkeys([*tree, *(child for children in tree.values() for child in children)])
    arcs = "".join(
        f'<link:presentationArc xlink:type="arc" order="{number}" xlink:from="{parent}_loc" xlink:to="{child}_loc"/>'
        for parent, children in tree.items()
        for number, child in enumerate(children, start=1)
    )
    body = "".join(map(_loc, names)) + arcs
    return f"<link:linkbase {_SPACES}><link:presentationLink>{body}</link:presentationLink></link:linkbase>".encode()
