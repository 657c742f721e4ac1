"""Addresses of the pages that cross modules, under /k/<slug>/."""

from django.urls import path

from desk.views.bin import BinPage, BinRestore, BinRestoreOne
from desk.views.components import Components
from desk.views.dashboard import Dashboard, TileLater
from desk.views.search import Search, Suggest

app_name = "desk"
urlpatterns = [
    path("", Dashboard.as_view(), name="dashboard"),
    path("tegel/<slug:key>/", TileLater.as_view(), name="tile"),
    path("zoeken/", Search.as_view(), name="search"),
    path("zoeken/suggesties/", Suggest.as_view(), name="search_suggest"),
    path("prullenbak/", BinPage.as_view(), name="bin"),
    path("prullenbak/terugzetten/", BinRestore.as_view(), name="bin_restore"),
    path("prullenbak/<slug:kind>/<uuid:pk>/terug/", BinRestoreOne.as_view(), name="bin_restore_one"),
    path("beheer/componenten/", Components.as_view(), name="components"),
]
