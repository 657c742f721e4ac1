"""Two records that were one: compared, chosen per field, merged through a plan, and taken back while unchanged.

The one that goes keeps its past and points to the one that stays; its numbers are free for the one that stays. Never
with two different fiscal numbers: then it is two clients, and a filing would land with the wrong one.
"""

from django.utils import timezone

from crm.access import require_on
from crm.enums import FieldTarget, ItemResult, PlanAction, PlanKind, RelationType, SourceKind
from crm.models import Contact, MergeRecord, Relation
from crm.registry import merge_carriers, relation_changed
from crm.rules.contacts import change_contact
from crm.rules.merge_fields import GIVEN_UP, pairs_of, typed
from crm.rules.merge_portal import give_portal_back, take_portal
from crm.rules.plans import Item, Outcome, PlanApplier, make_plan, plan_appliers
from crm.rules.provenance import Source
from crm.rules.relations import change_relation
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import NotHere, RuleBroken
from offices.ids import uuid7
from offices.models import TeamMember

RIGHT = "crm.relation.merge"


def kind_of(row) -> str:
    """RELATION or CONTACT."""
    return FieldTarget.CONTACT if isinstance(row, Contact) else FieldTarget.RELATION


def carriers_of(row) -> list:
    """What goes along for this kind of record, in order."""
    return [one for one in merge_carriers if one.kind == kind_of(row)]


def objections(winner, loser) -> list[str]:
    """Why these two cannot become one; an empty list lets them."""
    if winner.pk == loser.pk:
        return ["Kies een andere; samenvoegen met zichzelf kan niet."]
    gone = next((one for one in (winner, loser) if one.merged_into_id or one.deleted_at), None)
    if gone is not None:
        return [f"{gone.name} is al samengevoegd of ligt in de prullenbak. Ververs de pagina."]
    own = _different(winner, loser)
    if own:
        return [own]
    return [text for one in carriers_of(winner) if one.objections for text in one.objections(winner, loser)]


def _different(winner, loser) -> str:
    if isinstance(winner, Contact):
        return _thirteen("contacten") if winner.bsn and loser.bsn and winner.bsn != loser.bsn else ""
    if RelationType.INTERNAL in (winner.type, loser.type):
        return "Het eigen kantoor kan niet worden samengevoegd."
    if winner.is_person != loser.is_person:
        return "Een persoon en een organisatie kunnen niet worden samengevoegd. Leg een belang of een contact vast."
    if winner.fiscal_number and loser.fiscal_number and winner.fiscal_number != loser.fiscal_number:
        return _thirteen("relaties")
    return ""


def _thirteen(noun) -> str:
    return f"Samenvoegen kan niet: de {noun} hebben verschillende fiscale nummers. Verbeter eerst het foute nummer."


def refuse_merge(winner, loser) -> None:
    """CRM13 for different fiscal numbers, CRM49 for every other reason not to merge."""
    found = objections(winner, loser)
    if found:
        raise RuleBroken(" ".join(found), code="CRM13" if found[0].startswith("Samenvoegen kan niet:") else "CRM49")


def plan_merge(winner, loser, *, by, chosen=None):
    """A plan that merges `loser` into `winner`; `chosen` are names of fields taken from the one that goes.

    Without `chosen` what the winner does not know is filled. Raises CRM13 and CRM49.
    """
    _may(by, winner, loser)
    refuse_merge(winner, loser)
    pairs = [one for one in pairs_of(winner, loser, by) if one.differs]
    names = {one.name for one in pairs if one.fills} if chosen is None else set(chosen)
    changes = {one.name: [one.stays, one.goes] for one in pairs if one.name in names}
    changes["#loser"] = [None, {"id": str(loser.pk), "version": loser.version, "name": loser.name, "number": loser.number}]
    item = Item(PlanAction.MERGE, winner._meta.label_lower, winner.pk, winner.name, winner.version, changes)
    return make_plan(PlanKind.MERGE, by=by, title=f"{loser.name} opnemen in {winner.name}", items=[item])


def _may(by, *rows):
    if not isinstance(by, TeamMember):
        return
    for row in rows:
        if isinstance(row, Relation):
            require_on(by, RIGHT, row)
        elif not Contact.objects.visible_to(by, RIGHT).filter(pk=row.pk).exists():
            raise NotHere("Dit contact bestaat niet, of u mag het niet samenvoegen.")


def _apply(items, *, by, plan):
    return [_merge(item, by=by, plan=plan) for item in items]


def _merge(item, *, by, plan) -> Outcome:
    chosen = {name: pair for name, pair in item.changes.items() if name != "#loser"}
    told = item.changes["#loser"][1]
    winner, loser = _both(item, told["id"])
    if loser.version != told["version"]:
        return Outcome(ItemResult.STALE, "Sinds uw controle gewijzigd. Bekijk deze opnieuw.")
    _may(by, winner, loser)
    refuse_merge(winner, loser)
    given_up = _give_up(loser, swap="number" in chosen)
    moved = {one.key: one.carry(winner, loser) for one in carriers_of(winner)}
    winner = _change(winner, typed(winner, {name: pair[1] for name, pair in chosen.items()}), by=by, plan=plan, label=loser.name)
    portal = take_portal(winner, loser, by=by)
    loser.merged_into = winner
    if "number" in chosen:
        loser.number = chosen["number"][0]
    loser.version += 1
    loser.save()
    left = type(winner).objects.values_list("version", flat=True).get(pk=winner.pk)
    if left == item.seen_version:
        winner.version = left = left + 1
        winner.save(update_fields=["version", "updated_at"])
    MergeRecord.objects.create(
        kind=kind_of(winner), winner_id=winner.pk, loser_id=loser.pk, winner_label=winner.name[:260], loser_label=loser.name[:260],
        plan=plan, left_version=left, created_by=by if isinstance(by, TeamMember) else None,
        carried={"rows": moved, "loser": given_up, "loser_version": loser.version, "portal": portal},
    )  # fmt: skip
    _tell(winner, loser, "merged", f"Samengevoegd met {loser.name} ({told['number']})", by=by)
    return Outcome(ItemResult.DONE, "", left)


