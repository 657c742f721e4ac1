"""Where the open office sends to, and the switch between simulation and real life."""

import time

from django.db import transaction

from offices.audit import record
from offices.errors import RuleBroken
from offices.models import Office
from offices.scope import require_office_id
from offices.settings_registry import change_setting, register_setting, setting
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.enums import Route, State
from sbr_inbox.models import Delivery, Filing, KindSetting
from sbr_inbox.rules.simulation import give_certificate

KEY = "sbr.environment"
RIGHT = "sbr.settings.manage"
# What the simulator takes for kinds whose name at Digipoort is not published; the real one takes none of these.
INVENTED = "Simulatie"
register_setting(
    KEY,
    str,
    Environment.NONE.value,
    "Omgeving van Digipoort",
    "sbr",
    "Waarheen aangiften van dit kantoor gaan: nergens, naar de simulator, naar preproductie of naar productie.",
)


class WrongEnvironment(RuleBroken):
    """This office cannot send there, or not now."""

    code = "SBR05"


def environment() -> Environment:
    """The environment of the open office; NONE until somebody chose."""
    return Environment(setting(KEY))


def is_simulated(office: Office) -> bool:
    """Whether what this office sends goes to nobody. It must be the open office; a practice office asks no query."""
    return office.is_practice or environment() == Environment.SIMULATION


# Office → until when it is known, and whether it simulates. For what pages say only: no decision asks this.
_known: dict[int, tuple[float, bool]] = {}
KNOWN_SECONDS = 10


def looks_simulated(office: Office) -> bool:
    """As `is_simulated`, at most ten seconds old: every page says it, and none should ask the database for it."""
    until, value = _known.get(office.pk, (0.0, False))
    if time.monotonic() >= until:
        value = is_simulated(office)
        _known[office.pk] = (time.monotonic() + KNOWN_SECONDS, value)
    return value


def forget_known() -> None:
    """Ask again what pages say; after a switch, and between tests."""
    _known.clear()


def start_practice(office: Office, *, by) -> None:
    """Let a new practice office send to the simulator, and nowhere else ever."""
    from sbr_inbox.digipoort.simulated import has_simulator

    if not office.is_practice or not has_simulator():
        return
    change_setting(KEY, Environment.SIMULATION.value, by=by)
    give_certificate(office, by=by)
    for row in KindSetting.objects.filter(route=Route.DIGIPOORT):
        row.berichtsoort = row.berichtsoort or f"{INVENTED}_{row.kind}"
        row.identity_type = row.identity_type or INVENTED
        row.role = row.role or "Intermediair"
        row.save()


def change_environment(to: str, *, by, typed_name: str = "") -> Environment:
    """Send somewhere else from now on.

    Into or out of the simulation asks the name of the office. Raises WrongEnvironment (SBR05) for a practice office,
    for a wrong name, and while deliveries are under way: those were made for the environment they are in.
    """
    wanted = Environment(to)
    forget_known()
    with transaction.atomic():
        # Two switches at once would each see the other's beginning.
        office = Office.objects.select_for_update().get(pk=require_office_id())
        before = environment()
        if wanted == before:
            return before
        _check_kind(office, wanted)
        _check_name(office, before, wanted, typed_name)
        _check_under_way()
        _check_approved(before)
        change_setting(KEY, wanted.value, by=by)
        if wanted == Environment.SIMULATION:
            give_certificate(office, by=by)
        record(by, "environment.changed", office, data={"van": before.label, "naar": wanted.label})
        transaction.on_commit(forget_known)
    return wanted


def _check_kind(office: Office, wanted: Environment) -> None:
    if office.is_practice:
        raise WrongEnvironment(
            "Een oefenkantoor verzendt altijd naar de simulatie. Vraag een echt kantoor aan om echt te verzenden."
        )
    if wanted == Environment.NONE:
        raise WrongEnvironment("Kies waarheen uw kantoor verzendt.", field="environment")


def _check_name(office: Office, before: Environment, wanted: Environment, typed: str) -> None:
    if Environment.SIMULATION not in (before, wanted):
        return
    if " ".join(typed.split()).casefold() != " ".join(office.name.split()).casefold():
        raise WrongEnvironment(
            f"Typ de naam van uw kantoor over om dit te bevestigen: {office.name}.", field="typed_name"
        )


def _check_under_way() -> None:
    under_way = Delivery.objects.filter(settled_at=None).count()
    if under_way:
        what = "1 verzending is" if under_way == 1 else f"{under_way} verzendingen zijn"
        raise WrongEnvironment(
            f"{what} nog onderweg. Wacht tot die klaar zijn of breek ze af in de SBR-inbox; wissel daarna van omgeving."
        )


def _check_approved(before: Environment) -> None:
    """An approval that was given in the simulation was practice; nothing may leave on it afterwards."""
    if before != Environment.SIMULATION:
        return
    waiting = Filing.objects.filter(state=State.APPROVED).count()
    if waiting:
        what = "1 aangifte wacht" if waiting == 1 else f"{waiting} aangiften wachten"
        raise WrongEnvironment(
            f"{what} op verzending na een akkoord in de simulatie. Verzend ze daar of merk ze als elders ingediend; wissel "
            "daarna van omgeving."
        )
