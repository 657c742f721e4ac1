"""Which appointments a person may read, and which only take his colleague's time."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from offices.models import OfficeQuerySet


class AppointmentQuerySet(OfficeQuerySet):
    """Appointments of the open office."""

    def of(self, member):
        """Appointments in which this colleague takes part."""
        rows = apps.get_model("workflows", "AppointmentMember").objects.filter(appointment_id=OuterRef("pk"), member_id=member.pk)
        return self.filter(Exists(rows))

    def readable_to(self, member):
        """Appointments this member may read: his own, and open ones without a relation or of one he may see."""
        seen = apps.get_model("crm", "Relation").objects.visible_to(member).filter(pk=OuterRef("relation_id"))
        rows = apps.get_model("workflows", "AppointmentMember").objects.filter(appointment_id=OuterRef("pk"), member_id=member.pk)
        open_ones = Q(openness="OPEN") & (Q(relation=None) | Q(Exists(seen)))
        return self.filter(Q(Exists(rows)) | Q(created_by_id=member.pk) | open_ones)

    def between(self, first, last):
        """Appointments that touch the time from `first` up to `last` (aware moments)."""
        return self.filter(starts_at__lt=last, ends_at__gte=first).order_by("starts_at", "id")
