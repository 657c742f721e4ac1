"""What the lists of relations and contacts can be narrowed to; the address holds it all."""

from crm.filters.choices import office_choices
from crm.filters.contacts import ContactFilter
from crm.filters.relations import RelationFilter
from crm.filters.rhythm import rhythm_now

__all__ = ["ContactFilter", "RelationFilter", "office_choices", "rhythm_now"]
