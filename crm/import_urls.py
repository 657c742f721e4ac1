"""Addresses of the import lab, under /k/<slug>/."""

from django.urls import path

from crm.views import importing as pages
from crm.views import importing_steps as steps

_batch = "import/<uuid:pk>/"
urlpatterns = [
    path("import/", pages.ImportHome.as_view(), name="import_home"),
    path("import/sjabloon/", pages.ImportTemplateFile.as_view(), name="import_template"),
    path(_batch, pages.ImportBatchPage.as_view(), name="import_batch"),
    path(f"{_batch}opnieuw/", pages.ImportAgain.as_view(), name="import_again"),
    path(f"{_batch}kolommen/", steps.ImportColumns.as_view(), name="import_columns"),
    path(f"{_batch}velden/", steps.ImportChoices.as_view(), name="import_choices"),
    path(f"{_batch}alles/", steps.ImportWhole.as_view(), name="import_whole"),
    path(f"{_batch}woorden/", steps.ImportWords.as_view(), name="import_words"),
    path(f"{_batch}regels/", steps.ImportRows.as_view(), name="import_rows"),
    path(f"{_batch}regels/<uuid:row_id>/", steps.ImportRepair.as_view(), name="import_repair"),
    path(f"{_batch}ongeldig/", steps.ImportInvalidFile.as_view(), name="import_invalid"),
    path(f"{_batch}plan/", steps.ImportPlanStep.as_view(), name="import_plan"),
    path(f"{_batch}plan/bestand/", steps.ImportPlanFile.as_view(), name="import_plan_file"),
    path(f"{_batch}uitvoeren/", steps.ImportApply.as_view(), name="import_apply"),
    path(f"{_batch}terugdraaien/", steps.ImportUndo.as_view(), name="import_undo"),
    path(f"{_batch}annuleren/", steps.ImportCancel.as_view(), name="import_cancel"),
]
