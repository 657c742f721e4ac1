"""The companies in the shapes KvK publishes: of the first generation as its test environment answers, of the second as
far as its parts are named."""

from typing import Any

from integrations.kvk.simulator.companies import Company, Person, Place, Register

OFFICER_PARTS = {
    "Bestuurder": "bestuurders", "Vennoot": "aansprakelijken", "Gevolmachtigde": "gemachtigden", "Eigenaar": "eigenaar",
}  # fmt: skip
# KvK fills this field up with blanks.
WIDE = 52


def _address(place: Place) -> dict[str, Any]:
    if place.shielded:
        return {"type": place.kind, "indAfgeschermd": "Ja"}
    if place.box:
        return {
            "type": place.kind, "indAfgeschermd": "Nee", "volledigAdres": f"{f'Postbus {place.box}':{WIDE}}{place.postcode} {place.city}",
            "postcode": place.postcode, "postbusnummer": place.box, "plaats": place.city, "land": "Nederland",
        }  # fmt: skip
    line = " ".join(str(part) for part in (place.street, place.number, place.letter, place.addition) if part)
    found = {
        "type": place.kind, "indAfgeschermd": "Nee", "volledigAdres": f"{line:{WIDE}}{place.postcode} {place.city}",
        "straatnaam": place.street, "huisnummer": place.number, "huisletter": place.letter, "huisnummerToevoeging": place.addition,
        "postcode": place.postcode, "plaats": place.city, "land": "Nederland",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value != ""}


def _names(names: tuple[str, ...]) -> list[dict]:
    return [{"naam": name, "volgorde": place} for place, name in enumerate(names)]


def _sbi(company: Company) -> list[dict]:
    return [
        {"sbiCode": code, "sbiOmschrijving": words, "indHoofdactiviteit": "Ja" if place == 0 else "Nee"}
        for place, (code, words) in enumerate(company.sbi)
    ]


def _began(company: Company) -> dict:
    return {"datumAanvang": company.began} | ({"datumEinde": company.ended} if company.ended else {})


def _link(base: str, path: str) -> dict:
    return {"self": {"href": f"{base}{path}"}}


def hit(company: Company, base: str, branch: tuple[str, str, bool] | None) -> dict:
    """A line of Zoeken v2."""
    place = next((one for one in company.places if not one.shielded), None)
    number, name, is_main = branch or ("", company.name, False)
    found: dict[str, Any] = {"kvkNummer": company.kvk}
    if company.rsin and branch is None:
        found["rsin"] = company.rsin
    if number:
        found["vestigingsnummer"] = number
    found["naam"] = name
    if place:
        inland = {"type": place.kind, "straatnaam": place.street, "plaats": place.city}
        found["adres"] = {"binnenlandsAdres": {key: value for key, value in inland.items() if value}}
    found["type"] = "rechtspersoon" if branch is None else "hoofdvestiging" if is_main else "nevenvestiging"
    if company.ended:
        found["actief"] = "Nee"
    found["_links"] = {"basisprofiel": {"href": f"{base}/v1/basisprofielen/{company.kvk}"}}
    return found


def basisprofiel(company: Company, base: str) -> dict:
    """Basisprofiel v1."""
    path = f"/v1/basisprofielen/{company.kvk}"
    owner: dict[str, Any] = {"rsin": company.rsin} if company.rsin else {}
    owner |= {"rechtsvorm": company.form, "uitgebreideRechtsvorm": company.full_form or company.form, "_links": _link(base, f"{path}/eigenaar")}
    inside: dict[str, Any] = {"eigenaar": owner}
    if company.branch:
        inside["hoofdvestiging"] = _branch(company, company.branch, (company.trade_names or (company.name,))[0], base, is_main=True)
    else:
        owner["adressen"] = [_address(place) for place in company.places]
    found = {
        "kvkNummer": company.kvk, "indNonMailing": "Ja", "naam": company.name, "formeleRegistratiedatum": company.began,
        "materieleRegistratie": _began(company), "totaalWerkzamePersonen": company.people_at_work,
    }  # fmt: skip
    if company.form != "Eenmanszaak":
        found["statutaireNaam"] = company.name
    if company.trade_names:
        found["handelsnamen"] = _names((company.name, *company.trade_names))
    return found | {"sbiActiviteiten": _sbi(company), "_embedded": inside, "_links": _link(base, path)}


def _branch(company: Company, number: str, name: str, base: str, *, is_main: bool) -> dict:
    return {
        "vestigingsnummer": number, "kvkNummer": company.kvk, "formeleRegistratiedatum": company.began,
        "materieleRegistratie": _began(company), "eersteHandelsnaam": name, "indHoofdvestiging": "Ja" if is_main else "Nee",
        "indCommercieleVestiging": "Ja", "totaalWerkzamePersonen": company.people_at_work if is_main else 1,
        "adressen": [_address(place) for place in company.places], "_links": _link(base, f"/v1/vestigingsprofielen/{number}"),
    }  # fmt: skip


def vestigingsprofiel(company: Company, number: str, name: str, base: str, *, is_main: bool) -> dict:
    """Vestigingsprofiel v1."""
    return _branch(company, number, name, base, is_main=is_main) | {"handelsnamen": _names((name,)), "sbiActiviteiten": _sbi(company)}


def organisatie(company: Company, base: str, register: Register) -> dict:
    """Organisatie v1: the four parts, each with the fields of the first generation."""
    first = basisprofiel(company, base)
    owner = first["_embedded"]["eigenaar"]
    rows = [_branch(company, number, name, base, is_main=is_main) for number, name, is_main in register.branches(company)[:100]]
    person = {name: owner[name] for name in ("rsin", "rechtsvorm", "uitgebreideRechtsvorm", "adressen") if name in owner}
    return {
        "kvkNummer": company.kvk,
        "maatschappelijkeActiviteit": {"naam": company.name, "materieleRegistratie": _began(company), "sbiActiviteiten": first["sbiActiviteiten"]},
        "onderneming": {"handelsnamen": first.get("handelsnamen", []), "totaalWerkzamePersonen": company.people_at_work},
        "persoon": person | ({"statutaireNaam": company.name} if company.form != "Eenmanszaak" else {}),
        "vestigingen": rows,
        "links": [{"rel": "self", "href": f"{base}/v1/organisatie/kvknummer/{company.kvk}"}],
    }


def functionarissen(company: Company) -> dict:
    """Functionarissen v1: a list per kind."""
    found: dict[str, Any] = {"kvkNummer": company.kvk}
    for person in company.officers:
        part = OFFICER_PARTS[person.role]
        if part == "eigenaar":
            found[part] = _person(person)
        else:
            found.setdefault(part, []).append(_person(person))
    return found


def _person(person: Person) -> dict:
    organisation = person.name.endswith(("B.V.", "N.V."))
    named = {"statutaireNaam": person.name, "kvkNummer": "90000101"} if organisation else {"volledigeNaam": person.name}
    return named | {"functie": person.role, "soortBevoegdheid": person.authority, "datumIngang": person.since}
