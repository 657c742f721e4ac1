"""*Randvoorwaarden*: what has to be in order before a filing can be put before the client and sent, line by line.

The same lines for a relation, before anything came in, stand in `relation_conditions`.
"""

from dataclasses import dataclass

from django.utils import timezone

from crm.enums import FilingKind, RelationStatus, RelationType
from offices.urls_helpers import desk_url
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.entitlement import manager_of, people_entitled
from sbr_inbox.enums import KeyType, Route
from sbr_inbox.facts import facts_of
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import How
from sbr_inbox.matching.checks import NOT_ASKED
from sbr_inbox.models import KindSetting
from sbr_inbox.rules.delivering.plan import certificate_for, kind_setting, plan_for
from sbr_inbox.rules.environment import environment
from workflows.deadlines import DeadlineBook

OK, ATTENTION, STOP = "ok", "warn", "bad"
# From this many days on the certificate must be replaced.
EXPIRES_SOON = 60
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
    """The lines for a filing; without a relation only that one is missing. A fixed number of queries."""
    if filing.relation is None:
        if filing.kind == FilingKind.UITSTEL and filing.state not in ("UNMATCHED", "AMBIGUOUS"):
            return [line for line in (Line(OK, "Relaties", "Elke regel heeft een relatie."), *_leaving(filing)) if line]
        return [Line(STOP, "Relatie", "Nog niet gekoppeld.", desk_url("sbr_inbox:filing_link", filing.pk))]
    known = look_up([Ask(facts_of(filing), filing.pk, filing.relation_id)])[0]
    profile = known.profiles[filing.relation_id]
    lines = [relation_line(filing.relation), form_line(filing.relation), _number(filing, known)]
    if filing.kind not in NOT_ASKED:
        lines += [_product(filing, profile), _rhythm(filing, profile), _template(filing), roles_line(filing.relation)]
        lines += [*contact_lines(filing.relation, profile), mandate_line(filing.relation, filing.kind)]
    return [line for line in (*lines, _earliest(filing), *_leaving(filing), _acceptance()) if line]


def relation_line(relation) -> Line:
    """Whether the relation is a client now."""
    url = desk_url("crm:relation", relation.pk)
    if relation.status == RelationStatus.CLIENT:
        return Line(OK, "Relatie", f"{relation.name} is cliënt.", url)
    tone = STOP if relation.status == RelationStatus.BLOCKED else ATTENTION
    return Line(tone, "Relatie", f"De status van {relation.name} is {relation.status_label.lower()}.", url)


def form_line(relation) -> Line | None:
    """Whether the legal form is known; nothing for a person."""
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


def contact_lines(relation, profile) -> list[Line]:
    """Whom the office asks, and whether he can answer in the portal."""
    url = desk_url("crm:relation_contacts", relation.pk)
    if not profile.has_mail:
        return [Line(STOP, "Voorkeurscontact", "Geen voorkeurscontact met e-mailadres.", url)]
    named = Line(OK, "Voorkeurscontact", f"{profile.contact_name} heeft een e-mailadres.", url)
    if profile.invited:
        return [named, Line(OK, "Portaal", f"{profile.contact_name} kan deze soort accorderen.", url)]
    return [named, Line(STOP, "Portaal", f"{profile.contact_name} is niet uitgenodigd of mag deze soort niet accorderen.", url)]


def _template(filing) -> Line | None:
    """The open remark that nothing leads this filing through the office by itself (E10)."""
    if not filing.issues.filter(code="E10", closed_at=None, ignored_by=None).exists():
        return None
    return Line(ATTENTION, "Sjabloon", "Geen workflowsjabloon met SBR-instellingen: aanbieden gaat met de hand.")


def roles_line(relation) -> Line:
    """Whether somebody of the office manages the relation."""
    url = desk_url("crm:relation_team", relation.pk)
    member = manager_of(relation)
    if member:
        return Line(OK, "Rollen", f"{member} is relatiebeheerder.", url)
    return Line(ATTENTION, "Rollen", "Geen relatiebeheerder: herinneringen en vragen gaan naar het kantoor.", url)


def mandate_line(relation, kind: str) -> Line:
    """Whether anybody may approve this kind today."""
    url = desk_url("crm:relation_contacts", relation.pk)
    people = people_entitled(relation.pk, kind)
    if people:
        return Line(OK, "Bevoegdheid", "1 persoon mag akkoord geven." if people == 1 else f"{people} personen mogen akkoord geven.", url)
    return Line(STOP, "Bevoegdheid", "Niemand mag voor deze soort akkoord geven.", url)


def _acceptance() -> Line:
    return Line(OK, "Acceptatie", "Uw kantoor houdt aangiften niet tegen op acceptatie.")


def _leaving(filing) -> list[Line | None]:
    """Route and certificate of a filing: what sending it now would say."""
    url = desk_url("sbr_inbox:kind_list")
    setting = kind_setting(filing)
    if setting is None or setting.route in (Route.NONE, Route.MANUAL):
        return leaving_of_kind(filing.kind, setting)
    try:
        plan = plan_for(filing)
    except CannotSend as fault:
        return [Line(ATTENTION, "Route", fault.text, url)]
    text = f"Via {setting.get_route_display()}, {Environment(plan.environment).label.lower()}."
    return [Line(OK, "Route", text, url), *_expiry(plan.certificate)]


def _earliest(filing) -> Line | None:
    """Whether the receiver takes the filing already; before that day he refuses it."""
    if filing.period_end is None or filing.period_end < timezone.localdate():
        return None
    day = DeadlineBook.load().earliest(filing.kind, filing.frequency, filing.period_end)
    if day is None or day <= timezone.localdate():
        return None
    return Line(ATTENTION, "Vroegste dag", f"De ontvanger neemt deze aangifte aan vanaf {day:%d-%m-%Y}.")


def leaving_of_kind(kind: str, setting: KindSetting | None = None) -> list[Line | None]:
    """Route and certificate of a kind, without a filing."""
    url = desk_url("sbr_inbox:kind_list")
    setting = setting or KindSetting.objects.filter(kind=kind).first()
    if setting is None or setting.route == Route.NONE:
        return [Line(OK, "Route", "Deze soort wordt niet verzonden.")]
    if setting.route == Route.MANUAL:
        return [Line(OK, "Route", "Uw kantoor dient zelf in en merkt de aangifte als elders ingediend.", url)]
    here = environment()
    if here == Environment.NONE:
        return [Line(ATTENTION, "Route", "Er is nog niet gekozen waarheen uw kantoor verzendt.", url)]
    if setting.route != Route.DIGIPOORT:
        return [Line(OK, "Route", f"Via {setting.get_route_display()}.", url)]
    try:
        certificate = certificate_for(setting, here)
    except CannotSend as fault:
        return [Line(ATTENTION, "Certificaat", fault.text, url)]
    return [Line(OK, "Route", f"Via Digipoort, {here.label.lower()}.", url), *_expiry(certificate)]


def _expiry(certificate) -> list[Line]:
    """Whether the certificate holds long enough for the statuses to come in too."""
    if certificate is None:
        return []
    days = (certificate.valid_to - timezone.now()).days
    text = f"{certificate.name} geldt tot {timezone.localdate(certificate.valid_to):%d-%m-%Y}."
    tone = OK if days > EXPIRES_SOON else ATTENTION
    return [Line(tone, "Certificaat", text, desk_url("sbr_inbox:certificate_list"))]
