"""What an office made itself and a list can be narrowed to."""

from django.db.models import CharField, F, Value

from crm.models import RelationGroup, RelationKind
from offices.db.prepared import Prepared
from offices.models import Label, TeamMember, TeamRole
from offices.scope import require_office_id

NAMES = ("teamlid", "rol", "soort", "groep", "label", "contactlabel")


def _office_choices():
    members = TeamMember.objects.filter(office_id=require_office_id()).exclude(state="ENDED")
    sources = {
        "teamlid": members.annotate(label=F("user__name")),
        "rol": TeamRole.objects.filter(active=True).annotate(label=F("name")),
        "soort": RelationKind.objects.annotate(label=F("name")),
        "groep": RelationGroup.objects.annotate(label=F("name")),
        "label": Label.objects.filter(audience="RELATIONS").annotate(label=F("name")),
        "contactlabel": Label.objects.filter(audience="CONTACTS").annotate(label=F("name")),
    }
    first, *others = [
        rows.order_by().annotate(what=Value(name, CharField())).values_list("what", "pk", "label")
        for name, rows in sources.items()
    ]
    return first.union(*others, all=True)


_choices = Prepared(_office_choices)


def office_choices():
    """{what: [(key, name)]} of colleagues, roles, kinds, groups and labels, in one query."""
    found = {name: [] for name in NAMES}
    for what, key, label in _choices.rows():
        found[what].append((str(key), label))
    return {name: sorted(choices, key=lambda choice: choice[1].casefold()) for name, choices in found.items()}
