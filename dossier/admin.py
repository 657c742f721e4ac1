"""Dossier items in the admin, while a platform admin has entered an office: names and dates, never the file."""

from django.contrib import admin

from dossier.models import DossierItem
from offices.admin.site import OfficeDataAdmin, site


@admin.register(DossierItem, site=site)
class DossierItemAdmin(OfficeDataAdmin):
    """What lies in the dossiers; those of shielded relations stay hidden here too."""

    list_display = ("name", "relation", "year", "period", "source", "sealed", "created_at")
    list_filter = ("source", "sealed")
    list_select_related = ("relation",)
    fields = ("name", "relation", "year", "period", "source", "sealed", "is_public", "created_at")
    ordering = ("-id",)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(relation__is_private=False)
