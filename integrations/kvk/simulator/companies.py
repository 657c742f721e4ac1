"""Invented companies. Some stand under the numbers of practice relations and differ from them, so that comparing shows something."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """An address; `shielded` ones tell nothing, `box` is the number of a postbus."""

    street: str = ""
    number: int = 0
    postcode: str = ""
    city: str = ""
    letter: str = ""
    addition: str = ""
    box: int = 0
    shielded: bool = False
    kind: str = "bezoekadres"


@dataclass(frozen=True)
class Person:
    """Somebody who acts for a company."""

    name: str
    role: str
    authority: str = ""
    since: str = ""


@dataclass(frozen=True)
class Company:
    """One entry of the register."""

    kvk: str
    name: str
    form: str
    full_form: str = ""
    rsin: str = ""
    began: str = "20150301"
    ended: str = ""
    trade_names: tuple[str, ...] = ()
    people_at_work: int = 1
    branch: str = ""
    other_branches: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    sbi: tuple[tuple[str, str], ...] = ()
    officers: tuple[Person, ...] = ()


_BREAD = (("1071", "Vervaardiging van brood en vers banketbakkerswerk"), ("47241", "Winkels in brood en banket"))
_HOLDING = (("6420", "Financiële holdings"),)

COMPANIES = (
    Company(
        "90000101", "De Vries Holding B.V.", "BeslotenVennootschap", "Besloten Vennootschap", "001001012", "20120115",
        branch="000090000101", sbi=_HOLDING, people_at_work=0,
        places=(Place("Hoofdstraat", 12, "9711AB", "Groningen"),),
        officers=(Person("Vries, Johan de", "Bestuurder", "Alleen/zelfstandig bevoegd", "20120115"),),
    ),
    Company(
        "90000102", "Bakkerij De Vries B.V.", "BeslotenVennootschap", "Besloten Vennootschap", "001001024", "20120201",
        trade_names=("Bakkerij De Vries", "De Warme Korst"), people_at_work=23, branch="000090000102", sbi=_BREAD,
        other_branches=(("000090000202", "Bakkerij De Vries Filiaal Zuid"),),
        places=(Place("Ovenlaan", 8, "9712CD", "Groningen", letter="A"), Place(kind="postadres", box=120, postcode="9700AC", city="Groningen")),
        officers=(
            Person("De Vries Holding B.V.", "Bestuurder", "Alleen/zelfstandig bevoegd", "20120201"),
            Person("Vries, Marije de", "Gevolmachtigde", "Beperkte volmacht", "20210601"),
        ),
    ),
    Company(
        "90000103", "Bloemsierkunst Anna", "Eenmanszaak", "Eenmanszaak", began="20180401", trade_names=("Bloemsierkunst Anna", "Anna's Atelier"),
        branch="000090000103", sbi=(("47761", "Winkels in bloemen en planten, zaden en tuinbenodigdheden"),),
        places=(Place("Bloemgracht", 31, "1015KV", "Amsterdam", addition="2"),),
        officers=(Person("Bakker, Anna", "Eigenaar", "", "20180401"),),
    ),
    Company(
        "90000104", "Camping De Wadden V.O.F.", "VennootschapOnderFirma", "Vennootschap onder firma", "001001036", "20090500",
        branch="000090000104", people_at_work=6, sbi=(("55300", "Kampeerterreinen"),), places=(Place("Waddendijk", 1, "8899BZ", "Vlieland"),),
        officers=(Person("Hofstra, Wietske", "Vennoot", "Onbeperkt bevoegd", "20090501"),),
    ),
    Company(
        "91000011", "Zuiderlicht Techniek B.V.", "BeslotenVennootschap", "Besloten Vennootschap met gewone structuur", "001003021", "20190613",
        trade_names=("Zuiderlicht Installaties",), people_at_work=14, branch="000091000011",
        sbi=(("43210", "Elektrotechnische bouwinstallatie"), ("43221", "Loodgieters- en fitterswerk")),
        places=(Place("Ampèrestraat", 44, "3861NC", "Nijkerk"),),
        officers=(Person("Zuiderwijk, Karin", "Bestuurder", "Gezamenlijk bevoegd", "20190613"),),
    ),
    Company(
        "91000022", "Zuiderzee Advies", "Eenmanszaak", "Eenmanszaak", began="20210110", branch="000091000022",
        sbi=(("70221", "Organisatieadviesbureaus"),), places=(Place("Havenkade", 9, "1601GA", "Enkhuizen", letter="B"),),
    ),
    Company(
        "91000033", "Stichting De Brug", "Stichting", "Stichting", "001003033", "20050923", branch="",
        sbi=(("94997", "Overige belangenbehartiging (rest)"),), places=(Place("Kerkplein", 2, "7411EA", "Deventer"),),
    ),
    Company(
        "91000044", "Maatschap Van Loon en Peters Fysiotherapie", "Maatschap", "Maatschap", "001003045", "20140101", branch="000091000044",
        people_at_work=5, sbi=(("86912", "Praktijken van fysiotherapeuten"),), places=(Place("Lindelaan", 101, "5611AE", "Eindhoven"),),
    ),
    Company(
        "91000055", "Vereniging van Eigenaars Torenzicht", "VerenigingVanEigenaars", "Vereniging van Eigenaars", "001003057", "19991103",
        sbi=(("94997", "Overige belangenbehartiging (rest)"),), places=(Place("Torenweg", 163, "3328XD", "Dordrecht"),),
    ),
    Company(
        "91000066", "Schuilhof B.V.", "BeslotenVennootschap", "Besloten Vennootschap", "001003069", "20110707", branch="000091000066",
        sbi=_HOLDING, places=(Place(shielded=True), Place(kind="postadres", box=31, postcode="6000AA", city="Weert")),
    ),
    Company(
        "91000077", "Coöperatie Landwinkel U.A.", "Cooperatie", "Coöperatie", "001003070", "20080214", ended="20231231", branch="000091000077",
        sbi=(("46331", "Groothandel in zuivelproducten en spijsoliën en -vetten"),), places=(Place("Dorpsstraat", 5, "8051AA", "Hattem"),),
    ),
    Company(
        "91000088", "Duizendblad Ketens N.V.", "NaamlozeVennootschap", "Naamloze Vennootschap", "001003082", "20010101", branch="000091000088",
        people_at_work=4200, other_branches=tuple((f"0000920{n:05d}", f"Duizendblad {n}") for n in range(1, 1000)),
        sbi=(("4711", "Supermarkten"),), places=(Place("Beursplein", 1, "3011AA", "Rotterdam"),),
    ),
)  # fmt: skip


@dataclass
class Register:
    """The companies by their numbers."""

    companies: dict[str, Company] = field(default_factory=lambda: {one.kvk: one for one in COMPANIES})

    def branches(self, company: Company) -> list[tuple[str, str, bool]]:
        """(vestigingsnummer, name, whether it is the main one)."""
        own = [(company.branch, (company.trade_names or (company.name,))[0], True)] if company.branch else []
        return own + [(number, name, False) for number, name in company.other_branches]

    def by_branch(self, number: str) -> tuple[Company, str, bool] | None:
        """The company of a branch, with the name of the branch."""
        for company in self.companies.values():
            for known, name, is_main in self.branches(company):
                if known == number:
                    return company, name, is_main
        return None
