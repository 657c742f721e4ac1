"""The XML skeleton that every practice filing shares. Values are escaped; the bytes are the same every time."""

from datetime import date
from xml.sax.saxutils import escape, quoteattr

OB_SCHEME = "www.belastingdienst.nl/omzetbelastingnummer"
KVK_SCHEME = "http://www.kvk.nl/kvk-id"
# The tax office does not publish the scheme for these numbers; the reader does not look at it.
UNPUBLISHED = "urn:oefenbestand:nummer"
PACKAGE = "Oefenpakket"
VENDOR = "SWO99999"

# Generation of the taxonomy -> version of the tax office's part.
VERSIONS = {
    14: "20191211",
    15: "20201209",
    16: "20211208",
    17: "20221207",
    18: "20231213",
    19: "20241211",
    20: "20251210",
    21: "20261209",
}


def generation(year):
    """The taxonomy generation of a filing year: 2026 is NT20."""
    return min(max(year - 2006, min(VERSIONS)), max(VERSIONS))


def schema(stem, year, *, nt, domain="bd"):
    """The address of an entrypoint."""
    return f"http://www.nltaxonomie.nl/nt{nt}/{domain}/{VERSIONS[nt]}/entrypoints/{stem}-{year}.xsd"


def stamp(day: date):
    """A date as the twelve digits of DateTimeCreation."""
    return f"{day:%Y%m%d}1200"


class Instance:
    """An XBRL instance under construction; `document` gives its bytes."""

    def __init__(self, schema_ref, *, nt, number, scheme, start, end):
        self.schema_ref = schema_ref
        self.nt = nt
        self.number = number
        self.scheme = scheme
        self.start = start
        self.end = end
        self.contexts = {}
        self.statements = []
        self.has_amounts = False

    def context(self, ref, *, instant=None, start=None, end=None, explicit=(), typed=()):
        """Adds a context; `explicit` and `typed` are (axis, member) and (axis, domain, value). Gives its id."""
        if instant:
            period = f"<xbrli:instant>{instant}</xbrli:instant>"
        else:
            period = (
                f"<xbrli:startDate>{start or self.start}</xbrli:startDate>"
                f"<xbrli:endDate>{end or self.end}</xbrli:endDate>"
            )
        members = "".join(
            f'<xbrldi:explicitMember dimension="bd-axes:{axis}">bd-members:{member}</xbrldi:explicitMember>'
            for axis, member in explicit
        )
        members += "".join(
            f'<xbrldi:typedMember dimension="bd-axes:{axis}"><bd-domains:{domain}>{escape(str(value))}'
            f"</bd-domains:{domain}></xbrldi:typedMember>"
            for axis, domain, value in typed
        )
        scenario = f"<xbrli:scenario>{members}</xbrli:scenario>" if members else ""
        self.contexts[ref] = (
            f'  <xbrli:context id="{ref}">\n'
            f"    <xbrli:entity><xbrli:identifier scheme={quoteattr(self.scheme)}>{escape(self.number)}"
            f"</xbrli:identifier></xbrli:entity>\n"
            f"    <xbrli:period>{period}</xbrli:period>{scenario}\n"
            f"  </xbrli:context>\n"
        )
        return ref

    def text(self, name, value, *, ref="Msg", prefix="bd-i"):
        """Adds a fact of text; an empty value is left out."""
        if value not in (None, ""):
            tag = f"{prefix}:{name}"
            self.statements.append(f'<{tag} contextRef="{ref}">{escape(str(value))}</{tag}>')

    def euro(self, name, value, *, ref="Msg", prefix="bd-i"):
        """Adds a fact in whole euros; None is left out."""
        if value is not None:
            self.has_amounts = True
            tag = f"{prefix}:{name}"
            self.statements.append(f'<{tag} contextRef="{ref}" unitRef="EUR" decimals="INF">{value}</{tag}>')

    def group(self, name, fill, *, prefix="bd-t"):
        """Adds a tuple whose facts `fill()` adds."""
        outside, self.statements = self.statements, []
        fill()
        inner = "".join(f"\n    {each}" for each in self.statements)
        self.statements = [*outside, f"<{prefix}:{name}>{inner}\n  </{prefix}:{name}>"]

    def header(self, *, reference="", reference_name="", created=None, ref="Msg"):
        """Adds the facts about the software and the message."""
        self.text("SoftwareVendorAccountNumber", VENDOR, ref=ref)
        self.text("SoftwarePackageName", PACKAGE, ref=ref)
        self.text("SoftwarePackageVersion", "1.0", ref=ref)
        if reference_name:
            self.text(reference_name, reference, ref=ref)
        if created:
            self.text("DateTimeCreation", stamp(created), ref=ref)
        self.text("TaxConsultantNumber", "234564", ref=ref)

    def document(self):
        """The bytes of the instance, UTF-8 without BOM."""
        base = f"http://www.nltaxonomie.nl/nt{self.nt}/bd/{VERSIONS[self.nt]}"
        spaces = {
            "xbrli": "http://www.xbrl.org/2003/instance",
            "link": "http://www.xbrl.org/2003/linkbase",
            "xlink": "http://www.w3.org/1999/xlink",
            "iso4217": "http://www.xbrl.org/2003/iso4217",
            "xbrldi": "http://xbrl.org/2006/xbrldi",
            "bd-i": f"{base}/dictionary/bd-data",
            "bd-t": f"{base}/dictionary/bd-tuples",
            "bd-axes": f"{base}/validation/bd-axes",
            "bd-domains": f"{base}/validation/bd-domains",
            "bd-members": f"{base}/dictionary/bd-domain-members",
            **self.spaces(),
        }
        declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
        unit = '  <xbrli:unit id="EUR"><xbrli:measure>iso4217:EUR</xbrli:measure></xbrli:unit>\n'
        body = "".join(f"  {each}\n" for each in self.statements)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<xbrli:xbrl xml:lang="nl"{declared}>\n'
            f'  <link:schemaRef xlink:type="simple" xlink:href="{self.schema_ref}"/>\n'
            f"{''.join(self.contexts.values())}{unit if self.has_amounts else ''}{body}</xbrli:xbrl>\n"
        ).encode()

    def spaces(self):
        """Extra namespaces by prefix."""
        return {}
