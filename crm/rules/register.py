"""The trade register at work: search, fetch, keep what it said, and take over fields one by one.

Fetching calls another system, so it never stands in a transaction; what is written afterwards has its own.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.utils import timezone

from crm.company_register import CompanyHit, CompanyProfile, CompanyQuery, the_register
from crm.enums import AddressKind, SourceKind
from crm.models import RegisterSnapshot, Relation
from crm.numbers import digits, strip
from crm.register_values import compare, from_json, to_json, values_of
from crm.rules.provenance import Source, set_by
from crm.rules.relations import change_relation, create_relation
from offices.audit import record
from offices.crypto import decrypt, encrypt
from offices.errors import RuleBroken

# Says what a sealed text is, so that no other encrypted value of the office passes for one.
_SEAL = "register"
SHORTEST, MOST_SEALED = 3, 1_500_000


@dataclass(frozen=True)
class Fetched:
    """An answer of the register with the moment it was given."""

    source: str
    profile: CompanyProfile
    taken_at: datetime


@dataclass(frozen=True)
class Found:
    """One organisation of a search: its best line, how many branches, and what the office has under that number."""

    hit: CompanyHit
    branches: int
    relation: Relation | None = None
    hidden: bool = False


def query_of(text: str, city: str = "") -> CompanyQuery:
    """A whole number when it has the shape of one, else a name. Raises RuleBroken when there is too little to go by."""
    bare = strip(text)
    if bare.isdigit() and len(bare) in (8, 9, 12):
        return CompanyQuery(**{{8: "kvk_nummer", 9: "rsin", 12: "vestigingsnummer"}[len(bare)]: bare})
    if len(text.strip()) < SHORTEST or digits(text) == bare:
        raise RuleBroken(
            "Zoek op een naam van minstens 3 tekens, een KvK-nummer (8 cijfers), RSIN (9) of vestigingsnummer (12).",
            code="KVK07",
            field="kvk_zoek",
        )
    return CompanyQuery(name=text.strip(), city=city.strip())


def search_register(text: str, *, member, city: str = "") -> list[Found]:
    """Organisations that a text finds, one line each, with the relation the office already has. Raises RegisterFault."""
    hits = the_register().search(query_of(text, city))
    grouped: dict[str, list[CompanyHit]] = {}
    for hit in hits:
        grouped.setdefault(hit.kvk_nummer, []).append(hit)
    known = dict(Relation.objects.alive().filter(kvk_nummer__in=grouped).values_list("kvk_nummer", "pk"))
    seen = {row.kvk_nummer: row for row in Relation.objects.visible_to(member).filter(pk__in=known.values())}
    return [
        Found(_best(lines), sum(1 for one in lines if one.vestigingsnummer), seen.get(kvk), kvk in known and kvk not in seen)
        for kvk, lines in grouped.items()
    ]


def _best(lines: list[CompanyHit]) -> CompanyHit:
    order = ("rechtspersoon", "hoofdvestiging")
    return min(lines, key=lambda hit: order.index(hit.kind) if hit.kind in order else len(order))


def fetch(kvk_nummer: str, *, by, relation: Relation | None = None) -> Fetched:
    """What the register says of one organisation now; the question is written in the activity log. Raises RegisterFault."""
    register = the_register()
    fetched = Fetched(register.name, register.profile(kvk_nummer), timezone.now())
    data = {"bron": fetched.source, "kvk_nummer": kvk_nummer}
    record(by, "register.fetched", relation if relation is not None else by, data=data, relation=relation)
    return fetched


def sealed(fetched: Fetched) -> str:
    """An answer as a text that travels in a form and comes back unchanged; only this office can read it."""
    kept = {"is": _SEAL, "source": fetched.source, "at": fetched.taken_at.isoformat(), "profile": to_json(fetched.profile)}
    return encrypt(json.dumps(kept, ensure_ascii=False))


def unsealed(text: str) -> Fetched | None:
    """The answer inside a sealed text; None when there is none, or when it was not made here."""
    if not text or len(text) > MOST_SEALED:
        return None
    try:
        kept = json.loads(decrypt(text))
        if kept["is"] != _SEAL:
            return None
        return Fetched(kept["source"], from_json(kept["profile"]), datetime.fromisoformat(kept["at"]))
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_snapshot(relation: Relation, fetched: Fetched) -> RegisterSnapshot:
    """Keep an answer beside the relation, as it came. Call it in the transaction of what follows from it."""
    return RegisterSnapshot.objects.create(
        relation=relation, source=fetched.source[:40], taken_at=fetched.taken_at, data=to_json(fetched.profile)
    )


def fetched_of(snapshot: RegisterSnapshot) -> Fetched:
    """The answer that a kept row holds."""
    return Fetched(snapshot.source, from_json(snapshot.data), snapshot.taken_at)


def create_filled(fetched: Fetched, *, by, **kwargs):
    """`create_relation` of what the register filled in: the answer is kept, and fields left as it said carry its name."""
    with transaction.atomic():
        saved = create_relation(by=by, **kwargs)
        if saved.row.kvk_nummer == fetched.profile.kvk_nummer:
            keep_snapshot(saved.row, fetched)
            same = {_field(one.key): None for one in compare(saved.row, fetched.profile) if one.same}
            set_by(saved.row, same, source_kind=SourceKind.REGISTER, source_label=_label(fetched))
    return saved


def take_snapshot(relation: Relation, kvk_nummer: str, *, by) -> RegisterSnapshot:
    """Ask the register about this relation now and keep the answer. Raises RegisterFault."""
    fetched = fetch(kvk_nummer, by=by, relation=relation)
    with transaction.atomic():
        return keep_snapshot(relation, fetched)


def take_over(relation: Relation, snapshot: RegisterSnapshot, *, keys, by, version: int):
    """Put the chosen fields of an answer on the relation; gives Saved(relation, warnings).

    The other rules of a relation hold as for a person who types. Raises StaleForm, CRM01 to CRM10.
    """
    fetched = fetched_of(snapshot)
    known = values_of(fetched.profile)
    chosen = [key for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        raise RuleBroken("Kies minstens één gegeven om over te nemen.", code="KVK08")
    values: dict[str, Any] = {}
    for key in chosen:
        if key in AddressKind.values:
            values.setdefault("addresses", {})[key] = known[key] | {"source": "KvK"}
        else:
            values["rsin_bsn" if key == "rsin" else key] = known[key]
    source = Source(SourceKind.REGISTER, _label(fetched), snapshot.pk)
    return change_relation(relation, by=by, version=version, values=values, strict=False, source=source)


def _field(key: str) -> str:
    """The name under which the origin of a field stands."""
    return "addresses" if key in AddressKind.values else key


def _label(fetched: Fetched) -> str:
    return f"{fetched.source} {timezone.localtime(fetched.taken_at):%d-%m-%Y}"
