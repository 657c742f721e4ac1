"""The register of machtigingen: asked, letter sent, code in, active, refused, ended; each with its day."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.access import require_on
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from offices.permissions import require
from sbr_inbox.authorisations import MOVES, OFFERED, TAX_LABELS, needs_code, next_states
from sbr_inbox.delivery_enums import AuthorisationState, AuthorisedService
from sbr_inbox.models import AuthorisationStep, ServiceAuthorisation

RIGHT = "sbr.authorisation.manage"
MOST = 500
_CODE = 4


class AuthorisationFault(RuleBroken):
    """An authorisation that cannot be, or a step that does not follow."""

    code = "SBR60"


def request_authorisation(relation, *, by, service: str, tax: str, year: int | None, note: str = "") -> ServiceAuthorisation:
    """Ask for a machtiging; one that was refused or ended begins again. Raises when one runs already."""
    require_on(by, RIGHT, relation)
    _check(service, tax, year)
    try:
        with transaction.atomic():
            rows = ServiceAuthorisation.objects.select_for_update(of=("self",))
            row = rows.filter(relation=relation, service=service, tax=tax, year=year).first()
            if row is None:
                row = ServiceAuthorisation(relation=relation, service=service, tax=tax, year=year, created_by=by, version=0)
            elif AuthorisationState.REQUESTED not in MOVES[row.state]:
                raise AuthorisationFault(f"{relation} heeft al een machtiging hiervoor: {row.get_state_display().lower()}.")
            row.code, row.valid_to, row.note = "", None, note[:300]
            return _step(row, AuthorisationState.REQUESTED, by=by, on=timezone.localdate())
    except IntegrityError as fault:
        raise AuthorisationFault(f"Voor {relation} is deze machtiging zojuist al aangevraagd. Ververs de pagina.") from fault


def _check(service: str, tax: str, year: int | None) -> None:
    if tax not in OFFERED.get(AuthorisedService(service), ()):
        label = AuthorisedService(service).label.lower()
        raise AuthorisationFault(f"Voor {TAX_LABELS.get(tax, tax)} bestaat geen {label}. Kies een andere belasting.", field="tax")
    if year is not None and not 2010 <= year <= timezone.localdate().year + 2:
        raise AuthorisationFault("Dit jaar kan niet. Kies een jaar vanaf 2010 en hoogstens twee jaar vooruit.", field="year")


def request_many(relations, *, by, service: str, tax: str, year: int) -> list[tuple]:
    """Ask for many at once; gives (relation, row or None, text) for each, and goes on after one that cannot be."""
    require(by, RIGHT)
    if len(relations) > MOST:
        raise AuthorisationFault(f"U koos {len(relations)} relaties; hoogstens {MOST} per keer.", code="G09")
    results = []
    for relation in relations:
        try:
            row = request_authorisation(relation, by=by, service=service, tax=tax, year=year)
            results.append((relation, row, "Aangevraagd."))
        except RuleBroken as fault:
            results.append((relation, None, fault.text))
    return results


def move_authorisation(
    row: ServiceAuthorisation, to: str, *, by, on: date, version: int, code: str = "", valid_to: date | None = None
) -> ServiceAuthorisation:
    """The next step of a machtiging on a day. Raises when the step does not follow, or the code is missing."""
    with transaction.atomic():
        locked = ServiceAuthorisation.objects.select_for_update(of=("self",)).select_related("relation").get(pk=row.pk)
        require_on(by, RIGHT, locked.relation)
        if locked.version != version:
            raise StaleForm("Deze machtiging is intussen gewijzigd. Ververs de pagina.")
        if to not in next_states(locked):
            raise AuthorisationFault(
                f"Van “{locked.get_state_display().lower()}” kan een machtiging niet naar “{AuthorisationState(to).label.lower()}”.",
                field="state",
            )
        _check_day(locked, on)
        if code.strip():
            locked.code = code.strip()[:40]
        if to == AuthorisationState.ACTIVE and needs_code(locked) and len(locked.code) < _CODE:
            raise AuthorisationFault("Vul de activeringscode in uit de brief die de cliënt kreeg.", field="code")
        if to == AuthorisationState.ENDED:
            locked.valid_to = valid_to or on
        elif valid_to:
            locked.valid_to = valid_to
        return _step(locked, to, by=by, on=on)


def _check_day(row: ServiceAuthorisation, on: date) -> None:
    if on > timezone.localdate():
        raise AuthorisationFault("De datum ligt in de toekomst. Vul de dag in waarop het gebeurde.", field="on")
    if on < row.state_on:
        raise AuthorisationFault(f"De vorige stap was op {row.state_on:%d-%m-%Y}. Kies die dag of een latere.", field="on")


def _step(row: ServiceAuthorisation, to: str, *, by, on: date) -> ServiceAuthorisation:
    row.state, row.state_on = to, on
    row.version += 1
    row.save()
    AuthorisationStep.objects.create(authorisation=row, state=to, on=on, by=by)
    word = AuthorisationState(to).label.lower()
    record(by, "authorisation.moved", row, relation=row.relation, data={"service": row.service, "tax": row.tax, "year": row.year, "to": to})
    write_entry(row.relation, "authorisation.moved", by=by, title=f"Machtiging {row.get_service_display().lower()} {row.tax} {row.year or 'doorlopend'}: {word}")
    return row
