"""The filing rhythm of today, as something a query can ask."""

from django.db.models import OuterRef
from django.utils import timezone

from crm.models import TaxFrequency


def rhythm_now(kind, relation="pk"):
    """The filing rhythm of today of the relation this column names, as a subquery."""
    rows = TaxFrequency.objects.filter(
        relation_id=OuterRef(relation), kind=kind, valid_from__lte=timezone.localdate()
    )
    return rows.order_by("-valid_from").values("frequency")[:1]
