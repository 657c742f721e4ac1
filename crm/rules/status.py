"""From prospect to client, blocked and ended: who may, and what must hold first."""

from django.db import transaction
from django.utils import timezone

from crm.enums import EndReason, RelationStatus, RelationType
from crm.models import Relation
from crm.registry import relation_changed, relation_ended, status_guards
from crm.rules.provenance import note_origin
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.texts import required

# (from, to): the right it asks.
MOVES = {
    (RelationStatus.PROSPECT, RelationStatus.CLIENT): "crm.relation.edit",
    (RelationStatus.CLIENT, RelationStatus.BLOCKED): "crm.relation.end",
    (RelationStatus.BLOCKED, RelationStatus.CLIENT): "crm.relation.end",
    (RelationStatus.CLIENT, RelationStatus.ENDED): "crm.relation.end",
    (RelationStatus.BLOCKED, RelationStatus.ENDED): "crm.relation.end",
    (RelationStatus.PROSPECT, RelationStatus.ENDED): "crm.relation.end",
    (RelationStatus.ENDED, RelationStatus.CLIENT): "crm.relation.end",
}
_ASKS_REASON = {
    (RelationStatus.CLIENT, RelationStatus.BLOCKED),
    (RelationStatus.BLOCKED, RelationStatus.CLIENT),
}
_SET_BY_MOVE = ("status", "client_since", "ended_on", "end_reason")


def moves_from(relation):
    """(status, right) of every move the present status allows."""
    if relation.type == RelationType.INTERNAL:
        return []
    return [(to, right) for (start, to), right in MOVES.items() if start == relation.status]


def guard_client(relation):
    """What must hold before a relation is a client: name, number and, for an organisation, the legal form."""
    if not relation.is_person and not relation.rechtsvorm:
        raise RuleBroken(
            "Kies een rechtsvorm. Zonder rechtsvorm worden aangiften van deze relatie niet verwerkt.",
            code="CRM10",
            field="rechtsvorm",
        )
    _ask_guards(relation, RelationStatus.CLIENT)


def _ask_guards(relation, status):
    for objections in status_guards.call(relation, status):
        if objections:
            raise RuleBroken(" ".join(objections), code="CRM11", field="status")


def move_status(relation, status, *, by, reason="", ended_on=None, end_reason=""):
    """Move a relation to another status.

    Blocking and unblocking ask a reason; ending asks a day (not before client_since) and an EndReason. Raises
    RuleBroken for a move that does not exist, CRM10 and CRM11 when something must be done first.
    """
    with transaction.atomic():
        fresh = Relation.objects.lock(relation.pk)
        start, status = RelationStatus(fresh.status), RelationStatus(status)
        before = {name: getattr(fresh, name) for name in _SET_BY_MOVE}
        if fresh.type == RelationType.INTERNAL:
            raise RuleBroken(
                "Het eigen kantoor kan niet van status veranderen.", code="CRM19", field="status"
            )
        if (start, status) not in MOVES:
            raise RuleBroken(
                f"Van {start.label.lower()} naar {status.label.lower()} kan niet.",
                code="CRM19",
                field="status",
            )
        if (start, status) in _ASKS_REASON and not reason.strip():
            raise RuleBroken(required("Reden"), code="G01", field="reason")
        if status == RelationStatus.CLIENT:
            guard_client(fresh)
            fresh.client_since = fresh.client_since or timezone.localdate()
            fresh.ended_on, fresh.end_reason = None, ""
        elif status == RelationStatus.ENDED:
            _end(fresh, ended_on, end_reason)
        fresh.status = status
        fresh.version += 1
        fresh.save()
        note_origin(fresh, {name: old for name, old in before.items() if getattr(fresh, name) != old}, by=by)
        event = "relation.ended" if status == RelationStatus.ENDED else "relation.status_changed"
        record(by, event, fresh, data={"from": start, "to": status, "reason": reason.strip()})
        title = f"Status gewijzigd van {start.label.lower()} naar {status.label.lower()}"
        write_entry(fresh, "relation.status_changed", by=by, title=title, text=reason.strip(), object=fresh)
        if status == RelationStatus.ENDED:
            relation_ended.call(fresh, by=by, last_day=ended_on)
        relation_changed.call(fresh, by=by)
    return fresh


def _end(relation, ended_on, end_reason):
    if ended_on is None:
        raise RuleBroken(required("Einddatum"), code="G01", field="ended_on")
    if end_reason not in EndReason.values:
        raise RuleBroken(required("Reden einde"), code="G01", field="end_reason")
    if relation.client_since and ended_on < relation.client_since:
        raise RuleBroken(
            f"De einddatum ligt vóór {relation.client_since:%d-%m-%Y}, de dag waarop de relatie cliënt werd.",
            code="CRM19",
            field="ended_on",
        )
    _ask_guards(relation, RelationStatus.ENDED)
    relation.ended_on, relation.end_reason = ended_on, end_reason
