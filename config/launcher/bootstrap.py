"""From a machine with only python3 to an environment that runs the product; then becomes that Python.

Usage: python3 -I config/launcher/bootstrap.py LOCK ... -- ARGUMENTS FOR PYTHON
Runs on the system's Python before anything is installed: standard library only.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from debian_packages import CHROMIUM, Packages, missing_libraries, say

REPO = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)


def fail(text: str) -> None:
    """Stop with one sentence."""
    say(text)
    raise SystemExit(1)


def venv_folder(var: Path) -> Path:
    """`KANTOOR_VENV`, else the one that stands in the repository already, else one under `var`."""
    given = os.environ.get("KANTOOR_VENV")
    if given:
        return Path(given).resolve()
    shared = REPO / "var" / "venv"
    return shared if (shared / "bin" / "python").exists() and os.access(shared, os.W_OK) else var / "venv"


def make_venv(venv: Path, packages: Packages) -> Path:
    """The environment's Python; made anew when it is missing or its Python is gone."""
    python = venv / "bin" / "python"
    if python.exists() and _works([str(python), "-c", "import pip"]):
        return python
    say(f"Python-omgeving maken in {venv}")
    shutil.rmtree(venv, ignore_errors=True)
    if _has_ensurepip():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        return python
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    wheel = packages.pip_wheel()
    if wheel is None:
        fail("pip ontbreekt. Installeer python3-venv en start opnieuw.")
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-index", str(wheel)]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(wheel)})
    return python


def _has_ensurepip() -> bool:
    """Debian leaves ensurepip out of python3, and the module alone is not enough: its wheel must be there."""
    return _works([sys.executable, "-m", "ensurepip", "--version"])


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install(python: Path, venv: Path, locks: list[str]) -> None:
    """Install the locks that changed since last time; every file is checked against its hash."""
    stale = []
    for lock in locks:
        content = (REPO / "requirements" / f"{lock}.txt").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        stamp = venv / f".kantoor-{lock}"
        if not stamp.exists() or stamp.read_text() != digest:
            stale.append((lock, stamp, digest))
    if not stale:
        return
    say(f"Python-pakketten installeren: {', '.join(lock for lock, _, _ in stale)}")
    command = [
        str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
        # Python compiles what is used when it is used: a third of the installing time is for the rest.
        "--no-compile", "--require-hashes", "--no-deps", "--only-binary", ":all:",
    ]  # fmt: skip
    for lock, _, _ in stale:
        command += ["-r", str(REPO / "requirements" / f"{lock}.txt")]
    if subprocess.run(command, check=False).returncode:
        fail("Installeren is mislukt; de reden staat hierboven.")
    for _, stamp, digest in stale:
        stamp.write_text(digest)


def main() -> None:
    if sys.version_info < OLDEST:
        fail(f"Python {OLDEST[0]}.{OLDEST[1]} of nieuwer is nodig; dit is {sys.version.split()[0]}.")
    split = sys.argv.index("--")
    locks, arguments = sys.argv[1:split], sys.argv[split + 1 :]
    var = Path(os.environ.get("KANTOOR_VAR") or REPO / "var").resolve()
    packages, venv = Packages(var), venv_folder(var)
    try:
        var.mkdir(parents=True, exist_ok=True)
        venv.parent.mkdir(parents=True, exist_ok=True)
        lock = open(venv.parent / "install.lock", "w")  # noqa: SIM115  (held until this becomes another program)
    except OSError as error:
        fail(f"{var} is niet beschrijfbaar ({error.strerror}). Kies een andere map met KANTOOR_VAR.")
    fcntl.flock(lock, fcntl.LOCK_EX)
    unpacked = packages.environment()
    wanted = [] if unpacked else missing_libraries()
    if not venv.exists() and not _has_ensurepip() and packages.pip_wheel() is None:
        wanted.append("python3-venv" if os.geteuid() == 0 else "python3-pip-whl")
    if "dev" in locks and packages.chromium() is None:
        wanted += CHROMIUM
    if not packages.get(wanted):
        say("Niet alle pakketten zijn er: PDF's of browsertests kunnen ontbreken.")
    python = make_venv(venv, packages)
    install(python, venv, locks)
    environment = os.environ | packages.environment() | {"KANTOOR_VAR": str(var)}
    browser = packages.chromium()
    if browser:
        environment.setdefault("KANTOOR_CHROMIUM", str(browser))
    os.chdir(REPO)
    lock.close()
    os.execve(python, [str(python), *arguments], environment)


if __name__ == "__main__":
    main()
