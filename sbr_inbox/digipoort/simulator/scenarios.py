"""What the stand-in can be made to do: the names of Digipoort's own stub, and a menu of faults beside them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What happens to the call itself."""

    ANSWER = "ANSWER"
    FAULT = "FAULT"
    BUSY = "BUSY"
    FORBIDDEN = "FORBIDDEN"
    CLOSE_BEFORE = "CLOSE_BEFORE"
    CLOSE_AFTER = "CLOSE_AFTER"
    SLOW = "SLOW"
    LATE = "LATE"
    BROKEN = "BROKEN"
    TAMPERED = "TAMPERED"
    UNSIGNED = "UNSIGNED"
    FOREIGN = "FOREIGN"


# Nothing was taken in when the call went like this.
NOT_TAKEN = frozenset({Act.FAULT, Act.BUSY, Act.FORBIDDEN, Act.CLOSE_BEFORE, Act.BROKEN})


@dataclass(frozen=True)
class Row:
    """One status: `step` counts the pauses after which it shows."""

    step: int
    code: str
    foutcode: str = ""
    fout: str = ""
    details: str = ""


@dataclass(frozen=True)
class Scenario:
    """One line of the menu. `times` is how many calls the act holds, 0 for always; after that all goes well."""

    name: str
    label: str
    rows: tuple[Row, ...]
    deliver: Act = Act.ANSWER
    status: Act = Act.ANSWER
    times: int = 0
    foutcode: str = ""
    fout: str = ""
    # Whether it ends by itself in acceptance: what a storm may set at random and still expect to be settled.
    ends_well: bool = field(default=False)


TEXTS = {
    "100": "Aanleveren gelukt.",
    "105": "Aanleverproces gestart.",
    "110": "Aanleverproces wordt aangeboden.",
    "200": "Authenticatie gelukt.",
    "210": "Authenticatie niet gelukt.",
    "230": "Technisch probleem bij de autorisatieserviceprovider.",
    "301": "Validatie gelukt.",
    "311": "Validatie niet gelukt.",
    "321": "Technisch probleem bij validatie.",
    "399": "Stap die nog niemand kent.",
    "400": "Afleveren uitvragende partij gelukt.",
    "405": "Afleveren naar uitvragende partij bezig...",
    "410": "Afleveren uitvragende partij niet gelukt.",
    "420": "Technisch probleem bij afleveren.",
    "500": "Validatie bij de uitvragende partij gelukt.",
    "510": "Validatie bij de uitvragende partij niet gelukt.",
}

PROCESSED = (
    '<Responsemessage version="2006.1"><Identification><MessageId>SIMULATIE</MessageId>'
    "<ResponseType>acknowledgement</ResponseType></Identification><Specification><Class>A</Class><Code>0001</Code>"
    "<Description>Status: Verwerkbaar</Description></Specification></Responsemessage>"
)
REJECTED = (
    '<Responsemessage version="2006.1"><Identification><MessageId>SIMULATIE</MessageId>'
    "<ResponseType>error</ResponseType></Identification><Specification><Class>F</Class><Code>0002</Code>"
    "<Description>Status: Niet verwerkbaar &lt;rubriek 5a&gt;</Description></Specification></Responsemessage>"
)
BEGUN = (Row(0, "105"), Row(0, "100"), Row(0, "110"), Row(0, "200"))
VALID = (*BEGUN, Row(1, "301"), Row(1, "301"))
HANDED = (*VALID, Row(2, "405"), Row(2, "400"))
HAPPY = (*HANDED, Row(3, "500", details=PROCESSED))
UNFIT = "Het verzoek voldoet niet aan de koppelvlakspecificaties en kan hierdoor niet door Digipoort worden verwerkt."
CROWDED = "Digipoort is overbelast. Probeer het later opnieuw."


def _good(name: str, label: str, **acts) -> Scenario:
    """A scenario that ends in acceptance after its trouble."""
    return Scenario(name, label, acts.pop("rows", HAPPY), ends_well=True, **acts)


