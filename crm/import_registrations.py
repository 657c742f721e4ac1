"""What plans and imports add to the registries: who applies a plan, and the long work of an import."""

from crm.importing import writing  # noqa: F401  (what an import plan does)
from crm.importing.applying import apply_import, undo_import, write_plan
from crm.importing.batches import forget_rows, match_file
from crm.importing.words import read_again
from crm.rules import plan_rows  # noqa: F401  (bulk plans of relations and contacts)
from offices.jobs import JobKind, job_kinds
from offices.registry import Later, NavEntry, nav_entries, practice_data, sweeps
from offices.urls_helpers import desk_url

nav_entries.register(NavEntry("import", "Import", "file-spreadsheet", "crm:import_home", "import.run", group="nieuw", order=9))
sweeps.register(forget_rows)
practice_data.register(Later("crm.practice_imports.fill", order=95))


def _opens(job) -> str:
    return desk_url("crm:import_batch", job.arguments["batch"])


job_kinds.register(JobKind("crm.import.match", match_file, _opens))
job_kinds.register(JobKind("crm.import.words", read_again, _opens))
job_kinds.register(JobKind("crm.import.plan", write_plan, _opens))
job_kinds.register(JobKind("crm.import.apply", apply_import, _opens))
job_kinds.register(JobKind("crm.import.undo", undo_import, _opens))