def _both(item, other):
    """Both, locked in one order."""
    model = Contact if item.object_kind.endswith("contact") else Relation
    rows = {str(row.pk): row for row in model.objects.select_for_update(of=("self",)).filter(pk__in=[item.object_id, other]).order_by("pk")}
    if len(rows) < 2:
        raise RuleBroken("Een van de twee bestaat niet meer. Ververs de pagina.", code="CRM49")
    return rows[str(item.object_id)], rows[str(other)]


def _give_up(loser, *, swap) -> dict:
    """Free what only one can have; gives what it was, to put it back."""
    names = ("email",) if isinstance(loser, Contact) else GIVEN_UP
    was = {name: getattr(loser, name) for name in (*names, "number")}
    for name in names:
        setattr(loser, name, "")
    if swap:
        # For the moment between two owners of one number.
        loser.number = uuid7().hex[-20:]
    loser.save()
    return was


def _change(row, values, *, by, plan, label, kind=SourceKind.MERGE):
    if not values:
        return row
    source = Source(kind, label, plan.pk)
    if isinstance(row, Contact):
        return change_contact(row, by=by, version=row.version, values=values, source=source).row
    return change_relation(row, by=by, version=row.version, values=values, strict=False, source=source).row


def _undo(items, *, by, plan):
    return [_unmerge(item, by=by, plan=plan) for item in items]


def _unmerge(item, *, by, plan) -> Outcome:
    kept = MergeRecord.objects.select_for_update(of=("self",)).filter(plan=plan, winner_id=item.object_id, undone_at=None).first()
    if kept is None:
        return Outcome(ItemResult.STUCK, "Deze samenvoeging is al teruggedraaid.")
    winner, loser = _both(item, kept.loser_id)
    if loser.version != kept.carried["loser_version"] or loser.merged_into_id != winner.pk:
        return Outcome(ItemResult.KEPT, "U wijzigde dit daarna.", item.left_version)
    # A merged contact is in nobody's sight: the right on the one that stays decides.
    _may(by, winner)
    was, swapped = kept.carried["loser"], "number" in item.changes
    if swapped:
        loser.number = uuid7().hex[-20:]
        loser.save(update_fields=["number"])
    give_portal_back(winner, loser, kept.carried["portal"])
    old = {name: pair[0] for name, pair in item.changes.items() if name != "#loser"}
    winner = _change(winner, typed(winner, old), by=by, plan=plan, label=f"samenvoeging met {loser.name}", kind=SourceKind.RESTORE)
    for one in reversed(carriers_of(winner)):
        one.give_back(winner, loser, kept.carried["rows"].get(one.key, {}))
    for name, value in was.items():
        setattr(loser, name, value)
    loser.merged_into = None
    loser.version += 1
    loser.save()
    kept.undone_at = timezone.now()
    kept.version += 1
    kept.save()
    _tell(winner, loser, "unmerged", f"Samenvoeging met {loser.name} ongedaan gemaakt", by=by)
    return Outcome(ItemResult.UNDONE, "", type(winner).objects.values_list("version", flat=True).get(pk=winner.pk))


def _tell(winner, loser, verb, title, *, by):
    noun = kind_of(winner).lower()
    data = {"other": str(loser.pk), "number": loser.number}
    if isinstance(winner, Contact):
        record(by, f"{noun}.{verb}", winner, data=data)
        return
    record(by, f"{noun}.{verb}", winner, data=data, relation=winner)
    for row, words in ((winner, title), (loser, f"{'Opgegaan in' if verb == 'merged' else 'Weer los van'} {winner.name}")):
        write_entry(row, f"{noun}.{verb}", by=by, title=words, object=winner)
    for row in (winner, loser) if verb == "unmerged" else (winner,):
        relation_changed.call(row, by=by)


def merge_undo_of(row):
    """The plan of the last merge into this row that can still be taken back; None without one."""
    last = MergeRecord.objects.filter(winner_id=row.pk, undone_at=None, plan__isnull=False).order_by("-created_at").first()
    return last if last is not None and last.left_version == row.version else None


def followed(model, pk, most=10):
    """The row that a merged one went into in the end, or None when this one was never merged."""
    row = model.objects.filter(pk=pk, merged_into__isnull=False).first()
    if row is None:
        return None
    for _ in range(most):
        if row.merged_into_id is None:
            return row
        row = model.objects.get(pk=row.merged_into_id)
    return None


for _label in ("crm.relation", "crm.contact"):
    plan_appliers.register(PlanApplier(PlanKind.MERGE, _label, _apply, _undo, chunk=1))
