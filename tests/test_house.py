"""The rules of the house, read from the source: which way imports run, sizes, names, tasks, pages."""

import ast
import io
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ["offices", "crm", "dossier", "conversations", "workflows", "wwft", "sbr_inbox", "integrations", "desk", "portal", "config"]
TOPS = {"desk", "portal"}
# The frame of `integrations` stands beside the ground floor; its vendor packages may look further.
FRAME = {"base", "capabilities", "registry", "models", "http", "oauth", "enums"}
LAYERS = ["enums", "permissions", "models", "rules", "forms", "tables", "filters", "api", "views"]
# Tasks that touch only tables outside the walls, or fan out to offices.
WITHOUT_OFFICE = {"heartbeat", "clear_sessions"}
FORBIDDEN_NAMES = {"common", "core", "utils", "helpers", "services"}
HALF_WORDS = re.compile(r"\b(relatie_|klant_|aangifte_|dossier_stuk|kantoor_(?!owner|app)|gebruiker_)\w+")


def sources() -> list[Path]:
    """Our own Python, without migrations and tests."""
    apps = [ROOT / name for name in ORDER if (ROOT / name).is_dir()]
    return [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]


def imported(path: Path):
    """(module, line) of each import in a file; relative imports do not occur in the house."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def home(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def test_imports_run_one_way():
    wrong = []
    for path in sources():
        own = home(path)
        for module, line in imported(path):
            other = module.split(".")[0]
            if other not in ORDER or other == own:
                continue
            if ORDER.index(other) > ORDER.index(own) or (other in TOPS and own != "config"):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {module}")
    assert wrong == []


def test_frame_of_integrations_knows_offices_only():
    wrong = []
    for path in (ROOT / "integrations").glob("*.py"):
        if path.stem not in FRAME:
            continue
        wrong += [f"{path.name}:{line} {m}" for m, line in imported(path) if m.split(".")[0] in set(ORDER) - {"offices", "integrations"}]
    assert wrong == []


def test_nobody_imports_a_vendor_package():
    vendors = {path.name for path in (ROOT / "integrations").iterdir() if path.is_dir() and (path / "connector.py").exists()}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {module}"
        for path in sources()
        for module, line in imported(path)
        if module.startswith("integrations.") and module.split(".")[1] in vendors
        and module.split(".")[1] not in path.parts and path.name not in {"registry.py"}
    ]  # fmt: skip
    assert wrong == []


def layer_of(path: Path) -> str | None:
    parts = path.relative_to(ROOT).parts
    name = parts[1].removesuffix(".py") if len(parts) > 1 else ""
    return name if name in LAYERS else None


def test_layers_inside_an_app_run_one_way():
    wrong = []
    for path in sources():
        own, app = layer_of(path), home(path)
        if own is None:
            continue
        for module, line in imported(path):
            parts = module.split(".")
            if parts[0] == app and len(parts) > 1 and parts[1] in LAYERS and LAYERS.index(parts[1]) > LAYERS.index(own):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {module}")
    assert wrong == []


def test_no_room_for_what_belongs_to_nobody():
    names = {path.stem for path in sources() if home(path) != "config"} | {path.name for path in ROOT.rglob("*/") if path.parent == ROOT}
    assert names & FORBIDDEN_NAMES == set()


def test_python_files_stay_small():
    sizes = sorted((len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(ROOT))) for path in sources())
    assert [size for size in sizes if size[0] > 400] == []
    within = sum(size <= 200 for size, _ in sizes) / len(sizes)
    assert within >= 0.9, sizes[-25:]


def templates() -> list[Path]:
    found = [*(ROOT / "templates").rglob("*.html")]
    return found + [path for name in ORDER for path in (ROOT / name).rglob("templates/**/*.html")]


def test_templates_stay_small():
    sizes = [(len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(ROOT))) for path in templates()]
    assert [size for size in sizes if size[0] > 120] == []


def test_code_translates_no_half_words():
    wrong = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "name", None) or getattr(node, "id", None) or getattr(node, "arg", None)
            if isinstance(name, str) and HALF_WORDS.match(name):
                wrong.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} {name}")
    assert wrong == []


def test_every_task_opens_an_office():
    wrong = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for decorator in node.decorator_list:
                text = ast.unparse(decorator)
                fans_out = node.name.startswith("fan_out") or node.name in WITHOUT_OFFICE
                if text.startswith("shared_task") and "base=OfficeTask" not in text and not fans_out:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert wrong == []


def test_no_save_override_and_no_signal_in_business_code():
    wrong = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if re.search(r"from django\.db\.models\.signals|@receiver\(", text):
            wrong.append(f"{path.relative_to(ROOT)}: signals")
        if layer_of(path) == "models" and re.search(r"^    def save\(", text, re.M):
            wrong.append(f"{path.relative_to(ROOT)}: save()")
    assert wrong == []


def test_generic_foreign_keys_do_not_exist():
    assert [str(p) for p in sources() if "GenericForeignKey" in p.read_text(encoding="utf-8")] == []


def test_every_migrated_app_has_one_initial_migration():
    found = {app: sorted(p.name for p in (ROOT / app / "migrations").glob("0*.py")) for app in ORDER if (ROOT / app / "migrations").is_dir()}
    assert {app: names for app, names in found.items() if names not in (["0001_initial.py"], [])} == {}


@pytest.mark.django_db
def test_migrations_are_complete():
    from django.core.management import call_command

    said = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


def committed() -> list[Path]:
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    return [ROOT / name for name in out.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_names_a_machine_or_a_registry():
    marks = ["/work" + "/", "/ro" + "ot/", "pypi" + ".org", "files.python" + "hosted", "npmjs" + ".org"]
    wrong = []
    for path in committed():
        if path.suffix in {".png", ".woff2", ".pdf", ".xbri", ".zip"} or "vendor" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        wrong += [f"{path.relative_to(ROOT)}: {mark}" for mark in marks if mark in text and path.name != "test_house.py"]
    assert wrong == []
