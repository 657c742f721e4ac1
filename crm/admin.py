"""Relations in the admin, while a platform admin has entered an office: to read, without any number of theirs."""

from django.contrib import admin

from crm.models import Relation
from offices.admin.site import OfficeDataAdmin, site


@admin.register(Relation, site=site)
class RelationAdmin(OfficeDataAdmin):
    """Who the office serves; relations the office shields stay hidden here too."""

    list_display = ("number", "name", "type", "status", "client_since", "updated_at")
    list_filter = ("type", "status")
    fields = ("number", "name", "type", "status", "client_since", "ended_on", "created_at", "updated_at")
    ordering = ("sort_name", "id")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_private=False)
