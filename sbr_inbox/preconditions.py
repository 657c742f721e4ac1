"""*Randvoorwaarden*: what has to be in order before a filing can be put before the client, line by line."""

from dataclasses import dataclass

from crm.enums import FilingKind, RelationStatus, RelationType
from offices.urls_helpers import desk_url
from sbr_inbox.enums import KeyType, Route
from sbr_inbox.facts import facts_of
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import How
from sbr_inbox.matching.checks import NOT_ASKED
from sbr_inbox.models import KindSetting

OK, ATTENTION, STOP = "ok", "warn", "bad"
_WORDS = {KeyType.OB_NUMMER: "OB-nummer", KeyType.LOONHEFFINGENNUMMER: "Loonbelastingnummer", KeyType.KVK_NUMMER: "KvK-nummer"}


@dataclass(frozen=True)
class Line:
    """One condition: how it stands, what it is, and where to repair it."""

    tone: str
    label: str
    text: str
    url: str = ""

    @property
    def verdict(self) -> str:
        """The tone in a word."""
        return {OK: "In orde", ATTENTION: "Let op", STOP: "Houdt tegen"}[self.tone]


def preconditions(filing) -> list[Line]:
    """The lines for a filing; without a relation only that one is missing. Three queries."""
    if filing.relation is None:
        if filing.kind == FilingKind.UITSTEL and filing.state not in ("UNMATCHED", "AMBIGUOUS"):
            return [Line(OK, "Relaties", "Elke regel heeft een relatie."), _route(filing)]
        return [Line(STOP, "Relatie", "Nog niet gekoppeld.", desk_url("sbr_inbox:filing_link", filing.pk))]
    known = look_up([Ask(facts_of(filing), filing.pk, filing.relation_id)])[0]
    profile = known.profiles[filing.relation_id]
    lines = [_relation(filing.relation), _form(filing.relation), _number(filing, known)]
    if filing.kind not in NOT_ASKED:
        lines += [_product(filing, profile), _rhythm(filing, profile), *_contact(filing.relation, profile)]
    return [line for line in (*lines, _route(filing)) if line]


def _relation(relation) -> Line:
    url = desk_url("crm:relation", relation.pk)
    if relation.status == RelationStatus.CLIENT:
        return Line(OK, "Relatie", f"{relation.name} is cliënt.", url)
    tone = STOP if relation.status == RelationStatus.BLOCKED else ATTENTION
    return Line(tone, "Relatie", f"De status van {relation.name} is {relation.status_label.lower()}.", url)


def _form(relation) -> Line | None:
    if relation.type == RelationType.PERSON:
        return None
    url = desk_url("crm:relation_edit", relation.pk)
    if relation.rechtsvorm:
        return Line(OK, "Rechtsvorm", relation.get_rechtsvorm_display(), url)
    return Line(STOP, "Rechtsvorm", "Niet ingevuld.", url)


def _number(filing, known) -> Line:
    label = _WORDS.get(filing.key_type, filing.get_key_type_display())
    url = desk_url("crm:relation_edit", filing.relation_id)
    hits = known.of(filing.key, How.NUMBER, How.UNITY_HEAD, How.UNITY_MEMBER)
    if any(hit.relation == filing.relation_id and hit.holds_on(filing.period_end) for hit in hits):
        return Line(OK, label, f"{filing.key_shown} staat bij de relatie.", url)
    if filing.key_type == KeyType.UNKNOWN:
        return Line(ATTENTION, "Nummer", "In het bestand staat geen herkenbaar nummer.", url)
    return Line(ATTENTION, label, f"{filing.key_shown} staat niet bij de relatie; een teamlid koos haar.", url)


def _product(filing, profile) -> Line:
    url = desk_url("workflows:relation_products", filing.relation_id)
    if filing.kind in profile.kinds:
        return Line(OK, "Product", str(filing.product or "Aanwezig"), url)
    return Line(STOP, "Product", f"Geen product voor {filing.kind_label}.", url)


def _rhythm(filing, profile) -> Line | None:
    if not profile.frequency or not filing.frequency:
        return None
    url = desk_url("workflows:relation_products", filing.relation_id)
    if profile.frequency == filing.frequency:
        return Line(OK, "Aangiftetijdvak", "Gelijk aan wat bij de relatie staat.", url)
    return Line(ATTENTION, "Aangiftetijdvak", "Anders dan wat bij de relatie staat.", url)


def _contact(relation, profile) -> list[Line]:
    url = desk_url("crm:relation_contacts", relation.pk)
    if not profile.has_mail:
        return [Line(STOP, "Voorkeurscontact", "Geen voorkeurscontact met e-mailadres.", url)]
    named = Line(OK, "Voorkeurscontact", f"{profile.contact_name} heeft een e-mailadres.", url)
    if profile.invited:
        return [named, Line(OK, "Portaal", f"{profile.contact_name} kan deze soort accorderen.", url)]
    return [named, Line(STOP, "Portaal", f"{profile.contact_name} is niet uitgenodigd of mag deze soort niet accorderen.", url)]


def _route(filing) -> Line:
    route = KindSetting.objects.filter(kind=filing.kind).values_list("route", flat=True).first() or Route.NONE
    if route == Route.NONE:
        return Line(OK, "Route", "Deze soort wordt niet verzonden.")
    text = "Verzenden vanuit dit portaal is er nog niet. Dien na akkoord in met uw pakket en merk de aangifte als elders ingediend."
    return Line(ATTENTION, "Route", text)
