"""The INTERNAL relation: the office itself, which holds the internal dossier."""

from crm.enums import Rechtsvorm, RelationStatus, RelationType
from crm.models import Relation
from crm.rules.relations import create_relation


def create_internal_relation(office, *, by):
    """Make the one INTERNAL relation of a new office, once."""
    if Relation.objects.filter(type=RelationType.INTERNAL).exists():
        return
    values = {
        "type": RelationType.INTERNAL,
        "number": "KANTOOR",
        "name": office.name,
        "rechtsvorm": Rechtsvorm.OVERIG,
    }
    create_relation(by=by, values=values, status=RelationStatus.CLIENT, strict=False)
