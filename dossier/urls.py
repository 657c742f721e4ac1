"""Addresses of the dossier, under /k/<slug>/."""

from django.urls import path

from dossier.views import acts, bins, bulk, files, folders, freezing, items, own_folders, uploads
from dossier.views.tab import DossierTab

app_name = "dossier"
_dossier = "relaties/<uuid:relation_id>/dossier/"
_folder = f"{_dossier}mappen/<uuid:folder_id>/"
_item = f"{_dossier}stukken/<uuid:pk>/"
_office = "beheer/dossier/"
urlpatterns = [
    path(_dossier, DossierTab.as_view(), name="tab"),
    path(f"{_dossier}selectie/", bulk.Bulk.as_view(), name="bulk"),
    path(f"{_dossier}selectie/verplaatsen/", bulk.Place.as_view(), name="place"),
    path(f"{_dossier}selectie/terug/<slug:key>/", bulk.Undo.as_view(), name="bulk_undo"),
    path(f"{_dossier}toch-bewaren/", uploads.KeepAnyway.as_view(), name="keep_anyway"),
    path(f"{_dossier}prullenbak/", bins.Bin.as_view(), name="bin"),
    path(f"{_dossier}mappen/nieuw/", own_folders.OwnFolderCreate.as_view(), name="own_folder_create"),
    path(_folder, own_folders.OwnFolderRename.as_view(), name="own_folder"),
    path(f"{_folder}verwijderen/", own_folders.OwnFolderDelete.as_view(), name="own_folder_delete"),
    path(f"{_folder}uploaden/", uploads.Upload.as_view(), name="upload"),
    path(f"{_folder}bevriezen/", freezing.Freeze.as_view(), name="freeze"),
    path(f"{_dossier}bevriezing/<uuid:pk>/openen/", freezing.Thaw.as_view(), name="thaw"),
    path(_item, items.ItemPage.as_view(), name="item"),
    path(f"{_item}hernoemen/", acts.Rename.as_view(), name="rename"),
    path(f"{_item}tonen/", acts.Publish.as_view(), name="publish"),
    path(f"{_item}verbergen/", acts.Hide.as_view(), name="hide"),
    path(f"{_item}verzegelen/", acts.Seal.as_view(), name="seal"),
    path(f"{_item}weggooien/", acts.Trash.as_view(), name="trash"),
    path(f"{_item}terugzetten/", acts.Restore.as_view(), name="restore"),
    path(f"{_item}vernietigen/", acts.Destroy.as_view(), name="destroy"),
    path(f"{_item}versies/", uploads.NewVersion.as_view(), name="new_version"),
    path(f"{_item}versies/<int:number>/", files.Download.as_view(), name="download"),
    path(f"{_item}versies/<int:number>/bladzijde/<int:page>/", files.PagePicture.as_view(), name="page"),
    path("stukken/<uuid:pk>/", items.ItemOpen.as_view(), name="open"),
    path(_office, folders.FolderTree.as_view(), name="folders"),
    path(f"{_office}prullenbak/", bins.OfficeBin.as_view(), name="office_bin"),
    path(f"{_office}mappen/nieuw/", folders.FolderCreate.as_view(), name="folder_create"),
    path(f"{_office}mappen/<uuid:pk>/", folders.FolderEdit.as_view(), name="folder_edit"),
    path(f"{_office}mappen/<uuid:pk>/plaats/<slug:way>/", folders.FolderStep.as_view(), name="folder_step"),
    path(f"{_office}mappen/<uuid:pk>/verwijderen/", folders.FolderDelete.as_view(), name="folder_delete"),
    path(f"{_office}mappen/<uuid:pk>/bevriezen/", folders.OfficeFreeze.as_view(), name="office_freeze"),
    path(f"{_office}bevriezing/<uuid:pk>/openen/", folders.OfficeThaw.as_view(), name="office_thaw"),
]
