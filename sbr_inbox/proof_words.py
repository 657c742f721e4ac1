"""What is said in a proof zip."""

from sbr_inbox.receipts import LIMIT_TEXT
from sbr_inbox.sentences import filing_title

LEFT_OUT = (
    "Het aangiftebestand zelf en de antwoorden van de ontvanger zitten niet in deze map, omdat daarin gegevens van personen "
    "staan. De controlegetallen ervan staan in de bewijzen: wie de bestanden heeft, kan ze daarmee vergelijken.\n\n"
)
README = """Bewijs bij {title}
{line}

Deze map is gemaakt door {office}. Er staat in wat er is ingediend, wie daarmee akkoord ging en wat de ontvanger antwoordde.

{left_out}Wat er in zit
- aangifte, samenvatting: wat is ingediend en wat de cliënt zag.
- bewijzen: elk bewijs als pdf om te lezen en als json om te controleren.
- bewijsstukken: waaruit blijkt dat een cliënt akkoord ging, als een medewerker dat namens hem vastlegde.
- verzending: de pogingen, de statussen en de antwoorden van de ontvanger, precies zoals ze kwamen.
- sleutels.json: de openbare sleutels van het kantoor, ook de oude.
- manifest.json: de ondertekende inhoudsopgave met een controlegetal (SHA-256) per bestand.
Een onderdeel dat er niet is, staat niet in de map.

Zelf controleren, zonder internet
1. Open controlepagina.html in een browser. Kies een json-bestand uit de map bewijzen, of manifest.json, en daarna de
   bestanden die u wilt vergelijken.
2. Of voer in deze map uit: python3 controleer.py (met het pakket cryptography). Dat controleert alles in één keer.

Zijn de sleutels echt van het kantoor?
De sleutels in deze map zijn meegeleverd. Vergelijk ze met wat het kantoor zelf publiceert onder /sleutels/{slug}/ op het
adres waar u ook inlogt, of vraag ze het kantoor.

Wat dit niet bewijst
{limit}
"""


def readme(filing, office, *, left_out: str = "") -> str:
    """The text that explains the zip to whoever gets it."""
    title = filing_title(filing)
    line = "=" * len(f"Bewijs bij {title}")
    return README.format(title=title, line=line, office=office.name, slug=office.slug, left_out=left_out, limit=LIMIT_TEXT)
