"""Named questions about products of relations."""

from django.db.models import Q
from django.utils import timezone

from crm.validity import on_day
from offices.models import OfficeQuerySet


class RelationProductQuerySet(OfficeQuerySet):
    """Products on relations of the open office."""

    def lock(self, pk):
        """The row, locked until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def running(self, day=None):
        """Rows that hold on a day; today when none is given."""
        return self.filter(on_day(day or timezone.localdate(), "starts_on", "ends_on"))

    def in_period(self, start, end):
        """Rows that hold on at least one day of a period."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start), starts_on__lte=end)

    def making(self, kind):
        """Rows whose product makes this kind of filing."""
        return self.filter(product__filing_kinds__contains=[kind])
