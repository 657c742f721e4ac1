"""The E-codes: cause, remedy in Dutch, what they stop, and where one goes to solve them."""

from typing import NamedTuple

from crm.enums import FilingKind
from sbr_inbox.enums import Level


class Code(NamedTuple):
    """One E-code. `goes_to` names the place that helps, `retry` whether trying again can help without a new file."""

    cause: str
    text: str
    goes_to: str
    retry: bool
    level: str


B, S, W = Level.BLOCKS_OFFER, Level.BLOCKS_SENDING, Level.WARNING

CODES: dict[str, Code] = {
    "E01": Code(
        "Bestand onleesbaar",
        "Het bestand kan niet worden gelezen ({reason}). Exporteer de aangifte opnieuw uit {package} en bied haar "
        "nogmaals aan.",
        "filing", False, B,
    ),
    "E02": Code(
        "Onbekend bericht",
        "Dit soort bericht ({entrypoint}) kennen wij nog niet. Laat de beheerder het taxonomiepakket bijwerken, of "
        "kies de soort zelf en plaats het alleen in het dossier.",
        "filing", True, B,
    ),
    "E03": Code(
        "Nummer voldoet niet aan de elfproef",
        "Nummer {n} in de aangifte voldoet niet aan de elfproef. Verbeter het nummer in {package}.",
        "filing", False, B,
    ),
    "E04": Code(
        "Geen relatie",
        "Geen relatie heeft {number} {n}. Vul het nummer in bij de juiste relatie of maak de relatie aan; daarna "
        "koppelt het vanzelf.",
        "link", True, B,
    ),
    "E05": Code(
        "Meerdere relaties",
        "Meer dan één relatie heeft {n}: {relations}. Kies de juiste relatie en verbeter het dubbele nummer.",
        "link", True, B,
    ),
    "E06": Code(
        "Er loopt al een aangifte",
        "Voor {relation} {kind} {tijdvak} loopt al een aangifte. Trek de eerste in, of merk deze als suppletie of "
        "correctie.",
        "other_filing", True, B,
    ),
    "E07": Code(
        "Koppeling spreekt nummer tegen",
        "De koppeling met {source} wijst naar {claimed}, maar het nummer hoort bij {relations}. Controleer de "
        "administratiekoppeling.",
        "link", True, B,
    ),
    "E08": Code(
        "Product ontbreekt",
        "{relation} heeft geen product voor {kind}. Voeg het product toe op het tabblad Producten.",
        "products", True, B,
    ),
    "E09": Code(
        "Ander aangiftetijdvak",
        "De aangifte is per {x}, maar bij {relation} staat {y}. Pas het aangiftetijdvak aan vanaf {from} of "
        "controleer de aangifte.",
        "relation", True, W,
    ),
    "E10": Code(
        "Geen workflow",
        "Bij product {product} hoort nog geen workflow met SBR-instellingen. Stel die in bij Beheer > Workflows.",
        "product_settings", True, W,
    ),
    "E11": Code(
        "Rechtsvorm ontbreekt",
        "De rechtsvorm van {relation} ontbreekt. Vul die in; zonder rechtsvorm verwerken wij geen aangifte.",
        "relation", True, B,
    ),
    "E12": Code(
        "Geen voorkeurscontact met e-mail",
        "{relation} heeft geen voorkeurscontact met e-mailadres. Kies een contact om de aangifte aan te bieden.",
        "contacts", True, B,
    ),
    "E13": Code(
        "Contact niet uitgenodigd",
        "{name} is nog niet uitgenodigd voor het portaal. Verstuur de uitnodiging of bied aan via een eenmalige link.",
        "contacts", True, B,
    ),
    "E14": Code(
        "Rol niet ingevuld",
        "De rol {role} is bij {relation} niet ingevuld; {stand_in} neemt het tijdelijk over. Wijs iemand toe.",
        "team", True, W,
    ),
    "E15": Code(
        "Certificaat of instelling ontbreekt",
        "Het certificaat {name} ontbreekt of is verlopen op {date}. Upload een geldig certificaat bij Beheer > SBR.",
        "sbr_settings", True, S,
    ),
    "E16": Code(
        "Machtiging ontbreekt",
        "Er is geen machtiging of bevoegdheid voor {kind} bij {relation}. Registreer de bevoegdheid of vraag de "
        "machtiging aan.",
        "mandates", True, W,
    ),
    "E17": Code(
        "Niet akkoord",
        "{name} is niet akkoord: “{reason}”. Pas de aangifte aan in {package} of overleg en bied opnieuw aan.",
        "filing", False, B,
    ),
    "E18": Code(
        "Akkoord verlopen",
        "Er kwam geen akkoord vóór {date}. Bel {name} of bied opnieuw aan.",
        "filing", True, B,
    ),
    "E19": Code(
        "Verzending niet gelukt",
        "Digipoort weigert het bericht ({code}: {said}). {explained}",
        "filing", True, S,
    ),
    "E20": Code(
        "Afgekeurd door de ontvanger",
        "{receiver} keurt de aangifte af ({code}: {said}). Herstel de inhoud in {package} en bied de nieuwe versie ter "
        "accordering aan.",
        "filing", False, S,
    ),
    "E21": Code(
        "Bron niet bereikbaar",
        "{source} is niet bereikbaar of de toestemming is verlopen. Log opnieuw in bij Beheer > Integraties > {source}.",
        "integrations", True, W,
    ),
    "E22": Code(
        "Gewijzigd in de bron",
        "De aangifte is in {source} gewijzigd nadat zij hier binnenkwam. Haal haar opnieuw op; een gegeven akkoord "
        "vervalt.",
        "filing", True, B,
    ),
    "E23": Code(
        "Dossiermap ontbreekt",
        "De dossiermap voor {kind} bestaat niet meer of is bevroren. Kies een map bij Beheer > SBR of ontdooi de map.",
        "kind_settings", True, W,
    ),
    "E24": Code(
        "Btw-id in plaats van OB-nummer",
        "Dit is een btw-id, geen OB-nummer. Neem het OB-nummer over uit de brief van de Belastingdienst en vul het in "
        "bij {relation} of in {package}.",
        "link", True, B,
    ),
}  # fmt: skip

