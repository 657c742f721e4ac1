"""What an import plan does with relations, contacts and partners, in chunks."""

from crm.enums import PlanAction, PlanKind
from crm.importing.writing.changing import change_all
from crm.importing.writing.contacts import create_contacts
from crm.importing.writing.partners import link_partners, unlink_partners
from crm.importing.writing.relations import create_relations
from crm.importing.writing.undoing import undo_contacts, undo_relations
from crm.rules.plans import Outcome, PlanApplier, plan_appliers

CHUNK, CHANGES = 1_000, 100


def _apply(create):
    def apply(items, *, by, plan) -> list[Outcome]:
        made = [item for item in items if item.action == PlanAction.CREATE]
        changed = [item for item in items if item.action != PlanAction.CREATE]
        found = dict(zip([item.pk for item in made], create(made, by=by, plan=plan) if made else [], strict=True))
        found |= dict(zip([item.pk for item in changed], change_all(changed, by=by, plan=plan), strict=True))
        return [found[item.pk] for item in items]

    return apply


def _undo(remove):
    def undo(items, *, by, plan) -> list[Outcome]:
        made = [item for item in items if item.action == PlanAction.CREATE]
        changed = [item for item in items if item.action != PlanAction.CREATE]
        found = dict(zip([item.pk for item in made], remove(made, by=by, plan=plan) if made else [], strict=True))
        found |= dict(zip([item.pk for item in changed], change_all(changed, by=by, plan=plan, new=False), strict=True))
        return [found[item.pk] for item in items]

    return undo


plan_appliers.register(PlanApplier(PlanKind.IMPORT, "crm.relation", _apply(create_relations), _undo(undo_relations), chunk=CHUNK, changes=CHANGES))
plan_appliers.register(PlanApplier(PlanKind.IMPORT, "crm.contact", _apply(create_contacts), _undo(undo_contacts), chunk=CHUNK, changes=CHANGES))
plan_appliers.register(PlanApplier(PlanKind.IMPORT, "crm.relation#partner", link_partners, unlink_partners, chunk=CHANGES))

