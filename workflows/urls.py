"""Addresses of products, under /k/<slug>/."""

from django.urls import path

from workflows.views import calendar, deadlines, extensions, products
from workflows.views import relation_tab as tab

app_name = "workflows"
_extensions = "relaties/<uuid:relation_id>/uitstel/"
_relation = "relaties/<uuid:relation_id>/producten/"
urlpatterns = [
    path("agenda/", calendar.Agenda.as_view(), name="agenda"),
    path("agenda/nieuw/", calendar.AppointmentPage.as_view(), name="appointment_create"),
    path("agenda/link/", calendar.Feed.as_view(), name="agenda_link"),
    path("agenda/link/intrekken/", calendar.RevokeFeed.as_view(), name="agenda_link_revoke"),
    path("agenda/<uuid:pk>/", calendar.AppointmentPage.as_view(), name="appointment"),
    path("agenda/<uuid:pk>/weg/", calendar.RemoveAppointment.as_view(), name="appointment_remove"),
    path("beheer/producten/", products.ProductList.as_view(), name="product_list"),
    path("beheer/producten/nieuw/", products.ProductForms.as_view(), name="product_create"),
    path("beheer/producten/<uuid:pk>/", products.ProductForms.as_view(), name="product_edit"),
    path("beheer/termijnen/", deadlines.DeadlineList.as_view(), name="deadline_list"),
    path("beheer/termijnen/<uuid:pk>/versie/", deadlines.NewVersion.as_view(), name="deadline_version"),
    path("beheer/termijnen/<uuid:pk>/bevestigen/", deadlines.ConfirmRule.as_view(), name="deadline_confirm"),
    path("beheer/termijnen/vrije-dagen/", deadlines.AddFreeDay.as_view(), name="holiday_add"),
    path("beheer/termijnen/vrije-dagen/<uuid:pk>/weg/", deadlines.RemoveFreeDay.as_view(), name="holiday_remove"),
    path("beheer/termijnen/becon/<int:year>/bevestigen/", deadlines.ConfirmBeconYear.as_view(), name="becon_confirm"),
    path("beheer/termijnen/becon/<uuid:pk>/", deadlines.ChangePercentage.as_view(), name="becon_edit"),
    path(_extensions, extensions.RelationExtensions.as_view(), name="relation_extensions"),
    path(f"{_extensions}vastleggen/", extensions.AddExtension.as_view(), name="extension_add"),
    path(f"{_extensions}<uuid:pk>/weg/", extensions.RemoveExtension.as_view(), name="extension_remove"),
    path(_relation, tab.RelationProducts.as_view(), name="relation_products"),
    path(f"{_relation}toevoegen/", tab.AddProduct.as_view(), name="product_add"),
    path(f"{_relation}<uuid:pk>/beeindigen/", tab.EndProduct.as_view(), name="product_end"),
    path(f"{_relation}<uuid:pk>/tijdvak/", tab.ChangeFrequency.as_view(), name="product_frequency"),
]
