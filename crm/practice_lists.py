"""Practice data about lists: saved views of one person, a team and the office, and a bulk change that was carried out."""

from crm.models import Relation
from crm.registry import bulk_actions
from crm.rules.bulk import carry_out, plan_bulk
from offices.enums import DefaultFor, LabelAudience, SharedWith
from offices.models import Label
from offices.practice import Plan
from offices.rules.saved_views import save_view

MOST = 40


def fill(plan: Plan) -> None:
    """Views that show what views are for, and one plan to look back at."""
    views(plan)
    bulk(plan)


def views(plan: Plan) -> None:
    """Views of the office, and of two colleagues."""
    manager, editor = plan.members["MANAGER"], plan.members["EDITOR"]
    month = "btw=MONTH&status=CLIENT&kolom=nummer&kolom=naam&kolom=btw&kolom=beheerder&kolom=telefoon&kolom=team"
    save_view(None, by=manager, screen="relations", name=plan.mark("Btw per maand")[:60], query=month, shared_with=SharedWith.OFFICE)
    save_view(
        None, by=manager, screen="relations", name="Zonder RSIN of BSN", query="mist=nummer", shared_with=SharedWith.OFFICE, order=1
    )
    mine = "mijn=true&kolom=nummer&kolom=naam&kolom=status&kolom=volledigheid&kolom=plaats"
    save_view(None, by=editor, screen="relations", name="Mijn werkvoorraad", query=mine)
    save_view(None, by=editor, screen="contacts", name="Nog uitnodigen", query="portaal=niet", default_for=DefaultFor.NOBODY)
    save_view(None, by=manager, screen="relation_insights", name="Wat ontbreekt", query="op=mist&status=CLIENT", shared_with=SharedWith.OFFICE)


def bulk(plan: Plan) -> None:
    """A label on some relations at once."""
    manager = plan.members["MANAGER"]
    label = Label.objects.filter(audience=LabelAudience.RELATIONS).order_by("name").first()
    keys = Relation.objects.visible_to(manager).filter(type="PERSON").order_by("sort_name", "pk").values("pk")[:MOST]
    rows = Relation.objects.filter(pk__in=list(keys.values_list("pk", flat=True)))
    if label is None or not rows:
        return
    action = next(one for one in bulk_actions if one.key == "label" and one.screen == "relations")
    made = plan_bulk(action, rows, {"labels": {"add": [str(label.pk)]}}, by=manager, reason=plan.mark("Selectie voor de mailing")[:500])
    carry_out(made, by=manager)
