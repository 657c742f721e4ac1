"""Answers of the second generation (Organisatie, Vestigingen, Functionarissen), as far as its shapes are known.

Published are the addresses and the parts (maatschappelijke activiteit, onderneming, persoon, vestigingen; six kinds of
officers and the owner). Where a field stands inside its part was not seen, so it is looked for by its name, nearest to
the top first, and what is not found stays empty.
"""

from collections import deque
from typing import Any

from crm.company_register import CompanyProfile, Establishment, Officer
from integrations.kvk.mapping import activities, addresses, count, day, rechtsvorm_of, text, trade_names, yes

# Part of the answer -> what somebody in it is, in the words of the register.
OFFICER_KINDS = {
    "bestuurders": "Bestuurder",
    "bestuursfunctionarissen": "Bestuurder",
    "aansprakelijken": "Aansprakelijke",
    "gemachtigden": "Gevolmachtigde",
    "publiekrechtelijkeFunctionarissen": "Publiekrechtelijke functionaris",
    "functionarissenBijzondereRechtstoestand": "Curator of bewindvoerder",
    "overigeFunctionarissen": "Overige functionaris",
    "eigenaar": "Eigenaar",
}


def find(answer: Any, *names: str) -> Any:
    """The value of the first of these names, nearest to the top; None when none stands anywhere."""
    for name in names:
        waiting = deque([answer])
        while waiting:
            part = waiting.popleft()
            if isinstance(part, dict):
                if part.get(name) not in (None, "", []):
                    return part[name]
                waiting.extend(part.values())
            elif isinstance(part, list):
                waiting.extend(part)
    return None


def profile(answer: dict, officers: dict | None) -> CompanyProfile:
    """An Organisatie with its officers; `officers` is None when they were not offered."""
    head = _head(find(answer, "vestigingen", "hoofdvestiging"))
    person = find(answer, "persoon") or answer
    name = text(find(answer, "statutaireNaam", "naam"))
    words = text(find(person, "uitgebreideRechtsvorm", "rechtsvorm") or find(answer, "rechtsvorm"))
    began = find(answer, "datumAanvang")
    return CompanyProfile(
        kvk_nummer=text(find(answer, "kvkNummer")),
        name=name,
        trade_names=trade_names(find(answer, "handelsnamen"), but=name),
        rechtsvorm=rechtsvorm_of(words),
        rechtsvorm_text=words,
        rsin=text(find(answer, "rsin")),
        founded_on=day(began),
        founded_text=text(began),
        employee_count=count(find(answer, "totaalWerkzamePersonen")),
        vestigingsnummer=text(find(head, "vestigingsnummer")),
        addresses=addresses(find(head, "adressen"), find(answer, "adressen")),
        activities=activities(find(answer, "sbiActiviteiten")),
        officers=None if officers is None else read_officers(officers),
        active=not text(find(answer, "datumEinde")),
        raw=answer | ({"functionarissen": officers} if officers is not None else {}),
    )


def establishment(answer: dict) -> Establishment:
    """A Vestiging."""
    name = text(find(answer, "eersteHandelsnaam", "handelsnaam", "naam"))
    return Establishment(
        vestigingsnummer=text(find(answer, "vestigingsnummer")),
        kvk_nummer=text(find(answer, "kvkNummer")),
        name=name,
        is_main=yes(find(answer, "indHoofdvestiging")),
        trade_names=trade_names(find(answer, "handelsnamen"), but=name),
        employee_count=count(find(answer, "totaalWerkzamePersonen")),
        addresses=addresses(find(answer, "adressen")),
        activities=activities(find(answer, "sbiActiviteiten")),
    )


def read_officers(answer: dict) -> tuple[Officer, ...]:
    """Everybody named in any of the kinds of officers."""
    made = []
    for part, words in OFFICER_KINDS.items():
        rows = find(answer, part)
        for row in rows if isinstance(rows, list) else [rows] if isinstance(rows, dict) else []:
            if isinstance(row, dict) and (officer := _officer(row, words)).name:
                made.append(officer)
    return tuple(made)


def _officer(row: dict, words: str) -> Officer:
    return Officer(
        name=text(find(row, "volledigeNaam", "statutaireNaam", "naam")),
        role=text(find(row, "functie", "functietitel", "titel")) or words,
        authority=text(find(row, "soortBevoegdheid", "bevoegdheid")),
        since=text(find(row, "datumIngang", "datumAanvang")),
        is_person=find(row, "kvkNummer", "rsin") is None,
    )


def _head(found: Any) -> Any:
    """The main branch of a list of branches; the first when none says that it is."""
    if not isinstance(found, list):
        return found
    mains = [row for row in found if isinstance(row, dict) and yes(find(row, "indHoofdvestiging"))]
    return (mains or found or [None])[0]