_MENU = (
    _good("Happyflow", "Alles gaat goed"),
    Scenario(
        "AanleverFault",
        "Het verzoek wordt geweigerd",
        HAPPY,
        deliver=Act.FAULT,
        foutcode="ALS100",
        fout=UNFIT,
    ),
    _good(
        "StatusInformatieFault",
        "Drie keer geen status te krijgen",
        status=Act.FAULT,
        times=3,
        foutcode="STS100",
        fout=UNFIT,
    ),
    Scenario(
        "Afleverfout",
        "Digipoort kan niet afleveren",
        (*VALID, Row(2, "405"), Row(3, "410", "AFS400", "De uitvragende partij neemt het bericht niet aan.")),
    ),
    Scenario(
        "Foutuitvragendepartij",
        "De ontvanger keurt de aangifte af",
        (*HANDED, Row(3, "510", details=REJECTED)),
    ),
    _good(
        "TechnischProbleemAfleveren",
        "Afleveren lukt pas na een storing",
        rows=(
            *VALID,
            Row(2, "405"),
            Row(2, "420"),
            Row(3, "420"),
            Row(4, "400"),
            Row(5, "500", details=PROCESSED),
        ),
    ),
    Scenario(
        "MaximaalAantalAfleverpogingen",
        "Afleveren blijft mislukken",
        (
            *VALID,
            Row(2, "405"),
            Row(2, "420"),
            Row(3, "420"),
            Row(4, "410", "AFS600", "Het maximale aantal pogingen is bereikt."),
        ),
    ),
    _good("ZwaarbelastAanleveren", "Aanleveren is traag", deliver=Act.SLOW, times=1),
    _good(
        "OverbelastAanleveren",
        "Aanleveren is twee keer te druk",
        deliver=Act.BUSY,
        times=2,
        foutcode="ALS400",
        fout=CROWDED,
    ),
    _good("ZwaarbelastStatusInformatie", "Statussen opvragen is traag", status=Act.SLOW, times=1),
    _good(
        "OverbelastStatusInformatie",
        "Statussen opvragen is twee keer te druk",
        status=Act.BUSY,
        times=2,
        foutcode="STS400",
        fout=CROWDED,
    ),
    Scenario("CertificaatGeweigerd", "Het certificaat wordt geweigerd", HAPPY, deliver=Act.FORBIDDEN),
    Scenario("AuthenticatieMislukt", "De verzender wordt niet herkend (210)", (*BEGUN[:3], Row(1, "210"))),
    Scenario(
        "MachtigingStoring", "De machtigingendienst heeft een storing (230)", (*BEGUN[:3], Row(1, "230"))
    ),
    Scenario(
        "ValidatieFout",
        "De aangifte past niet bij de taxonomie (311)",
        (
            *BEGUN,
            Row(
                1, "311", "VAS500", "Het bericht voldoet niet aan de taxonomie. Regel 12: <waarde> ontbreekt."
            ),
        ),
    ),
    _good(
        "TechnischProbleemValidatie",
        "Valideren lukt pas na een storing (321)",
        rows=(
            *BEGUN,
            Row(1, "321"),
            Row(2, "301"),
            Row(3, "405"),
            Row(3, "400"),
            Row(4, "500", details=PROCESSED),
        ),
    ),
    Scenario(
        "OnjuisteIdentiteit",
        "Het nummer hoort niet bij de aangifte",
        HAPPY,
        deliver=Act.FAULT,
        foutcode="ALS100",
        fout="Het nummer van de belanghebbende is niet het nummer in het bericht.",
    ),
    Scenario(
        "DubbelKenmerk",
        "Het aanleverkenmerk zou al gebruikt zijn",
        HAPPY,
        deliver=Act.FAULT,
        foutcode="ALS100",
        fout="Het aanleverkenmerk is al gebruikt.",
    ),
    _good("LaatAntwoord", "Het antwoord komt te laat", deliver=Act.LATE, times=1),
    _good("GeenAntwoord", "Ontvangen, maar het antwoord komt niet", deliver=Act.CLOSE_AFTER, times=1),
    _good("NooitOntvangen", "De verbinding valt weg voor de ontvangst", deliver=Act.CLOSE_BEFORE, times=1),
    _good("Storing500", "Een fout van de server zonder uitleg", deliver=Act.BROKEN, times=1),
    _good("GeknoeidAntwoord", "Met het antwoord is geknoeid", deliver=Act.TAMPERED, times=1),
    _good("OngetekendAntwoord", "Het antwoord is niet ondertekend", deliver=Act.UNSIGNED, times=1),
    _good("VreemdGetekend", "Het antwoord is door een ander ondertekend", deliver=Act.FOREIGN, times=1),
    _good("GeknoeideStatus", "Met de eerste statussen is geknoeid", status=Act.TAMPERED, times=1),
    _good("OngetekendeStatus", "De eerste statussen zijn niet ondertekend", status=Act.UNSIGNED, times=1),
    _good(
        "GeenStatusAntwoord", "De eerste vraag om status blijft onbeantwoord", status=Act.CLOSE_AFTER, times=1
    ),
    _good(
        "OnbekendeCode",
        "Een status die niemand kent",
        rows=(*VALID, Row(2, "399"), Row(3, "405"), Row(3, "400"), Row(4, "500", details=PROCESSED)),
    ),
    _good(
        "TweedeValidatie",
        "Nog een keer 301, na het afleveren en na het einde",
        rows=(*HANDED, Row(2, "301"), Row(3, "500", details=PROCESSED), Row(4, "301")),
    ),
    _good(
        "StatusTerug",
        "Statussen die teruglopen",
        rows=(*HANDED, Row(2, "105"), Row(3, "500", details=PROCESSED), Row(3, "405")),
    ),
    _good(
        "TrageStatussen",
        "Statussen die lang wegblijven",
        rows=(*BEGUN, Row(5, "301"), Row(10, "405"), Row(10, "400"), Row(15, "500", details=PROCESSED)),
    ),
    Scenario("GeenEindstatus", "Er komt geen eindstatus", HANDED),
)
SCENARIOS = {scenario.name: scenario for scenario in _MENU}
DEFAULT = "Happyflow"


def named(aanleverkenmerk: str) -> str:
    """The scenario an aanleverkenmerk asks for: its whole name, or what stands before the first dash."""
    first = aanleverkenmerk.partition("-")[0]
    return first if first in SCENARIOS else ""
