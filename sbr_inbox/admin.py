"""Filings in the admin, while a platform admin has entered an office: their course, no numbers and no amounts."""

from django.contrib import admin
from django.db.models import Q

from offices.admin.site import OfficeDataAdmin, site
from sbr_inbox.models import Filing


@admin.register(Filing, site=site)
class FilingAdmin(OfficeDataAdmin):
    """Where filings stand; those of shielded relations stay hidden here too."""

    list_display = ("kind", "tijdvak", "state", "relation", "source", "package_name", "received_at")
    list_filter = ("state", "kind", "source")
    list_select_related = ("relation",)
    fields = ("kind", "tijdvak", "state", "relation", "source", "package_name", "match_rule", "received_at", "sha256")
    ordering = ("-received_at", "-id")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(Q(relation=None) | Q(relation__is_private=False))
