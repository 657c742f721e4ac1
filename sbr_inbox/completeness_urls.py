"""Addresses of completeness and of the becon meter."""

from django.urls import path

from sbr_inbox.views import becon, completeness
from sbr_inbox.views.relation_tab import RelationConditions

_gap = "sbr-inbox/volledigheid/<uuid:relation_id>/<slug:kind>/<slug:end>/<int:number>/"
urlpatterns = [
    path("sbr-inbox/volledigheid/", completeness.Matrix.as_view(), name="completeness"),
    path(_gap, completeness.GapPage.as_view(), name="gap"),
    path(f"{_gap}opzij/", completeness.MutePage.as_view(), name="mute"),
    path(f"{_gap}verschuiven/", completeness.ShiftPage.as_view(), name="shift"),
    path("sbr-inbox/volledigheid/<uuid:relation_id>/weer/<uuid:pk>/", completeness.Unmute.as_view(), name="unmute"),
    path("relaties/<uuid:relation_id>/aangiften/randvoorwaarden/", RelationConditions.as_view(), name="relation_conditions"),
    path("sbr-inbox/becon/", becon.BeconMeter.as_view(), name="becon"),
    path("sbr-inbox/becon/<uuid:pk>/vastleggen/", becon.RegisterFrom.as_view(), name="becon_register"),
]