# Asked again by itself when relations, products or contacts change; the rest waits for a file or a person.
RECHECKED = ("E06", "E08", "E09", "E10", "E11", "E12", "E13", "E23")
_NAMES = ("relation", "relations", "claimed")
_ELSE = {
    "reason": "reden onbekend",
    "package": "het softwarepakket",
    "entrypoint": "onbekend",
    "n": "dit nummer",
    "number": "het nummer",
    "source": "het bronpakket",
    "product": "voor deze aangifte",
    "name": "De cliënt",
    "date": "de einddatum",
    "tijdvak": "",
    "x": "ander tijdvak",
    "y": "een ander tijdvak",
    "from": "dit tijdvak",
    "relation": "de juiste relatie",
    "relations": "geen relatie",
    "claimed": "een andere relatie",
    "kind": "deze aangifte",
    "role": "relatiebeheerder",
    "stand_in": "een teamlid",
    "code": "zonder code",
    "said": "zonder toelichting",
    "explained": "Bekijk de status op de pagina van de aangifte.",
    "receiver": "De ontvanger",
}


def blocks(code: str) -> bool:
    """Whether an open issue of this code keeps a filing from being offered."""
    return CODES[code].level == Level.BLOCKS_OFFER


def issue_text(code: str, values: dict, names: dict[str, str] | None = None) -> str:
    """The Dutch sentence of an issue.

    `names` maps ids of relations the reader may see to their names; others are only counted. Without it no name
    stands in the text at all. A reader that said it in its own words is quoted.
    """
    if values.get("text"):
        return values["text"]
    said = {key: str(value) for key, value in values.items() if key not in _NAMES and value}
    for key in _NAMES:
        if values.get(key):
            said[key] = named(values[key], names or {})
    if "kind" in said and said["kind"] in FilingKind.values:
        said["kind"] = FilingKind(said["kind"]).label
    text = CODES[code].text.format_map(_ELSE | said)
    return " ".join(text.split()).replace("B.V..", "B.V.").replace("N.V..", "N.V.").replace("V.O.F..", "V.O.F.")


def named(ids: list[str], names: dict[str, str]) -> str:
    """Relations by name where the reader may see them, the rest as a number."""
    seen = [names[pk] for pk in ids if pk in names]
    hidden = len(ids) - len(seen)
    if hidden:
        seen.append(f"{hidden} relatie{'s' if hidden > 1 else ''} buiten uw rechten")
    return ", ".join(seen)
