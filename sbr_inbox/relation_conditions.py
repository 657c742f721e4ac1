"""*Randvoorwaarden* of a relation: the same lines as for a filing, per kind it has a product for, before one came in."""

from crm.enums import FilingKind
from crm.models import TaxNumber
from offices.urls_helpers import desk_url
from sbr_inbox.enums import KeyType
from sbr_inbox.expecting.rhythm import EXPECTED
from sbr_inbox.keys import make_key
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import FilingFacts
from sbr_inbox.preconditions import (
    ATTENTION,
    OK,
    STOP,
    Line,
    contact_lines,
    form_line,
    leaving_of_kind,
    mandate_line,
    relation_line,
    roles_line,
)
from workflows.enums import Frequency
from workflows.models import RelationProduct

_NUMBER_OF = {
    FilingKind.OB: "OB-nummer", FilingKind.ICP: "OB-nummer", FilingKind.LH: "Loonbelastingnummer", FilingKind.IB: "BSN",
    FilingKind.VPB: "RSIN", FilingKind.KVK: "KvK-nummer",
}  # fmt: skip


def relation_preconditions(relation) -> list[tuple[str, list[Line]]]:
    """Per kind the relation has a running product for: (name of the kind, lines), before a filing came in."""
    held = RelationProduct.objects.filter(relation=relation).running().values_list("product__filing_kinds", flat=True)
    wanted = [kind for kind in EXPECTED if any(kind in kinds for kinds in held)]
    asks = [Ask(_nothing_yet(kind), None, relation.pk) for kind in wanted]
    known = look_up(asks) if asks else []
    numbers = set(TaxNumber.objects.filter(relation=relation).valid().values_list("kind", flat=True)) if wanted else set()
    shared = [relation_line(relation), form_line(relation), roles_line(relation)]
    made = []
    for kind, each in zip(wanted, known, strict=True):
        profile = each.profiles[relation.pk]
        lines: list[Line | None] = [*shared, _has_number(relation, kind, numbers), _has_rhythm(relation, kind, profile), *contact_lines(relation, profile)]
        lines += [mandate_line(relation, kind), *leaving_of_kind(kind)]
        made.append((FilingKind(kind).label, [line for line in lines if line]))
    return made


def _nothing_yet(kind: str) -> FilingFacts:
    """The facts of a filing of which only the kind is known."""
    return FilingFacts(kind=kind, key=make_key(KeyType.UNKNOWN, ""), known_message=True)


def _has_number(relation, kind: str, numbers: set) -> Line:
    url = desk_url("crm:relation_edit", relation.pk)
    there = {
        FilingKind.IB: bool(relation.bsn_hmac), FilingKind.VPB: bool(relation.rsin), FilingKind.KVK: bool(relation.kvk_nummer),
        FilingKind.LH: "LH" in numbers,
    }.get(FilingKind(kind), "OB" in numbers)  # fmt: skip
    label = _NUMBER_OF[FilingKind(kind)]
    return Line(OK, label, "Ingevuld.", url) if there else Line(STOP, label, "Niet ingevuld; aangiften vinden de relatie niet.", url)


def _has_rhythm(relation, kind: str, profile) -> Line | None:
    if kind not in (FilingKind.OB, FilingKind.LH, FilingKind.ICP):
        return None
    if profile.frequency:
        return Line(OK, "Aangiftetijdvak", Frequency(profile.frequency).label, desk_url("workflows:relation_products", relation.pk))
    where = "workflows:relation_products" if kind == FilingKind.ICP else "crm:relation_edit"
    return Line(ATTENTION, "Aangiftetijdvak", "Niet ingevuld; er wordt niets verwacht.", desk_url(where, relation.pk))
