"""Getting from python3 to an environment, as far as that shows without a network."""

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "config" / "launcher"


@pytest.fixture(scope="module")
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", FOLDER / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.fixture
def venv(tmp_path):
    """A Python that writes down what it was asked."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\n')
    python.chmod(0o755)
    return python


def asked(venv) -> list[str]:
    file = venv.parents[2] / "asked"
    return file.read_text().splitlines() if file.exists() else []


def test_install_asks_for_hashes_and_wheels_only(bootstrap, venv):
    bootstrap.install(venv, venv.parents[1], ["base"])
    (line,) = asked(venv)
    assert [word in line for word in ("--require-hashes", "--no-deps", "--only-binary :all:")] == [True] * 3
    assert line.endswith("-r " + str(bootstrap.REPO / "requirements" / "base.txt"))


def test_install_is_skipped_while_the_lock_is_the_same(bootstrap, venv):
    bootstrap.install(venv, venv.parents[1], ["base", "embedded"])
    bootstrap.install(venv, venv.parents[1], ["base", "embedded"])
    assert len(asked(venv)) == 1
    (venv.parents[1] / ".kantoor-base").write_text("another lock")
    bootstrap.install(venv, venv.parents[1], ["base", "embedded"])
    assert [line.count("-r ") for line in asked(venv)] == [2, 1]


def test_failed_install_leaves_no_stamp(bootstrap, venv, capsys):
    venv.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit):
        bootstrap.install(venv, venv.parents[1], ["base"])
    assert not (venv.parents[1] / ".kantoor-base").exists()


def test_environment_is_untouched_when_nothing_was_unpacked(bootstrap, tmp_path):
    assert bootstrap.Packages(tmp_path).environment() == {}


def test_environment_names_the_folders_of_unpacked_libraries(bootstrap, tmp_path, monkeypatch):
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    packages = bootstrap.Packages(tmp_path)
    folder = packages.root / "usr/lib/x86_64-linux-gnu"
    for name in ("libpango-1.0.so.0", "pulseaudio/libpulsecommon-16.1.so", "gtk-3.0/3.0.0/immodules/libplug.so"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert packages.environment() == {
        "LD_LIBRARY_PATH": f"{folder}:{folder}/pulseaudio",
        "FONTCONFIG_FILE": str(tmp_path / "apt" / "fonts.conf"),
    }
